"""The program's matrix as scipy sees it."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Floats, LinearProgram, Rows


def rows_matrix(program: LinearProgram) -> sparse.csr_array:
    """A, by rows; shares the program's arrays. Compiles all of it where those are not held."""
    whole = program.whole()
    shape = (whole.row_count, whole.column_count)
    return sparse.csr_array((whole.values, whole.indices, whole.starts), shape=shape)


def part_matrix(program: LinearProgram, rows: Rows) -> sparse.csr_array:
    """A of some rows, over all columns; shares their arrays."""
    shape = (len(rows.positions), program.column_count)
    return sparse.csr_array((rows.values, rows.indices, rows.starts), shape=shape)


def activities(program: LinearProgram, x: Floats) -> Floats:
    """A x, by row."""
    found = np.empty(program.row_count)
    for rows in program.parts():
        found[rows.positions] = part_matrix(program, rows) @ x
    return found


def prices(program: LinearProgram, row_dual: Floats) -> Floats:
    """A'y, by column."""
    found = np.zeros(program.column_count)
    for rows in program.parts():
        add_prices(found, rows, row_dual[rows.positions])
    return found


def add_prices(found: Floats, rows: Rows, row_dual: Floats) -> None:
    """Add A'y of some rows to what was found so far by column, in place."""
    np.add.at(found, rows.indices.astype(np.int64), rows.values * np.repeat(row_dual, np.diff(rows.starts)))


def column_entries(program: LinearProgram, column: int) -> list[tuple[int, float]]:
    """The rows in which a column stands, and its coefficient in each."""
    found: list[tuple[int, float]] = []
    for rows in program.parts():
        at = np.flatnonzero(rows.indices == column)
        positions = rows.positions[np.searchsorted(rows.starts, at, side="right") - 1]
        found += zip(positions.tolist(), rows.values[at].tolist(), strict=True)
    return found


def magnitudes(matrix: sparse.csr_array) -> sparse.csr_array:
    """|A|; shares the structure of A."""
    return sparse.csr_array((np.abs(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
