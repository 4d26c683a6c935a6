"""Proofs that there is no optimum, and what is not a proof."""

from __future__ import annotations

import numpy as np

from loadsite.solve import farkas
from small_programs import INF, program_of


def too_much():
    """x + y <= 4, x >= 3, y >= 2."""
    return program_of([[1, 1], [1, 0], [0, 1]], [-INF, 3, 2], [4, INF, INF], [0, 0], [INF, INF], [1, 1])


def test_farkas_by_hand():
    """-1 (x + y <= 4) + 1 (x >= 3) + 1 (y >= 2): 0 >= 1."""
    terms = farkas.farkas_terms(too_much(), np.array([-1.0, 1.0, 1.0]))
    np.testing.assert_allclose(terms, [-4, 3, 2, 0, 0])


def test_the_opposite_sign_and_any_length_of_the_ray_will_do():
    assert farkas.farkas_terms(too_much(), np.array([7.0, -7.0, -7.0])) is not None


def test_what_proves_nothing():
    for ray in ([-1, 1, 0], [0, 0, 0], [1, 1, 1], [np.nan, 1, 1], [-1, 1]):
        assert farkas.farkas_terms(too_much(), np.array(ray, dtype=float)) is None


def test_rounding_is_no_proof():
    """x = 0.1 three times over against 3 x = 0.30000000000000004: not infeasible, whatever the last digit says."""
    program = program_of([[1.0], [3.0]], [0.1, 0.1 + 0.2], [0.1, 0.1 + 0.2], [0], [1], [1])
    assert farkas.farkas_terms(program, np.array([-3.0, 1.0])) is None


def test_bounds_take_part():
    """x >= 3 where x is at most 2."""
    program = program_of([[1.0]], [3], [INF], [0], [2], [1])
    np.testing.assert_allclose(farkas.farkas_terms(program, np.array([1.0])), [3, -2])


def test_a_ray_must_fall_and_break_nothing():
    """minimise 2x - 3y, y <= x, z <= 1."""
    program = program_of([[1, -1, 0]], [0], [INF], [0, 0, 0], [INF, INF, 1], [2, -3, -1])
    assert farkas.proves_unbounded(program, np.array([1.0, 1.0, 0.0]))
    assert not farkas.proves_unbounded(program, np.array([0.0, 1.0, 0.0])), "breaks the row"
    assert not farkas.proves_unbounded(program, np.array([0.0, 0.0, 1.0])), "z is bounded"
    assert not farkas.proves_unbounded(program, np.array([-1.0, -1.0, 0.0])), "x is bounded below"
    assert not farkas.proves_unbounded(program, np.array([2.0, 1.0, 0.0])), "the cost rises"
    assert not farkas.proves_unbounded(program, np.zeros(3))


def test_feasible_points():
    program = too_much()
    assert not farkas.is_feasible(program, np.array([3.0, 2.0]))
    slack = program_of([[1, 1]], [-INF], [4], [0, 0], [INF, 2], [1, 1])
    assert farkas.is_feasible(slack, np.array([2.0, 2.0]))
    assert not farkas.is_feasible(slack, np.array([1.0, 2.1]))
    assert not farkas.is_feasible(slack, np.array([-0.1, 2.0]))


def test_the_elastic_program_pays_for_what_is_missed():
    """Rows are missed at 1 per unit of their largest coefficient: 2 x >= 3 costs half as much per unit as x <= 0."""
    elastic = farkas.elastic(program_of([[2.0]], [3], [INF], [0], [1], [9]))
    np.testing.assert_array_equal(elastic.cost, [0, 0.5, 0.5])
    np.testing.assert_array_equal(elastic.upper, [1, INF, 0])
    assert [block.label(block.start) for block in elastic.columns] == ["x[0]", "below[0]", "above[0]"]
