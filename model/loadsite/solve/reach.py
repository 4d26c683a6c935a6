"""How far a shadow price holds: how much a limit may be raised or lowered before one more unit has another worth.

The optimal cost is a convex, piecewise linear function of any limit. From the optimal corner a ratio test tells how far
the limit may move until the corner is no longer feasible; just beyond it the simplex method finds the next corner in a
few steps. As long as its price is the same, the walk goes on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.giving_way import Positions
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.rungs import TIGHT
from loadsite.solve.solution import Basis

SAME_PRICE = 1e-6
"""Prices that differ by less than this share (or by SMALL_PRICE) are the same."""
SMALL_PRICE = 1e-9
"""[M$ per GW and row]"""
BEYOND = 1e-6
"""How far beyond the end of a corner the next one is looked for, as a share of the limit [1; of 1 GW where it is 0]"""
STILL = 1e-9
"""Decisions that move by less than this per unit of the limit stand still."""
STEPS = 100
BASIC, AT_LOWER, AT_UPPER = (
    int(status)
    for status in (highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kUpper)
)


class OutOfTime(Exception):
    """The time allowed was up before the end of the range was found."""


NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Moved:
    """A limit that is raised as one: on the right of rows, above columns, and below columns."""

    rows: Positions = field(default_factory=lambda: NONE)
    uppers: Positions = field(default_factory=lambda: NONE)
    lowers: Positions = field(default_factory=lambda: NONE)

    @property
    def size(self) -> int:
        return len(self.rows) + len(self.uppers) + len(self.lowers)


@dataclass(frozen=True)
class Reach:
    """The price of one limit [M$ per unit of it], by how much it may be raised and lowered [GW, GWh, thousands] before
    the price changes, and the prices beyond; infinite where no values satisfy the rest any more."""

    price: float
    more: float
    less: float
    price_beyond_more: float
    price_beyond_less: float


class Reaches:
    """Asks one optimum of one program how far its prices hold."""

    def __init__(self, program: LinearProgram, basis: Basis) -> None:
        self._program = program
        self._highs = hand_over(program, {"solver": "simplex", "presolve": "off", "threads": 1, **TIGHT})
        self._by_column = rows_matrix(program).tocsc()
        self._basis = highspy.HighsBasis()
        self._basis.col_status = [highspy.HighsBasisStatus(int(each)) for each in basis.columns]
        self._basis.row_status = [highspy.HighsBasisStatus(int(each)) for each in basis.rows]
        self._basis.valid = True

    def of(self, moved: Moved, deadline: float) -> Reach:
        """The price of a limit and how far it holds. OutOfTime after the deadline (of `time.monotonic`)."""
        try:
            price = self._at(moved, 0.0, deadline)
            ends = [self._walk(moved, price, sign, deadline) for sign in (1.0, -1.0)]
        finally:
            self._move(moved, 0.0)
        (more, beyond_more), (less, beyond_less) = ends
        return Reach(price, more, less, beyond_more, beyond_less)

    def _walk(self, moved: Moved, price: float, sign: float, deadline: float) -> tuple[float, float]:
        """How far the price holds in one direction, and the price beyond; infinite where it never changes."""
        self._at(moved, 0.0, deadline)
        step = BEYOND * self._size(moved)
        reached = 0.0
        for _ in range(STEPS):
            reached += self._corner(moved, sign)
            if not np.isfinite(reached):
                return np.inf, price
            beyond = self._at(moved, sign * (reached + step), deadline)
            if abs(beyond - price) > max(SAME_PRICE * abs(price), SMALL_PRICE * moved.size):
                return reached, beyond
            reached += step
        return reached, price

    def _size(self, moved: Moved) -> float:
        program = self._program
        limits = np.concatenate([program.row_lower[moved.rows], program.row_upper[moved.rows],
                                 program.upper[moved.uppers], program.lower[moved.lowers]])  # fmt: skip
        largest = float(np.abs(limits[np.isfinite(limits)]).max(initial=0.0))
        return largest if largest > 0.0 else 1.0

    def _move(self, moved: Moved, by: float) -> None:
        program = self._program
        for row in moved.rows.tolist():
            self._highs.changeRowBounds(row, float(program.row_lower[row] + by), float(program.row_upper[row] + by))
        for column in moved.uppers.tolist():
            self._highs.changeColBounds(column, float(program.lower[column]), float(program.upper[column] + by))
        for column in moved.lowers.tolist():
            self._highs.changeColBounds(column, float(program.lower[column] + by), float(program.upper[column]))

    def _at(self, moved: Moved, by: float, deadline: float) -> float:
        """The price where the limit has moved; infinite, with the sign of the move, where there is no answer."""
        self._move(moved, by)
        if by == 0.0:
            self._highs.setBasis(self._basis)
        left = deadline - time.monotonic()
        if left <= 0.0:
            raise OutOfTime
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return float(np.inf * np.sign(by))
        if status != highspy.HighsModelStatus.kOptimal:
            raise OutOfTime
        found = self._highs.getSolution()
        dual, reduced = np.asarray(found.row_dual), np.asarray(found.col_dual)
        # what stands away from a bound says nothing of it
        above, below = np.minimum(reduced[moved.uppers], 0.0), np.maximum(reduced[moved.lowers], 0.0)
        return float(dual[moved.rows].sum() + above.sum() + below.sum())

    def _corner(self, moved: Moved, sign: float) -> float:
        """How much further the limit may move until the present corner is no longer feasible."""
        basis, found, lp = self._highs.getBasis(), self._highs.getSolution(), self._highs.getLp()
        row_status = np.array([int(each) for each in basis.row_status])
        column_status = np.array([int(each) for each in basis.col_status])
        rhs = np.zeros(self._program.row_count)
        rhs[moved.rows[row_status[moved.rows] != BASIC]] = sign
        on_bound = np.concatenate([moved.uppers[column_status[moved.uppers] == AT_UPPER],
                                   moved.lowers[column_status[moved.lowers] == AT_LOWER]])  # fmt: skip
        rhs -= sign * self._by_column[:, on_bound].sum(axis=1)
        _, moves = self._highs.getBasisSolve(rhs)
        _, order = self._highs.getBasicVariables()
        moves, order = np.asarray(moves), np.asarray(order)
        of_column, of_row = order >= 0, order < 0
        in_column, in_row = order[of_column], -order[of_row] - 1
        row, lower, upper = (np.zeros(count) for count in (len(row_status), len(column_status), len(column_status)))
        row[moved.rows] = lower[moved.lowers] = upper[moved.uppers] = sign
        room = [
            _room(np.asarray(found.col_value)[in_column], np.asarray(lp.col_lower_)[in_column],
                  np.asarray(lp.col_upper_)[in_column], moves[of_column], lower[in_column], upper[in_column]),
            # a row's own variable stands in the basis with the opposite sign
            _room(np.asarray(found.row_value)[in_row], np.asarray(lp.row_lower_)[in_row],
                  np.asarray(lp.row_upper_)[in_row], -moves[of_row], row[in_row], row[in_row]),
            _crossing(lp, moved, sign),
        ]  # fmt: skip
        return float(min([np.inf, *np.concatenate(room)]))


def _crossing(lp: Any, moved: Moved, sign: float) -> Floats:
    """How far until a bound that moves meets the other one."""
    columns = moved.uppers if sign < 0 else moved.lowers
    lower, upper = np.asarray(lp.col_lower_, dtype=np.float64), np.asarray(lp.col_upper_, dtype=np.float64)
    return np.asarray(np.maximum(upper[columns] - lower[columns], 0.0))


def _room(
    value: Floats, lower: Floats, upper: Floats, moves: Floats, lower_moves: Floats, upper_moves: Floats
) -> Floats:
    """By basic variable: how far until it meets a bound, both moving."""
    up, down = moves - upper_moves, moves - lower_moves
    with np.errstate(divide="ignore", invalid="ignore"):
        to_upper = np.where(up > STILL, np.maximum(upper - value, 0.0) / up, np.inf)
        to_lower = np.where(down < -STILL, np.maximum(value - lower, 0.0) / -down, np.inf)
    return np.minimum(to_upper, to_lower)
