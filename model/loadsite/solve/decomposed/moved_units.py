"""What a limit that moves changes of the units: the intercepts of their cuts, and the ends of their budgets.

A cut made of row duals y is valid for any limits of its unit, its intercept counted anew:

    y+'L - y-'U + z+'l - z-'u,    z = cost - A'y

So where L, U, l or u move, the intercept moves by y and z times that; its slopes stay.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.summed import Sides
from loadsite.solve.decomposed.units import Positions, Unit
from loadsite.solve.matrix import rows_matrix


def touched(unit: Unit, of_columns: Sides, of_rows: Sides) -> bool:
    """Whether anything of the unit moves."""
    return any(side[unit.own_columns].any() for side in of_columns) or any(
        side[unit.own_rows].any() for side in of_rows
    )


def with_limits_moved(unit: Unit, of_columns: Sides, of_rows: Sides, by: float) -> Unit:
    """The unit with its own limits moved `by` so many units of the limit; None of them passes the other."""
    program, own, own_rows = unit.program, unit.own, len(unit.own_rows)
    lower, upper, row_lower, row_upper = (
        each.copy() for each in (program.lower, program.upper, program.row_lower, program.row_upper)
    )
    lower[own] += by * of_columns[0][unit.own_columns]
    upper[own] = np.maximum(upper[own] + by * of_columns[1][unit.own_columns], lower[own])
    row_lower[:own_rows] += by * of_rows[0][unit.own_rows]
    row_upper[:own_rows] += by * of_rows[1][unit.own_rows]
    moved = replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
    return replace(unit, program=moved)


def intercepts_moved(unit: Unit, cuts: list[Cut], of_columns: Sides, of_rows: Sides) -> Floats:
    """By how much the intercepts of a unit's cuts move [M$ per unit of the limit]."""
    lower, upper = (side[unit.own_columns] for side in of_columns)
    row_lower, row_upper = (side[unit.own_rows] for side in of_rows)
    duals = np.array([cut.row_dual for cut in cuts], dtype=np.float64)
    own = duals[:, : len(unit.own_rows)]
    moved = np.maximum(own, 0.0) @ row_lower + np.minimum(own, 0.0) @ row_upper
    at: Positions = np.flatnonzero((lower != 0.0) | (upper != 0.0))
    if len(at):
        columns = unit.own.start + at
        priced = np.array([0.0 if cut.of_feasibility else 1.0 for cut in cuts])[:, None]
        reduced = priced * unit.program.cost[columns] - duals @ _entries_of(unit.program, columns)
        moved = moved + np.maximum(reduced, 0.0) @ lower[at] + np.minimum(reduced, 0.0) @ upper[at]
    return np.asarray(moved)


def budgets_moved(unit: Unit, first_count: int, of_columns: Sides) -> tuple[Positions, Floats, Floats]:
    """The budgets of a unit by number, and by how much what it can use of them at least and at most moves."""
    lower, upper = (side[unit.own_columns] for side in of_columns)
    numbers = unit.linking[unit.linking >= first_count] - first_count
    at: Positions = np.flatnonzero((lower != 0.0) | (upper != 0.0))
    of_budgets = _entries_of(unit.program, unit.own.start + at)[len(unit.own_rows) :].toarray()
    up, down = np.maximum(of_budgets, 0.0), np.minimum(of_budgets, 0.0)
    return numbers, up @ lower[at] + down @ upper[at], up @ upper[at] + down @ lower[at]


def _entries_of(program: LinearProgram, columns: Positions) -> sparse.csr_array:
    """The columns of the matrix at those positions. Only their entries are looked at: turning all matrices of a year
    of days round, for every limit, took minutes.
    """
    place = np.full(program.column_count, -1)
    place[columns] = np.arange(len(columns))
    at = np.flatnonzero(place[program.indices] >= 0)
    rows = np.searchsorted(program.starts, at, side="right") - 1
    shape = (program.row_count, len(columns))
    return sparse.csr_array((program.values[at], (rows, place[program.indices[at]])), shape=shape)


def budget_sizes(units: list[Unit], first_count: int, count: int) -> Floats:
    """By budget, what 1 GW in every hour of its unit comes to there."""
    sizes = np.zeros(count)
    for unit in units:
        numbers = unit.linking[unit.linking >= first_count] - first_count
        of_budgets = rows_matrix(unit.program)[len(unit.own_rows) :][:, unit.own.start : unit.own.stop]
        sizes[numbers] = abs(of_budgets).sum(axis=1)
    return sizes
