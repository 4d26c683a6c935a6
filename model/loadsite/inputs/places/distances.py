"""Distances and areas on the ellipsoid (WGS 84), the same anywhere on earth.

Shapes are in longitude and latitude, and their sides are straight there, as GeoJSON says. A distance is the length of
the geodesic from a point to the nearest point of a shape: an azimuthal equidistant projection around the point, in
which all distances from its centre are true. Which shapes can be near is asked first, of an index in degrees and with
a box that holds all that is within reach, then on a sphere, so that few are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Projection = Callable[[Floats], Floats]
"""From longitude and latitude to metres east and north of a point."""

EARTH: pyproj.Geod = pyproj.Geod(ellps="WGS84")
RADIUS_KM = 6371.0
SIDE_DEGREES = 0.02
"""Longest side that is projected as if it were straight; it strays by 5 cm at most (measured up to 85 degrees)."""
KM_PER_DEGREE = 110.5
"""Least length of a degree of latitude, or of longitude at the equator [km]."""
MARGIN = 1.01
"""By how much more a box is wide, and a distance is kept for measuring, than on a sphere; the ellipsoid strays from it
by at most 0.6 %."""
WHOLE_TURN = 181.0
"""Half the width of a box that holds all longitudes, its border excluded [degrees]."""
AROUND = (-360.0, 0.0, 360.0)
"""A longitude and those that name the same meridian: what is near may lie across the antimeridian."""
POLYGONS = (3, 6)
"""Shapely's numbers of Polygon and MultiPolygon."""


class Nearby:
    """Shapes that distances are measured to, by position."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        self._shapes: Shapes = np.asarray(shapes, dtype=object)
        self._tree = shapely.STRtree(self._shapes)

    def within(self, longitude: float, latitude: float, km: float) -> list[int]:
        """Positions of the shapes no further away than that, in order."""
        on_sphere, true = _on_sphere(longitude, latitude), _on_ellipsoid(longitude, latitude)
        found: set[int] = set()
        for box in _boxes(longitude, latitude, km):
            positions = self._tree.query(box)
            corners = _first_corners(self._shapes[positions])
            far = np.hypot(*on_sphere(corners).T) / 1000 > km / MARGIN
            found.update(positions[~far].tolist())
            positions, parts = _clipped(self._shapes, positions[far], box)
            rough = _km(parts, on_sphere, longitude, latitude)
            found.update(positions[rough <= km / MARGIN].tolist())
            doubtful = (rough > km / MARGIN) & (rough <= km * MARGIN)
            exact = _km(parts[doubtful], true, longitude, latitude)
            found.update(positions[doubtful][exact <= km].tolist())
        return sorted(found)

    def nearest(self, longitude: float, latitude: float) -> tuple[int, float]:
        """Position of the nearest shape, the first of several, and its distance [km]."""
        true = _on_ellipsoid(longitude, latitude)
        about = np.array([self._tree.nearest(shapely.Point(longitude + turn, latitude)) for turn in AROUND])
        bound = float(_km(self._shapes[about], true, longitude, latitude).min()) * MARGIN + 0.001
        found: dict[int, float] = {}
        for box in _boxes(longitude, latitude, bound):
            positions, parts = _clipped(self._shapes, self._tree.query(box), box)
            for position, km in zip(positions.tolist(), _km(parts, true, longitude, latitude).tolist(), strict=True):
                found[position] = min(km, found.get(position, np.inf))
        position = min(sorted(found), key=lambda each: found[each])
        return position, found[position]


def area_km2(shape: BaseGeometry) -> float:
    """Area of the polygons of a shape [km2]."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    fine = shapely.orient_polygons(shapely.segmentize(np.asarray(polygons, dtype=object), SIDE_DEGREES))
    return sum(abs(EARTH.geometry_area_perimeter(each)[0]) for each in fine) / 1e6


def _boxes(longitude: float, latitude: float, km: float) -> list[BaseGeometry]:
    """Boxes in degrees that hold all within reach, on the meridian of the point and those of the same name."""
    reach = km / KM_PER_DEGREE * MARGIN
    south, north = max(latitude - reach, -90.0), min(latitude + reach, 90.0)
    wide = WHOLE_TURN
    if south > -90.0 and north < 90.0:
        share = np.sin(np.radians(reach)) / np.cos(np.radians(latitude))
        wide = min(float(np.degrees(np.arcsin(min(share, 1.0)))) * MARGIN, WHOLE_TURN)
    return [shapely.box(longitude + turn - wide, south, longitude + turn + wide, north) for turn in AROUND]


def _clipped(
    shapes: Shapes, positions: npt.NDArray[np.intp], box: BaseGeometry
) -> tuple[npt.NDArray[np.intp], Shapes]:
    """Those that have a part in the box, and the part."""
    parts = np.asarray(shapely.clip_by_rect(shapes[positions], *box.bounds), dtype=object)
    some = ~shapely.is_empty(parts)
    return positions[some], parts[some]


def _first_corners(shapes: Shapes) -> Floats:
    """A point of each shape: longitude and latitude."""
    coordinates, of_shape = shapely.get_coordinates(shapes, return_index=True)
    return np.asarray(coordinates[np.unique(of_shape, return_index=True)[1]], dtype=float)


def _km(shapes: Shapes, project: Projection, longitude: float, latitude: float) -> Floats:
    """Distances from the point that a projection is around, zero inside a polygon [km].

    Of a polygon that does not hold the point only the border counts, which projected may turn inside out.
    """
    areas = np.isin(shapely.get_type_id(shapes), POLYGONS)
    lines = np.where(areas, shapely.boundary(shapes), shapes)
    projected = shapely.transform(shapely.segmentize(lines, SIDE_DEGREES), project)
    metres = np.asarray(shapely.distance(projected, shapely.Point(0.0, 0.0)), dtype=float)
    inside = areas & shapely.intersects(shapes, shapely.Point(longitude, latitude))
    return np.where(inside, 0.0, metres / 1000)


def _on_ellipsoid(longitude: float, latitude: float) -> Projection:
    def project(degrees: Floats) -> Floats:
        here = np.full(len(degrees), longitude), np.full(len(degrees), latitude)
        azimuth, _, metres = EARTH.inv(*here, degrees[:, 0], degrees[:, 1])
        return np.column_stack([metres * np.sin(np.radians(azimuth)), metres * np.cos(np.radians(azimuth))])

    return project


def _on_sphere(longitude: float, latitude: float) -> Projection:
    sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))

    def project(degrees: Floats) -> Floats:
        turn, north = np.radians(degrees[:, 0] - longitude), np.radians(degrees[:, 1])
        east = np.cos(north) * np.sin(turn)
        up = cosine * np.sin(north) - sine * np.cos(north) * np.cos(turn)
        angle = np.arctan2(np.hypot(east, up), sine * np.sin(north) + cosine * np.cos(north) * np.cos(turn))
        azimuth = np.arctan2(east, up)
        metres = 1000 * RADIUS_KM * angle
        return np.column_stack([metres * np.sin(azimuth), metres * np.cos(azimuth)])

    return project
