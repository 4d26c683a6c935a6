"""Bound propagation (presolve infeasibility): conflicts that arithmetic shows before any solve, limits that leave a row
nothing it can come to.

Bounds of decisions are tightened by the rows of the first stage, and by those that tie periods together, until nothing
changes; then once by every row. A row that its decisions cannot satisfy even at their best bounds is a conflict, and
the way its bounds were tightened, walked backwards, gives the multipliers that prove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.in_parts import chosen
from loadsite.arrays.linear_program import Floats, LinearProgram, Rows
from loadsite.solve import farkas
from loadsite.solve.benders.block_structure import Calendar, block_structure
from loadsite.solve.elastic_limits import Positions
from loadsite.solve.matrix import rows_matrix

ROUNDS = 10
"""Of tightening by the rows of the first stage."""
ROWS_AT_ONCE = 200_000
"""So that the arrays between stay small on a program of a full year."""
TOLERANCE = 1e-6
"""What a conflict, or a tightening, must come to as a share of the numbers in it."""
SMALL = 1e-3
"""Numbers below this count as this large [GW, GWh, thousands]."""


def propagated_ray(program: LinearProgram, calendar: Calendar) -> Floats | None:
    """Farkas multipliers by row that prove the program infeasible, by bound propagation alone; None where it shows
    nothing.
    """
    bounds = _Bounds(program)
    shared = block_structure(program, calendar).shared
    for _ in range(ROUNDS):
        if not bounds.tighten(shared):
            break
    for rows in _pieces(program):
        bounds.tighten(rows)
    for rows in _pieces(program):
        clash = bounds.impossible(rows)
        if clash is not None:
            ray = bounds.multipliers(*clash)
            return None if farkas.farkas_terms(program, ray) is None else ray
    return None


def _pieces(program: LinearProgram) -> Iterator[Rows]:
    """All rows, few enough at once."""
    for rows in program.parts():
        for at in range(0, len(rows.positions), ROWS_AT_ONCE):
            yield chosen(rows, np.arange(at, min(at + ROWS_AT_ONCE, len(rows.positions))))


@dataclass(frozen=True)
class _Tightened:
    """Tightening step: columns whose upper (or lower) bounds were tightened at once, and the row and entry by which
    each was.
    """

    upper: bool
    columns: Positions
    rows: Positions
    entries: Floats


class _Bounds:
    """Propagated bounds of the columns so far, and how they were come by."""

    def __init__(self, program: LinearProgram) -> None:
        self.program = program
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.steps: list[_Tightened] = []
        # room for the best of several, everywhere infinite between its uses
        self.best = np.full(program.column_count, np.inf)

    def tighten(self, rows: Rows) -> bool:
        """Tighten what these rows imply: in  sum_k a_k x_k <= U  every a_j x_j is at most  U - sum_(k != j) least."""
        count = len(rows.positions)
        row = np.repeat(np.arange(count), np.diff(rows.starts))
        least, most = self._ends(rows.values, rows.indices)
        changed = False
        for a, ends, far_ends, limit in ((rows.values, least, most, rows.upper),
                                         (-rows.values, -most, -least, -rows.lower)):  # fmt: skip
            endless = np.isinf(ends)
            finite = np.where(endless, 0.0, ends)
            room = np.where(np.isfinite(limit), limit - np.bincount(row, finite, count), np.inf)[row]
            others_endless = np.bincount(row, endless, count)[row] - endless
            # most entries have room for all that they can come to, and imply nothing
            tight = np.flatnonzero((far_ends - ends > room) & (others_endless == 0))
            at, column, entries = row[tight], rows.indices[tight], rows.values[tight]
            reach = (room[tight] + finite[tight]) / a[tight]
            for upper in (True, False):
                side = (a[tight] > 0) == upper
                changed |= self._note(upper, column[side], reach[side], rows.positions[at[side]], entries[side])
        return changed

    def _note(self, upper: bool, column: Positions, reach: Floats, row: Positions, entry: Floats) -> bool:
        sign = 1.0 if upper else -1.0
        bound = self.upper if upper else self.lower
        np.minimum.at(self.best, column, sign * reach)
        best = self.best[column]
        self.best[column] = np.inf
        room = TOLERANCE * np.maximum(SMALL, np.abs(np.where(np.isfinite(best), best, 0.0)))
        by = np.flatnonzero((best < sign * bound[column] - room) & (sign * reach <= best))
        if not len(by):
            return False
        fresh, first = np.unique(column[by], return_index=True)
        self.steps.append(_Tightened(upper, fresh, row[by][first], entry[by][first]))
        bound[fresh] = sign * best[by][first]
        return True

    def impossible(self, rows: Rows) -> tuple[int, bool] | None:
        """The row most beyond what it can come to, and whether even its least is too much."""
        count = len(rows.positions)
        row = np.repeat(np.arange(count), np.diff(rows.starts))
        ends = self._ends(rows.values, rows.indices)
        least, most = (np.bincount(row, each, count) for each in ends)
        largest = np.bincount(row, np.where(np.isfinite(ends[0]), np.abs(ends[0]), 0.0), count)
        room = TOLERANCE * np.maximum(SMALL, largest)
        too_much = least - rows.upper - room
        too_little = rows.lower - most - room
        worst = np.maximum(too_much, too_little)
        at = int(np.argmax(worst)) if count else 0
        return (int(rows.positions[at]), bool(too_much[at] > 0)) if count and worst[at] > 0 else None

    def multipliers(self, row: int, too_much: bool) -> Floats:
        """Farkas multipliers of the row and, step by step backwards, of those by which the bounds it leans on were
        tightened.

        With z = -A'y a column leans on its lower bound where z > 0 and on its upper where z < 0; the multiplier of a
        row that gave the bound is what brings z back to zero.
        """
        transposed = rows_matrix(self.program).T
        y = np.zeros(self.program.row_count)
        y[row] = -1.0 if too_much else 1.0
        z = -(transposed @ y)
        for step in reversed(self.steps):
            leans = (z[step.columns] < 0) if step.upper else (z[step.columns] > 0)
            if leans.any():
                more = np.zeros(len(y))
                np.add.at(more, step.rows[leans], z[step.columns[leans]] / step.entries[leans])
                y += more
                z -= transposed @ more
                z[np.abs(z) < 1e-12 * np.abs(z).max(initial=0.0)] = 0.0
        return y

    def _ends(self, a: Floats, column: npt.NDArray[np.int32]) -> tuple[Floats, Floats]:
        """Activity bounds by entry: the least and the most that it can come to."""
        # by sign, not by size: bounds that exclude each other are to be noticed
        at_lower, at_upper = a * self.lower[column], a * self.upper[column]
        return np.where(a > 0, at_lower, at_upper), np.where(a > 0, at_upper, at_lower)
