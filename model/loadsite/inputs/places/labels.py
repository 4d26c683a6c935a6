"""Attributes of polygons carried to the sites in them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.distances import Nearby
from loadsite.inputs.places.formats import POLYGONS
from loadsite.inputs.places.layers import Bounds, Layer, check_text_column, read_layer
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import LabelKeys
from loadsite.origin import Origin


def carried(
    files: StudyFiles, layers: list[LabelKeys], points: gpd.GeoSeries, sites_shown: str, near: Bounds,
    problems: Problems,
) -> pd.DataFrame:  # fmt: skip
    """Site by label, as text. Notes sites that lie in no polygon, without `outside`, or in several that differ."""
    found = pd.DataFrame(index=points.index)
    for keys in layers:
        layer = read_layer(files, keys, POLYGONS, near, problems)
        if layer is None or not check_text_column(layer, keys.column, "column", problems):
            continue
        found[keys.label] = [_value(str(site), point, layer, keys, sites_shown, problems)
                             for site, point in points.items()]  # fmt: skip
    return found.astype(object)


def _value(
    site: str, point: shapely.Point, layer: Layer, keys: LabelKeys, sites_shown: str, problems: Problems
) -> str:
    inside = sorted(layer.frame.index[layer.frame.sindex.query(point, predicate="intersects")])
    values = list(dict.fromkeys(str(layer.frame[keys.column].loc[number]).strip() for number in inside))
    if len(values) == 1:
        if not values[0]:
            problems.add(layer.origins[int(inside[0])], keys.column, f'blank, where the site "{site}" lies')
        return values[0]
    if values:
        shown = " and ".join(f'"{value}"' for value in values[:3])
        problems.add(Origin(sites_shown), keys.label, f'"{site}" lies in several polygons of {layer.shown}: {shown}')
    elif keys.outside is not None:
        return keys.outside
    else:
        position, km = Nearby(layer.frame.geometry.to_list()).nearest(point.x, point.y)
        nearest = layer.frame[keys.column].iloc[position]
        problems.add(Origin(sites_shown), keys.label, f'"{site}" lies in no polygon of {layer.shown}; the nearest is '
                     f'"{nearest}", {km:.1f} km away', "outside: names a label for such sites")
    return ""
