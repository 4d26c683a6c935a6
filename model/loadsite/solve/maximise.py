"""Maximization of one decision after another that a program allows, each solve warm-started from the basis of the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.certificate import certify
from loadsite.solve.highs import check_solver, claimed_by, hand_over
from loadsite.solve.numerics import check_numbers
from loadsite.solve.outcomes import LimitReached, Uncertified
from loadsite.solve.solution import Solution
from loadsite.solve.strategy import TIGHT

PRIMAL_SIMPLEX = 4
"""HiGHS's number for it: a changed objective leaves the last basis feasible."""


@dataclass(frozen=True)
class Maximised:
    """Objective: the column to make as large as it can be, and bounds that hold only while it is."""

    column: int
    bounds: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    """column -> lower and upper bound"""


def maximise_each(program: LinearProgram, asked: Sequence[Maximised], time_limit_s: float) -> Iterator[Solution]:
    """Maximize each column in turn: the certified solution in which it is largest; its objective is minus that value.

    The costs of the program do not count.

    Raises:
        LimitReached: no solution was found within the time allowed for each.
        Uncertified: an optimum was claimed that the independent check does not confirm.
    """
    check_solver()
    nothing = replace(program, cost=np.zeros(program.column_count), offset=0.0)
    check_numbers(nothing)
    highs = hand_over(nothing, {"solver": "simplex", "threads": 1, **TIGHT})
    before: Maximised | None = None
    for each in asked:
        if before is not None:
            highs.changeColCost(before.column, 0.0)
            for column in before.bounds:
                highs.changeColBounds(column, float(program.lower[column]), float(program.upper[column]))
        if before is not None and not each.bounds:
            highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
        before = each
        highs.changeColCost(each.column, -1.0)
        for column, (lower, upper) in each.bounds.items():
            highs.changeColBounds(column, lower, upper)
        whole = _with(nothing, each)
        solution = _run(highs, program.name, time_limit_s)
        try:
            certify(whole, solution)
        except Uncertified:
            # a basis handed on many times gathers rounding; from nothing there is none
            highs.clearSolver()
            solution = _run(highs, program.name, time_limit_s)
            certify(whole, solution)
        yield solution


def _with(program: LinearProgram, asked: Maximised) -> LinearProgram:
    """The program that is solved for one column."""
    cost, lows, ups = program.cost.copy(), program.lower.copy(), program.upper.copy()
    cost[asked.column] = -1.0
    for column, (lower, upper) in asked.bounds.items():
        lows[column], ups[column] = lower, upper
    return replace(program, cost=cost, lower=lows, upper=ups)


def _run(highs: highspy.Highs, name: str, time_limit_s: float) -> Solution:
    highs.setOptionValue("time_limit", highs.getRunTime() + time_limit_s)
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise LimitReached(f"{name}: {highs.modelStatusToString(status)} within {time_limit_s:g} s")
    return Solution(*claimed_by(highs), attempts=())
