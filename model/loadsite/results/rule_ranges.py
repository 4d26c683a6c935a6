"""How far the shadow prices of rules hold."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from loadsite.results.families import MW, Solved
from loadsite.solve.reach import Moved, Reaches

NONZEROS_AND_ROWS = 2_000_000
"""Rows asked times non-zeros of the program: all rows of a small program, a few of a large one (seconds each)."""
UNENDING_S = math.inf


def hold(solved: Solved, table: pd.DataFrame) -> pd.DataFrame:
    """The table with holds_for_more and holds_for_less [unit of the row], for rows at `position` of the program.

    A row that does not bind has no price while it moves by no more than its slack. Of the others the dearest are asked
    first; how many depends on nothing but the program, so that equal inputs give equal tables.
    """
    idle = ~table["binding"].to_numpy(dtype=bool)
    slack, sense = table["slack"].to_numpy(dtype=float), table["sense"].to_numpy()
    more = np.where(idle, np.where(sense == "<=", np.inf, slack), np.nan)
    less = np.where(idle, np.where(sense == "<=", slack, np.inf), np.nan)
    if solved.solution.basis is not None and not idle.all():
        reaches = Reaches(solved.program, solved.solution.basis)
        price = table["shadow_price"].abs().to_numpy(dtype=float)
        dearest = np.argsort(-np.where(idle, -1.0, price), kind="stable")
        count = min(int((~idle).sum()), NONZEROS_AND_ROWS // max(1, solved.program.nonzero_count))
        for at in dearest[:count].tolist():
            found = reaches.of(Moved(np.array([table["position"].iloc[at]])), UNENDING_S)
            more[at], less[at] = found.more * MW, found.less * MW
    table["holds_for_more"], table["holds_for_less"] = more, less
    return table
