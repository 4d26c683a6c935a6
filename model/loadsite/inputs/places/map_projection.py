"""The equal area projection in which a map of some places is drawn."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely

CONTIGUOUS_STATES = pyproj.CRS("EPSG:5070")
"""Conus Albers: areas are true, and lengths nearly so, all over the contiguous states."""
ITS_DEGREES = (-125.0, 24.0, -66.0, 50.0)
"""West, south, east and north of where it is used."""


def map_projection(shapes: gpd.GeoSeries) -> pyproj.CRS:
    """Conus Albers for what lies in the contiguous states; elsewhere Lambert's azimuthal projection around the middle.

    `shapes` are in longitude and latitude.
    """
    west, south, east, north = shapes.total_bounds
    if west >= ITS_DEGREES[0] and south >= ITS_DEGREES[1] and east <= ITS_DEGREES[2] and north <= ITS_DEGREES[3]:
        return CONTIGUOUS_STATES
    turn, up = np.radians(shapely.get_coordinates(shapes.to_numpy())).T
    x, y, z = (np.cos(up) * np.cos(turn)).mean(), (np.cos(up) * np.sin(turn)).mean(), np.sin(up).mean()
    longitude, latitude = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return pyproj.CRS(f"+proj=laea +lat_0={latitude:.4f} +lon_0={longitude:.4f} +datum=WGS84 +units=m")
