"""Right-hand-side ranging: the slope of the least cost to either side of where a limit stands, and how far it is valid.

The least cost is a convex, piecewise linear function of any limit. At a kink it has two slopes, and a dual of the
optimum may lie anywhere between them: of a degenerate vertex the simplex method tells one dual of many. So the limit is
moved a little to the side that is asked about, where the slope is the only one; a ratio test tells how far the limit
may move until the basis there is no longer feasible, and just beyond it the simplex method finds the next basis in a
few steps. As long as the slope is the same, the walk goes on.
"""

from __future__ import annotations

import time
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.moved import Known, Moved, Side, SlopeUnknown, some
from loadsite.solve.solution import Basis
from loadsite.solve.strategy import TIGHT

SAME_SLOPE = 1e-6
"""Slopes that differ by less than this share (or by SMALL_SLOPE per row and bound that moves) are the same."""
SMALL_SLOPE = 1e-9
"""[M$ per GW]"""
STEP = 1e-6
"""Step to the side, or beyond the end of a basis, at which the next basis is looked for, as a share of the limit [1; of
1 GW where it is 0]. What lies between is not seen: of a limit of 10,000 MW a hundredth of a MW.
"""
STILL = 1e-9
"""Decisions that move by less than this per unit of the limit stand still."""
MOST_BASES = 100
NONZEROS_AND_ASKS = 20_000_000
"""Sides asked times non-zeros of the program."""
BASIC, AT_LOWER, AT_UPPER = (
    int(status)
    for status in (highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kUpper)
)


class RhsRanging:
    """Ranging of one optimum of one program: how its cost changes with a limit."""

    known = Known.EXACT

    def __init__(self, program: LinearProgram, basis: Basis) -> None:
        self._program = program
        self._highs = hand_over(program, {"solver": "simplex", "presolve": "off", "threads": 1, **TIGHT})
        self._by_column = rows_matrix(program).tocsc()
        self._basis = highspy.HighsBasis()
        self._basis.col_status = [highspy.HighsBasisStatus(int(each)) for each in basis.columns]
        self._basis.row_status = [highspy.HighsBasisStatus(int(each)) for each in basis.rows]
        self._basis.valid = True

    @property
    def asks(self) -> int:
        """All limits of a small program, twenty of one with a million non-zeros."""
        return NONZEROS_AND_ASKS // max(1, self._program.nonzero_count)

    def side(self, moved: Moved, sign: float, deadline: float) -> Side:
        """One-sided slope: to the side of more (`sign` 1.0) or of less (-1.0). SlopeUnknown after the deadline (of
        `time.monotonic`).
        """
        moving = some(moved, self._program)
        try:
            self._highs.setBasis(self._basis)
            return self._walk(moving, sign, deadline)
        finally:
            self._move(moving, 0.0)

    def duals(self, moved: Moved, sign: float, deadline: float) -> tuple[Floats, Floats]:
        """Row duals and reduced costs of the basis a little to that side: of all that are optimal where the limit
        stands, those that tell the slope there. SlopeUnknown after the deadline, or where there is no answer there.
        """
        moving = some(moved, self._program)
        try:
            self._highs.setBasis(self._basis)
            if not np.isfinite(self._slope(moving, sign * STEP * moving.size(self._program), deadline)):
                raise SlopeUnknown
            found = self._highs.getSolution()
            return np.asarray(found.row_dual), np.asarray(found.col_dual)
        finally:
            self._move(moving, 0.0)

    def _walk(self, moved: Moved, sign: float, deadline: float) -> Side:
        step = STEP * moved.size(self._program)
        count = len(moved.rows) + len(moved.uppers) + len(moved.lowers)
        reached = step
        slope = self._slope(moved, sign * reached, deadline)
        if not np.isfinite(slope):
            return Side(slope, 0.0, slope)
        for _ in range(MOST_BASES):
            reached += self._ratio_test(moved, sign)
            if not np.isfinite(reached):
                return Side(slope, np.inf, slope)
            beyond = self._slope(moved, sign * (reached + step), deadline)
            if abs(beyond - slope) > max(SAME_SLOPE * abs(slope), SMALL_SLOPE * count):
                return Side(slope, reached, beyond)
            reached += step
        return Side(slope, reached, np.nan)

    def _move(self, moved: Moved, by: float) -> None:
        program = self._program
        rows, changed = moved.rows, by * moved.rows_by
        if len(rows):
            self._highs.changeRowsBounds(
                len(rows), rows.astype(np.int32), program.row_lower[rows] + changed, program.row_upper[rows] + changed
            )
        lower, upper = program.lower.copy(), program.upper.copy()
        np.add.at(upper, moved.uppers, by * moved.uppers_by)
        np.add.at(lower, moved.lowers, by * moved.lowers_by)
        columns = np.union1d(moved.uppers, moved.lowers)
        if len(columns):
            self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower[columns], upper[columns])

    def _slope(self, moved: Moved, by: float, deadline: float) -> float:
        """The slope where the limit has moved; infinite, with the sign of the move, where there is no answer."""
        self._move(moved, by)
        left = deadline - time.monotonic()
        if left <= 0.0:
            raise SlopeUnknown
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return float(np.inf * np.sign(by))
        if status != highspy.HighsModelStatus.kOptimal:
            raise SlopeUnknown
        found = self._highs.getSolution()
        return moved.price(np.asarray(found.row_dual), np.asarray(found.col_dual))

    def _ratio_test(self, moved: Moved, sign: float) -> float:
        """Ratio test: how much further the limit may move until the present basis is no longer feasible."""
        basis, found, lp = self._highs.getBasis(), self._highs.getSolution(), self._highs.getLp()
        row_status = np.array([int(each) for each in basis.row_status])
        column_status = np.array([int(each) for each in basis.col_status])
        row, lower, upper = (np.zeros(count) for count in (len(row_status), len(column_status), len(column_status)))
        np.add.at(row, moved.rows, sign * moved.rows_by)
        np.add.at(upper, moved.uppers, sign * moved.uppers_by)
        np.add.at(lower, moved.lowers, sign * moved.lowers_by)
        nonbasic_moves = np.where(column_status == AT_UPPER, upper, np.where(column_status == AT_LOWER, lower, 0.0))
        rhs = np.where(row_status != BASIC, row, 0.0) - self._by_column @ nonbasic_moves
        _, moves = self._highs.getBasisSolve(rhs)
        _, order = self._highs.getBasicVariables()
        moves, order = np.asarray(moves), np.asarray(order)
        of_column, of_row = order >= 0, order < 0
        in_column, in_row = order[of_column], -order[of_row] - 1
        room = [
            _room(np.asarray(found.col_value)[in_column], np.asarray(lp.col_lower_)[in_column],
                  np.asarray(lp.col_upper_)[in_column], moves[of_column], lower[in_column], upper[in_column]),
            # a row's own variable stands in the basis with the opposite sign
            _room(np.asarray(found.row_value)[in_row], np.asarray(lp.row_lower_)[in_row],
                  np.asarray(lp.row_upper_)[in_row], -moves[of_row], row[in_row], row[in_row]),
            _crossing(lp, upper - lower),
        ]  # fmt: skip
        return float(min([np.inf, *np.concatenate(room)]))


def _crossing(lp: Any, widens: Floats) -> Floats:
    """How far until a bound that moves meets the other one."""
    columns = np.flatnonzero(widens < 0.0)
    lower, upper = np.asarray(lp.col_lower_, dtype=np.float64), np.asarray(lp.col_upper_, dtype=np.float64)
    return np.asarray(np.maximum(upper[columns] - lower[columns], 0.0) / -widens[columns])


def _room(
    value: Floats, lower: Floats, upper: Floats, moves: Floats, lower_moves: Floats, upper_moves: Floats
) -> Floats:
    """By basic variable: how far until it meets a bound, both moving."""
    up, down = moves - upper_moves, moves - lower_moves
    with np.errstate(divide="ignore", invalid="ignore"):
        to_upper = np.where(up > STILL, np.maximum(upper - value, 0.0) / up, np.inf)
        to_lower = np.where(down < -STILL, np.maximum(value - lower, 0.0) / -down, np.inf)
    return np.minimum(to_upper, to_lower)
