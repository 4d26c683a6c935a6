"""The search by hand: x costs 1 up to 10, and operation of one subproblem costs max(10 - 2 x, 4 - x / 2, 0), counted
three times. The least is at x = 8, where all costs 8.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.level_bundle import _Loop, solve_master_loop
from loadsite.solve.benders.level_set import L1Projection
from loadsite.solve.benders.master import LowerBound, Master
from loadsite.solve.benders.packed_duals import packed
from loadsite.solve.benders.stopping_rule import BeyondLimits, Iteration, StoppingRule
from loadsite.solve.benders.subproblem_solver import Evaluation

NOTHING = np.zeros(0, dtype=np.int64)
LINES = ((10.0, -2.0), (4.0, -0.5), (0.0, 0.0))


def master(offset: float = 0.0, **changes: Floats) -> Master:
    program = LinearProgram(
        name="by hand", columns=(), rows=(), lower=np.zeros(1), upper=np.full(1, 10.0), row_lower=np.zeros(0),
        row_upper=np.zeros(0), starts=np.zeros(1, dtype=np.int32), indices=np.zeros(0, dtype=np.int32),
        values=np.zeros(0), cost=np.ones(1), offset=offset, cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    program = replace(program, **changes)  # type: ignore[arg-type]
    first = FirstStage(np.arange(1), np.arange(program.row_count), NOTHING, program)
    return Master(first, [], np.array([3.0]))


def operation(subproblems: Sequence[int], point: Floats, within: bool = True) -> list[Evaluation]:
    """The cost of operation at a point, and the line that is highest there."""
    at, slope = max(LINES, key=lambda line: line[0] + line[1] * point[0])
    cut = Cut(0, at, np.arange(1), np.array([slope]), packed([0.0]))
    return [Evaluation(cut.at(point), cut, within) for _ in subproblems]


def test_the_search_ends_between_its_bounds_at_the_least_cost() -> None:
    told: list[Iteration] = []
    stop = StoppingRule(relative_gap=1e-6)
    found = solve_master_loop(master(offset=0.5), [0], operation, np.zeros(1), stop, np.copy, told.append)
    assert found.point == pytest.approx([8.0], abs=1e-3)
    assert (found.lower.bound, told[-1].upper) == pytest.approx((8.5, 8.5), rel=2e-6)
    assert told[0].upper == 30.5  # at x = 0 three times ten, and the constant
    assert [each.number for each in told] == list(range(1, len(told) + 1))
    lower = [each.lower for each in told]
    assert lower == sorted(lower) and all(one.upper >= other.upper for one, other in itertools.pairwise(told))


def test_a_point_beyond_a_yearly_limit_is_no_answer() -> None:
    """Wherever it asks, operation takes more than its share: the bounds meet, and that is said."""
    found = solve_master_loop(
        master(), [0], lambda subproblems, point: operation(subproblems, point, within=False), np.zeros(1),
        StoppingRule(relative_gap=1e-6), np.copy, lambda iteration: None,
    )  # fmt: skip
    assert isinstance(found.ended, BeyondLimits)


def loop() -> _Loop:
    """A lower bound of 10 M$; one row asks for 5 GW, each worth 2 M$."""
    asked = master(row_lower=np.array([5.0]), row_upper=np.array([np.inf]), starts=np.array([0, 1], dtype=np.int32),
                   indices=np.zeros(1, dtype=np.int32), values=np.ones(1))  # fmt: skip
    found = _Loop(asked, [0], operation, np.copy, lambda iteration: None)
    found.lower = LowerBound(10.0, 10.0, np.array([2.0]))
    return found


@pytest.mark.parametrize(
    ("cost", "whole", "shadow_price", "met"),
    [(10.2, 0.03, 0.03, True), (10.2, 0.01, 0.03, False), (10.2, 0.03, 0.01, False), (10.2, 0.019, 1.0, False),
     (np.inf, 1.0, 1.0, False), (10.0, 0.0, 0.0, True)],
)  # fmt: skip
def test_the_bounds_have_met_against_the_whole_and_against_what_campuses_cost(cost, whole, shadow_price, met) -> None:
    """0.2 M$ are 1.96 % of 10.2 M$ and 2 % of the 10 M$ that stand on the row."""
    assert loop().is_met(cost,
        StoppingRule(relative_gap=whole, relative_to_row_value=shadow_price, valued_rows=(0,))) == met


def test_a_level_set_counts_the_constant_of_the_cost() -> None:
    """x + 3 theta + 100 <= 120 with theta >= 4: x is at most 8."""
    expensive = master(offset=100.0)
    expensive.add([Cut(0, 4.0, np.arange(1), np.array([0.0]), packed([0.0]))])
    assert expensive.trial_point(L1Projection(120.0, np.array([10.0]), 1)) == pytest.approx([8.0])
    assert expensive.find_trial_point(L1Projection(111.0, np.array([10.0]), 1)) is None
