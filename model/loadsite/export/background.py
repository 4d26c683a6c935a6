"""What a map shows for orientation: outlines of states with their names, and cities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.places.features import LONGITUDE_LATITUDE

CITIES = Path(__file__).with_name("cities.csv")
"""Cities of the contiguous United States; each row has its source. `rank` 1 is drawn first, 3 last."""


@dataclass(frozen=True)
class Background:
    """Both in EPSG:4326; a map of a place without either has no rows."""

    states: gpd.GeoDataFrame
    """state, name, outline"""
    cities: gpd.GeoDataFrame
    """city, state, rank, source, point"""


def background(states: gpd.GeoDataFrame, outlines: gpd.GeoSeries) -> Background:
    """The states as far as there are zones, and the cities that lie inside the zones."""
    table = pd.read_csv(CITIES)
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs=LONGITUDE_LATITUDE)
    cities = gpd.GeoDataFrame(table[["city", "state", "rank", "source"]], geometry=points)
    zones = outlines.to_crs(LONGITUDE_LATITUDE).union_all()
    inside = cities.geometry.within(zones)
    cut = states.set_geometry([_areas(shape.intersection(zones)) for shape in states.geometry], crs=states.crs)
    return Background(cut[~cut.is_empty].reset_index(drop=True), cities[inside].reset_index(drop=True))


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """What of a shape has an area; where outlines only touch there is none."""
    return shapely.union_all([part for part in getattr(shape, "geoms", [shape]) if part.area > 0.0])
