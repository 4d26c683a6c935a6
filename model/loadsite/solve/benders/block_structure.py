"""Block structure: which decisions and rows belong to which subproblem, the operation of one model year in one period.

First-stage columns and rows belong to none. A row that holds operation of several subproblems is a linking row: a
yearly budget, for example.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Block, LinearProgram
from loadsite.equations.time_sets import PERIOD_SET, SNAPSHOT_SETS, YEAR_SET

FIRST_STAGE = -1

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


def owners(blocks: tuple[Block, ...], calendar: Calendar) -> Owners:
    """The subproblem of every column (or row) of the blocks, FIRST_STAGE for those not indexed by time."""
    end = blocks[-1].span.stop if blocks else 0
    owner = np.full(end, FIRST_STAGE, dtype=np.int32)
    for block in blocks:
        if is_operation(block):
            block.of(owner)[...] = _subproblem_of_members(block, calendar)
    return owner


def is_operation(block: Block) -> bool:
    """Whether a family is indexed by snapshot or period."""
    return any(axis.name in SNAPSHOT_SETS or axis.name == PERIOD_SET for axis in block.axes)


def linking_rows(program: LinearProgram, column_owner: Owners, row_owner: Owners) -> npt.NDArray[np.int64]:
    """Linking (coupling) rows: those that are indexed by no subproblem but hold decisions of some."""
    row_of = np.repeat(np.arange(program.row_count), np.diff(program.starts))
    linked = (row_owner[row_of] == FIRST_STAGE) & (column_owner[program.indices] != FIRST_STAGE)
    return np.unique(row_of[linked])


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
