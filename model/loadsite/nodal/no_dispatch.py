"""Why an hour has no dispatch: the limits whose sum is impossible, in words."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.labels import label_at

NAMED = 6
NEGLIGIBLE = 1e-6


def contradiction(program: LinearProgram, terms: Floats) -> str:
    """The rows and bounds with the largest addends of the proof."""
    size = np.abs(terms)
    order = np.argsort(-size, kind="stable")
    told = [at for at in order if size[at] > NEGLIGIBLE * size.max()]
    rows = [at for at in told if at < program.row_count]
    columns = [at for at in told if at >= program.row_count]
    words = [_row(program, int(at)) for at in rows[:NAMED]]
    further = f" and {len(rows) - NAMED} more rows" if len(rows) > NAMED else ""
    bounds = f", with the limits of {len(columns)} generators and DC lines" if columns else ""
    return f"these exclude each other: {', '.join(words)}{further}{bounds}"


def _row(program: LinearProgram, at: int) -> str:
    """A row in words, with its MW where it is a balance; the limits of flows are without the flow of loads alone."""
    label = label_at(program.rows, at)
    balance = program.row_lower[at] == program.row_upper[at]
    return f"{label} ({program.row_lower[at]:,.6g} MW)" if balance else label
