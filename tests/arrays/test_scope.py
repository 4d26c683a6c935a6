"""Which row each entry of a sum belongs to, and its place in that row."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.named_axes import Named
from loadsite.arrays.scope import Scope


def rows_of(zones: int, hours: int) -> tuple[Scope, int, int]:
    scope = Scope()
    return scope, scope.add_row_axis(zones, hours), scope.add_row_axis(hours, 1)


def counts(scope: Scope, *row_shape: int) -> list[tuple[int | None, list[int]]]:
    return [(index, repeats.tolist()) for index, repeats in scope.counts(row_shape)]


def test_rows_stand_in_c_order():
    scope, _, _ = rows_of(2, 3)
    assert scope.rows().array.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not scope.sums()


def test_a_sum_over_a_set_repeats_every_row():
    """sum(... for g in all) with two rows and three g"""
    scope = Scope()
    row = scope.add_row_axis(2, 1)
    scope.add_sum_axis(3)
    assert scope.rows().over((row,)).tolist() == [0, 1]
    assert scope.ranks().array.tolist() == [0, 1, 2]
    assert counts(scope, 2) == [(None, [3])]
    assert scope.sums()


def test_a_sum_over_what_belongs_to_an_index_unfolds_it():
    """sum(... for g in generators_in[z]): 2 in the first zone, none in the second, 1 in the third"""
    scope, zone, hour = rows_of(3, 2)
    generator = scope.replace_axis(zone, np.array([2, 0, 1]))
    assert scope.order == (generator, hour)
    assert scope.rows().over((generator, hour)).tolist() == [[0, 1], [0, 1], [4, 5]]
    assert scope.ranks().array.tolist() == [0, 1, 0]
    assert counts(scope, 3, 2) == [(0, [2, 0, 1])]


def test_sums_unfold_within_sums():
    """for g in generators_in[z] for u in units_of[g]: ranks count through all units of the zone"""
    scope = Scope()
    zone = scope.add_row_axis(2, 1)
    generator = scope.replace_axis(zone, np.array([2, 1]))
    unit = scope.replace_axis(generator, np.array([2, 0, 3]))
    assert scope.rows().array.tolist() == [0, 0, 1, 1, 1]
    assert scope.ranks().array.tolist() == [0, 1, 0, 1, 2]
    assert scope.axes[unit].origin == zone


def test_two_sums_side_by_side_count_through_their_product():
    """for g in generators_in[z] for v in years: rank runs over pairs"""
    scope = Scope()
    zone = scope.add_row_axis(2, 1)
    scope.replace_axis(zone, np.array([2, 1]))
    scope.add_sum_axis(2)
    assert scope.ranks().array.tolist() == [[0, 1], [2, 3], [0, 1]]
    assert counts(scope, 2) == [(0, [2, 1]), (None, [2])]


def test_what_an_index_stands_for_unfolds_with_it():
    scope, zone, _ = rows_of(2, 3)
    scope.values[17] = Named((zone,), np.array(["west", "north"], dtype=object))
    generator = scope.replace_axis(zone, np.array([1, 2]))
    assert scope.values[17].axes == (generator,)
    assert scope.values[17].array.tolist() == ["west", "north", "north"]


def test_data_read_outside_a_sum_follows_into_it():
    """share[z] * sum(... for g in generators_in[z]): the factor stretches with its axis"""
    outer = Scope()
    zone = outer.add_row_axis(2, 1)
    share = Named((zone,), np.array([0.5, 0.25]))
    inner = outer.copy()
    generator = inner.replace_axis(zone, np.array([1, 2]))
    unit = inner.replace_axis(generator, np.array([2, 0, 1]))
    assert inner.unfold(share).axes == (unit,)
    assert inner.unfold(share).array.tolist() == [0.5, 0.5, 0.25]
    assert outer.unfold(share) is share
    assert outer.order == (zone,)


def test_an_empty_sum_has_no_entries():
    scope = Scope()
    zone = scope.add_row_axis(2, 1)
    scope.replace_axis(zone, np.array([0, 0]))
    assert scope.shape == (0,)
    assert scope.rows().array.tolist() == []
