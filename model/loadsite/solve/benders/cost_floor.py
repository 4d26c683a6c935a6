"""Cost floor: a constant that keeps the cost of every subproblem above zero where operation may earn money.

The master bounds theta of a subproblem by zero from below, which holds as long as no decision of operation has a
negative cost. With tax credits some have. Then each subproblem is given a column fixed at one, whose cost is the most
that its operation can earn, and the offset of the program takes the sum of these off again: the same program, the same
optimum, the same duals.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.equations.time_sets import PERIOD_SET, YEAR_SET
from loadsite.solve.benders.block_structure import FIRST_STAGE, Calendar, owners
from loadsite.solve.solution import Solution

NAME = "cost_floor"


def most_earned(program: LinearProgram, calendar: Calendar) -> Floats:
    """By subproblem: the most that its operation can earn within the bounds of its columns [M$]; infinite where a
    column that earns has no upper bound.
    """
    owner = owners(program.columns, calendar)
    earns = (owner != FIRST_STAGE) & (program.cost < 0.0)
    earned = np.zeros(calendar.subproblem_count)
    np.add.at(earned, owner[earns], -program.cost[earns] * program.upper[earns])
    return earned


def with_cost_floor(program: LinearProgram, calendar: Calendar) -> LinearProgram:
    """The program with a cost floor, its further columns last; the program itself where no operation earns."""
    earned = most_earned(program, calendar)
    if not earned.any():
        return program
    if np.isinf(earned).any():
        raise ValueError(f"{program.name}: operation earns without a bound, so that no period has a least cost")
    years = Axis(YEAR_SET, np.arange(calendar.year_count))
    periods = Axis(PERIOD_SET, np.arange(calendar.period_count))
    block = Block(NAME, program.column_count, (years, periods))
    one = np.ones(len(earned))
    return replace(
        program,
        columns=(*program.columns, block),
        lower=np.concatenate([program.lower, one]),
        upper=np.concatenate([program.upper, one]),
        cost=np.concatenate([program.cost, earned]),
        offset=program.offset - float(earned.sum()),
    )


def without_cost_floor(program: LinearProgram, solution: Solution) -> Solution:
    """A solution of the program with a cost floor as one of the program itself."""
    count = program.column_count
    return replace(solution, primal=solution.primal[:count], reduced_cost=solution.reduced_cost[:count])
