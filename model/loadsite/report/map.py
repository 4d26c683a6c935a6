"""The map: zones by price, lines by limit and loading, campuses by MW and price; labels that do not overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from loadsite.export.map_layers import MapLayers, Ring
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.labels import Labels
from loadsite.report.scales import Shades
from loadsite.report.words import shown

LOADING = (0.25, 0.5, 0.75)
"""Where the colour of a line changes [share of what it could have sent over the year]."""
LABELS_ON_A_PHONE = 12
WIDEST_LINE, LARGEST_RADIUS = 7.0, 0.042
"""[px], and as a share of the width of the map"""


@dataclass(frozen=True)
class Area:
    """A zone: its value on the scale, and what it tells."""

    zone: str
    value: float
    tip: str


@dataclass(frozen=True)
class Link:
    """Two zones and what joins them."""

    zones: tuple[str, str]
    limit_mw: float
    loading: float
    tip: str


@dataclass(frozen=True)
class Dot:
    """A campus, numbered as in the list beside the map."""

    site: str
    label: str
    mw: float
    value: float
    tip: str


@dataclass(frozen=True)
class MapPlan:
    """All that a map shows; `unit` is that of the scale, `scaled` what it is of."""

    layers: MapLayers
    areas: Sequence[Area]
    links: Sequence[Link]
    dots: Sequence[Dot]
    shades: Shades
    largest_mw: float
    widest_mw: float
    dot_shades: Shades | None = None
    """scale of the campuses, where it is another"""


def height_of(layers: MapLayers, width: float) -> float:
    """Height of a map of this width, without its legend [px]."""
    west, south, east, north = layers.bounds
    return width * (north - south) / (east - west)


def draw_map(plan: MapPlan, width: float) -> Drawing:
    """The map alone; campuses of the same MW are of the same size in all maps with the same `largest_mw`."""
    picture = Drawing(width, height_of(plan.layers, width))
    place = _fit(plan.layers, width)
    for area in plan.areas:
        rings = plan.layers.zones[area.zone]
        picture.area("".join(_ring(ring, place) for ring in rings), plan.shades.tone(area.value), area.tip, "border")
    for link in sorted(plan.links, key=lambda each: each.loading):
        (x1, y1), (x2, y2) = (place(plan.layers.inside[zone]) for zone in link.zones)
        picture.line(x1, y1, x2, y2, line_tone(link.loading), line_width(link.limit_mw, plan.widest_mw), link.tip,
                     opacity=0.8, round_ends=True)  # fmt: skip
    labels = Labels(width, picture.height)
    radii = [radius_of(dot.mw, plan.largest_mw, width) for dot in plan.dots]
    spots = [place(plan.layers.sites[dot.site]) for dot in plan.dots]
    for dot, radius, (x, y) in zip(plan.dots, radii, spots, strict=True):
        picture.circle(x, y, radius, (plan.dot_shades or plan.shades).tone(dot.value), dot.tip)
    size = 11.0 if width > 500 else 10.0
    few = len(plan.dots) if width > 500 else LABELS_ON_A_PHONE
    for dot, radius, (x, y) in list(zip(plan.dots, radii, spots, strict=True))[:few]:
        wide = width_of(dot.label, size) + 3
        at = labels.near(x, y, radius, wide, size + 1)
        if at.away > radius + 6:
            picture.line(x, y, at.x, at.y - size * 0.35, "ink", 0.8)
        picture.text(at.x, at.y, dot.label, size, anchor="middle", bold=True, halo=True)
    for radius, (x, y) in zip(radii, spots, strict=True):
        labels.keep_off(x, y, radius)
    for area in sorted(plan.areas, key=lambda each: each.zone):
        x, y = place(plan.layers.inside[area.zone])
        at_zone = labels.beside(x, y, 1.1 * width_of(area.zone, 9) + 2, 11)
        if width > 500 and at_zone is not None:
            picture.text(at_zone.x, at_zone.y, shown(area.zone), 9, "ink", "middle", halo=True)
    return picture


def radius_of(mw: float, largest_mw: float, width: float) -> float:
    """Its area is as the MW [px]."""
    return float(max(2.5, LARGEST_RADIUS * width * (mw / largest_mw) ** 0.5))


def line_width(limit_mw: float, widest_mw: float) -> float:
    """Width of a line by its limit [px]."""
    return 0.8 + WIDEST_LINE * max(0.0, limit_mw) / widest_mw


def line_tone(loading: float) -> str:
    """Tone of a line by its loading."""
    return f"load-{sum(loading >= edge for edge in LOADING)}"


def _fit(layers: MapLayers, width: float) -> Callable[[tuple[float, float]], tuple[float, float]]:
    """From metres to pixels, north up."""
    west, _, east, north = layers.bounds
    scale = width / (east - west)
    return lambda point: ((point[0] - west) * scale, (north - point[1]) * scale)


def _ring(ring: Ring, place: Callable[[tuple[float, float]], tuple[float, float]]) -> str:
    """A closed path; points on the same half pixel are drawn once."""
    x, y = place((ring[:, 0], ring[:, 1]))  # type: ignore[arg-type]
    points = np.round(np.column_stack([x, y]) * 2) / 2
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    return "M" + "L".join(f"{east:g},{south:g}" for east, south in points[moved]) + "Z"
