"""Layers that a scenario names: polygons, or the substations and lines of a grid, with their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.inputs.places.formats import POLYGONS, read_shapes
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import LayerKeys
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin

Bounds = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""


@dataclass(frozen=True)
class Layer:
    """A layer as it was read: shapes in longitude and latitude, attributes as text; the index numbers the features."""

    shown: str
    frame: gpd.GeoDataFrame
    origins: Mapping[int, Origin]
    """number of a feature -> where it stands, in the order of the features"""
    no_text: Mapping[str, str]
    """column -> what it holds, where that is neither text nor whole numbers"""

    @property
    def attributes(self) -> list[str]:
        """The columns, without the shapes."""
        return [str(name) for name in self.frame.columns if name != "geometry"]


def read_layer(
    files: StudyFiles, keys: LayerKeys, kinds: tuple[str, ...], near: Bounds, problems: Problems
) -> Layer | None:
    """The features of a layer. Notes what is wrong with them, and a layer that does not reach the zones at all."""
    features = read_shapes(files, keys.file, kinds, problems, keys.layer)
    if features is None:
        return None
    shown, origins = features.cells.shown, features.cells.origins
    if not origins:
        problems.add(Origin(shown), "", "has no features; expected at least one")
        return None
    for origin, shape in zip(origins, features.shapes, strict=True):
        if shape is not None and kinds == POLYGONS and not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            problems.add(origin, "geometry", f"is not a valid polygon: {reason}")
    if any(shape is None for shape in features.shapes):
        return None
    at = {origin.feature: origin for origin in origins}
    table = pd.DataFrame(features.cells.rows, columns=list(features.cells.header), index=list(at), dtype=object)
    table = table.drop(columns=[name for name in ("geometry",) if name in table])
    layer = Layer(shown, gpd.GeoDataFrame(table, geometry=features.geometry().to_numpy(), crs=LONGITUDE_LATITUDE),
                  at, features.cells.no_text)  # fmt: skip
    _check_reach(layer, near, problems)
    return layer


def check_column(layer: Layer, name: str, field: str, problems: Problems) -> bool:
    """Whether the layer has the column; where not, that is noted."""
    if name in layer.attributes:
        return True
    hint = did_you_mean(name, layer.attributes) or f"expected one of {listed(layer.attributes, 12)}"
    problems.add(Origin(layer.shown), field, f'has no column "{name[:60]}"', hint)
    return False


def check_text_column(layer: Layer, name: str, field: str, problems: Problems) -> bool:
    """Whether the layer has the column and its values may be told as text: 1.0 would be to choose a form."""
    if not check_column(layer, name, field, problems):
        return False
    if name in layer.no_text:
        problems.add(Origin(layer.shown), name, f"holds {layer.no_text[name]}; expected text or whole numbers, since "
                     f"{field} compares text")  # fmt: skip
    return name not in layer.no_text


def _check_reach(layer: Layer, near: Bounds, problems: Problems) -> None:
    """A layer of another part of the world says nothing about these sites: it was meant to lie here."""
    zones = shapely.box(*near)
    west, south, east, north = (float(each) for each in layer.frame.total_bounds)
    if zones.intersects(shapely.box(west, south, east, north)):
        return
    swapped = zones.intersects(shapely.box(south, west, north, east))
    hint = "longitude and latitude look swapped" if swapped else ""
    where = f"longitude {west:.2f} to {east:.2f}, latitude {south:.2f} to {north:.2f}"
    problems.add(Origin(layer.shown), "geometry", f"lies outside the zones: {where}", hint)
