"""Ten kilometres are ten kilometres: in Australia, Brazil, Germany, Texas, at the antimeridian and near the poles.

What is expected does not come from the program: places lie 10 km away by the direct geodesic problem, or at lengths of
meridians and parallels that follow from the axes of the ellipsoid.
"""

from __future__ import annotations

from math import radians, sin, sqrt

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from layer_files import save
from loadsite.inputs.places.distances import Nearby, area_km2
from loadsite.inputs.places.map_projection import CONTIGUOUS_STATES, map_projection

EARTH = Geod(a=6378137.0, b=6356752.314245)
PLACES = {
    "Australia": (150.0, -33.0), "Brazil": (-47.0, -15.0), "Germany": (10.0, 51.0), "Texas": (-99.5, 32.0),
    "Fiji": (179.97, -17.5), "east of Fiji": (-179.97, -17.5), "Svalbard": (16.0, 78.2), "pole": (40.0, 89.95),
    "null island": (0.0, 0.0),
}  # fmt: skip
PARALLEL_AT_33_M = 93453.19
"""a cos(33) / sqrt(1 - e2 sin2(33)), times a degree: 6378137 x 0.838671 / 0.999004 x pi / 180."""


def ten_km(place: str, bearing: float) -> shapely.Point:
    longitude, latitude = PLACES[place]
    east, north, _ = EARTH.fwd(longitude, latitude, bearing, 10_000)
    return shapely.Point(east, north)


@pytest.mark.parametrize("place", PLACES)
def test_ten_kilometres_on_every_side(place: str):
    here = PLACES[place]
    for bearing in (0, 90, 180, 270, 37):
        near, far = ten_km(place, bearing), shapely.Point(here[0] + 3, here[1] * 0.9)
        assert Nearby([far, near]).nearest(*here) == (1, pytest.approx(10, abs=1e-6))
        assert Nearby([far, near]).within(*here, 10.001) == [1]
        assert Nearby([far, near]).within(*here, 9.999) == []


def test_the_nearest_is_not_the_one_that_degrees_say():
    """At 60 N, 0.9 degrees east are 50 km, and 0.6 degrees north are 67 km."""
    east, north = shapely.Point(10.9, 60), shapely.Point(10, 60.6)
    assert Nearby([north, east]).nearest(10, 60) == (1, pytest.approx(50.2, abs=0.1))


def test_a_long_line_along_a_parallel_is_straight_in_degrees():
    """The meridian meets 51.5 N at a right angle, so half a degree of it is the distance; a chord would lie nearer."""
    half_degree_km = EARTH.line_length([10, 10], [51, 51.5]) / 1000
    assert Nearby([shapely.LineString([(0, 51.5), (20, 51.5)])]).nearest(10, 51)[1] == pytest.approx(
        half_degree_km, abs=2e-4)


def test_inside_a_polygon_the_distance_is_zero_and_in_its_hole_it_is_not():
    ring = shapely.box(149, -34, 151, -32).difference(shapely.box(149.9, -33.1, 150.1, -32.9))
    assert Nearby([ring]).nearest(149.5, -33) == (0, 0.0)
    assert Nearby([ring]).nearest(150, -33)[1] == pytest.approx(PARALLEL_AT_33_M / 10_000, rel=1e-4)


def test_a_polygon_across_the_antimeridian_is_near_from_both_sides():
    halves = shapely.MultiPolygon([shapely.box(179, -18, 180, -17), shapely.box(-180, -18, -179.9, -17)])
    km = Nearby([halves]).nearest(-179.8, -17.5)[1]
    assert km == pytest.approx(0.1 * 106.2, rel=2e-3)  # cos(17.5) x 111.32 km
    assert Nearby([shapely.box(179, -18, 180, -17)]).within(-179.95, -17.5, 5.5) == [0]


def test_an_area_does_not_depend_on_where_it_lies():
    """A degree by a degree between two parallels: half the parallel's length differences, from the axes alone."""
    e2 = 1 - (6356752.314245 / 6378137.0) ** 2

    def zone_km2(latitude: float) -> float:
        e, s = sqrt(e2), sin(radians(latitude))
        authalic = s / (1 - e2 * s * s) + np.arctanh(e * s) / e
        return float(radians(1) * 6356.752314245**2 / 2 * authalic)

    for south in (-34, 0, 32, 60):
        expected = zone_km2(south + 1) - zone_km2(south)
        assert area_km2(shapely.box(150, south, 151, south + 1)) == pytest.approx(expected, rel=1e-6)


def test_exclusions_reach_as_far_as_they_say_in_the_far_south(case_with):
    """`plain` is at 34 N, where ten kilometres east are 0.108 degrees: 9.9 km reach it, 10.1 km do not."""
    lon = -99 + 10.0 / 92.385
    save("parks.gpkg", [{"park": "a"}], [shapely.box(lon, 33.9, lon + 0.2, 34.1)])
    for within, count in ((9.95, 0), (10.05, 1)):
        layer = f"exclusions:\n  - {{file: ../sites/tiny/parks.gpkg, reason: park, bar: true, within_km: {within}}}\n"
        assert len(case_with(layer).sites.exclusions) == count


def test_maps_are_drawn_in_conus_albers_only_where_it_reaches():
    texas = gpd.GeoSeries([shapely.box(-100, 31, -98, 33)], crs=4326)
    australia = gpd.GeoSeries([shapely.box(149, -34, 151, -32)], crs=4326)
    assert map_projection(texas) == CONTIGUOUS_STATES
    drawn = australia.to_crs(map_projection(australia))
    west, south, east, north = drawn.total_bounds
    true_wide_km, true_high_km = 2 * 94.5, 2 * 110.9
    assert (east - west) / 1000 == pytest.approx(true_wide_km, rel=0.01)
    assert (north - south) / 1000 == pytest.approx(true_high_km, rel=0.01)
