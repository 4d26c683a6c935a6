"""A lower bound on the optimum from any row duals at all (weak duality)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, Integers, LinearProgram
from loadsite.solve.matrix import magnitudes, rows_matrix

ROUNDING = 1e-13
"""A reduced cost below this share of the magnitudes it was added up from is rounding."""

ROUNDS = 8


def lower_bound(program: LinearProgram, row_dual: Floats) -> float:
    """A value [M$] that no feasible point can undercut, for any `row_dual` (shape: rows), good or bad.

    Duals leaning on an infinite limit are set to zero, z = c - A'y is computed, and every column stands at
    the bound that makes z_j x_j least: y+'L - y-'U + z+'l - z-'u + c0 (Lagrangian bound). Where a bound
    needed is infinite, the one implied by the rows is used. The result is -inf when a column leans on a
    bound that neither the program nor its rows (by propagation) give: it says something for every y only
    where all columns have finite bounds, their own or implied ones.
    """
    return program.offset + float(np.sum(lagrangian_terms(program, row_dual)))


def lagrangian_terms(program: LinearProgram, row_dual: Floats) -> Floats:
    """The addends of `lower_bound`, one per row and then one per column."""
    y = np.where(_leans_on_nothing(row_dual, program.row_lower, program.row_upper), 0.0, row_dual)
    matrix = rows_matrix(program)
    z = program.cost - matrix.T @ y
    size = np.abs(program.cost) + magnitudes(matrix).T @ np.abs(y)
    lower, upper = program.lower, program.upper
    if _leans_on_nothing(z, lower, upper).any():
        lower, upper = implied_bounds(program)
        z = np.where(_leans_on_nothing(z, lower, upper) & (np.abs(z) <= ROUNDING * size), 0.0, z)
    return np.concatenate([_product(y, program.row_lower, program.row_upper), _product(z, lower, upper)])


def implied_bounds(program: LinearProgram) -> tuple[Floats, Floats]:
    """Bounds of the columns with infinite ones replaced by what the rows imply, where they imply any.

    In a row sum_k a_k x_k <= U every column obeys a_j x_j <= U - sum_{k != j} min(a_k x_k); likewise
    for >= L. Finite bounds are left alone.
    """
    row = np.repeat(np.arange(program.row_count), np.diff(program.starts))
    below = _Limited(row, program.indices, program.values, program.row_upper)
    above = _Limited(row, program.indices, -program.values, -program.row_lower)
    lower, upper = program.lower.copy(), program.upper.copy()
    for _ in range(ROUNDS):
        open_before = np.isinf(lower).sum() + np.isinf(upper).sum()
        below.propagate(lower, upper)
        above.propagate(lower, upper)
        if np.isinf(lower).sum() + np.isinf(upper).sum() == open_before:
            break
    return lower, upper


class _Limited:
    """Rows  sum a x <= limit  by their entries, of which only rows that could still close a bound are kept."""

    def __init__(self, row: npt.NDArray[np.intp], column: Integers, a: Floats, limit: Floats) -> None:
        usable = np.isfinite(limit[row]) & (a != 0.0)
        self._row, self._column, self._a, self._limit = row[usable], column[usable], a[usable], limit

    def propagate(self, lower: Floats, upper: Floats) -> None:
        """Fill infinite bounds, in place."""
        self._forget_closed(lower, upper)
        a, row, column = self._a, self._row, self._column
        least = a * np.where(a > 0.0, lower[column], upper[column])
        unbounded = np.isneginf(least)
        finite = np.where(unbounded, 0.0, least)
        total = np.bincount(row, finite, len(self._limit))
        count = np.bincount(row, unbounded, len(self._limit))
        others_bounded = count[row] - unbounded == 0
        a, row, column, finite = a[others_bounded], row[others_bounded], column[others_bounded], finite[others_bounded]
        reach = (self._limit[row] - total[row] + finite) / a
        reach += np.sign(a) * 1e-9 * np.maximum(1.0, np.abs(reach))  # outward, beyond rounding
        up = a > 0.0
        implied_upper = np.full(len(upper), np.inf)
        implied_lower = np.full(len(lower), -np.inf)
        np.minimum.at(implied_upper, column[up], reach[up])
        np.maximum.at(implied_lower, column[~up], reach[~up])
        upper[:] = np.where(np.isposinf(upper), implied_upper, upper)
        lower[:] = np.where(np.isneginf(lower), implied_lower, lower)

    def _forget_closed(self, lower: Floats, upper: Floats) -> None:
        a, row, column = self._a, self._row, self._column
        closes = np.where(a > 0.0, np.isposinf(upper[column]), np.isneginf(lower[column]))
        stays = np.bincount(row, closes, len(self._limit))[row] > 0
        self._a, self._row, self._column = a[stays], row[stays], column[stays]


def _leans_on_nothing(dual: Floats, lower: Floats, upper: Floats) -> npt.NDArray[np.bool_]:
    """Where a dual pushes towards an infinite limit."""
    return ((dual > 0.0) & np.isneginf(lower)) | ((dual < 0.0) & np.isposinf(upper))


def _product(dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """Each dual times the limit it pushes towards; zero where the dual is zero, whatever the limit."""
    limit = np.where(dual > 0.0, lower, upper)
    return np.multiply(dual, limit, out=np.zeros_like(dual), where=dual != 0.0)
