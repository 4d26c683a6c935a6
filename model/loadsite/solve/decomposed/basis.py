"""Where the simplex method left a unit, as numbers that can be kept and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int8]

_STATUS = (
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kUpper,
    highspy.HighsBasisStatus.kZero,
    highspy.HighsBasisStatus.kNonbasic,
)
"""In the order of their values."""


@dataclass(frozen=True)
class UnitBasis:
    """By column, then by row, of the small program of a unit: at which bound it stands, or that it is basic.

    A basis is only where a solve begins: a wrong one costs time, and changes no answer.
    """

    unit: int
    codes: Codes


def is_sound(codes: npt.NDArray[Any]) -> bool:
    """Whether an array from a file can be codes at all."""
    return codes.dtype == np.int8 and codes.ndim == 1 and bool(((codes >= 0) & (codes < len(_STATUS))).all())


def unit_basis(unit: int, basis: highspy.HighsBasis) -> UnitBasis:
    """A basis of HiGHS as numbers."""
    statuses = [*basis.col_status, *basis.row_status]
    return UnitBasis(unit, np.array([status.value for status in statuses], dtype=np.int8))


def highs_basis(basis: UnitBasis, column_count: int) -> highspy.HighsBasis:
    """The basis as HiGHS takes it."""
    statuses = [_STATUS[code] for code in basis.codes.tolist()]
    made = highspy.HighsBasis()
    made.col_status, made.row_status = statuses[:column_count], statuses[column_count:]
    made.valid = True
    return made
