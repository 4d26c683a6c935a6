"""Simplex basis of a subproblem, as numbers that can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.fixed_first_stage import AtPoint
from loadsite.solve.benders.subproblem import Positions

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
    """Basis of a subproblem: by own and slack column, then by row that presolve keeps, at which bound each stands, or
    that it is basic.

    A basis is only where a solve begins: a wrong one costs time, and changes no answer.
    """

    subproblem: int
    codes: Codes

    def basic_columns(self, column_count: int) -> Positions:
        """Positions of the basic ones among the first so many, which are the columns."""
        return np.flatnonzero(self.codes[:column_count] == _BASIC)


def is_sound(codes: npt.NDArray[Any]) -> bool:
    """Whether an array from a file can be codes at all."""
    return codes.dtype == np.int8 and codes.ndim == 1 and bool(((codes >= 0) & (codes < len(_STATUS))).all())


def basis_of_solution(
    subproblem: int, basic: npt.NDArray[np.int32], at: AtPoint, x: Floats, y: Floats, reduced_costs: Floats
) -> SubproblemBasis:
    """Basis with those basic columns of the presolved program, and rows told as -1, -2, ..., at values x of all own and
    slack columns, duals y and reduced costs.

    HiGHS tells the same one by one, which takes about as long as finding it.
    """
    to_lower, to_upper = np.abs(x - at.lower), np.abs(x - at.upper)
    columns_up = (to_upper < to_lower) | ((to_upper == to_lower) & (reduced_costs < 0))
    rows_up = (y < 0) | np.isinf(at.program.row_lower)
    at_upper = np.append(columns_up, rows_up)
    has_lower = np.isfinite(np.append(at.lower, at.program.row_lower))
    codes = np.where(at_upper, _UPPER, np.where(has_lower, _LOWER, _ZERO)).astype(np.int8)
    codes[np.where(basic >= 0, at.columns[np.maximum(basic, 0)], len(x) - 1 - basic)] = _BASIC
    return SubproblemBasis(subproblem, codes)


def highs_basis(basis: SubproblemBasis, at: AtPoint) -> highspy.HighsBasis:
    """The basis as HiGHS takes it, of the columns kept at a point."""
    made = highspy.HighsBasis()
    made.col_status = _STATUSES[basis.codes[at.columns]].tolist()
    made.row_status = _STATUSES[basis.codes[len(at.lower) :]].tolist()
    made.valid = True
    return made
