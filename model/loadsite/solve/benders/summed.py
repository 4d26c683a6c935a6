"""Change of variables from yearly additions to standing capacity, where operation depends on the total only.

A day of 2035 does not tell what was built in 2028 from what was built in 2032: every row of it has the same coefficient
for both. With s2 = x1 + x2 in place of x2 it has one entry where it had two, and so has every cut of its subproblems.

    rows of operation:  a (x1 + x2 + x3)  =  a s3
    elsewhere:          x1 = s1,  x2 = s2 - s1,  x3 = s3 - s2,  whose bounds become rows

Such chains of columns, one a year, are read off the rows, and left where a sum would cost less than nothing: that no
column does is what bounds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
from scipy import sparse

from loadsite.arrays.in_parts import ProgramInParts, chosen, in_order
from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram, Rows, stacked
from loadsite.equations.time_sets import YEAR_SET
from loadsite.solve.benders.block_structure import is_operation
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.matrix import part_matrix, prices
from loadsite.solve.moved import Moved
from loadsite.solve.solution import Solution

NONE = -1

Mask = npt.NDArray[np.bool_]
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
            reduced_cost=original.cost - prices(original, row_dual),
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
    is_operation_row = np.zeros(program.row_count, dtype=bool)
    for block in program.rows:
        is_operation_row[block.span] = is_operation(block)
    before = _chains(program, year_before, is_operation_row)
    later = np.flatnonzero(before != NONE)
    if not len(later):
        return program, Sums(program, before)
    cost = program.cost.copy()
    np.subtract.at(cost, before[later], program.cost[later])
    in_sums = ProgramInParts(
        name=program.name,
        columns=program.columns,
        rows=(*program.rows, Block("step", program.row_count, (Axis("steps", np.arange(len(later))),))),
        lower=_added_up(program.lower, before),
        upper=_added_up(program.upper, before),
        row_lower=np.append(program.row_lower, program.lower[later]),
        row_upper=np.append(program.row_upper, program.upper[later]),
        cost=cost,
        offset=program.offset,
        cost_terms={},
        cost_term_constants={},
        source=partial(_parts_in_sums, program, before, is_operation_row),
    )
    return in_sums, Sums(program, before)


def _chains(program: LinearProgram, year_before: Positions, is_operation_row: Mask) -> Positions:
    """For each column, its predecessor in the chain of years, or NONE: it has one where that stands right before it,
    with the same coefficient, in every row of operation that mentions it, and there are such rows.
    """
    if (year_before == NONE).all():
        return year_before
    mentioned, other = np.zeros((2, program.column_count), dtype=bool)
    for rows in program.parts():
        at = np.flatnonzero((year_before[rows.indices] != NONE) & _of_rows(rows, is_operation_row))
        column, previous = rows.indices[at], np.maximum(at - 1, 0)
        follows = (
            ~np.isin(at, rows.starts)
            & (rows.indices[previous] == year_before[column])
            & (rows.values[previous] == rows.values[at])
        )
        mentioned[column] = True
        other[column[~follows]] = True
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


def _parts_in_sums(program: LinearProgram, before: Positions, is_operation_row: Mask) -> Iterator[Rows]:
    """The rows in sums, and the differences after them."""
    for rows in program.parts():
        of_operation = is_operation_row[rows.positions]
        own, other = chosen(rows, np.flatnonzero(of_operation)), chosen(rows, np.flatnonzero(~of_operation))
        yield in_order(stacked([_without_predecessors(own, before), _with_differences(program, other, before)]))
    later = np.flatnonzero(before != NONE)
    yield Rows(
        positions=program.row_count + np.arange(len(later)),
        lower=program.lower[later],
        upper=program.upper[later],
        starts=2 * np.arange(len(later) + 1, dtype=np.int32),
        indices=np.stack([before[later], later], axis=1).ravel().astype(np.int32),
        values=np.tile([-1.0, 1.0], len(later)),
    )


def _of_rows(rows: Rows, mask: Mask) -> Mask:
    """By entry, whether its row is among those of a mask over all rows."""
    return np.repeat(mask[rows.positions], np.diff(rows.starts))


def _without_predecessors(rows: Rows, before: Positions) -> Rows:
    """Rows of operation, which have one entry for a whole chain, that of its latest year."""
    dropped = np.flatnonzero(before[rows.indices] != NONE) - 1
    return replace(
        rows,
        starts=rows.starts - np.searchsorted(dropped, rows.starts).astype(np.int32),
        indices=np.delete(rows.indices, dropped),
        values=np.delete(rows.values, dropped),
    )


def _with_differences(program: LinearProgram, rows: Rows, before: Positions) -> Rows:
    """Other rows, with a difference of sums in place of every column of a chain but its first."""
    entries = part_matrix(program, rows).tocoo()
    later = np.flatnonzero(before[entries.col] != NONE)
    row, column = np.append(entries.row, entries.row[later]), np.append(entries.col, before[entries.col[later]])
    found = sparse.csr_array((np.append(entries.data, -entries.data[later]), (row, column)), shape=entries.shape)
    found.sum_duplicates()
    found.eliminate_zeros()
    starts, indices = found.indptr.astype(np.int32), found.indices.astype(np.int32)
    return replace(rows, starts=starts, indices=indices, values=found.data)


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
