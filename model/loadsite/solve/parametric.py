"""Parametric sweep: the same program at one value after another of one decision, each solve warm-started from the basis
of the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import highspy

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.certificate import certify
from loadsite.solve.highs import basis_of, check_solver, claimed_by, hand_over
from loadsite.solve.numerics import check_numbers
from loadsite.solve.solution import Solution
from loadsite.solve.strategy import TIGHT


def along(program: LinearProgram, column: int, values: Floats, time_limit_s: float) -> Iterator[tuple[float, Solution]]:
    """A value and the certified optimum with the decision held there, for each value in turn.

    Ends at the first value for which none was found within the time allowed for each.

    Raises:
        Uncertified: an optimum was claimed that the independent check does not confirm.
    """
    check_solver()
    check_numbers(program)
    highs = hand_over(program, {"solver": "simplex", "threads": 1, **TIGHT})
    for value in values:
        highs.changeColBounds(column, float(value), float(value))
        highs.setOptionValue("time_limit", highs.getRunTime() + time_limit_s)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        solution = Solution(*claimed_by(highs), attempts=(), basis=basis_of(highs))
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[column] = upper[column] = value
        certify(replace(program, lower=lower, upper=upper), solution)
        yield float(value), solution
