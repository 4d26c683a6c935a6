"""Simplex basis of a subproblem, as numbers that can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.matrix import rows_matrix

Codes = npt.NDArray[np.int8]

_STATUS = (
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kUpper,
    highspy.HighsBasisStatus.kZero,
    highspy.HighsBasisStatus.kNonbasic,
)
"""In the order of their values."""

_LOWER, _BASIC, _UPPER, _ZERO = range(4)
_STATUSES = np.array(_STATUS, dtype=object)


@dataclass(frozen=True)
class SubproblemBasis:
    """Basis by column, then by row, of the presolved program of a subproblem: at which bound it stands, or that it is
    basic.

    A basis is only where a solve begins: a wrong one costs time, and changes no answer.
    """

    subproblem: int
    codes: Codes


def is_sound(codes: npt.NDArray[Any]) -> bool:
    """Whether an array from a file can be codes at all."""
    return codes.dtype == np.int8 and codes.ndim == 1 and bool(((codes >= 0) & (codes < len(_STATUS))).all())


def basis_of_solution(
    subproblem: int, basic: npt.NDArray[np.int32], program: LinearProgram, x: Floats, y: Floats
) -> SubproblemBasis:
    """Basis with those basic columns, and rows told as -1, -2, ..., at values x of the columns and duals y.

    HiGHS tells the same one by one, which takes about as long as finding it.
    """
    reduced = program.cost - rows_matrix(program).T @ y
    to_lower, to_upper = np.abs(x - program.lower), np.abs(x - program.upper)
    columns_up = (to_upper < to_lower) | ((to_upper == to_lower) & (reduced < 0))
    rows_up = (y < 0) | np.isinf(program.row_lower)
    at_upper = np.append(columns_up, rows_up)
    has_lower = np.isfinite(np.append(program.lower, program.row_lower))
    codes = np.where(at_upper, _UPPER, np.where(has_lower, _LOWER, _ZERO)).astype(np.int8)
    codes[np.where(basic >= 0, basic, program.column_count - 1 - basic)] = _BASIC
    return SubproblemBasis(subproblem, codes)


def highs_basis(basis: SubproblemBasis, column_count: int) -> highspy.HighsBasis:
    """The basis as HiGHS takes it."""
    statuses = _STATUSES[basis.codes].tolist()
    made = highspy.HighsBasis()
    made.col_status, made.row_status = statuses[:column_count], statuses[column_count:]
    made.valid = True
    return made
