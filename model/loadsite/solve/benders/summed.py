"""Change of variables from yearly additions to standing capacity, where operation depends on the total only.

A day of 2035 does not tell what was built in 2028 from what was built in 2032: every row of it has the same coefficient
for both. With s2 = x1 + x2 in place of x2 it has one entry where it had two, and so has every cut of its subproblems.

    rows of operation:  a (x1 + x2 + x3)  =  a s3
    elsewhere:          x1 = s1,  x2 = s2 - s1,  x3 = s3 - s2,  whose bounds become rows

Such chains of columns, one a year, are read off the rows, and left where a sum would cost less than nothing: that no
column does is what bounds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, Integers, LinearProgram
from loadsite.equations.time_sets import YEAR_SET
from loadsite.solve.benders.block_structure import is_operation
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.moved import Moved
from loadsite.solve.solution import Solution

NONE = -1

Sides = tuple[Floats, Floats]
"""Of lower limits, of upper limits."""


@dataclass(frozen=True)
class Sums:
    """How a program in sums has the columns of its `original`: in the same places, those of a chain as sums. `before`
    says which column of its chain comes before each, NONE for the first and for columns of no chain.
    """

    original: LinearProgram
    before: Positions

    def back(self, primal: Floats, row_dual: Floats) -> Solution:
        """A solution of the program in sums as one of the original."""
        original = self.original
        primal, row_dual, later = primal.copy(), row_dual[: original.row_count], self._later
        primal[later] = np.clip(
            primal[later] - primal[self.before[later]], original.lower[later], original.upper[later]
        )
        return Solution(
            objective=original.offset + float(original.cost @ primal),
            primal=primal,
            row_dual=row_dual,
            reduced_cost=original.cost - rows_matrix(original).T @ row_dual,
            attempts=(),
        )

    @cached_property
    def _later(self) -> Positions:
        """Columns that have one before them."""
        return np.flatnonzero(self.before != NONE)

    def moved(self, moved: Moved) -> tuple[Sides, Sides]:
        """How bounds of columns and limits of rows of the program in sums move, lower and upper, where a limit of the
        original does.
        """
        original = self.original
        lower, upper = np.zeros(original.column_count), np.zeros(original.column_count)
        np.add.at(lower, moved.lowers, moved.lowers_by)
        np.add.at(upper, moved.uppers, moved.uppers_by)
        rows = np.zeros(original.row_count)
        np.add.at(rows, moved.rows, moved.rows_by)
        later = self._later
        if not len(later):
            return (lower, upper), (rows, rows)
        of_rows = (np.append(rows, lower[later]), np.append(rows, upper[later]))
        return (_added_up(lower, self.before), _added_up(upper, self.before)), of_rows


def summed(program: LinearProgram) -> tuple[LinearProgram, Sums]:
    """A program in sums, or as it is where it has no chains. After its rows stand those that hold the differences of
    sums within the bounds that columns had.
    """
    year_before = _year_before(program)
    entries = {block.name: _Entries(program, block, year_before) for block in program.rows if is_operation(block)}
    before = _chains(program, year_before, entries.values())
    later = np.flatnonzero(before != NONE)
    if not len(later):
        return program, Sums(program, before)
    starts, indices, values = _matrix_in_sums(program, before, entries)
    cost = program.cost.copy()
    np.subtract.at(cost, before[later], program.cost[later])
    in_sums = replace(
        program,
        rows=(*program.rows, Block("step", program.row_count, (Axis("steps", np.arange(len(later))),))),
        lower=_added_up(program.lower, before),
        upper=_added_up(program.upper, before),
        row_lower=np.append(program.row_lower, program.lower[later]),
        row_upper=np.append(program.row_upper, program.upper[later]),
        starts=starts,
        indices=indices,
        values=values,
        cost=cost,
        cost_terms={},
        cost_term_constants={},
    )
    return in_sums, Sums(program, before)


class _Entries:
    """Where columns that have a year before stand in one family of rows of operation: `at` in the program's arrays,
    `column`, and whether the one of the year before stands right before, with the same coefficient.
    """

    def __init__(self, program: LinearProgram, block: Block, year_before: Positions) -> None:
        first, end = (int(program.starts[edge]) for edge in (block.span.start, block.span.stop))
        within = np.flatnonzero(year_before[program.indices[first:end]] != NONE)
        self.at: Positions = first + within
        self.column: Integers = program.indices[self.at]
        begins_row = np.zeros(end - first + 1, dtype=bool)
        begins_row[program.starts[block.span] - first] = True
        previous = np.maximum(self.at - 1, 0)
        self.follows: npt.NDArray[np.bool_] = (
            ~begins_row[within]
            & (program.indices[previous] == year_before[self.column])
            & (program.values[previous] == program.values[self.at])
        )


def _chains(program: LinearProgram, year_before: Positions, entries: Iterable[_Entries]) -> Positions:
    """For each column, its predecessor in the chain of years, or NONE: it has one where that stands right before it,
    with the same coefficient, in every row of operation that mentions it, and there are such rows.
    """
    mentioned, other = np.zeros((2, program.column_count), dtype=bool)
    for each in entries:
        mentioned[each.column] = True
        other[each.column[~each.follows]] = True
    linked = mentioned & ~other & (program.cost <= program.cost[year_before])
    return np.where(linked, year_before, NONE)


def _year_before(program: LinearProgram) -> Positions:
    """By first-stage column, the same of the year before; NONE where there is none."""
    found = np.full(program.column_count, NONE, dtype=np.int64)
    for block in program.columns:
        names = [axis.name for axis in block.axes]
        if YEAR_SET in names and not is_operation(block):
            members = np.arange(block.span.start, block.span.stop).reshape(block.shape)
            by_year = np.moveaxis(members, names.index(YEAR_SET), 0)
            found[by_year[1:]] = by_year[:-1]
    return found


def _matrix_in_sums(
    program: LinearProgram, before: Positions, entries: dict[str, _Entries]
) -> tuple[Integers, Integers, Floats]:
    """Starts, indices and values of the rows in sums, and of the differences after them."""
    counts, indices, values = [], [], []
    for block in sorted(program.rows, key=lambda block: block.start):
        if block.name in entries:
            starts = program.starts[block.span.start : block.span.stop + 1] - program.starts[block.span.start]
            span = slice(int(program.starts[block.span.start]), int(program.starts[block.span.stop]))
            of_chain = entries[block.name].at[before[entries[block.name].column] != NONE]
            dropped = of_chain - 1 - span.start
            counts.append(np.diff(starts - np.searchsorted(dropped, starts)))
            indices.append(np.delete(program.indices[span], dropped))
            values.append(np.delete(program.values[span], dropped))
        else:
            rows = _with_differences(program, block, before)
            counts.append(np.diff(rows.indptr))
            indices.append(rows.indices)
            values.append(rows.data)
    later = np.flatnonzero(before != NONE)
    counts.append(np.full(len(later), 2))
    indices.append(np.stack([before[later], later], axis=1).ravel())
    values.append(np.tile([-1.0, 1.0], len(later)))
    every_count = np.concatenate(counts)
    starts = np.append(0, np.cumsum(every_count)).astype(np.int32)
    return starts, np.concatenate(indices, dtype=np.int32, casting="same_kind"), np.concatenate(values)


def _with_differences(program: LinearProgram, block: Block, before: Positions) -> sparse.csr_array:
    """Rows of one family, with a difference of sums in place of every column of a chain but its first."""
    rows = rows_matrix(program)[block.span].tocoo()
    later = np.flatnonzero(before[rows.col] != NONE)
    row, column = np.append(rows.row, rows.row[later]), np.append(rows.col, before[rows.col[later]])
    found = sparse.csr_array((np.append(rows.data, -rows.data[later]), (row, column)), shape=rows.shape)
    found.sum_duplicates()
    found.eliminate_zeros()
    return found


def _added_up(bounds: Floats, before: Positions) -> Floats:
    """Of every column, the sum of its chain up to there."""
    found = bounds.copy()
    later = np.flatnonzero(before != NONE)
    earlier = before[later]
    while len(later):
        found[later] += bounds[earlier]
        further = before[earlier] != NONE
        later, earlier = later[further], before[earlier[further]]
    return found
