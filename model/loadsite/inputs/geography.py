"""Where things are: outlines of zones and states, and the zone and state of each site.

The only room that knows geometry. Distances are measured in EPSG:5070 (Albers equal area, contiguous United States).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.cells import Rows
from loadsite.inputs.geojson import LONGITUDE_LATITUDE, Features
from loadsite.inputs.problems import Problems

METRES = "EPSG:5070"
OVERLAP_KM2 = 1.0
ON_BORDER_M = 1.0


def check_outlines(rows: Rows, features: Features, problems: Problems) -> gpd.GeoDataFrame | None:
    """The outlines by name, in EPSG:5070. Notes empty, invalid, misplaced and overlapping ones.

    None where an outline cannot be used. Slivers of up to 1 km2 in all, as simplified outlines have, do not count as
    an overlap.
    """
    before = len(features.shapes)
    sound: list[BaseGeometry] = []
    for line, shape in zip(rows.lines, features.shapes, strict=True):
        wrong = _wrong_outline(shape)
        if wrong:
            problems.add(rows.shown, line, "geometry", wrong)
        elif shape is not None:
            sound.append(shape)
    if len(sound) < before:
        return None
    names = rows.frame[rows.table.key[0]].to_list()
    frame = gpd.GeoDataFrame({"name": names}, geometry=sound, crs=LONGITUDE_LATITUDE).to_crs(METRES)
    one, other = frame.sindex.query(frame.geometry, predicate="intersects")
    for first, second in zip(one, other, strict=True):
        if first < second:
            area_km2 = frame.geometry.iloc[first].intersection(frame.geometry.iloc[second]).area / 1e6
            if area_km2 > OVERLAP_KM2:
                problems.add(rows.shown, rows.lines[second], "geometry",
                             f'"{names[second]}" overlaps "{names[first]}" by {area_km2:,.0f} km2')
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
    names = sites.frame["site"].to_list()
    points = features.geometry()
    located = gpd.GeoDataFrame({"site": names}, geometry=points, crs=LONGITUDE_LATITUDE).to_crs(METRES)
    joined = gpd.sjoin(located, outlines[["geometry"]], predicate="within")
    found: dict[str, str] = {}
    outline_of = joined.groupby(level=0)["name"].agg(list)
    for row, (line, site) in enumerate(zip(sites.lines, names, strict=True)):
        point = located.geometry.iloc[row]
        if features.shapes[row] is None:
            continue
        inside = outline_of.get(row, [])
        if len(inside) == 1 and outlines.geometry[inside[0]].boundary.distance(point) > ON_BORDER_M:
            found[site] = inside[0]
        else:
            what, hint = _misplaced(points.iloc[row], point, outlines, kind)
            problems.add(sites.shown, line, "geometry", f'"{site}" at {_shown(points.iloc[row])} {what}', hint)
    return pd.Series(found, dtype=object)


def _misplaced(point: BaseGeometry, point_m: BaseGeometry, outlines: gpd.GeoDataFrame, kind: str) -> tuple[str, str]:
    """Why a site has no outline of its own, and what may be done."""
    swapped = gpd.GeoSeries([shapely.Point(point.y, point.x)], crs=LONGITUDE_LATITUDE).to_crs(METRES).iloc[0]
    if swapped.is_valid and np.isfinite(swapped.x) and bool(outlines.geometry.contains(swapped).any()):
        return f"lies in no {kind}", "longitude and latitude look swapped"
    if not np.isfinite(point_m.x):
        return f"lies in no {kind}", "expected longitude and latitude in degrees"
    distance_km = outlines.geometry.distance(point_m).sort_values(kind="stable") / 1000
    nearest = distance_km.index[0]
    if distance_km.iloc[0] > ON_BORDER_M / 1000:
        return f'lies in no {kind}; the nearest is "{nearest}", {distance_km.iloc[0]:.1f} km away', ""
    border = sorted(distance_km.index[distance_km <= ON_BORDER_M / 1000])
    shown = " and ".join(f'"{each}"' for each in border[:3])
    return f"lies on the border of {shown}", f"move it into one {kind}"


def _shown(point: BaseGeometry) -> str:
    return f"{point.x:.4f}, {point.y:.4f}"
