"""Which sites lie in a layer that bars them, limits them or has a price, and why."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from loadsite.inputs.case import EXCLUSION_COLUMNS
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.features import METRES, SIDE_DEGREES
from loadsite.inputs.places.formats import POLYGONS
from loadsite.inputs.places.layers import Bounds, Layer, check_column, read_layer
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import ExclusionKeys
from loadsite.inputs.suggestions import did_you_mean, listed

KM_PER_DEGREE = 111.0
"""Of latitude, and of longitude at the equator [km]."""


def excluded(
    files: StudyFiles, layers: list[ExclusionKeys], points: gpd.GeoSeries, near: Bounds, problems: Problems
) -> pd.DataFrame:
    """A row per site and layer it lies in, as `Sites.exclusions` of a Case; `points` are the sites, by name.

    A site on the border of a polygon lies in it. Where several polygons of a layer hold a site, the first is named.
    """
    rows = []
    for keys in layers:
        layer = read_layer(files, keys, POLYGONS, near, problems)
        if layer is None:
            continue
        chosen = _that_count(layer, keys, problems)
        limit_mw = 0.0 if keys.bar else np.inf if keys.limit_mw is None else keys.limit_mw
        for site, number in _first_polygon(points, chosen, keys.within_km).items():
            rows.append((site, keys.reason, limit_mw, keys.usd_per_mw_year or 0.0, layer.origin(number)))
    return pd.DataFrame(rows, columns=list(EXCLUSION_COLUMNS))


def _that_count(layer: Layer, keys: ExclusionKeys, problems: Problems) -> gpd.GeoDataFrame:
    """The polygons whose attributes are those asked for."""
    chosen = np.ones(len(layer.frame), dtype=bool)
    for column, values in keys.where.items():
        if not check_column(layer, column, f"where.{column}", problems):
            continue
        known = sorted(set(layer.frame[column]))
        for value in values:
            if value not in known:
                hint = did_you_mean(value, known) or f"expected one of {listed(known, 12)}"
                problems.add(layer.shown, 0, column, f'holds no "{value[:60]}"', hint)
        chosen &= layer.frame[column].isin(values).to_numpy()
    return layer.frame[chosen]


def _first_polygon(points: gpd.GeoSeries, polygons: gpd.GeoDataFrame, within_km: float) -> dict[str, int]:
    """site -> number of the first polygon that holds it, or is no further away than `within_km`."""
    pairs = set(zip(*polygons.sindex.query(points, predicate="intersects").tolist(), strict=True))
    if within_km > 0:
        near = _around(points, polygons.geometry, within_km).to_crs(METRES)
        reached = near.sindex.query(points.to_crs(METRES), predicate="dwithin", distance=within_km * 1000)
        pairs |= set(zip(*reached.tolist(), strict=True))
    found: dict[str, int] = {}
    for site, number in sorted(pairs):
        found.setdefault(str(points.index[site]), int(polygons.index[number]))
    return found


def _around(points: gpd.GeoSeries, polygons: gpd.GeoSeries, within_km: float) -> gpd.GeoSeries:
    """The parts of polygons that may be within reach of a point, by polygon, with corners close to each other.

    Only corners are projected: a long side, straight in degrees, would be straight in metres too, and lie elsewhere.
    """
    west, south, east, north = points.total_bounds
    reach_north = within_km / KM_PER_DEGREE + 1.0
    widest = min(max(abs(south), abs(north)) + reach_north, 89.0)
    reach_east = within_km / (KM_PER_DEGREE * np.cos(np.radians(widest))) + 1.0
    window = west - reach_east, south - reach_north, east + reach_east, north + reach_north
    return polygons.clip_by_rect(*window).segmentize(SIDE_DEGREES)
