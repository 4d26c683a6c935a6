"""The map of a finished result, read from its `sites.gpkg`: outlines and places as plain coordinates, ready to draw."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
from shapely.geometry.base import BaseGeometry

from loadsite.export.background import Background
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.inputs.places.map_projection import map_projection

DETAIL = 1 / 900
"""What is smaller than this share of the width of the map is not drawn."""

Ring = npt.NDArray[np.float64]
"""Points of a closed line: a row of x and y each [m]"""


@dataclass(frozen=True)
class State:
    """A state: its name, its outline, a point inside it, and how wide it is [m]."""

    code: str
    name: str
    rings: list[Ring]
    inside: tuple[float, float]
    width: float


@dataclass(frozen=True)
class City:
    """A city for orientation; those of rank 1 come first."""

    name: str
    rank: int
    at: tuple[float, float]


@dataclass(frozen=True)
class MapLayers:
    """Outlines and places in metres east and north, in an equal area projection."""

    zones: dict[str, list[Ring]]
    """zone -> the rings of its outline, holes among them"""
    inside: dict[str, tuple[float, float]]
    """zone -> a point inside it, as far from its border as possible"""
    sites: dict[str, tuple[float, float]]
    """site -> where it is"""
    states: tuple[State, ...] = ()
    cities: tuple[City, ...] = ()

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all outlines [m]."""
        points = np.vstack([ring for rings in self.zones.values() for ring in rings])
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        return float(west), float(south), float(east), float(north)


def read_map(run: Path) -> MapLayers:
    """Outlines of zones and states, simplified to what a page can show, and the places of all sites and cities.

    A result of an earlier version has neither states nor cities.
    """
    outlines = _layer(run, "zones").drop_duplicates("zone").set_index("zone").geometry
    places = pd.concat([_layer(run, name)[["site", "geometry"]] for name in ("campuses", "candidates")])
    sites = gpd.GeoSeries(places.set_index("site")["geometry"], crs=LONGITUDE_LATITUDE)
    there = {str(name) for name in pyogrio.list_layers(run / "sites.gpkg")[:, 0]}
    beyond = Background(_layer(run, "states"), _layer(run, "cities")) if {"states", "cities"} <= there else None
    return map_layers(outlines, sites, beyond)


def read_zone_names(run: Path) -> dict[str, str]:
    """zone -> what it covers, in words"""
    zones = _plain(run, "zones")
    return {} if "name" not in zones else dict(zip(zones["zone"], zones["name"], strict=True))


def read_connections(run: Path) -> dict[str, tuple[float, float]]:
    """site -> voltage [kV] and distance [km] of its connection, NaN where a layer lacks them."""
    both = pd.concat([_plain(run, name) for name in ("campuses", "candidates")]).reindex(
        columns=["site", "connection_kv", "connection_km"])
    columns = (both["site"], both["connection_kv"].astype(float), both["connection_km"].astype(float))
    return {str(site): (kv, km) for site, kv, km in zip(*columns, strict=True)}


def candidate_layers(table: pd.DataFrame, outlines: gpd.GeoSeries, behind: Background) -> MapLayers:
    """A map of candidates with longitude and latitude, of zones by name, states and cities."""
    points = gpd.points_from_xy(table["longitude"], table["latitude"])
    return map_layers(outlines, gpd.GeoSeries(points, index=table["site"], crs=LONGITUDE_LATITUDE), behind)


def map_layers(outlines: gpd.GeoSeries, sites: gpd.GeoSeries, behind: Background | None) -> MapLayers:
    """A map of zones by name and sites by name, with states and cities behind them where they are known."""
    projection = map_projection(outlines)
    zones = outlines.to_crs(projection)
    west, _, east, _ = zones.total_bounds
    tolerance = (east - west) * DETAIL
    plain = zones.simplify(tolerance)
    states, cities = _behind(behind, projection, tolerance) if behind is not None else ((), ())
    return MapLayers(
        zones={str(name): _rings(shape, tolerance) for name, shape in plain.items()},
        inside={str(name): _innermost(shape) for name, shape in plain.items()},
        sites={str(name): (point.x, point.y) for name, point in sites.to_crs(projection).items()},
        states=states,
        cities=cities,
    )


def _behind(behind: Background, projection: Hashable, tolerance: float) -> tuple[tuple[State, ...], tuple[City, ...]]:
    shapes = behind.states.to_crs(projection)
    states = tuple(
        State(str(code), str(name), _rings(shape, tolerance), _innermost(shape), _width(shape))
        for code, name, shape in zip(shapes["state"], shapes["name"], shapes.geometry.simplify(tolerance), strict=True)
    )
    points = behind.cities.to_crs(projection).sort_values("rank", kind="stable")
    cities = tuple(City(str(name), int(rank), (point.x, point.y)) for name, rank, point in
                   zip(points["city"], points["rank"], points.geometry, strict=True))  # fmt: skip
    return states, cities


def _layer(run: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(run / "sites.gpkg", layer=name)


def _plain(run: Path, name: str) -> pd.DataFrame:
    """A layer without its shapes."""
    table: pd.DataFrame = pyogrio.read_dataframe(run / "sites.gpkg", layer=name, read_geometry=False)
    return table


def _rings(shape: BaseGeometry, tolerance: float) -> list[Ring]:
    """Rings of a polygon's parts; of islands too small to see, only the largest part is kept."""
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: -part.area)
    seen = [part for position, part in enumerate(parts) if position == 0 or part.area > 9 * tolerance**2]
    return [np.asarray(ring.coords, dtype=float)[:, :2] for part in seen for ring in (part.exterior, *part.interiors)]


def _innermost(shape: BaseGeometry) -> tuple[float, float]:
    largest = _largest(shape)
    middle = largest.centroid if largest.centroid.within(largest) else largest.representative_point()
    return middle.x, middle.y


def _width(shape: BaseGeometry) -> float:
    west, _, east, _ = _largest(shape).bounds
    return float(east - west)


def _largest(shape: BaseGeometry) -> BaseGeometry:
    return max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
