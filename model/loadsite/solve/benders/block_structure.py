"""Block structure: which decisions and rows belong to which subproblem, the operation of one model year in one period.

A decision belongs to the period of its index. A row belongs to the subproblem whose decisions it holds, whatever it is
called and whatever its index sets: a yearly cap that holds one day only is a row of that day. A row of several
subproblems is a linking row, a yearly budget for example, and a row of none is first-stage. A decision without a period
that stands in one row alone (by how much a rule is broken, for one) goes with that row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.in_parts import chosen, in_order
from loadsite.arrays.linear_program import Block, LinearProgram, Positions, Rows, stacked
from loadsite.equations.time_sets import PERIOD_SET, SNAPSHOT_SETS, YEAR_SET

FIRST_STAGE = -1
LINKING = -2
"""Owners of those that belong to no subproblem: to none at all, and (rows only) to several."""

Owners = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Calendar:
    """Numbering of subproblems by the snapshots and periods of a compiled program: subproblem = year position * period
    count + period.
    """

    period_of_snapshot: npt.NDArray[np.int64]
    period_count: int
    year_count: int

    @property
    def subproblem_count(self) -> int:
        return self.year_count * self.period_count


@dataclass(frozen=True)
class BlockStructure:
    """The subproblem of every column and row of a program; FIRST_STAGE, or for rows LINKING, where it has none.
    `shared` are the rows of the first stage and the linking ones; `lone` are first-stage columns that stand in one
    row alone.
    """

    subproblem_count: int
    column_owner: Owners
    row_owner: Owners
    shared: Rows
    lone: Positions

    @property
    def first_stage_columns(self) -> Positions:
        return np.flatnonzero(self.column_owner == FIRST_STAGE)

    @property
    def first_stage_rows(self) -> Positions:
        return np.flatnonzero(self.row_owner == FIRST_STAGE)

    @property
    def linking_rows(self) -> Positions:
        return np.flatnonzero(self.row_owner == LINKING)

    @property
    def linking(self) -> Rows:
        """The linking rows themselves."""
        return chosen(self.shared, np.flatnonzero(self.row_owner[self.shared.positions] == LINKING))

    @property
    def first_stage(self) -> Rows:
        """The rows of the first stage themselves."""
        return chosen(self.shared, np.flatnonzero(self.row_owner[self.shared.positions] == FIRST_STAGE))


def block_structure(program: LinearProgram, calendar: Calendar) -> BlockStructure:
    """The owners of all columns and rows of a program."""
    column_owner = owners(program.columns, calendar)
    row_owner = np.full(program.row_count, FIRST_STAGE, dtype=np.int32)
    shared: list[Rows] = []
    entry_count, last_row = np.zeros((2, program.column_count), dtype=np.int32)
    for rows in program.parts():
        owner = row_owner[rows.positions] = _row_owner(rows, column_owner)
        shared.append(chosen(rows, np.flatnonzero(owner < 0)))
        free = np.flatnonzero(column_owner[rows.indices] == FIRST_STAGE)
        np.add.at(entry_count, rows.indices[free].astype(np.int64), np.int32(1))
        last_row[rows.indices[free]] = rows.positions[np.searchsorted(rows.starts, free, side="right") - 1]
    lone = np.flatnonzero((column_owner == FIRST_STAGE) & (entry_count == 1))
    owner = row_owner[last_row[lone]]
    column_owner[lone] = np.where(owner == LINKING, FIRST_STAGE, owner)
    return BlockStructure(
        calendar.subproblem_count, column_owner, row_owner, in_order(stacked(shared)), lone[owner < 0]
    )


def owners(blocks: tuple[Block, ...], calendar: Calendar) -> Owners:
    """The subproblem of every decision of the families by its index, FIRST_STAGE for those not indexed by time."""
    end = blocks[-1].span.stop if blocks else 0
    owner = np.full(end, FIRST_STAGE, dtype=np.int32)
    for block in blocks:
        if is_operation(block):
            block.of(owner)[...] = _subproblem_of_members(block, calendar)
    return owner


def is_operation(block: Block) -> bool:
    """Whether a family is indexed by snapshot or period."""
    return any(axis.name in SNAPSHOT_SETS or axis.name == PERIOD_SET for axis in block.axes)


def _row_owner(rows: Rows, column_owner: Owners) -> Owners:
    """By row, the one owner of the operation it holds."""
    owner = np.full(len(rows.positions), FIRST_STAGE, dtype=np.int32)
    filled = np.flatnonzero(np.diff(rows.starts))
    if len(filled):
        of_entry = column_owner[rows.indices]
        last = np.maximum.reduceat(of_entry, rows.starts[filled])
        of_entry[of_entry == FIRST_STAGE] = np.iinfo(np.int32).max
        first = np.minimum.reduceat(of_entry, rows.starts[filled])
        owner[filled] = np.where((last != FIRST_STAGE) & (first != last), LINKING, last)
    return owner


def _subproblem_of_members(block: Block, calendar: Calendar) -> npt.NDArray[np.int32]:
    subproblem = np.zeros((1,) * len(block.axes), dtype=np.int32)
    for position, axis in enumerate(block.axes):
        if axis.name == YEAR_SET:
            part = np.arange(len(axis.labels)) * calendar.period_count
        elif axis.name in SNAPSHOT_SETS:
            part = calendar.period_of_snapshot[axis.labels.astype(np.int64)]
        elif axis.name == PERIOD_SET:
            part = axis.labels.astype(np.int64)
        else:
            continue
        shape = [1] * len(block.axes)
        shape[position] = len(part)
        subproblem = subproblem + part.astype(np.int32).reshape(shape)
    return np.broadcast_to(subproblem, block.shape)
