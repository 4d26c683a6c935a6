"""First stage: the columns that belong to no subproblem, and the rows they stand in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.solve.benders.block_structure import Calendar, block_structure
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


def first_stage_of(program: LinearProgram, calendar: Calendar) -> FirstStage:
    """The first stage of a program."""
    structure = block_structure(program, calendar)
    columns, rows, linking = structure.first_stage_columns, structure.first_stage_rows, structure.linking_rows
    position = np.full(program.column_count, -1, dtype=np.int64)
    position[columns] = np.arange(len(columns))
    starts, indices, values = [0], [], []
    for row in [*rows.tolist(), *linking.tolist()]:
        span = slice(program.starts[row], program.starts[row + 1])
        inside = position[program.indices[span]]
        indices.append(inside[inside >= 0])
        values.append(program.values[span][inside >= 0])
        starts.append(starts[-1] + len(indices[-1]))
    every_row = np.concatenate([rows, linking])
    return FirstStage(
        columns,
        rows,
        linking,
        LinearProgram(
            name=f"{program.name} first stage",
            columns=(),
            rows=(),
            lower=program.lower[columns],
            upper=program.upper[columns],
            row_lower=program.row_lower[every_row],
            row_upper=program.row_upper[every_row],
            starts=np.array(starts, dtype=np.int32),
            indices=np.concatenate([np.zeros(0), *indices]).astype(np.int32),
            values=np.concatenate([np.zeros(0), *values]),
            cost=program.cost[columns],
            offset=program.offset,
            cost_terms={},
            cost_term_constants={},
        ),
    )
