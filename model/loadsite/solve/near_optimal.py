"""Near-optimal range (FVA): how little and how much of one decision there can be while everything together costs no
more than stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Axis, Block, LinearProgram
from loadsite.solve.certificate import certify
from loadsite.solve.highs import check_solver, claimed_by, hand_over
from loadsite.solve.interrupt import run_interruptibly
from loadsite.solve.numerics import check_numbers
from loadsite.solve.outcomes import LimitReached, OutOfTime
from loadsite.solve.solution import Solution
from loadsite.solve.strategy import TIGHT

COST = "cost at most"
PRIMAL = 4
"""HiGHS's number of the primal simplex: the basis at hand stays feasible, only the objective changes."""


@dataclass(frozen=True)
class NearOptimalRange:
    """Near-optimal range: the least and the most of a decision, each certified, in the unit of its column."""

    column: int
    least: float
    most: float


def near_optimal_ranges(
    program: LinearProgram, columns: list[int], most_cost_musd: float, time_limit_s: float
) -> Iterator[NearOptimalRange]:
    """Near-optimal range of each column in turn: the least and the most that it can be, all else free, at a cost of at
    most `most_cost`.

    One more row holds the cost down; the column itself is what is minimised and maximised. `time_limit_s` is for each
    of these solves, which begin from the basis of the one before; the first from that of the least cost.

    Raises:
        OutOfTime: a solve did not end in its time.
        LimitReached: a solve ended otherwise, as where nothing is as cheap as `most_cost`.
        Uncertified: an optimum was claimed that the independent check does not confirm.
    """
    check_solver()
    check_numbers(program)
    bounded = with_cost_cap(program, most_cost_musd)
    highs = _warm_started(program, bounded, time_limit_s)
    for column in columns:
        found = []
        for sense in (1.0, -1.0):
            highs.changeColCost(column, sense)
            highs.setOptionValue("time_limit", highs.getRunTime() + time_limit_s)
            run_interruptibly(highs)
            status = highs.getModelStatus()
            if status == highspy.HighsModelStatus.kTimeLimit:
                raise OutOfTime(f"{program.name}: {time_limit_s:g} s were not enough for {_label(program, column)}")
            if status != highspy.HighsModelStatus.kOptimal:
                said = highs.modelStatusToString(status)
                raise LimitReached(f"{program.name}: nothing that costs so little was found for "
                                   f"{_label(program, column)}: {said}")  # fmt: skip
            solution = Solution(*claimed_by(highs), attempts=())
            cost = np.zeros(program.column_count)
            cost[column] = sense
            certify(replace(bounded, cost=cost), solution)
            found.append(solution.primal[column])
        highs.changeColCost(column, 0.0)
        yield NearOptimalRange(column, float(found[0]), float(found[1]))


def _warm_started(program: LinearProgram, bounded: LinearProgram, time_limit_s: float) -> Any:
    """Warm-started solver: the bounded program at the least cost, where the row that holds the cost down is slack.

    From no basis at all the first extreme of the quick scenario (0.3 million non-zeros) took more than 100 CPU s.
    """
    highs = hand_over(program, {"solver": "simplex", "threads": 1, **TIGHT})
    highs.setOptionValue("time_limit", time_limit_s)
    run_interruptibly(highs)
    row = slice(int(bounded.starts[-2]), int(bounded.starts[-1]))
    highs.addRow(float(bounded.row_lower[-1]), float(bounded.row_upper[-1]), row.stop - row.start,
                 bounded.indices[row], bounded.values[row])  # fmt: skip
    columns = np.flatnonzero(program.cost).astype(np.int32)
    highs.changeObjectiveOffset(0.0)
    highs.changeColsCost(len(columns), columns, np.zeros(len(columns)))
    highs.setOptionValue("simplex_strategy", PRIMAL)
    return highs


def with_cost_cap(program: LinearProgram, most_cost_musd: float) -> LinearProgram:
    """Cost cap: the program without an objective and with one row more, which holds its cost down.

    The row counts in thousands of M$, so that its coefficients are as large as those of other rows.
    """
    scale, program = 1e-3, program.whole()
    costly = np.flatnonzero(program.cost)
    row = Block(COST, program.row_count, (Axis("total", np.array(["cost"])),))
    return replace(
        program,
        name=f"{program.name} at a bounded cost",
        rows=(*program.rows, row),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, (most_cost_musd - program.offset) * scale),
        starts=np.append(program.starts, program.starts[-1] + len(costly)).astype(np.int32),
        indices=np.append(program.indices, costly).astype(np.int32),
        values=np.append(program.values, program.cost[costly] * scale),
        cost=np.zeros(program.column_count),
        offset=0.0,
        cost_terms={},
        cost_term_constants={},
    )


def _label(program: LinearProgram, column: int) -> str:
    return next(block.label(column) for block in program.columns if block.span.start <= column < block.span.stop)


