"""The part of a program that decides one model year: what is built up to it, and its own operation.

Later years are left out, as is the operation of earlier ones; what must be built and placed by then stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.equations.time_sets import YEAR_SETS
from loadsite.solve.benders.block_structure import is_operation
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.solution import Solution

NO_YEAR = 0
"""Year of a row or column that has none."""


@dataclass(frozen=True)
class OneYear:
    """`program` has the columns and rows of `whole` at these positions, in their order."""

    whole: LinearProgram
    program: LinearProgram
    columns: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]

    def position(self, column: int) -> int:
        """Where a column of the whole program stands in the part."""
        return int(np.searchsorted(self.columns, column))

    def spread(self, found: Solution, elsewhere: Floats) -> Solution:
        """A solution of the part as one of the whole: `elsewhere` in its other columns, no duals in its other rows."""
        primal, reduced_cost = elsewhere.copy(), np.zeros(self.whole.column_count)
        row_dual = np.zeros(self.whole.row_count)
        primal[self.columns], reduced_cost[self.columns] = found.primal, found.reduced_cost
        row_dual[self.rows] = found.row_dual
        return replace(found, primal=primal, row_dual=row_dual, reduced_cost=reduced_cost)


def one_year(program: LinearProgram, year: int, point: Floats) -> OneYear:
    """The part of a program up to a model year.

    Rows over all years keep what they hold outside the part as it is at `point`; rows of earlier years that hold
    operation are left out with it.
    """
    program = program.whole()
    column_year, column_operates = _years(program.columns, program.column_count)
    row_year, row_operates = _years(program.rows, program.row_count)
    columns = np.where(column_operates, column_year == year, column_year <= year)
    matrix = rows_matrix(program).tocsr()
    outside = matrix[:, ~columns]
    crosses = np.diff(outside.indptr) > 0
    earlier = (row_year != NO_YEAR) & (row_year < year)
    rows = np.where(row_operates, row_year == year, row_year <= year) & ~(crosses & earlier)
    inside = matrix[rows][:, columns].tocsr()
    inside.sort_indices()
    held = (outside @ point[~columns])[rows]
    part = replace(
        program,
        name=f"{program.name} {year}",
        columns=_kept(program.columns, columns),
        rows=_kept(program.rows, rows),
        lower=program.lower[columns],
        upper=program.upper[columns],
        row_lower=program.row_lower[rows] - held,
        row_upper=program.row_upper[rows] - held,
        starts=inside.indptr.astype(np.int32),
        indices=inside.indices.astype(np.int32),
        values=inside.data,
        cost=program.cost[columns],
        cost_terms={},
        cost_term_constants={},
    )
    return OneYear(program, part, np.flatnonzero(columns), np.flatnonzero(rows))


def _kept(blocks: tuple[Block, ...], kept: npt.NDArray[np.bool_]) -> tuple[Block, ...]:
    """The families with those members that are kept, named by their number in the family."""
    found: list[Block] = []
    start = 0
    for block in blocks:
        members = np.flatnonzero(kept[block.span])
        found.append(Block(block.name, start, (Axis("members", members),)))
        start += len(members)
    return tuple(found)


def _years(blocks: tuple[Block, ...], count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """By column (or row): its model year, and whether it belongs to the operation of one."""
    years, operates = np.full(count, NO_YEAR, dtype=np.int64), np.zeros(count, dtype=bool)
    for block in blocks:
        operates[block.span] = is_operation(block)
        for position, axis in enumerate(block.axes):
            if axis.name in YEAR_SETS:
                shape = [1] * len(block.axes)
                shape[position] = -1
                labels = axis.labels.astype(np.int64).reshape(shape)
                years[block.span] = np.broadcast_to(labels, block.shape).reshape(-1)
    return years, operates
