"""LinearProgram: sparse rows, bounds and costs as numpy arrays, every row and column with its name and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]


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
    cost_terms: dict[str, tuple[Integers, Floats]]
    cost_term_constants: dict[str, float]

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
