"""LinearProgram: sparse rows, bounds and costs as numpy arrays, every row and column with its name and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


CostTerms = Mapping[str, tuple[Integers, Floats]]
"""Term of a cost -> its columns, and M$ per unit of each."""


@dataclass(frozen=True)
class Axis:
    """One index of a family: the name of its set and the labels in order."""

    name: str
    labels: npt.NDArray[np.generic]


@dataclass(frozen=True)
class Block:
    """A family of columns or rows: contiguous, in C order over its axes."""

    name: str
    start: int
    axes: tuple[Axis, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(axis.labels) for axis in self.axes)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def span(self) -> slice:
        return slice(self.start, self.start + self.size)

    def of(self, vector: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """This family's part of a vector over all columns (or rows), shaped by its axes. A view."""
        return vector[self.span].reshape(self.shape)

    def label(self, position: int) -> str:
        """Name and indices of the column or row at a position of the whole vector, as a person would write it."""
        where = np.unravel_index(position - self.start, self.shape)
        inside = ", ".join(str(axis.labels[i]) for axis, i in zip(self.axes, where, strict=True))
        return f"{self.name}[{inside}]" if inside else self.name


@dataclass(frozen=True)
class Rows:
    """Some rows of a program: where they stand among all of them, their limits, and their entries as LinearProgram has
    them.
    """

    positions: Positions
    lower: Floats
    upper: Floats
    starts: Integers
    indices: Integers
    values: Floats


NO_ROWS = Rows(
    np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0), np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32),
    np.zeros(0),
)  # fmt: skip


def stacked(parts: list[Rows]) -> Rows:
    """All rows of some parts, one part after the other. The list is emptied: a part is let go of once it is copied."""
    entry_count, row_count = sum(len(part.values) for part in parts), sum(len(part.positions) for part in parts)
    found = Rows(
        np.empty(row_count, dtype=np.int64), np.empty(row_count), np.empty(row_count),
        np.zeros(row_count + 1, dtype=np.int32), np.empty(entry_count, dtype=np.int32), np.empty(entry_count),
    )  # fmt: skip
    row = entry = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        rows, entries = slice(row, row + len(part.positions)), slice(entry, entry + len(part.values))
        found.positions[rows], found.lower[rows], found.upper[rows] = part.positions, part.lower, part.upper
        found.starts[row + 1 : rows.stop + 1] = part.starts[1:] + entry
        found.indices[entries], found.values[entries] = part.indices, part.values
        row, entry = rows.stop, entries.stop
    return found


@dataclass(frozen=True)
class LinearProgram:
    """minimise cost @ x + offset  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper.

    A is held by rows: row i has columns indices[starts[i]:starts[i+1]] with values[...]. Units inside are GW, GWh,
    million USD (M$) and hours. `cost_terms` splits the cost: term -> (columns, M$ per unit of the column), each
    column at most once per term; constants of a term stand in `cost_term_constants`.
    """

    name: str
    columns: tuple[Block, ...]
    rows: tuple[Block, ...]
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    starts: Integers
    indices: Integers
    values: Floats
    cost: Floats
    offset: float
    cost_terms: CostTerms
    cost_term_constants: dict[str, float]

    def parts(self) -> Iterator[Rows]:
        """All rows, part by part. What goes through them so, and keeps none, may be done where there is no room for the
        whole matrix.
        """
        positions = np.arange(self.row_count)
        yield Rows(positions, self.row_lower, self.row_upper, self.starts, self.indices, self.values)

    def whole(self) -> LinearProgram:
        """The same with the whole matrix in memory."""
        return self

    @property
    def column_count(self) -> int:
        return len(self.lower)

    @property
    def row_count(self) -> int:
        return len(self.row_lower)

    @property
    def nonzero_count(self) -> int:
        return len(self.values)

    def column_block(self, name: str) -> Block:
        """The family of columns of that name; KeyError where there is none."""
        return _named(self.columns, name)

    def row_block(self, name: str) -> Block:
        """The family of rows of that name; KeyError where there is none."""
        return _named(self.rows, name)


def _named(blocks: tuple[Block, ...], name: str) -> Block:
    for block in blocks:
        if block.name == name:
            return block
    raise KeyError(name)
