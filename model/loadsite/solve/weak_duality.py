"""Weak duality: a lower bound on the optimum from any row duals at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, Integers, LinearProgram, Rows
from loadsite.solve.matrix import add_prices, magnitudes, rows_matrix

ROUNDING = 1e-13
"""A reduced cost below this share of the magnitudes it was added up from is rounding."""

ROUNDS = 8

SHORT = 3
"""Entries of the rows asked first: what may be given of what is built has two, the balance of a zone many."""

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


def lower_bound(program: LinearProgram, row_dual: Floats, most_cost: float = np.inf) -> float:
    """Lagrangian lower bound [M$] that no feasible point can undercut, for any `row_dual` (shape: rows), good or bad.
    `most_cost` is what a point that is known to be feasible costs [M$].

    Duals leaning on an infinite limit are set to zero, z = c - A'y is computed, and every column stands at
    the bound that makes z_j x_j least: y+'L - y-'U + z+'l - z-'u + c0 (Lagrangian bound). Where a bound
    needed is infinite, the one implied by the rows is used. The result is -inf when a column leans on a
    bound that neither the program nor its rows (by propagation) give: it says something for every y only
    where all columns have finite bounds, their own or implied ones.
    """
    return program.offset + float(np.sum(lagrangian_terms(program, row_dual, most_cost)))


def with_cost_bounds(program: LinearProgram, most_cost: float) -> LinearProgram:
    """Bounds implied by a cost: columns that cost something are held below what they alone may cost where all together
    costs no more than `most_cost` [M$], as at an optimum where a feasible point costs that. Nothing is held where
    anything may cost less than zero.
    """
    costly = program.cost > 0
    if not np.isfinite(most_cost) or (program.cost < 0).any() or (program.lower[costly] < 0).any():
        return program
    most = np.divide(
        most_cost - program.offset, program.cost, out=np.full(program.column_count, np.inf), where=costly
    )
    return replace(program, upper=np.where(np.isinf(program.upper), most, program.upper))


def lagrangian_terms(program: LinearProgram, row_dual: Floats, most_cost: float = np.inf) -> Floats:
    """Lagrangian terms: the addends of `lower_bound`, one per row and then one per column."""
    y = np.where(_leans_on_nothing(row_dual, program.row_lower, program.row_upper), 0.0, row_dual)
    z, count = _priced(program, y)
    beyond = (count == 1) & _leans_on_nothing(z, program.lower, program.upper)
    if beyond.any():
        y = _within_penalties(program, y, z, beyond)
        z, _ = _priced(program, y)
    lower, upper = needed_bounds(program, z)
    upper = np.minimum(upper, with_cost_bounds(program, most_cost).upper)
    leaning = _leans_on_nothing(z, lower, upper)
    if leaning.any():
        z[leaning & (np.abs(z) <= ROUNDING * _sizes(program, y))] = 0.0
    return np.concatenate([_product(y, program.row_lower, program.row_upper), _product(z, lower, upper)])


def _priced(program: LinearProgram, y: Floats) -> tuple[Floats, Integers]:
    """By column: c - A'y, and in how many rows the column stands."""
    paid, count = np.zeros(program.column_count), np.zeros(program.column_count, np.int32)
    for rows in program.parts():
        add_prices(paid, rows, y[rows.positions])
        np.add.at(count, rows.indices.astype(np.int64), np.int32(1))
    return np.subtract(program.cost, paid, out=paid), count


def _sizes(program: LinearProgram, y: Floats) -> Floats:
    """By column: the magnitudes that c - A'y was added up from."""
    size = np.abs(program.cost)
    for rows in program.parts():
        add_prices(size, replace(rows, values=np.abs(rows.values)), np.abs(y[rows.positions]))
    return size


def _within_penalties(program: LinearProgram, y: Floats, z: Floats, beyond: Mask) -> Floats:
    """Duals clipped to the penalty at which a column without a limit goes `beyond` the one row it is in: load may be
    left unserved without limit at a price, and a dual above that by rounding proves nothing at all.
    """
    clipped = y.copy()
    for rows in program.parts():
        at = np.flatnonzero(beyond[rows.indices])
        row = rows.positions[np.searchsorted(rows.starts, at, side="right") - 1]
        clipped[row] += z[rows.indices[at]] / rows.values[at]
    return np.where(_leans_on_nothing(clipped, program.row_lower, program.row_upper), 0.0, clipped)


def implied_bounds(program: LinearProgram) -> tuple[Floats, Floats]:
    """Implied bounds of the columns: infinite ones replaced by what the rows imply, where they imply any.

    In a row sum_k a_k x_k <= U every column obeys a_j x_j <= U - sum_{k != j} min(a_k x_k); likewise
    for >= L. Finite bounds are left alone.
    """
    return _propagated(program, np.arange(program.row_count), program.lower, program.upper)


def needed_bounds(program: LinearProgram, reduced_cost: Floats) -> tuple[Floats, Floats]:
    """Implied bounds of the columns, of infinite ones only where a reduced cost leans on them.

    The shortest rows are asked first, as most limits of what is built or given are; then all, but of either only those
    that lead to a bound asked for. On the year of four states that takes a quarter of what all rows take.
    """
    bounds = program.lower, program.upper
    for longest in (SHORT, program.column_count):
        below = (reduced_cost > 0.0) & np.isneginf(bounds[0])
        above = (reduced_cost < 0.0) & np.isposinf(bounds[1])
        if below.any() or above.any():
            bounds = bounds[0].copy(), bounds[1].copy()
            _close(program, longest, bounds, below, above)
    return bounds


def _close(program: LinearProgram, longest: int, bounds: tuple[Floats, Floats], below: Mask, above: Mask) -> None:
    """Close the lower bounds `below` and the upper bounds `above`, in place, by rows of no more than `longest` entries.
    One part of a program may rest on bounds that another closes: all are asked again as long as that helps.
    """
    lower, upper = bounds
    left, in_parts = (-1, -1), True
    while in_parts and left != (left := _left(bounds, below, above)) and left[0]:
        for rows in program.parts():
            in_parts = len(rows.positions) < program.row_count
            columns = np.unique(rows.indices) if in_parts else np.arange(program.column_count, dtype=np.int32)
            asked, inside = (below[columns], above[columns]), (lower[columns], upper[columns])
            if _left(inside, *asked)[0]:
                part = _part(program, rows, columns, inside)
                leading = _leading_to(part, np.diff(part.starts) <= longest, inside, *asked)
                lower[columns], upper[columns] = _propagated(part, leading, *inside)
                below[columns], above[columns] = asked


def _left(bounds: tuple[Floats, Floats], below: Mask, above: Mask) -> tuple[int, int]:
    """How many of the bounds asked for are infinite still, and how many are asked for."""
    still = np.count_nonzero(below & np.isneginf(bounds[0])) + np.count_nonzero(above & np.isposinf(bounds[1]))
    return int(still), int(np.count_nonzero(below) + np.count_nonzero(above))


def _part(program: LinearProgram, rows: Rows, columns: Integers, bounds: tuple[Floats, Floats]) -> LinearProgram:
    """Some rows and the columns they hold, by themselves."""
    whole = len(columns) == program.column_count
    place = rows.indices if whole else np.searchsorted(columns, rows.indices).astype(np.int32)
    return LinearProgram(
        program.name, (), (), *bounds, rows.lower, rows.upper, rows.starts, place, rows.values,
        np.zeros(len(columns)), 0.0, {}, {},
    )  # fmt: skip


def _leading_to(
    program: LinearProgram, asked: Mask, bounds: tuple[Floats, Floats], below: Mask, above: Mask
) -> Positions:
    """The rows among those `asked` that may close the lower bounds `below` and the upper bounds `above`, or open ones
    that those rest on.
    """
    matrix = rows_matrix(program)
    sizes = magnitudes(matrix)
    open_below, open_above = np.isneginf(bounds[0]), np.isposinf(bounds[1])
    leads = np.zeros(program.row_count, dtype=bool)
    for _ in range(ROUNDS):
        near = np.flatnonzero(asked & ~leads & (sizes @ (below | above).astype(float) > 0.0))
        part = matrix[near]
        row, column, entry = np.repeat(np.arange(len(near)), np.diff(part.indptr)), part.indices, part.data
        closing = np.zeros(len(near), dtype=bool)
        for limit, sign in ((program.row_upper[near], 1.0), (program.row_lower[near], -1.0)):
            up, down = sign * entry > 0.0, sign * entry < 0.0
            closes = (up & above[column]) | (down & below[column])
            of_side = np.isfinite(limit) & (np.bincount(row, closes, len(near)) > 0)
            closing |= of_side
            below[column[of_side[row] & up]] |= open_below[column[of_side[row] & up]]
            above[column[of_side[row] & down]] |= open_above[column[of_side[row] & down]]
        leads[near[closing]] = True
        if not closing.any():
            break
    return np.flatnonzero(leads)


def _propagated(program: LinearProgram, rows: Positions, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    matrix = rows_matrix(program)[rows]
    row, column = np.repeat(np.arange(len(rows)), np.diff(matrix.indptr)), matrix.indices
    below = _Limited(row, column, matrix.data, program.row_upper[rows])
    above = _Limited(row, column, -matrix.data, -program.row_lower[rows])
    lower, upper = lower.copy(), upper.copy()
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
