"""Where things are: outlines of zones and states, and the zone and state of each site.

The only room that knows geometry. What lies where is asked in longitude and latitude, in which the edges of GeoJSON are
straight; distances and areas are measured on the ellipsoid.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.cells import Rows
from loadsite.inputs.places.distances import Nearby, area_km2
from loadsite.inputs.places.features import LONGITUDE_LATITUDE, Features
from loadsite.inputs.problems import Problems

OVERLAP_KM2 = 1.0
LARGEST_DEGREE_KM2 = 12_500.0
"""A square degree is at most that large [km2]."""
ON_BORDER_DEGREES = 1e-5


def check_outlines(rows: Rows, features: Features, problems: Problems) -> gpd.GeoDataFrame | None:
    """The outlines by name, in longitude and latitude. Notes empty, invalid, misplaced and overlapping ones.

    None where an outline cannot be used or a name stands twice. Slivers of up to 1 km2 in all, as simplified outlines
    have, do not count as an overlap.
    """
    before = len(features.shapes)
    sound: list[BaseGeometry] = []
    for origin, shape in zip(rows.origins, features.shapes, strict=True):
        wrong = _wrong_outline(shape)
        if wrong:
            problems.add(origin, "geometry", wrong)
        elif shape is not None:
            sound.append(shape)
    if len(sound) < before:
        return None
    names = rows.frame[rows.table.key[0]].to_list()
    if len(set(names)) < before:
        return None
    frame = gpd.GeoDataFrame({"name": names}, geometry=sound, crs=LONGITUDE_LATITUDE)
    one, other = frame.sindex.query(frame.geometry, predicate="intersects")
    for first, second in zip(one, other, strict=True):
        if first < second:
            shared = frame.geometry.iloc[first].intersection(frame.geometry.iloc[second])
            if shared.area * LARGEST_DEGREE_KM2 <= OVERLAP_KM2:
                continue
            shared_km2 = area_km2(shared)
            if not shared_km2 <= OVERLAP_KM2:  # one that cannot be measured is none to pass over
                problems.add(rows.origins[second], "geometry",
                             f'"{names[second]}" overlaps "{names[first]}" by {shared_km2:,.0f} km2')
    return frame.set_index("name")


def _wrong_outline(shape: BaseGeometry | None) -> str:
    """What is wrong with an outline; "" where nothing is. A shape that could not be read is noted already."""
    if shape is None:
        return ""
    if shape.is_empty:
        return "is empty; expected an outline"
    if not shape.is_valid:
        return f"is not a valid polygon: {shapely.is_valid_reason(shape)}"
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "leaves the range of longitude and latitude"
    return ""


def locate(sites: Rows, features: Features, outlines: gpd.GeoDataFrame, kind: str, problems: Problems) -> pd.Series:
    """The name of the outline that each site lies in, by site; `kind` is what messages call an outline.

    Notes every site that lies in none, on a border or in several, with the nearest outline and its distance, and sites
    whose longitude and latitude look swapped.
    """
    points = features.geometry().to_numpy()
    point_at, outline_at = outlines.sindex.query(points, predicate="within")
    borders = outlines.boundary.to_numpy()
    found: dict[str, str] = {}
    for k, (origin, site, point) in enumerate(zip(sites.origins, sites.frame["site"], points, strict=True)):
        if point is None:
            continue
        inside = outline_at[point_at == k]
        if len(inside) == 1 and borders[inside[0]].distance(point) > ON_BORDER_DEGREES:
            found[site] = outlines.index[inside[0]]
        else:
            what, hint = _misplaced(point, outlines, kind)
            where = f"{point.x:.4f}, {point.y:.4f}"
            problems.add(origin, "geometry", f'"{site}" at {where} {what}', hint)
    return pd.Series(found, dtype=object)


def _misplaced(point: BaseGeometry, outlines: gpd.GeoDataFrame, kind: str) -> tuple[str, str]:
    """Why a site has no outline of its own, and what may be done."""
    touching = sorted(outlines.index[shapely.distance(outlines.geometry.to_numpy(), point) <= ON_BORDER_DEGREES])
    if touching:
        shown = " and ".join(f'"{each}"' for each in touching[:3])
        return f"lies on the border of {shown}", f"move it into one {kind}"
    if outlines.contains(shapely.Point(point.y, point.x)).any():
        return f"lies in no {kind}", "longitude and latitude look swapped"
    if abs(point.x) > 180 or abs(point.y) > 90:
        return f"lies in no {kind}", "expected longitude and latitude in degrees"
    position, km = Nearby(outlines.geometry.to_list()).nearest(point.x, point.y)
    return f'lies in no {kind}; the nearest is "{outlines.index[position]}", {km:.1f} km away', ""
