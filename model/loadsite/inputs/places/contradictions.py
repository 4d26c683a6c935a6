"""Where things lie against what the tables say of them: swapped zones, corridors that are too short."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from loadsite.inputs.places.distances import EARTH
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.tables import SitesFolder
from loadsite.origin import Origin

LEAST_SHARE = 0.1
"""Of a zone in a state that its row does not name: simplified outlines stray by a hundredth."""
COARSE_DEGREES = 0.05
"""To which outlines are simplified where only magnitudes count: 5 km."""
ROOM_KM = 20.0
"""By which outlines may stray."""


def contradictions(folder: SitesFolder) -> Iterator[Finding]:
    """Labels, columns and outlines that do not say the same."""
    yield from _labels(folder, "generators", "zone")
    yield from _labels(folder, "storage", "zone")
    yield from _lines(folder)
    if "zones" not in folder.outlines:
        return
    zones = folder.outlines["zones"].simplify(COARSE_DEGREES)
    if "states" in folder.outlines:
        yield from _states(folder, zones)
    yield from _corridors(folder, zones)


def _labels(folder: SitesFolder, table: str, column: str) -> Iterator[Finding]:
    """Fleets named after one zone that stand in another."""
    rows = folder.tables[table]
    zones = folder.tables["zones"].frame["zone"].to_list()
    for label, at, zone in zip(rows.labels, rows.origins, rows.frame[column], strict=True):
        named = max((each for each in zones if label.startswith(f"{each}.")), key=len, default=zone)
        if named != zone:
            yield Finding(at, column, f'"{zone}"', f'is the zone of "{label}", which is named after '
                          f"{named}: are zones swapped?", named)  # fmt: skip


def _lines(folder: SitesFolder) -> Iterator[Finding]:
    """Lines named in the other direction, and corridors whose lines join different zones."""
    rows = folder.tables["lines"]
    first: dict[str, tuple[frozenset[str], Origin]] = {}
    for at, row in zip(rows.origins, rows.frame.itertuples(index=False), strict=True):
        name, start, end = str(row.line), str(row.from_zone), str(row.to_zone)
        forward = name.startswith(start) and name.endswith(end)
        if name.startswith(end) and name.endswith(start) and not forward:
            yield Finding(at, "from_zone", f'"{start}"', f'is where "{name}" begins, which is named '
                          f"after the other direction: are from_zone and to_zone swapped?", end)  # fmt: skip
        ends = frozenset((start, end))
        before, other = first.setdefault(str(row.corridor), (ends, at))
        if before != ends:
            yield Finding(at, "corridor", f'"{row.corridor}"', f"joins {' and '.join(sorted(ends))} here "
                          f"and {' and '.join(sorted(before))} in {other.in_file}", "one pair of zones")  # fmt: skip


def _states(folder: SitesFolder, zones: gpd.GeoSeries) -> Iterator[Finding]:
    """Zones that lie in states their row does not name, or not in those it names."""
    rows = folder.tables["zones"]
    states = folder.outlines["states"].simplify(COARSE_DEGREES)
    for zone, at, named in zip(rows.frame["zone"], rows.origins, rows.frame["states"], strict=True):
        outline = zones[zone]
        inside = {str(state): outline.intersection(shape).area / outline.area for state, shape in states.items()
                  if shape.intersects(outline)}  # fmt: skip
        for state in str(named).split():
            exactly = (folder.outlines["zones"][zone], folder.outlines["states"].get(state))
            if inside.get(state, 0.0) == 0.0 and exactly[1] is not None and not exactly[0].intersects(exactly[1]):
                yield Finding(at, "states", f'"{state}"', f'is a state that the outline of "{zone}" does '
                              "not touch: are outlines swapped?", _listed(inside))  # fmt: skip
        for state, share in inside.items():
            if share > LEAST_SHARE and state not in str(named).split():
                yield Finding(at, "states", f'"{named}"', f'leaves out "{state}", where {share:.0%} of '
                              f'the outline of "{zone}" lies: are outlines swapped?', _listed(inside))  # fmt: skip


def _corridors(folder: SitesFolder, zones: gpd.GeoSeries) -> Iterator[Finding]:
    """Corridors shorter than the gap between their zones, or longer than from end to end of them."""
    rows = folder.tables["corridors"]
    lines = folder.tables["lines"].frame.drop_duplicates("corridor").set_index("corridor")
    for at, corridor, length_km in zip(rows.origins, rows.frame["corridor"], rows.frame["length_km"], strict=True):
        if corridor not in lines.index:
            continue
        start, end = str(lines["from_zone"][corridor]), str(lines["to_zone"][corridor])
        nearest, farthest = _apart_km(zones[start], zones[end])
        what = f"is the length between {start} and {end}, which lie {nearest:,.0f} to {farthest:,.0f} km apart: are " \
               "zones swapped?"
        if not nearest - ROOM_KM <= length_km <= 1.5 * farthest + ROOM_KM:
            yield Finding(at, "length_km", f"{length_km:,.6g} km", what,
                          f"{nearest:,.0f} to {farthest:,.0f} km")  # fmt: skip


def _apart_km(one: shapely.Geometry, other: shapely.Geometry) -> tuple[float, float]:
    """Least and most distance between two outlines, in round numbers [km]."""
    middle = (one.bounds[1] + one.bounds[3] + other.bounds[1] + other.bounds[3]) / 4
    shrink = np.array([np.cos(np.radians(middle)), 1.0])
    alike = [shapely.transform(each, lambda degrees: degrees * shrink) for each in (one, other)]
    near = shapely.get_coordinates(shapely.shortest_line(*alike)) / shrink
    corners = [shapely.get_coordinates(shapely.envelope(each)) for each in (one, other)]
    starts, ends = np.repeat(corners[0], len(corners[1]), axis=0), np.tile(corners[1], (len(corners[0]), 1))
    farthest = EARTH.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])[2].max()
    return EARTH.inv(*near[0], *near[-1])[2] / 1000, farthest / 1000


def _listed(inside: dict[str, float]) -> str:
    return " ".join(sorted(state for state, share in inside.items() if share > LEAST_SHARE)) or "another state"

