"""The map of a finished result, read from its `sites.gpkg`: outlines and places as plain coordinates, ready to draw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.places.map_projection import map_projection

DETAIL = 1 / 900
"""What is smaller than this share of the width of the map is not drawn."""

Ring = npt.NDArray[np.float64]
"""Points of a closed line: a row of x and y each [m]"""


@dataclass(frozen=True)
class MapLayers:
    """Outlines and places in metres east and north, in an equal area projection."""

    zones: dict[str, list[Ring]]
    """zone -> the rings of its outline, holes among them"""
    inside: dict[str, tuple[float, float]]
    """zone -> a point inside it, as far from its border as possible"""
    sites: dict[str, tuple[float, float]]
    """site -> where it is"""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all outlines [m]."""
        points = np.vstack([ring for rings in self.zones.values() for ring in rings])
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        return float(west), float(south), float(east), float(north)


def read_map(run: Path) -> MapLayers:
    """Outlines of the zones, simplified to what a page can show, and the places of all sites."""
    outlines = _layer(run, "zones").drop_duplicates("zone")
    projection = map_projection(outlines.geometry)
    zones = outlines.to_crs(projection)
    west, _, east, _ = zones.total_bounds
    tolerance = (east - west) * DETAIL
    plain = zones.geometry.simplify(tolerance)
    names = [str(name) for name in zones["zone"]]
    points: dict[str, tuple[float, float]] = {}
    for layer in ("campuses", "candidates"):
        places = _layer(run, layer).to_crs(projection)
        points |= {str(name): (point.x, point.y) for name, point in zip(places["site"], places.geometry, strict=True)}
    return MapLayers(
        zones={name: _rings(shape, tolerance) for name, shape in zip(names, plain, strict=True)},
        inside={name: _innermost(shape) for name, shape in zip(names, plain, strict=True)},
        sites=points,
    )


def _layer(run: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(run / "sites.gpkg", layer=name)


def _rings(shape: BaseGeometry, tolerance: float) -> list[Ring]:
    """Rings of a polygon's parts; of islands too small to see, only the largest part is kept."""
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: -part.area)
    seen = [part for position, part in enumerate(parts) if position == 0 or part.area > 9 * tolerance**2]
    return [np.asarray(ring.coords, dtype=float)[:, :2] for part in seen for ring in (part.exterior, *part.interiors)]


def _innermost(shape: BaseGeometry) -> tuple[float, float]:
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    middle = largest.centroid if largest.centroid.within(largest) else largest.representative_point()
    return middle.x, middle.y
