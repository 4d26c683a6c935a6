"""Right-hand-side direction: a limit that is moved as one, in which the right sides of rows and the bounds of columns
go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram

Positions = npt.NDArray[np.int64]
NO_PLACE: Positions = np.empty(0, dtype=np.int64)
NOTHING: Floats = np.empty(0)


@dataclass(frozen=True, eq=False)
class Moved:
    """By how much one unit more of a limit moves both sides of rows, upper bounds and lower bounds of columns.

    A limit counted in MW may move a bound by less: one MW of a wind farm raises its output of an hour by what is
    available then. Infinite limits stay where they are.
    """

    rows: Positions = field(default_factory=lambda: NO_PLACE)
    rows_by: Floats = field(default_factory=lambda: NOTHING)
    uppers: Positions = field(default_factory=lambda: NO_PLACE)
    uppers_by: Floats = field(default_factory=lambda: NOTHING)
    lowers: Positions = field(default_factory=lambda: NO_PLACE)
    lowers_by: Floats = field(default_factory=lambda: NOTHING)

    def price(self, row_dual: Floats, reduced_cost: Floats) -> float:
        """What the objective changes by per unit of the limit, by one set of duals."""
        above, below = np.minimum(reduced_cost[self.uppers], 0.0), np.maximum(reduced_cost[self.lowers], 0.0)
        return float(row_dual[self.rows] @ self.rows_by + above @ self.uppers_by + below @ self.lowers_by)

    def size(self, program: LinearProgram) -> float:
        """The largest limit that moves; 1 where all are zero [GW, GWh, thousands]."""
        limits = np.concatenate([program.row_lower[self.rows], program.row_upper[self.rows],
                                 program.upper[self.uppers], program.lower[self.lowers]])  # fmt: skip
        largest = float(np.abs(limits[np.isfinite(limits)]).max(initial=0.0))
        return largest if largest > 0.0 else 1.0


def row_moved(rows: Positions, by: float | Floats = 1.0) -> Moved:
    """Right sides of rows, each raised `by` so much per unit of the limit."""
    return Moved(rows=rows, rows_by=np.broadcast_to(np.asarray(by, dtype=float), rows.shape))


def upper_moved(columns: Positions, by: float | Floats = 1.0) -> Moved:
    """Upper bounds of columns."""
    return Moved(uppers=columns, uppers_by=np.broadcast_to(np.asarray(by, dtype=float), columns.shape))


def lower_moved(columns: Positions, by: float | Floats = 1.0) -> Moved:
    """Lower bounds of columns."""
    return Moved(lowers=columns, lowers_by=np.broadcast_to(np.asarray(by, dtype=float), columns.shape))


def together(*parts: Moved) -> Moved:
    """Several directions as one."""
    return Moved(**{
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("rows", "rows_by", "uppers", "uppers_by", "lowers", "lowers_by")
    })  # fmt: skip


def some(moved: Moved, program: LinearProgram) -> Moved:
    """The direction without bounds that are infinite and without what does not move."""
    up = np.isfinite(program.upper[moved.uppers]) & (moved.uppers_by != 0.0)
    low = np.isfinite(program.lower[moved.lowers]) & (moved.lowers_by != 0.0)
    at = moved.rows_by != 0.0
    return Moved(moved.rows[at], moved.rows_by[at], moved.uppers[up], moved.uppers_by[up],
                 moved.lowers[low], moved.lowers_by[low])  # fmt: skip


class Known(StrEnum):
    """How well a price is known."""

    EXACT = "exact"
    WITHIN_GAP = "within the gap"


@dataclass(frozen=True)
class Side:
    """To one side of where a limit stands: the slope of the least cost [M$ per unit], how far it is valid
    [GW, GWh, thousands], and the slope beyond.

    A slope is infinite, upwards positive and downwards negative, where no values satisfy the rest any more. `beyond`
    is not a number where it is not known.
    """

    slope: float
    valid: float
    beyond: float


class Sloped(Protocol):
    """An optimum that can be asked how its cost changes with a limit."""

    @property
    def known(self) -> Known: ...

    @property
    def asks(self) -> int:
        """How many sides may be asked for the tables of a result. It depends on nothing but the program, so that equal
        inputs give equal tables.
        """
        ...

    def side(self, moved: Moved, sign: float, deadline: float) -> Side:
        """To the side of more (`sign` 1.0) or of less (-1.0). SlopeUnknown after the deadline (of `time.monotonic`)."""
        ...


class Sensitivity(Sloped, Protocol):
    """An optimum within a gap, near which a decision can be held."""

    def held(self, column: int) -> Sloped:
        """The same optimum where a decision of the first stage may not leave its value."""
        ...


class SlopeUnknown(Exception):
    """No slope was found: the time allowed was up, or there is no answer to that side."""
