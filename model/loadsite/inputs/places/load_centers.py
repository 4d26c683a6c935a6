"""Zones without outlines: each is drawn as a disc around its load center."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from loadsite.inputs.places.features import LONGITUDE_LATITUDE

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude [km]."""
LARGEST_KM = 40.0
SHARE_OF_DISTANCE = 0.3
"""Of the distance between the two nearest centers; below a half, so that no two discs touch."""


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
