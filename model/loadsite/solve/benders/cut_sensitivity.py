"""Sensitivity of cuts to a limit that moves: intercepts of a subproblem's cuts, and bounds of its resource shares.

A cut made of row duals y is valid for any limits of its subproblem, its intercept counted anew:

    y+'L - y-'U + z+'l - z-'u,    z = cost - A'y

So where L, U, l or u move, the intercept moves by y and z times that; its slopes stay.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.subproblem import Positions, Subproblem
from loadsite.solve.benders.summed import Sides
from loadsite.solve.matrix import rows_matrix


def is_affected(subproblem: Subproblem, of_columns: Sides, of_rows: Sides) -> bool:
    """Whether anything of the subproblem moves."""
    return any(side[subproblem.own_columns].any() for side in of_columns) or any(
        side[subproblem.own_rows].any() for side in of_rows
    )


def perturbed(subproblem: Subproblem, of_columns: Sides, of_rows: Sides, by: float) -> Subproblem:
    """Perturbed subproblem: its own limits moved by `by` units of the limit that moves; none of them passes the other.
    """
    program, own, own_rows = subproblem.program, subproblem.own, len(subproblem.own_rows)
    lower, upper, row_lower, row_upper = (
        each.copy() for each in (program.lower, program.upper, program.row_lower, program.row_upper)
    )
    lower[own] += by * of_columns[0][subproblem.own_columns]
    upper[own] = np.maximum(upper[own] + by * of_columns[1][subproblem.own_columns], lower[own])
    row_lower[:own_rows] += by * of_rows[0][subproblem.own_rows]
    row_upper[:own_rows] += by * of_rows[1][subproblem.own_rows]
    moved = replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
    return replace(subproblem, program=moved)


def intercept_changes(subproblem: Subproblem, cuts: list[Cut], of_columns: Sides, of_rows: Sides) -> Floats:
    """Changes of the intercepts of a subproblem's cuts [M$ per unit of the limit]."""
    lower, upper = (side[subproblem.own_columns] for side in of_columns)
    row_lower, row_upper = (side[subproblem.own_rows] for side in of_rows)
    duals = np.array([cut.row_dual for cut in cuts], dtype=np.float64)
    own = duals[:, : len(subproblem.own_rows)]
    moved = np.maximum(own, 0.0) @ row_lower + np.minimum(own, 0.0) @ row_upper
    at: Positions = np.flatnonzero((lower != 0.0) | (upper != 0.0))
    if len(at):
        columns = subproblem.own.start + at
        priced = np.array([0.0 if cut.is_feasibility_cut else 1.0 for cut in cuts])[:, None]
        reduced = priced * subproblem.program.cost[columns] - duals @ _entries_of(subproblem.program, columns)
        moved = moved + np.maximum(reduced, 0.0) @ lower[at] + np.minimum(reduced, 0.0) @ upper[at]
    return np.asarray(moved)


def share_changes(subproblem: Subproblem, first_count: int, of_columns: Sides) -> tuple[Positions, Floats, Floats]:
    """Changes of resource share bounds: the shares of a subproblem by number, and by how much what it can use of them
    at least and at most moves.
    """
    lower, upper = (side[subproblem.own_columns] for side in of_columns)
    numbers = subproblem.coupling[subproblem.coupling >= first_count] - first_count
    at: Positions = np.flatnonzero((lower != 0.0) | (upper != 0.0))
    of_shares = _entries_of(subproblem.program, subproblem.own.start + at)[len(subproblem.own_rows) :].toarray()
    up, down = np.maximum(of_shares, 0.0), np.minimum(of_shares, 0.0)
    return numbers, up @ lower[at] + down @ upper[at], up @ upper[at] + down @ lower[at]


def _entries_of(program: LinearProgram, columns: Positions) -> sparse.csr_array:
    """The columns of the matrix at those positions. Only their entries are looked at: transposing all matrices of a
    year of days, for every limit, took minutes.
    """
    place = np.full(program.column_count, -1)
    place[columns] = np.arange(len(columns))
    at = np.flatnonzero(place[program.indices] >= 0)
    rows = np.searchsorted(program.starts, at, side="right") - 1
    shape = (program.row_count, len(columns))
    return sparse.csr_array((program.values[at], (rows, place[program.indices[at]])), shape=shape)


def share_sizes(subproblems: list[Subproblem], first_count: int, count: int) -> Floats:
    """By resource share, what 1 GW in every hour of its subproblem comes to there."""
    sizes = np.zeros(count)
    for subproblem in subproblems:
        numbers = subproblem.coupling[subproblem.coupling >= first_count] - first_count
        own = subproblem.own
        of_shares = rows_matrix(subproblem.program)[len(subproblem.own_rows) :][:, own.start : own.stop]
        sizes[numbers] = abs(of_shares).sum(axis=1)
    return sizes
