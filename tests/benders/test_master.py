"""The master by hand: what x costs, x, and what operation of one subproblem costs at least.

    minimise  x + theta   subject to  0 <= x <= 10,  theta >= 10 - 2 x,  theta >= 4 - x / 2

Operation is expensive up to x = 4, where both cuts say 2: the bound is 4 + 2 = 6. At most 7 it costs from x = 3, where
the first cut says 4, to x = 6, where the second says 1.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import loadsite.solve.benders.master as master_module
from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.cut_table import CutTable
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.level_set import AnalyticCenter, L1Projection
from loadsite.solve.benders.master import Master
from loadsite.solve.benders.near_optimal_sums import near_optimal_sums
from loadsite.solve.benders.packed_duals import packed
from loadsite.solve.benders.subproblem import ResourceShare
from loadsite.solve.outcomes import Unsettled

NOTHING = np.zeros(0, dtype=np.int64)


def cut(intercept: float, *slope: float, subproblem: int = 0) -> Cut:
    return Cut(subproblem, intercept, np.arange(len(slope)), np.array(slope), packed([0.0]))


STEEP, FLAT = cut(10.0, -2.0), cut(4.0, -0.5)


def master_of(*cost: float, offset: float = 0.0) -> Master:
    """Columns between 0 and 10 at those costs, one subproblem."""
    count = len(cost)
    program = LinearProgram(
        name="by hand", columns=(), rows=(), lower=np.zeros(count), upper=np.full(count, 10.0),
        row_lower=np.zeros(0), row_upper=np.zeros(0), starts=np.zeros(1, dtype=np.int32),
        indices=np.zeros(0, dtype=np.int32), values=np.zeros(0), cost=np.array(cost), offset=offset,
        cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    return Master(FirstStage(np.arange(count), NOTHING, NOTHING, program), [], np.ones(1))


def test_the_bound_is_where_the_cuts_meet() -> None:
    master = master_of(1.0)
    master.add([STEEP, FLAT])
    found = master.solve(np.inf)
    assert found.bound == pytest.approx(6.0) == found.solver_objective
    # theta leans on both: shares s and 1 - s with 2 s + (1 - s) / 2 = 1, the cost of x
    assert {each.intercept: share for each, share in found.cut_dual} == pytest.approx({10.0: 1 / 3, 4.0: 2 / 3})


def test_a_bound_that_no_longer_rises_may_not_be_all_that_cuts_say() -> None:
    """1 + theta with theta >= 5 - x, 5 - y, x + y - 9 is least at 4 / 3. The cuts are taken in one by one: the first
    two say 1, as x = y = 5 costs no more; the third is passed over.
    """
    master = master_of(0.0, 0.0, offset=1.0)
    master.add_inactive([cut(5.0, -1.0, 0.0), cut(5.0, 0.0, -1.0), cut(-9.0, 1.0, 1.0)], [np.array([0.0, 9.0])])
    found = master.solve(np.inf, violation_tolerance=0.01)
    assert found.bound == pytest.approx(1.0) and not found.exact
    found = master.solve(np.inf)
    assert found.bound == pytest.approx(4 / 3) and found.exact


@pytest.mark.parametrize(("violation_tolerance", "bound"), [(0.2, 6.0), (0.4, 5.0)])
def test_cuts_that_lift_the_bound_by_little_may_stay_aside(violation_tolerance: float, bound: float) -> None:
    """At x = 5, where the steep cut alone has the least, 5, the flat one says 1.5 more: 30 % of it."""
    master = master_of(1.0)
    master.add_inactive([STEEP, FLAT], [np.zeros(1)])
    assert master.solve(np.inf, violation_tolerance).bound == pytest.approx(bound)


def test_a_cut_set_aside_comes_back_where_it_is_broken() -> None:
    """At x = 0 the steep cut is the higher one; with it alone, x = 5 would cost 5."""
    master = master_of(1.0)
    master.add_inactive([STEEP, FLAT], [np.zeros(1)])
    assert master.solve(np.inf).bound == pytest.approx(6.0)


def test_a_cut_long_slack_is_set_aside_and_not_forgotten() -> None:
    master = master_of(1.0)
    master.add([STEEP, FLAT, cut(0.5, 0.0)])
    for _ in range(6):
        assert master.solve(np.inf).bound == pytest.approx(6.0)
    assert master.known_cost([0], np.array([9.0])) == [pytest.approx(0.5)]
    assert master.known_cost([0], np.array([0.0])) == [10.0]


@pytest.mark.parametrize(("near", "found"), [(0.0, 3.0), (5.0, 5.0), (10.0, 6.0)])
def test_the_nearest_point_of_the_level_set(near: float, found: float) -> None:
    master = master_of(1.0)
    master.add_inactive([STEEP, FLAT], [np.zeros(1)])
    assert master.trial_point(L1Projection(7.0, np.array([near]), 1)) == pytest.approx([found])


def test_the_nearest_point_counts_resource_shares_too() -> None:
    """x + theta <= 9 with theta >= 10 - 2 x - r / 100 and a share r of 100 to 400. From x = 0, r = 100, where all costs
    9: to come below 7, x moves by 2 at 1 each, or r by 200 at 0.02 each, which is twice as far.
    """
    program = replace(
        master_of(1.0).first_stage.program, row_lower=np.array([-np.inf]), row_upper=np.array([1000.0]),
        starts=np.array([0, 0], dtype=np.int32),
    )  # fmt: skip
    first = FirstStage(np.arange(1), NOTHING, np.array([0]), program)
    master = Master(first, [ResourceShare(0, 0, 100.0, 400.0)], np.ones(1))
    master.add([Cut(0, 10.0, np.array([0, 1]), np.array([-2.0, -0.01]), packed([0.0]))])
    near = np.array([0.0, 100.0])
    assert master.trial_point(L1Projection(7.0, near, 1)) == pytest.approx([2.0, 100.0])
    steeper = Cut(0, 10.0, np.array([0, 1]), np.array([-2.0, -0.03]), packed([0.0]))
    master = Master(first, [ResourceShare(0, 0, 100.0, 400.0)], np.ones(1))
    master.add([steeper])
    assert master.trial_point(L1Projection(5.0, near, 1)) == pytest.approx([0.0, 100.0 + 200.0 / 3.0])


def test_a_central_point_keeps_away_from_both_ends() -> None:
    master = master_of(1.0)
    master.add_inactive([STEEP, FLAT], [np.zeros(1)])
    (x,) = master.trial_point(AnalyticCenter(7.0, allowed=0.01))
    assert 3.2 < x < 5.8


def test_below_the_bound_there_is_no_point() -> None:
    master = master_of(1.0)
    master.add([STEEP, FLAT])
    assert master.find_trial_point(L1Projection(5.9, np.array([4.0]), 1)) is None


def test_without_a_proven_bound_there_is_no_level_to_look_below() -> None:
    """The level is between both bounds, and minus infinity plus infinity is none."""
    with pytest.raises(Unsettled, match="prove no lower bound"):
        master_of(1.0).trial_point(AnalyticCenter(-np.inf + np.inf, allowed=0.0))


def test_how_little_and_how_much_a_column_holds_below_a_cost() -> None:
    """x + max(10 - 2 x, 4 - x / 2) is 6 at its least, x = 4; up to 7 it may be from 3 to 6."""
    master = master_of(1.0)
    master.add([STEEP, FLAT])
    (spread,) = near_optimal_sums(master, np.array([4.0]), 7.0, [np.array([0])])
    assert (spread.least, spread.most) == (pytest.approx(3.0), pytest.approx(6.0))


def test_a_spread_of_several_columns_is_of_their_sum() -> None:
    """x + 3 y + max(10 - 2 x - 2 y, 4 - (x + y) / 2): y costs more, so that at 7 the sum is from 3 to 6 with y = 0."""
    master = master_of(1.0, 3.0)
    master.add([cut(10.0, -2.0, -2.0), cut(4.0, -0.5, -0.5)])
    both, expensive, none = near_optimal_sums(
        master, np.array([3.5, 0.25]), 7.0, [np.array([0, 1]), np.array([1]), np.zeros(0, dtype=np.int64)]
    )
    assert none is None
    assert (both.least, both.most) == (pytest.approx(3.0), pytest.approx(6.0))
    assert (expensive.least, expensive.most) == (pytest.approx(0.0), pytest.approx(0.5))


def test_the_table_says_what_its_cuts_say() -> None:
    table = CutTable(2)
    cuts = [cut(1.0, 0.0, 2.0), cut(3.0, -1.0, 0.0, subproblem=1), cut(0.5, 1.0, 1.0)]
    assert table.add(cuts[:1]).tolist() == [0]
    assert table.add(cuts[1:]).tolist() == [1, 2]
    point = np.array([2.0, 3.0])
    assert table.at(point).tolist() == [each.at(point) for each in cuts] == [7.0, 1.0, 5.5]
    assert sorted(table.highest(table.at(point)).tolist()) == [0, 1]


class Boastful:
    """A solver that tells an optimum of 99 whatever it found."""

    def __init__(self, highs: object) -> None:
        self._highs = highs

    def getInfo(self) -> object:
        class Info:
            objective_function_value = 99.0

        return Info()

    def __getattr__(self, name: str) -> object:
        return getattr(self._highs, name)


def test_the_bound_is_recomputed_whatever_the_solver_tells(monkeypatch) -> None:
    honest = master_module._solved
    monkeypatch.setattr(master_module, "_solved", lambda *arguments: Boastful(honest(*arguments)))
    master = master_of(1.0, offset=0.5)
    master.add([STEEP, FLAT])
    found = master.solve(np.inf)
    assert found.solver_objective == 99.0 and found.bound == pytest.approx(6.5)


def test_operation_is_never_known_to_cost_less_than_nothing() -> None:
    master = master_of(1.0)
    master.add([STEEP])
    assert master.known_cost([0], np.array([9.0])) == [0.0]


def test_a_subproblem_that_stands_for_three_counts_three_times() -> None:
    """x + 3 theta with theta >= 10 - 2 x, 4 - x / 2: highest before x = 4, and then falling by a half: least at x = 8,
    where it is 8.
    """
    one = master_of(1.0)
    master = Master(one.first_stage, [], np.array([3.0]))
    master.add([STEEP, FLAT])
    assert master.solve(np.inf).bound == pytest.approx(8.0)


def test_what_costs_something_is_held_below_what_is_known_to_be_affordable() -> None:
    """x of no upper bound at 1 each, and a point known to cost 6: no x above 6, and the bound is still 6."""
    program = replace(master_of(1.0).first_stage.program, upper=np.array([np.inf]))
    master = Master(FirstStage(np.arange(1), NOTHING, NOTHING, program), [], np.ones(1))
    master.add([STEEP, FLAT])
    assert master.solve(6.0).bound == pytest.approx(6.0)
    assert master.program_below(6.0).upper.tolist() == [6.0, 6.0]


def test_points_keep_both_sides_of_rows() -> None:
    """2 <= x <= 5"""
    program = replace(
        master_of(1.0).first_stage.program, row_lower=np.array([2.0]), row_upper=np.array([5.0]),
        starts=np.array([0, 1], dtype=np.int32), indices=np.zeros(1, dtype=np.int32), values=np.ones(1),
    )  # fmt: skip
    first = FirstStage(np.arange(1), np.arange(1), NOTHING, program)
    master = Master(first, [], np.ones(1))
    assert [master.keeps_rows(np.array([x])) for x in (1.9, 2.0, 3.0, 5.0, 5.1)] == [False, True, True, True, False]
    assert [first.missed_by(np.array([x])) for x in (1.5, 3.0, 5.5)] == pytest.approx([0.5, 0.0, 0.5])


def test_what_subproblems_use_at_least_is_taken_from_a_yearly_limit_before_it_is_shared() -> None:
    """x and what three subproblems alike use come to at most 10; each uses 2 at least, so that x is at most 4. At 0.1
    each x saves 3: 3 (10 - 4) + 0.4 = 18.4.
    """
    program = replace(
        master_of(0.1).first_stage.program, row_lower=np.array([-np.inf]), row_upper=np.array([10.0]),
        starts=np.array([0, 1], dtype=np.int32), indices=np.zeros(1, dtype=np.int32), values=np.ones(1),
    )  # fmt: skip
    first = FirstStage(np.arange(1), NOTHING, np.array([0]), program)
    master = Master(first, [ResourceShare(0, 0, 2.0, 5.0)], np.array([3.0]))
    master.add([cut(10.0, -1.0)])
    assert master.solve(np.inf).bound == pytest.approx(18.4)
