"""A subproblem at a point: rows with one own column become bounds; cost, operation and duals stay those of the whole
subproblem.
"""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.run.answer import calendar
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.first_stage import first_stage_of
from loadsite.solve.benders.fixed_first_stage import FixedFirstStage
from loadsite.solve.benders.subproblem import Subproblem, build_subproblems
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.weak_duality import lower_bound
from small_cases import Period, every_family, random_grid
from small_programs import program_of
from solved import compiled

SIMPLEX = {"solver": "simplex", "threads": 1}


def subproblem_of(
    matrix: list[list[float]], row_lower: list[float], row_upper: list[float], cost: list[float]
) -> Subproblem:
    """One coupling column x, then own columns v from 0 to 10."""
    count = len(cost)
    program = program_of(
        np.array(matrix), row_lower, row_upper, np.zeros(count + 1), np.full(count + 1, 10.0), [0.0, *cost]
    )
    return Subproblem(0, np.array([0]), np.arange(count), np.arange(len(row_lower)), np.zeros(0, dtype=bool), program)


def solved_at(fixed: FixedFirstStage, point: np.ndarray):
    at = fixed.at(point)
    highs = hand_over(at.program, SIMPLEX)
    highs.run()
    found = highs.getSolution()
    kept_dual = np.asarray(found.row_dual)
    return at, at.values(np.asarray(found.col_value)), fixed.row_dual(at, kept_dual, fixed.reduced_costs(kept_dual))


def test_a_limit_by_new_capacity_becomes_a_bound_and_gets_its_dual_back() -> None:
    """minimise v1 + 5 v2,  v1 + v2 = 4,  v1 - 2 x <= 0.  At x = 1: v1 = 2, and one more x saves 2 x (5 - 1) = 8."""
    subproblem = subproblem_of([[0, 1, 1], [-2, 1, 0]], [4, -np.inf], [4, 0], cost=[1.0, 5.0])
    at, values, dual = solved_at(FixedFirstStage(subproblem), np.array([1.0]))
    assert at.program.row_count == 1
    assert at.program.upper.tolist() == [2.0, 10.0]
    assert values.tolist() == [2.0, 2.0]
    assert dual.tolist() == [5.0, -4.0]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]], ids=["the tighter one last", "the tighter one first"])
def test_the_tightest_of_two_limits_on_one_column_binds(order) -> None:
    """maximise v,  v <= 2 x,  3 v <= 4 + x.  At x = 2 the second binds, v = 2, and its dual is -1 / 3."""
    rows, right = np.array([[-2, 1], [-1, 3]]), np.array([0.0, 4.0])
    subproblem = subproblem_of(rows[order].tolist(), [-np.inf, -np.inf], right[order].tolist(), cost=[-1.0])
    _, values, dual = solved_at(FixedFirstStage(subproblem), np.array([2.0]))
    assert values.tolist() == [2.0]
    assert dual == pytest.approx(np.array([0.0, -1 / 3])[order])


def test_limits_from_both_sides_by_a_negative_coefficient() -> None:
    """minimise v,  -6 <= -2 v + x <= -2  at x = 0 is 1 <= v <= 3: v = 1, and its dual is -1 / 2."""
    subproblem = subproblem_of([[1, -2]], [-6], [-2], cost=[1.0])
    at, values, dual = solved_at(FixedFirstStage(subproblem), np.array([0.0]))
    assert (at.program.lower.tolist(), at.program.upper.tolist()) == ([1.0], [3.0])
    assert values.tolist() == [1.0]
    assert dual.tolist() == [-0.5]


def test_a_column_that_the_point_fixes_is_left_out_and_its_value_cost_and_dual_are_kept() -> None:
    """minimise v1 + 5 v2,  v1 + v2 = 4,  v1 = 2 x,  v2 <= 10.  At x = 1 v1 is 2: only v2 = 2 is left to decide, all
    costs 12, and one more x saves 2 (5 - 1) = 8. Where v1 is basic at the start, it stays.
    """
    subproblem = subproblem_of([[0, 1, 1], [-2, 1, 0]], [4, 0], [4, 0], cost=[1.0, 5.0])
    fixed = FixedFirstStage(subproblem)
    at, values, dual = solved_at(fixed, np.array([1.0]))
    assert at.columns.tolist() == [1]
    assert (at.program.row_lower.tolist(), at.fixed_cost) == ([2.0], 2.0)
    assert values.tolist() == [2.0, 2.0]
    assert dual.tolist() == [5.0, -4.0]
    assert fixed.at(np.array([1.0]), basic=np.array([0])).columns.tolist() == [0, 1]


@pytest.mark.parametrize("case", [every_family(), random_grid(2, 12, 4, periods=[Period(6, 700.0)] * 2)])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_fixed_and_whole_subproblems_agree(case, share: float) -> None:
    """Same cost, a primal that keeps every row of the whole subproblem, and duals that prove the cost by weak
    duality.
    """
    program = compiled(case)
    subproblems, resource_shares = build_subproblems(program, block_structure(program, calendar(case)))
    lower, upper = first_stage_of(program, block_structure(program, calendar(case))).column_bounds()
    point = np.concatenate([lower + share * (np.minimum(upper, 5.0) - lower), np.full(len(resource_shares), share)])
    compared = 0
    for subproblem in subproblems:
        fixed = point[subproblem.coupling]
        whole = subproblem.with_coupling_bounds(fixed, fixed)
        highs = hand_over(whole, SIMPLEX)
        highs.run()
        if highs.modelStatusToString(highs.getModelStatus()) != "Optimal":
            continue  # new storage may be asked for more than they can hold
        cost = highs.getInfo().objective_function_value
        compared += 1
        at, values, dual = solved_at(FixedFirstStage(subproblem), point)
        assert at.program.row_count < whole.row_count
        assert subproblem.program.cost[len(fixed) :] @ values == pytest.approx(cost, rel=1e-7, abs=1e-7)
        activity = rows_matrix(whole) @ np.concatenate([fixed, values])
        assert (activity >= whole.row_lower - 1e-6).all()
        assert (activity <= whole.row_upper + 1e-6).all()
        assert lower_bound(whole, dual) == pytest.approx(cost, rel=1e-7, abs=1e-6)
    assert compared
