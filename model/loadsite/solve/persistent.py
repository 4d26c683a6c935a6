"""Persistent model: a linear program kept in the solver while its limits move, warm-started from one optimal basis."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import Options, hand_over


@dataclass(frozen=True)
class Limits:
    """Bounds of columns, and of rows."""

    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True)
class Optimum:
    """The least cost [M$], and the values of columns it is found at."""

    cost: float
    values: Floats


class Persistent:
    """Persistent program. Every solve starts from the optimal basis of the program as it was handed over, so that its
    answer does not depend on what was asked before.
    """

    def __init__(self, program: LinearProgram, options: Options) -> None:
        self._highs = hand_over(program, {"output_flag": False, "threads": 1, **options})
        self._highs.run()
        self.optimum = self._found()
        self._basis = self._highs.getBasis()

    def moved(self, limits: Limits) -> Optimum | None:
        """The optimum with other limits; None where there is none, or the program had none as it was handed over."""
        if self.optimum is None or (limits.lower > limits.upper).any() or (limits.row_lower > limits.row_upper).any():
            return None
        self._highs.clearSolver()
        self._set(limits)
        self._highs.setBasis(self._basis)
        self._highs.run()
        return self._found()

    def _set(self, limits: Limits) -> None:
        columns, rows = (np.arange(len(each), dtype=np.int32) for each in (limits.lower, limits.row_lower))
        self._highs.changeColsBounds(len(columns), columns, limits.lower, limits.upper)
        self._highs.changeRowsBounds(len(rows), rows, limits.row_lower, limits.row_upper)

    def _found(self) -> Optimum | None:
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        cost = float(self._highs.getInfo().objective_function_value)
        return Optimum(cost, np.asarray(self._highs.getSolution().col_value))
