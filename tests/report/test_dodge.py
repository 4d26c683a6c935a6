"""No circle of a map hides another, and none moves farther than it must."""

from __future__ import annotations

from itertools import combinations
from math import dist

import numpy as np
import pytest

from loadsite.report.dodge import GAP, STEP, apart


def test_circles_that_are_apart_stay_where_they_are():
    circles = [(20.0, 20.0, 10.0), (60.0, 20.0, 12.0), (20.0, 60.0, 5.0)]
    assert apart(circles, 100.0, 100.0) == [(20.0, 20.0), (60.0, 20.0), (20.0, 60.0)]


def test_the_second_of_two_at_one_place_moves_just_beside_the_first():
    first, second = apart([(50.0, 50.0, 10.0), (50.0, 50.0, 4.0)], 100.0, 100.0)
    assert first == (50.0, 50.0)
    assert 10 + 4 + GAP <= dist(first, second) < 10 + 4 + GAP + STEP


def test_none_of_sixty_in_a_heap_hides_another_or_leaves_the_picture():
    draw = np.random.default_rng(7)
    sizes = sorted(draw.uniform(3, 14, 60), reverse=True)
    places = draw.normal([300, 200], 40, (60, 2))
    circles = [(float(x), float(y), float(r)) for (x, y), r in zip(places, sizes, strict=True)]
    found = apart(circles, 600.0, 400.0)
    for (one, (_, _, r)), (other, (_, _, s)) in combinations(zip(found, circles, strict=True), 2):
        assert dist(one, other) >= r + s
    assert all(r <= x <= 600 - r and r <= y <= 400 - r for (x, y), (_, _, r) in zip(found, circles, strict=True))
    assert dist(found[0], circles[0][:2]) == 0.0


def test_where_there_is_no_room_the_last_stays_where_it_is():
    assert apart([(10.0, 10.0, 9.0), (10.0, 10.0, 9.0)], 20.0, 20.0)[1] == pytest.approx((10.0, 10.0))
