"""Ranges of the program's numbers, and which programs are refused before any solver sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.labels import label_at
from loadsite.solve.outcomes import OutOfRange

SMALLEST = 1e-7
LARGEST = 1e7
"""Matrix coefficients outside SMALLEST..LARGEST are refused; HiGHS itself silently drops those below 1e-9."""

LARGEST_LIMIT = 1e15
"""Finite bounds, limits and costs beyond this are refused; HiGHS reads 1e20 as infinite."""


@dataclass(frozen=True)
class Range:
    """Smallest and largest magnitude of the non-zero finite numbers; both zero where there are none."""

    smallest: float
    largest: float


@dataclass(frozen=True)
class Ranges:
    """Magnitudes of one program [GW, GWh, M$ and hours]."""

    matrix: Range
    cost: Range
    bounds: Range
    limits: Range


def ranges(program: LinearProgram) -> Ranges:
    """The ranges of matrix, cost, bounds (of columns) and limits (of rows)."""
    return Ranges(
        matrix=_joined([_range(rows.values) for rows in program.parts()]),
        cost=_range(program.cost),
        bounds=_range(program.lower, program.upper),
        limits=_range(program.row_lower, program.row_upper),
    )


def check_numbers(program: LinearProgram) -> Ranges:
    """The ranges, or OutOfRange naming each kind of number that cannot be trusted, and where."""
    problems = [
        *_bad_matrix(program),
        *_bad_vector("cost", program.cost, program, of_rows=False, infinite=()),
        *_bad_vector("lower bound", program.lower, program, of_rows=False, infinite=(-np.inf,)),
        *_bad_vector("upper bound", program.upper, program, of_rows=False, infinite=(np.inf,)),
        *_bad_vector("lower limit", program.row_lower, program, of_rows=True, infinite=(-np.inf,)),
        *_bad_vector("upper limit", program.row_upper, program, of_rows=True, infinite=(np.inf,)),
    ]
    if not np.isfinite(program.offset):
        problems.append(f"constant of the cost: {program.offset}")
    if problems:
        raise OutOfRange(f"{program.name}: numbers that cannot be solved reliably\n" + "\n".join(problems))
    return ranges(program)


def _range(*vectors: Floats) -> Range:
    parts = [np.abs(vector[np.isfinite(vector) & (vector != 0.0)]) for vector in vectors]
    parts = [part for part in parts if part.size]
    if not parts:
        return Range(0.0, 0.0)
    return Range(float(min(part.min() for part in parts)), float(max(part.max() for part in parts)))


def _joined(parts: list[Range]) -> Range:
    """The range of several; a part of nothing but zeros has none."""
    some = [part for part in parts if part.largest > 0.0]
    return Range(min(part.smallest for part in some), max(part.largest for part in some)) if some else Range(0.0, 0.0)


def _bad_matrix(program: LinearProgram) -> list[str]:
    told: list[str] = []
    for rows in program.parts():
        size = np.abs(rows.values)
        # written so that NaN counts as bad
        bad = np.flatnonzero(~((size == 0.0) | ((size >= SMALLEST) & (size <= LARGEST))))
        if bad.size:
            first = int(bad[0])
            row = int(rows.positions[np.searchsorted(rows.starts, first, side="right") - 1])
            of_column = label_at(program.columns, int(rows.indices[first]))
            told.append(
                f"{label_at(program.rows, row)}: coefficient {rows.values[first]:g} of {of_column};"
                f" expected a magnitude from {SMALLEST:g} to {LARGEST:g}{_others(bad)}"
            )
    return told


def _bad_vector(
    what: str, vector: Floats, program: LinearProgram, *, of_rows: bool, infinite: tuple[float, ...]
) -> list[str]:
    fine = np.abs(vector) <= LARGEST_LIMIT
    for allowed in infinite:
        fine |= vector == allowed
    bad = np.flatnonzero(~fine)
    if not bad.size:
        return []
    first = int(bad[0])
    label = label_at(program.rows if of_rows else program.columns, first)
    return [f"{label}: {what} {vector[first]:g}; expected a magnitude up to {LARGEST_LIMIT:g}{_others(bad)}"]


def _others(bad: npt.NDArray[np.intp]) -> str:
    return f" (and {bad.size - 1} more)" if bad.size > 1 else ""
