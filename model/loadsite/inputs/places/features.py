"""Features: the rows of a file that says where things are, as cells and shapes."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.cells import Cells
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin

LONGITUDE_LATITUDE = "EPSG:4326"

Outlines = gpd.GeoSeries
"""name -> outline, in longitude and latitude"""


@dataclass(frozen=True)
class Features:
    """A file of places: its attributes as cells and its shapes.

    Shapes are in longitude and latitude
    (EPSG:4326); None where one could not be read.
    """

    cells: Cells
    shapes: list[BaseGeometry | None]

    def geometry(self) -> gpd.GeoSeries:
        """The shapes, by feature."""
        return gpd.GeoSeries(self.shapes, crs=LONGITUDE_LATITUDE)


def in_degrees(
    shapes: list[BaseGeometry | None], origins: list[Origin], crs: pyproj.CRS, shown: str, problems: Problems
) -> list[BaseGeometry | None]:
    """Shapes of a coordinate reference system in longitude and latitude; None, and a problem, where one has no place.

    A system that has no longitude and latitude, such as that of a building site, is a problem of the file.
    """
    if crs.equals(pyproj.CRS(LONGITUDE_LATITUDE), ignore_axis_order=True):
        return shapes
    try:
        moved = list(gpd.GeoSeries(shapes, crs=crs).to_crs(LONGITUDE_LATITUDE))
    except pyproj.exceptions.ProjError:
        problems.add(Origin(shown), "crs", f'"{crs.name[:60]}" cannot be turned into longitude and latitude')
        return [None] * len(shapes)
    for position, (origin, shape) in enumerate(zip(origins, moved, strict=True)):
        if shape is not None and not np.isfinite(shapely.get_coordinates(shape)).all():
            problems.add(origin, "geometry", f'lies where "{crs.name[:60]}" has no longitude and latitude')
            moved[position] = None
    return moved
