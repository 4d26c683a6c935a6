"""A program with squares in its cost, from below: every square by tangents, so that it is a linear program.

The optimum of the tangents is a lower bound of the true one, as every tangent lies below its square. At a point at
which there is a tangent of every square both cost the same: an optimum there is proven without an error of the
tangents. See `cost_curve` for the error elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.nodal.cost_curve import Pieces, pieces_of_tangents
from loadsite.nodal.grid import Positions
from loadsite.nodal.snapshot_program import SnapshotProgram
from loadsite.solve.matrix import rows_matrix

APART = 1e-9
"""Tangents closer to each other, as a share of the range, are one."""


@dataclass(frozen=True)
class TangentProgram:
    """The program, the columns that had squares, and their pieces; further columns are the pieces in that order."""

    program: LinearProgram
    squares: Positions
    pieces: tuple[Pieces, ...]

    def filled(self, x: Floats) -> Floats:
        """The columns of the program at a point of the program without tangents."""
        parts = [x]
        for column, each in zip(self.squares, self.pieces, strict=True):
            before = np.concatenate([[0.0], np.cumsum(each.widths_mw)[:-1]])
            parts.append(np.clip(x[column] - each.start_mw - before, 0.0, each.widths_mw))
        return np.concatenate(parts)


def spread(snapshot: SnapshotProgram, count: int) -> list[Floats]:
    """By column with a square, points from its least to its most at equal distances."""
    program, squares = snapshot.program, np.flatnonzero(snapshot.square)
    return [np.linspace(program.lower[at], program.upper[at], count) for at in squares]


def with_tangents(snapshot: SnapshotProgram, points: list[Floats]) -> TangentProgram:
    """The program with tangents at those points, by column with a square; its bounds are among them whatever is given.
    """
    program = snapshot.program
    squares = np.flatnonzero(snapshot.square)
    if not squares.size:
        return TangentProgram(program, squares, ())
    pieces = tuple(
        pieces_of_tangents(snapshot.square[at], program.cost[at], _apart(each, program.lower[at], program.upper[at]))
        for at, each in zip(squares, points, strict=True)
    )
    count = np.array([len(each.widths_mw) for each in pieces])
    more, rows = int(count.sum()), len(squares)
    link = sparse.hstack([
        sparse.csr_array((np.ones(rows), (np.arange(rows), squares)), shape=(rows, program.column_count)),
        sparse.csr_array((-np.ones(more), (np.repeat(np.arange(rows), count), np.arange(more))), shape=(rows, more)),
    ])  # fmt: skip
    wide = sparse.hstack([rows_matrix(program), sparse.csr_array((program.row_count, more))])
    matrix = sparse.csr_array(sparse.vstack([wide, link], format="csr"))
    start = np.array([each.start_mw for each in pieces])
    widths = np.concatenate([each.widths_mw for each in pieces])
    cost = program.cost.copy()
    cost[squares] = 0.0
    cost = np.concatenate([cost, *(each.slopes_usd_per_mwh for each in pieces)])
    offset = program.offset + sum(each.start_usd_per_h for each in pieces)
    names = program.columns[0].axes[0].labels[squares]
    labels = np.array([f"{name}, piece {k + 1}" for name, of in zip(names, count, strict=True) for k in range(of)])
    made = replace(
        program,
        columns=(*program.columns, Block("tangent_piece", program.column_count, (Axis("piece", labels),))),
        rows=(*program.rows, Block("tangent_pieces", program.row_count, (Axis("generator", names),))),
        lower=np.concatenate([program.lower, np.zeros(more)]),
        upper=np.concatenate([program.upper, widths]),
        row_lower=np.concatenate([program.row_lower, start]),
        row_upper=np.concatenate([program.row_upper, start]),
        starts=matrix.indptr.astype(np.int32),
        indices=matrix.indices.astype(np.int32),
        values=matrix.data,
        cost=cost,
        offset=offset,
        cost_terms={"generation": (np.arange(len(cost), dtype=np.int32), cost)},
        cost_term_constants={"generation": offset},
    )
    return TangentProgram(made, squares, pieces)


def _apart(points: Floats, lower: float, upper: float) -> Floats:
    """The points in order between the bounds, and the bounds, no two of them alike."""
    every = np.unique(np.clip(np.concatenate([[lower, upper], points]), lower, upper))
    gap = APART * max(1.0, upper - lower)
    keep = np.concatenate([[True], np.diff(every) > gap])
    kept = every[keep]
    return kept if upper == lower else np.append(kept[:-1] if len(kept) > 1 else kept, upper)


def true_cost(snapshot: SnapshotProgram, x: Floats) -> float:
    """The cost with its squares [USD/h]."""
    return float(snapshot.program.cost @ x + snapshot.square @ x**2) + snapshot.program.offset
