"""Sums of what was built so far in place of what was built each year: another way to say the same program.

By hand, a generator of two years, built at 5 and then 3 M$ per GW, with a demand of 2 GW and then 6 GW:

    minimise  5 x1 + 3 x2   subject to   x1 >= 2,   x1 + x2 >= 6,   x2 <= 3     is least at x1 = 3, x2 = 3: 24 M$

    minimise  2 s1 + 3 s2   subject to   s1 >= 2,   s2 >= 6,   0 <= s2 - s1 <= 3     at s1 = 3, s2 = 6
"""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadsite.arrays.linear_program import Axis, Block, LinearProgram
from loadsite.solve.benders.summed import NONE, summed
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from small_cases import every_family
from solved import compiled

EVERY_FAMILY = compiled(every_family())


def two_years(cost: tuple[float, float] = (5.0, 3.0), coefficients: tuple[float, float] = (1.0, 1.0)) -> LinearProgram:
    """x1 counts in both years, x2 in the second, each with its coefficient there."""
    years = Axis("years", np.array([2028, 2030]))
    return LinearProgram(
        name="two years",
        columns=(Block("built", 0, (years,)),),
        rows=(Block("demand", 0, (years, Axis("snapshots", np.array([0])))),),
        lower=np.zeros(2),
        upper=np.array([np.inf, 3.0]),
        row_lower=np.array([2.0, 6.0]),
        row_upper=np.full(2, np.inf),
        starts=np.array([0, 1, 3], dtype=np.int32),
        indices=np.array([0, 0, 1], dtype=np.int32),
        values=np.array([1.0, *coefficients]),
        cost=np.array(cost),
        offset=1.0,
        cost_terms={},
        cost_term_constants={},
    )


def solution_of(program: LinearProgram) -> tuple[np.ndarray, np.ndarray]:
    """Values of the columns and duals of the rows."""
    highs = hand_over(program, {"output_flag": False})
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = highs.getSolution()
    return np.asarray(found.col_value), np.asarray(found.row_dual)


def test_by_hand() -> None:
    in_sums, sums = summed(two_years())
    assert rows_matrix(in_sums).toarray().tolist() == [[1, 0], [0, 1], [-1, 1]]
    assert in_sums.cost.tolist() == [2, 3]
    assert in_sums.row_lower.tolist() == [2, 6, 0]
    assert in_sums.row_upper.tolist() == [np.inf, np.inf, 3]
    found = sums.back(*solution_of(in_sums))
    assert found.primal == pytest.approx([3.0, 3.0])
    assert found.objective == pytest.approx(1.0 + 24.0)
    # One GW more in the second year has to be built in the first.
    assert found.row_dual == pytest.approx([0.0, 5.0])
    assert found.reduced_cost == pytest.approx([0.0, -2.0])


@pytest.mark.parametrize(
    "program",
    [two_years(coefficients=(1.0, 0.5)), two_years(cost=(3.0, 5.0))],
    ids=["told apart by operation", "the sum of the first year would cost less than nothing"],
)
def test_what_is_no_chain_stays(program: LinearProgram) -> None:
    assert summed(program)[0] is program


def test_a_real_program_has_the_same_optimum_in_sums() -> None:
    """Two years of every family: what is built, stored, and strung counts in both; campuses are of their year."""
    program = EVERY_FAMILY
    in_sums, sums = summed(program)
    inter_period = {block.name for block in program.columns if (sums.before[block.span] != NONE).any()}
    assert inter_period == {"built", "storage_built", "line_built", "onsite_built"}
    assert in_sums.nonzero_count < program.nonzero_count
    there, (here, _) = sums.back(*solution_of(in_sums)), solution_of(program)
    assert there.objective == pytest.approx(program.offset + float(program.cost @ here), rel=1e-9)
    activity = rows_matrix(program) @ there.primal
    assert (activity >= program.row_lower - 1e-6).all()
    assert (activity <= program.row_upper + 1e-6).all()


@given(st.integers(0, 10**6))
def test_every_point_means_the_same(seed: int) -> None:
    """A x = A' s and cost x = cost' s, for x = back(s); the last rows hold the differences of s."""
    generator = np.random.default_rng(seed)
    program = EVERY_FAMILY
    in_sums, sums = summed(program)
    s = generator.normal(size=program.column_count)
    x = s.copy()
    later = np.flatnonzero(sums.before != NONE)
    x[later] -= s[sums.before[later]]
    activity = rows_matrix(in_sums) @ s
    assert activity[: program.row_count] == pytest.approx(rows_matrix(program) @ x, abs=1e-9)
    assert activity[program.row_count :] == pytest.approx(x[later], abs=1e-12)
    assert in_sums.cost @ s == pytest.approx(program.cost @ x)
