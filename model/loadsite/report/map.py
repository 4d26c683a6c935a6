"""The map: zones in muted classes, states and cities, lines by limit, campuses in one colour; nothing hides another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from loadsite.export.map_layers import City, MapLayers, Ring, State
from loadsite.report.dodge import apart
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.labels import Labels
from loadsite.report.words import shown

LOADING = (0.25, 0.5, 0.75)
"""Where the colour of a line changes [share of what it could have sent over the year]."""
LABELS_ON_A_PHONE = 12
PHONE = 500
"""Maps narrower than this have fewer labels [px]."""
WIDEST_LINE, LARGEST_RADIUS, LEAST_RADIUS = 5.0, 0.042, 2.5
"""[px], as a share of the width of the map, and [px]"""
EMPTY_RADIUS = 3.2
"""Of the hollow ring of a candidate without a campus [px]."""
CITY_RADIUS = 1.5


@dataclass(frozen=True)
class Area:
    """A zone: its tone, and what it tells."""

    zone: str
    tone: str
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
    """A campus: its number, or what is written in it, its MW, and the limit of its site, drawn as a ring around it."""

    site: str
    label: str
    mw: float
    tone: str
    tip: str
    limit_mw: float = 0.0


@dataclass(frozen=True)
class Empty:
    """A candidate without a campus: a hollow ring, or one as large as its limit where `limit_mw` is given."""

    site: str
    tip: str
    tone: str = "campus"
    limit_mw: float = 0.0


@dataclass(frozen=True)
class MapPlan:
    """All that a map shows. `largest_mw` is the MW of the largest circle, `widest_mw` of the widest line."""

    layers: MapLayers
    areas: Sequence[Area]
    links: Sequence[Link]
    dots: Sequence[Dot]
    empties: Sequence[Empty]
    largest_mw: float
    widest_mw: float


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
        picture.area("".join(_ring(ring, place) for ring in rings), area.tone, area.tip, "zone-edge")
    for state in plan.layers.states:
        picture.outline("".join(_ring(ring, place) for ring in state.rings), "state", 0.8)
    for link in sorted(plan.links, key=lambda each: each.loading):
        (x1, y1), (x2, y2) = (place(plan.layers.inside[zone]) for zone in link.zones)
        picture.line(x1, y1, x2, y2, line_tone(link.loading), line_width(link.limit_mw, plan.widest_mw), link.tip,
                     opacity=0.75, round_ends=True)  # fmt: skip
    labels = Labels(width, picture.height)
    _circles(picture, plan, place, labels)
    cities = [city for city in plan.layers.cities if width > PHONE or city.rank == 1]
    for city in cities:
        _city(picture, city, place(city.at), labels)
    for state in sorted(plan.layers.states, key=lambda each: -each.width):
        _state(picture, state, place(state.inside), state.width / _metres_per_pixel(plan.layers, width), labels)
    if not plan.layers.states:
        for area in sorted(plan.areas, key=lambda each: each.zone):
            _zone(picture, area.zone, place(plan.layers.inside[area.zone]), labels)
    return picture


def _circles(picture: Drawing, plan: MapPlan, place: Callable[..., tuple[float, float]], labels: Labels) -> None:
    """Campuses in their rings and candidates without one, none of them hidden; the largest move least."""
    width = picture.width
    dots = sorted(plan.dots, key=lambda dot: -dot.mw)
    radii = [radius_of(dot.mw, plan.largest_mw, width) for dot in dots]
    empties = sorted(plan.empties, key=lambda empty: -empty.limit_mw)
    hollow = [radius_of(empty.limit_mw, plan.largest_mw, width) if empty.limit_mw else EMPTY_RADIUS
              for empty in empties]  # fmt: skip
    sites = [*(dot.site for dot in dots), *(empty.site for empty in empties)]
    sizes, truly = [*radii, *hollow], [place(plan.layers.sites[site]) for site in sites]
    spots = apart([(*at, size) for at, size in zip(truly, sizes, strict=True)], width, picture.height)
    for at, spot, size in zip(truly, spots, sizes, strict=True):
        labels.keep_off(*spot, 0.85 * size)
        if np.hypot(spot[0] - at[0], spot[1] - at[1]) > max(4.0, 0.6 * size):
            picture.line(*at, *spot, "state", 0.7)
            picture.circle(*at, 1.1, "state", outline="")
    for empty, radius, spot in zip(empties, hollow, spots[len(dots) :], strict=True):
        picture.ring(*spot, radius, empty.tone, empty.tip, site=empty.site)
    for dot, radius, spot in zip(dots, radii, spots[: len(dots)], strict=True):
        ring = radius_of(dot.limit_mw, plan.largest_mw, width) if dot.limit_mw else 0.0
        if ring > radius + 0.6:
            picture.ring(*spot, ring, dot.tone)
        picture.circle(*spot, radius, dot.tone, dot.tip, outline="paper", site=dot.site)
    few = len(dots) if width > PHONE else LABELS_ON_A_PHONE
    for dot, radius, spot in list(zip(dots, radii, spots[: len(dots)], strict=True))[:few]:
        _number(picture, dot, *spot, radius, labels)


def _number(picture: Drawing, dot: Dot, x: float, y: float, radius: float, labels: Labels) -> None:
    """The label of a campus: inside its disc where it fits, else beside it."""
    size = 11.0 if picture.width > PHONE else 10.0
    wide = width_of(dot.label, size) + 3
    if 2 * radius >= wide + 2:
        picture.text(x, y + 0.35 * size, dot.label, size, f"on-{dot.tone}", "middle", bold=True)
        return
    at = labels.around(x, y, radius, wide, size + 1)
    if at.away > radius + 8:
        picture.line(x, y, at.x, at.y - size * 0.35, "ink", 0.8)
    picture.text(at.x, at.y, dot.label, size, anchor="middle", bold=True, halo=True)


def _city(picture: Drawing, city: City, at: tuple[float, float], labels: Labels) -> None:
    """A dot, and its name to one of its sides; neither where there is no room for the name."""
    size = 9.0
    spot = labels.at_a_side(*at, CITY_RADIUS + 2, width_of(city.name, size) * 0.9, size + 1)
    if spot is not None:
        picture.circle(*at, CITY_RADIUS, "ink", outline="paper")
        picture.text(spot.x, spot.y, shown(city.name), size, "ink", "middle", halo=True)


def _state(picture: Drawing, state: State, at: tuple[float, float], wide: float, labels: Labels) -> None:
    """Its name where it fits inside the state, else its two letters, else nothing."""
    size = 10.0
    for words in (state.name.upper(), state.code):
        needed = 1.15 * width_of(words, size)
        spot = labels.beside(*at, needed, size + 1) if needed < 0.9 * wide else None
        if spot is not None:
            picture.text(spot.x, spot.y, shown(words), size, "state", "middle", bold=True, halo=True)
            return


def _zone(picture: Drawing, zone: str, at: tuple[float, float], labels: Labels) -> None:
    spot = labels.beside(*at, 1.1 * width_of(zone, 9) + 2, 11)
    if picture.width > PHONE and spot is not None:
        picture.text(spot.x, spot.y, shown(zone), 9, "ink", "middle", halo=True)


def radius_of(mw: float, largest_mw: float, width: float) -> float:
    """Its area is as the MW [px]."""
    return float(max(LEAST_RADIUS, LARGEST_RADIUS * width * (mw / largest_mw) ** 0.5))


def line_width(limit_mw: float, widest_mw: float) -> float:
    """Width of a line by its limit [px]."""
    return 0.8 + WIDEST_LINE * max(0.0, limit_mw) / widest_mw


def line_tone(loading: float) -> str:
    """Tone of a line by its loading."""
    return f"load-{sum(loading >= edge for edge in LOADING)}"


def _metres_per_pixel(layers: MapLayers, width: float) -> float:
    west, _, east, _ = layers.bounds
    return (east - west) / width


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
