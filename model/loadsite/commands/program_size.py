"""How large the linear program of a case is, family by family, and whether its numbers can be solved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.explain.conflict import refuse_what_cannot_add_up
from loadsite.inputs import Case
from loadsite.run.answer import compiled
from loadsite.run.progress import Progress
from loadsite.solve import check_numbers


def measured(case: Case, progress: Progress) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Families as kind, family, sets, size; and rows, columns, non-zeros and magnitudes of the program.

    Raises:
        NoAnswer: its numbers cannot be solved, or arithmetic shows that its limits cannot hold together.
    """
    progress("writing the linear program")
    program = compiled(case)
    ranges = check_numbers(program)
    progress("adding up what the limits allow")
    refuse_what_cannot_add_up(case, program)
    return _families(program), {
        "rows": program.row_count,
        "columns": program.column_count,
        "non-zeros": program.nonzero_count,
        "coefficients": f"{ranges.matrix.smallest:.1e} to {ranges.matrix.largest:.1e}",
        "costs": f"{ranges.cost.smallest:.1e} to {ranges.cost.largest:.1e}",
    }


def _families(program: LinearProgram) -> pd.DataFrame:
    blocks = [("decision", block) for block in program.columns] + [("constraint", block) for block in program.rows]
    rows = [(kind, block.name, " x ".join(axis.name for axis in block.axes), block.size) for kind, block in blocks]
    return pd.DataFrame(rows, columns=["kind", "family", "sets", "size"])
