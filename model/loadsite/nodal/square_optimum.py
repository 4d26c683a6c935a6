"""The optimum of a program with squares in its cost, from an optimum of its tangents: which columns are free and which
limits bind is taken from there, and the rest are linear equations (Karush, Kuhn and Tucker).

With x of the free columns, y the duals of the binding rows, G their coefficients, d the squares:

    2 d x - G'y = -cost      G x = limit - what the columns at their bounds contribute

Nothing of it is believed until it is certified.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.snapshot_program import SnapshotProgram
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.warm_start import BASIC

ROUNDS = 40
"""Changes of what is free and what binds before the tangents have to come closer."""
SLACK = 1e-9
"""Beyond a bound by less than this share of it is rounding."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Point:
    """Values of the columns, and duals of the rows, of the program without tangents."""

    x: Floats
    y: Floats


def square_optimum(
    snapshot: SnapshotProgram, x: Floats, y: Floats, columns: npt.NDArray[np.int8], rows: npt.NDArray[np.int8]
) -> Point:
    """The point at which the conditions hold, begun from an optimum of the tangents and its basis."""
    program, square = snapshot.program, snapshot.square
    matrix = rows_matrix(program).tocsc()
    slack = SLACK * np.maximum(1.0, np.abs(x))
    inside = (x > program.lower + slack) & (x < program.upper - slack)
    free = np.where(square > 0.0, inside, columns == BASIC)
    fixed = program.row_lower == program.row_upper
    binds = fixed | (rows != BASIC)
    limit = np.where(y > 0.0, program.row_lower, program.row_upper)
    limit = np.where(np.isfinite(limit), limit, program.row_lower)
    for _ in range(ROUNDS):
        x, y = _solved(snapshot, matrix, x, y, free, binds, limit)
        below, above = free & (x < program.lower - slack), free & (x > program.upper + slack)
        reduced = program.cost + 2.0 * square * x - matrix.T @ y
        size = SLACK * (np.abs(program.cost) + abs(matrix).T @ np.abs(y) + 1.0)
        loose = ~free & (square > 0.0) & (program.lower < program.upper) & (
            ((x <= program.lower) & (reduced < -size)) | ((x >= program.upper) & (reduced > size)))  # fmt: skip
        wrong = binds & ~fixed & (((limit == program.row_lower) & (y < 0)) | ((limit == program.row_upper) & (y > 0)))
        x = np.clip(x, program.lower, program.upper)
        if not (below.any() or above.any() or loose.any() or wrong.any()):
            break
        free = (free & ~below & ~above) | loose
        binds = binds & ~wrong
        y = np.where(wrong, 0.0, y)
    return Point(x, y)


def _solved(
    snapshot: SnapshotProgram, matrix: sparse.csc_array, x: Floats, y: Floats, free: Flags, binds: Flags, limit: Floats
) -> tuple[Floats, Floats]:
    """Columns and duals from the equations; what they leave open stays as it is."""
    square, cost = snapshot.square, snapshot.program.cost
    curved, straight = np.flatnonzero(free & (square > 0.0)), np.flatnonzero(free & (square == 0.0))
    rows = np.flatnonzero(binds)
    part = matrix[rows]
    has_free = np.asarray(abs(part[:, np.flatnonzero(free)]).sum(axis=1)).ravel() > 0.0
    rows, part = rows[has_free], part[has_free]
    if not rows.size:
        return x, y
    g, straight_g = part[:, curved], part[:, straight].toarray()
    held = x.copy()
    held[free] = 0.0
    right = limit[rows] - part @ held
    outside = np.zeros(len(y))
    outside[:] = y
    outside[rows] = 0.0
    own_cost = cost - matrix.T @ outside
    scaled = g.multiply(1.0 / (2.0 * square[curved])[None, :]).tocsr() if curved.size else g
    top = np.hstack([(scaled @ g.T).toarray(), straight_g])
    bottom = np.hstack([straight_g.T, np.zeros((len(straight), len(straight)))])
    system = np.vstack([top, bottom])
    target = np.concatenate([right + scaled @ own_cost[curved], own_cost[straight]])
    size = np.sqrt(np.maximum(np.abs(system).max(axis=1), 1e-300))
    balanced = system / size[:, None] / size[None, :]
    found = np.linalg.lstsq(balanced, target / size, rcond=1e-13)[0] / size
    x, y = x.copy(), y.copy()
    y[rows] = found[: len(rows)]
    x[straight] = found[len(rows) :]
    x[curved] = (g.T @ y[rows] - own_cost[curved]) / (2.0 * square[curved])
    return x, y
