"""A soft limit over all periods: each period buys what it misses of its share, at the price of missing the limit.

    minimise  5 g1 + 30 g2 + 40 m   subject to   g1 + g2 + 2 m >= 10,   g1 <= 3,   g2 <= 4

m gives 2 for 40, and so one for 20: g1 is cheaper, g2 is not. Least at g1 = 3, g2 = 0, m = 3.5: 155 M$.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadsite.arrays.linear_program import Axis, Block, LinearProgram
from loadsite.solve.benders.block_structure import Calendar, block_structure
from loadsite.solve.benders.processes import Processes, ProcessPool
from loadsite.solve.benders.soft_slack import SoftSlack, soft_slacks
from loadsite.solve.benders.solve import solve_by_benders
from loadsite.solve.benders.stopping_rule import StoppingRule
from loadsite.solve.benders.structure import decompose
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.ties import NO_TIES

CALENDAR = Calendar(np.array([0, 1]), period_count=2, year_count=1)
ROW, MISSED, G1, G2 = 0, 0, 1, 2
PROGRAM = LinearProgram(
    name="soft",
    columns=(Block("missed", MISSED, ()), Block("g", G1, (Axis("snapshots", np.array([0, 1])),))),
    rows=(Block("share", ROW, ()),),
    lower=np.zeros(3),
    upper=np.array([np.inf, 3.0, 4.0]),
    row_lower=np.array([10.0]),
    row_upper=np.array([np.inf]),
    starts=np.array([0, 3], dtype=np.int32),
    indices=np.array([MISSED, G1, G2], dtype=np.int32),
    values=np.array([2.0, 1.0, 1.0]),
    cost=np.array([40.0, 5.0, 30.0]),
    offset=0.0,
    cost_terms={},
    cost_term_constants={},
)


def found(program: LinearProgram) -> dict[tuple[int, float], SoftSlack]:
    structure = block_structure(program, CALENDAR)
    return soft_slacks(program, structure.linking, structure.lone)


def test_the_price_is_that_of_one_more_of_the_row():
    soft_slack = found(PROGRAM)[ROW, 1.0]
    assert (soft_slack.column, soft_slack.gives, soft_slack.price) == (MISSED, 2.0, 20.0)


@pytest.mark.parametrize(
    "change", [{"upper": np.array([5.0, 3.0, 4.0])}, {"lower": np.array([1.0, 0.0, 0.0])}, {"cost": np.zeros(3)}]
)
def test_what_is_limited_or_free_is_no_soft_slack(change):
    assert found(replace(PROGRAM, **change)) == {}


def test_a_column_of_two_rows_is_no_soft_slack():
    """With m <= 3 as a row, one more of m costs what that row is worth as well."""
    two_rows = replace(
        PROGRAM,
        rows=(*PROGRAM.rows, Block("most", 1, ())),
        row_lower=np.array([10.0, -np.inf]),
        row_upper=np.array([np.inf, 3.0]),
        starts=np.array([0, 3, 4], dtype=np.int32),
        indices=np.append(PROGRAM.indices, np.int32(MISSED)),
        values=np.append(PROGRAM.values, 1.0),
    )
    assert found(two_rows) == {}


def test_a_period_buys_what_is_cheaper_to_miss():
    """Asked for 3 and for 4 of the limit, the first makes them for 15 M$, the second misses them for 80, not 120."""
    parts = decompose(PROGRAM, CALENDAR, slack_price=10.0)
    group = SubproblemSolver(parts.subproblems, parts.bounds.lower, parts.bounds.upper)
    answers = group.evaluate([0, 1], np.array([0.0, 3.0, 4.0]))
    assert [answer.cost for answer in answers] == pytest.approx([15.0, 80.0])
    assert all(answer.within_shares for answer in answers)


def test_a_hard_limit_is_not_for_sale():
    """Without m, more than 4 of the second period is beyond its resource share, whatever it would pay."""
    parts = decompose(replace(PROGRAM, upper=np.array([0.0, 3.0, 4.0])), CALENDAR, slack_price=10.0)
    group = SubproblemSolver(parts.subproblems, parts.bounds.lower, parts.bounds.upper)
    answer = group.evaluate([1], np.array([0.0, 3.0, 5.0]))[0]
    assert answer.cost > 120.0 and not answer.within_shares


def test_the_optimum_and_what_is_missed():
    def start_workers(subproblems, bounds):
        return Processes(subproblems, bounds, 1, ProcessPool(0))

    stop = StoppingRule(1e-9)
    answer = solve_by_benders(PROGRAM, CALENDAR, stop, NO_TIES, start_workers, None, lambda progress: None)
    assert answer.solution.objective == pytest.approx(155.0) and answer.lower_bound == pytest.approx(155.0)
    assert answer.solution.primal == pytest.approx([3.5, 3.0, 0.0])
    assert answer.solution.row_dual == pytest.approx([20.0])
