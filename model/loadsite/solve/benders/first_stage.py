"""First stage: the columns that belong to no subproblem, and the rows they stand in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Block, Floats, LinearProgram, stacked
from loadsite.solve.benders.block_structure import BlockStructure
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.weak_duality import implied_bounds


@dataclass(frozen=True)
class FirstStage:
    """First-stage columns and the rows over them.

    `program` has the first-stage columns at their cost and, as rows, first `rows` and then `linking` with only their
    first-stage entries; positions are those of the whole program.
    """

    columns: Positions
    rows: Positions
    linking: Positions
    program: LinearProgram

    def holds(self, block: Block) -> bool:
        """Whether a family of columns of the whole program is first-stage."""
        return block.size > 0 and block.start in self.columns

    def missed_by(self, point: Floats) -> float:
        """Infeasibility of a point of all coupling columns in the first stage: by how much it misses rows and bounds,
        added up.
        """
        x = point[: len(self.columns)]
        own_rows = slice(0, len(self.rows))
        activity = (rows_matrix(self.program) @ x)[own_rows]
        beyond = (
            self.program.row_lower[own_rows] - activity,
            activity - self.program.row_upper[own_rows],
            self.program.lower - x,
            x - self.program.upper,
        )
        return float(sum(np.maximum(side, 0.0).sum() for side in beyond))

    def column_bounds(self) -> tuple[Floats, Floats]:
        """Bounds of the columns, those implied by the first-stage rows where they have none of their own."""
        return implied_bounds(self.program)


def first_stage_of(program: LinearProgram, structure: BlockStructure) -> FirstStage:
    """The first stage of a program."""
    columns, own, linking = structure.first_stage_columns, structure.first_stage, structure.linking
    rows = stacked([own, linking])
    position = np.full(program.column_count, -1, dtype=np.int64)
    position[columns] = np.arange(len(columns))
    inside = position[rows.indices] >= 0
    starts = np.append(0, np.cumsum(inside))[rows.starts]
    return FirstStage(
        columns,
        structure.first_stage_rows,
        structure.linking_rows,
        LinearProgram(
            name=f"{program.name} first stage",
            columns=(),
            rows=(),
            lower=program.lower[columns],
            upper=program.upper[columns],
            row_lower=rows.lower,
            row_upper=rows.upper,
            starts=starts.astype(np.int32),
            indices=position[rows.indices[inside]].astype(np.int32),
            values=rows.values[inside],
            cost=program.cost[columns],
            offset=program.offset,
            cost_terms={},
            cost_term_constants={},
        ),
    )
