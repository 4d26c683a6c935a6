"""Zones without outlines: each is drawn as a disc around its load center."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from loadsite.inputs.cells import Rows
from loadsite.inputs.places.distances import Nearby
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.inputs.problems import Problems

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude [km]."""
LARGEST_KM = 40.0
SHARE_OF_DISTANCE = 0.3
"""Of the distance between the two nearest centers; below a half, so that no two discs touch."""
FARTHEST_KM = 1500.0
"""Of a site from the load center of its zone; Texas is 1,300 km across."""


def note_far_sites(zones: Rows, centers: gpd.GeoSeries, sites: Rows, points: gpd.GeoSeries, problems: Problems) -> None:
    """Note sites that lie nowhere on earth, or far from the load center of the zone they name."""
    center = dict(zip(zones.frame["zone"], centers, strict=True))
    for origin, point, zone in zip(sites.origins, points, sites.frame["zone"], strict=True):
        if point is None:
            continue
        if not _on_earth(point):
            what = f"{point.x:.4f}, {point.y:.4f} lies nowhere; expected longitude and latitude in degrees"
            problems.add(origin, "geometry", what)
        elif center.get(zone) is not None and _on_earth(center[zone]):
            _, km = Nearby([center[zone]]).nearest(point.x, point.y)
            if not km <= FARTHEST_KM:
                what = f'lies {km:,.0f} km from the load center of "{zone}"; expected at most {FARTHEST_KM:,.0f} km'
                problems.add(origin, "geometry", what, "are longitude and latitude swapped?")


def _on_earth(point: shapely.Point) -> bool:
    return bool(abs(point.x) <= 180 and abs(point.y) <= 90)


def drawn_around(centers: gpd.GeoSeries) -> gpd.GeoSeries:
    """A disc around each point, in longitude and latitude; it says where a zone is, not how far it reaches."""
    degrees = shapely.get_coordinates(centers.to_numpy())
    flat = degrees * KM_PER_DEGREE * [np.cos(np.radians(degrees[:, 1].mean())), 1.0]
    apart_km = np.hypot(*(flat[:, None, :] - flat[None, :, :]).transpose(2, 0, 1))
    apart_km = apart_km[apart_km > 0]
    radius_km = min(LARGEST_KM, SHARE_OF_DISTANCE * apart_km.min()) if len(apart_km) else LARGEST_KM
    up = radius_km / KM_PER_DEGREE
    discs = [
        shapely.affinity.scale(point.buffer(1.0), up / max(np.cos(np.radians(point.y)), 0.01), up)
        for point in centers
    ]
    return gpd.GeoSeries(discs, index=centers.index, crs=LONGITUDE_LATITUDE)
