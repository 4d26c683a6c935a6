"""Pricing of an idle block: what a limit of nothing is worth, where shadow prices of the rest are known.

Where a battery may not be built, its hours have rows in which all decisions are nothing. Their duals are many, and say
anything from the truth upwards. The decisions and rows that a limit of nothing keeps idle make a program of their own:

    minimise  (c - A'y) d   over idle decisions d,  y of the rows they share with others,

within their own rows and bounds, with the limit moved. Its least cost tells the most expensive of all duals that agree
with y.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.moved import Moved, Positions
from loadsite.solve.strategy import TIGHT

IDLE = 1e-7
"""Decisions below this are nothing [GW, GWh]: a tenth of a kW."""
MOST_COLUMNS = 100_000
"""A larger block is left alone: a battery over the hours of a year has 35,000 decisions."""


@dataclass(frozen=True)
class IdleBlocks:
    """The idle decisions of an answer: the program, its values and row duals."""

    program: LinearProgram
    primal: Floats
    row_dual: Floats

    def slope(self, moved: Moved, by: float) -> float | None:
        """What one more of a limit of nothing costs [M$ per unit], over the next `by`; None where the limit moves
        anything that is not idle, or the block has no optimum.
        """
        block = self._block(moved)
        if block is None:
            return None
        columns, rows = block
        here, there = (self._cost(columns, rows, moved, step) for step in (0.0, by))
        return None if here is None or there is None else (there - here) / by

    def _block(self, moved: Moved) -> tuple[Positions, Positions] | None:
        """Idle columns and rows that hang together with what moves."""
        matrix, idle = self._by_row, np.abs(self.primal) <= IDLE
        rows = moved.rows
        columns = np.unique(np.concatenate([moved.uppers, matrix[rows].indices]))
        if len(moved.lowers) or not len(columns) or not idle[columns].all():
            return None
        while True:
            touched = np.unique(self._by_column[:, columns].indices)
            rows = touched[self._rows_of_idle[touched]]
            further = np.union1d(columns, matrix[rows].indices)
            if len(further) == len(columns):
                return columns, rows
            if len(further) > MOST_COLUMNS:
                return None
            columns = further

    def _cost(self, columns: Positions, rows: Positions, moved: Moved, by: float) -> float | None:
        program, matrix = self.program, self._by_row
        outside = self.row_dual.copy()
        outside[rows] = 0.0
        upper, row_lower, row_upper = program.upper.copy(), program.row_lower.copy(), program.row_upper.copy()
        np.add.at(upper, moved.uppers, by * moved.uppers_by)
        np.add.at(row_lower, moved.rows, by * moved.rows_by)
        np.add.at(row_upper, moved.rows, by * moved.rows_by)
        inside = matrix[rows][:, columns].tocsr()
        alone = replace(
            program,
            name=f"{program.name}, idle",
            columns=(),
            rows=(),
            lower=program.lower[columns],
            upper=upper[columns],
            row_lower=row_lower[rows],
            row_upper=row_upper[rows],
            starts=inside.indptr.astype(np.int32),
            indices=inside.indices.astype(np.int32),
            values=inside.data,
            cost=program.cost[columns] - self._by_column[:, columns].T @ outside,
            offset=0.0,
            cost_terms={},
            cost_term_constants={},
        )
        highs = hand_over(alone, {"output_flag": False, "threads": 1, **TIGHT})
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(highs.getInfo().objective_function_value)

    @cached_property
    def _rows_of_idle(self) -> npt.NDArray[np.bool_]:
        """Rows of which every decision is idle."""
        row_of = np.repeat(np.arange(self.program.row_count), np.diff(self.program.starts))
        busy = np.abs(self.primal[self.program.indices]) > IDLE
        return np.asarray(np.bincount(row_of[busy], minlength=self.program.row_count) == 0)

    @cached_property
    def _by_row(self) -> sparse.csr_array:
        return rows_matrix(self.program)

    @cached_property
    def _by_column(self) -> sparse.csc_array:
        return self._by_row.tocsc()
