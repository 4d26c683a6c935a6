"""Pricing of an idle block: what a limit of nothing is worth, where shadow prices of the rest are known.

Where a battery may not be built, its hours have rows in which all decisions are nothing. Their duals are many, and say
anything from the truth upwards. The decisions and rows that a limit of nothing keeps idle make a program of their own:

    minimise  (c - A'y) d   over idle decisions d,  y of the rows they share with others,

within their own rows and bounds, with the limit moved. Its least cost tells the most expensive of all duals that agree
with y.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from scipy import sparse

from loadsite.arrays.in_parts import chosen, in_order
from loadsite.arrays.linear_program import Floats, LinearProgram, Rows, stacked
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import part_matrix
from loadsite.solve.moved import Moved, Positions
from loadsite.solve.strategy import TIGHT

IDLE = 1e-7
"""Decisions below this are nothing [GW, GWh]: a tenth of a kW."""
MOST_COLUMNS = 100_000
"""A larger block is left alone: a battery over the hours of a year has 35,000 decisions."""


@dataclass(frozen=True)
class IdleBlocks:
    """The idle decisions of an answer: the program, its values and duals."""

    program: LinearProgram
    primal: Floats
    row_dual: Floats
    reduced_cost: Floats

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
        """Idle columns, and rows by their place among the idle ones, that hang together with what moves."""
        matrix, by_column = self._matrices
        rows = self._places(moved.rows)
        columns = np.unique(np.concatenate([moved.uppers, matrix[rows].indices]))
        is_idle = len(rows) == len(np.unique(moved.rows)) and (np.abs(self.primal[columns]) <= IDLE).all()
        if len(moved.lowers) or not len(columns) or not is_idle:
            return None
        while True:
            rows = np.unique(by_column[:, columns].indices)
            further = np.union1d(columns, matrix[rows].indices)
            if len(further) == len(columns):
                return columns, rows
            if len(further) > MOST_COLUMNS:
                return None
            columns = further

    def _cost(self, columns: Positions, rows: Positions, moved: Moved, by: float) -> float | None:
        program, positions = self.program, self._idle_rows.positions[rows]
        inside = self._matrices[0][rows][:, columns].tocsr()
        upper, row_by = program.upper[columns], np.zeros(len(rows))
        np.add.at(upper, np.searchsorted(columns, moved.uppers), by * moved.uppers_by)
        np.add.at(row_by, np.searchsorted(positions, moved.rows), by * moved.rows_by)
        alone = LinearProgram(
            name=f"{program.name}, idle",
            columns=(),
            rows=(),
            lower=program.lower[columns],
            upper=upper,
            row_lower=program.row_lower[positions] + row_by,
            row_upper=program.row_upper[positions] + row_by,
            starts=inside.indptr.astype(np.int32),
            indices=inside.indices.astype(np.int32),
            values=inside.data,
            # what the rows of the block add to c - A'y is taken back
            cost=self.reduced_cost[columns] + inside.T @ self.row_dual[positions],
            offset=0.0,
            cost_terms={},
            cost_term_constants={},
        )
        highs = hand_over(alone, {"output_flag": False, "threads": 1, **TIGHT})
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(highs.getInfo().objective_function_value)

    def _places(self, rows: Positions) -> Positions:
        """Where rows stand among the idle ones; those that do not are left out."""
        return np.flatnonzero(np.isin(self._idle_rows.positions, rows))

    @cached_property
    def _idle_rows(self) -> Rows:
        """Rows of which every decision is idle."""
        parts: list[Rows] = []
        for rows in self.program.parts():
            busy = np.abs(self.primal[rows.indices]) > IDLE
            row_of = np.repeat(np.arange(len(rows.positions)), np.diff(rows.starts))
            parts.append(chosen(rows, np.flatnonzero(np.bincount(row_of[busy], minlength=len(rows.positions)) == 0)))
        return in_order(stacked(parts))

    @cached_property
    def _matrices(self) -> tuple[sparse.csr_array, sparse.csc_array]:
        """The idle rows, by row and by column."""
        by_row = part_matrix(self.program, self._idle_rows)
        return by_row, by_row.tocsc()
