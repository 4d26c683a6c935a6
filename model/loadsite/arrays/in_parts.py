"""ProgramInParts: a linear program whose rows come part by part whenever they are asked for, and are never held whole.

What goes through a program by `parts` needs no more room for the matrix than the largest part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np

from loadsite.arrays.linear_program import Floats, Integers, LinearProgram, Positions, Rows, stacked

PartsOfMatrix = Callable[[], Iterator[Rows]]


@dataclass(frozen=True)
class ProgramInParts(LinearProgram):
    """The program that its fields and the rows of `source` make; every row stands in one part. Limits of rows are those
    of `row_lower` and `row_upper`. `starts`, `indices` and `values` ask for all parts, each of them.
    """

    starts: Integers = field(init=False, repr=False, compare=False)
    indices: Integers = field(init=False, repr=False, compare=False)
    values: Floats = field(init=False, repr=False, compare=False)
    source: PartsOfMatrix = field(kw_only=True, repr=False, compare=False)

    def parts(self) -> Iterator[Rows]:
        """All rows, part by part, none of which is kept."""
        for rows in self.source():
            lower, upper = self.row_lower[rows.positions], self.row_upper[rows.positions]
            yield Rows(rows.positions, lower, upper, rows.starts, rows.indices, rows.values)

    def whole(self) -> LinearProgram:
        """The same with the whole matrix in memory, its rows by position."""
        rows = in_order(stacked(list(self.parts())))
        held = {each.name: getattr(self, each.name) for each in fields(LinearProgram) if each.name not in _MATRIX}
        return LinearProgram(**held, starts=rows.starts, indices=rows.indices, values=rows.values)

    @cached_property
    def nonzero_count(self) -> int:
        """Entries of all parts."""
        return sum(len(rows.values) for rows in self.source())


def chosen(rows: Rows, at: Positions) -> Rows:
    """Some rows of a part, by their place in it."""
    begins, lengths = rows.starts[at], np.diff(rows.starts)[at]
    starts = np.zeros(len(at) + 1, dtype=np.int32)
    np.cumsum(lengths, out=starts[1:])
    entries = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], lengths)
    return Rows(
        rows.positions[at], rows.lower[at], rows.upper[at], starts, rows.indices[entries], rows.values[entries]
    )


def in_order(rows: Rows) -> Rows:
    """The same rows by position."""
    order = np.argsort(rows.positions, kind="stable")
    return rows if (order[1:] > order[:-1]).all() else chosen(rows, order)


def _compiled(name: str) -> property:
    """An array of the matrix, which is put together anew whenever it is asked for."""
    return property(lambda program: getattr(program.whole(), name))


_MATRIX = ("starts", "indices", "values")
for _name in _MATRIX:
    setattr(ProgramInParts, _name, _compiled(_name))
