"""Small pieces of the decomposition, each by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.ownership import FIRST_STAGE, tying_rows
from loadsite.solve.decomposed.parts import Parts
from loadsite.solve.decomposed.relief import Relief, reliefs
from loadsite.solve.decomposed.units import least_and_most
from small_programs import INF, program_of


def test_the_least_and_the_most_of_a_sum_with_both_signs() -> None:
    """x - 2 y with 0.5 <= x <= 3 and 1 <= y <= 4."""
    ends = least_and_most(np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([3.0, 4.0]))
    assert ends == (0.5 - 8.0, 3.0 - 2.0)
    assert least_and_most(np.array([2.0]), np.array([-1.0]), np.array([INF])) == (-2.0, INF)


def test_rows_tie_periods_where_they_are_of_none_and_hold_decisions_of_some() -> None:
    """Columns: first stage, unit 0, unit 1; rows: first stage alone, a yearly limit, a row of unit 1."""
    program = program_of([[1, 0, 0], [1, 1, 1], [1, 0, 1]], [0] * 3, [9] * 3, [0] * 3, [9] * 3, [1] * 3)
    column_owner, row_owner = np.array([FIRST_STAGE, 0, 1], np.int32), np.array([FIRST_STAGE, FIRST_STAGE, 1], np.int32)
    assert tying_rows(program, column_owner, row_owner).tolist() == [1]


@pytest.mark.parametrize(
    ("gives", "lower", "upper", "bought"),
    [(2.0, 7.0, INF, 2.0), (0.5, 7.0, INF, 8.0), (-2.0, -INF, 1.0, 1.0), (2.0, 1.0, INF, 0.0), (-2.0, -INF, 4.0, 0.0)],
)
def test_a_soft_limit_is_broken_as_far_as_it_must_be(gives: float, lower: float, upper: float, bought: float) -> None:
    """x = 3 stands on a row with what may be bought: 4 more are lacking for 7, 2 are too much for 1."""
    program = program_of([[1.0, gives]], [lower], [upper], [0, 0], [9, INF], [0, 5])
    first = FirstStage(np.arange(2), np.zeros(0, dtype=np.int64), np.array([0]), program)
    nothing: Any = None
    parts = Parts(nothing, 1, first, sparse.csr_array([[1.0, gives]]), [], [], [Relief(0, 1, gives, 5.0)])
    primal = np.array([3.0, 0.0])
    parts._relieve(primal)
    assert primal.tolist() == [3.0, bought]
    assert Relief(0, 1, gives, 5.0).price == 5.0 / abs(gives)


def test_of_two_ways_to_break_a_soft_limit_the_cheaper_one_is_taken() -> None:
    """At 5 a unit, at 4 for half a unit, and at 7 a unit: 5 is the least."""
    program = program_of([[1, 1, 0.5, 1]], [2], [INF], [0] * 4, [9, INF, INF, INF], [0, 5, 4, 7])
    (relief,) = reliefs(program, np.array([0]), np.array([1, 2, 3])).values()
    assert (relief.column, relief.price) == (1, 5.0)
    (relief,) = reliefs(program, np.array([0]), np.array([2, 3])).values()
    assert (relief.column, relief.price) == (3, 7.0)
