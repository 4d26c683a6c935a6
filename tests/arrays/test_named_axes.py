"""Arrays line up by the names of their axes."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.named_axes import Named, combine, scalar


def test_arrays_are_lined_up_by_name_and_not_by_position():
    zones = Named((0,), np.array([1.0, 2.0]))
    hours = Named((1,), np.array([10.0, 20.0, 30.0]))
    assert combine(np.multiply, hours, zones).array.tolist() == [[10, 20, 30], [20, 40, 60]]


def test_axes_may_stand_in_any_order():
    by_hour_and_zone = Named((1, 0), np.arange(6).reshape(3, 2))
    by_zone = Named((0,), np.array([100, 200]))
    total = combine(np.add, by_hour_and_zone, by_zone)
    assert total.axes == (0, 1)
    assert total.array.tolist() == [[100, 102, 104], [201, 203, 205]]


def test_equal_lengths_are_not_mistaken_for_equal_axes():
    one, other = Named((0,), np.array([1, 2])), Named((1,), np.array([1, 2]))
    assert combine(np.multiply, one, other).array.tolist() == [[1, 2], [2, 4]]
    assert combine(np.multiply, one, one).array.tolist() == [1, 4]


def test_a_scalar_has_no_axes():
    assert combine(np.add, scalar(1.0), scalar(2.0)).axes == ()
    assert combine(np.add, scalar(1.0), Named((4,), np.array([2.0]))).array.tolist() == [3.0]


def test_an_axis_is_replaced_by_a_longer_one():
    by_zone_and_hour = Named((0, 1), np.array([[1, 2], [3, 4]]))
    by_generator = by_zone_and_hour.along(0, 7, np.array([0, 0, 1]))
    assert by_generator.axes == (7, 1)
    assert by_generator.array.tolist() == [[1, 2], [1, 2], [3, 4]]
    assert by_zone_and_hour.along(5, 7, np.array([0])) is by_zone_and_hour
