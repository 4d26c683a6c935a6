"""The program's matrix as scipy sees it."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import LinearProgram


def rows_matrix(program: LinearProgram) -> sparse.csr_array:
    """A, by rows; shares the program's arrays."""
    shape = (program.row_count, program.column_count)
    return sparse.csr_array((program.values, program.indices, program.starts), shape=shape)


def magnitudes(matrix: sparse.csr_array) -> sparse.csr_array:
    """|A|; shares the structure of A."""
    return sparse.csr_array((np.abs(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
