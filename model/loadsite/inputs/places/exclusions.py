"""Which sites lie in a layer that bars them, limits them or has a price, and why."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from loadsite.inputs.case import EXCLUSION_COLUMNS
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.distances import Nearby
from loadsite.inputs.places.formats import POLYGONS
from loadsite.inputs.places.layers import Bounds, Layer, check_text_column, read_layer
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import ExclusionKeys
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin


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
            origin = layer.origins[number].without_folder
            rows.append((site, keys.reason, limit_mw, keys.usd_per_mw_year or 0.0, origin))
    return pd.DataFrame(rows, columns=list(EXCLUSION_COLUMNS))


def _that_count(layer: Layer, keys: ExclusionKeys, problems: Problems) -> gpd.GeoDataFrame:
    """The polygons whose attributes are those asked for."""
    chosen = np.ones(len(layer.frame), dtype=bool)
    for column, values in keys.where.items():
        if not check_text_column(layer, column, f"where.{column}", problems):
            continue
        known = sorted(set(layer.frame[column]))
        for value in values:
            if value not in known:
                hint = did_you_mean(value, known) or f"expected one of {listed(known, 12)}"
                problems.add(Origin(layer.shown), column, f'holds no "{value[:60]}"', hint)
        chosen &= layer.frame[column].isin(values).to_numpy()
    return layer.frame[chosen]


def _first_polygon(points: gpd.GeoSeries, polygons: gpd.GeoDataFrame, within_km: float) -> dict[str, int]:
    """site -> number of the first polygon that holds it, or is no further away than `within_km`."""
    pairs = set(zip(*polygons.sindex.query(points, predicate="intersects").tolist(), strict=True))
    if within_km > 0:
        near = Nearby(polygons.geometry.to_list())
        pairs |= {(site, number) for site, point in enumerate(points) for number in
                  near.within(point.x, point.y, within_km)}  # fmt: skip
    found: dict[str, int] = {}
    for site, number in sorted(pairs):
        found.setdefault(str(points.index[site]), int(polygons.index[number]))
    return found
