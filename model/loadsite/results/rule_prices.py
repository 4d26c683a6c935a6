"""What one unit more, and one less, of a row of a rule costs, and how far that is valid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.results.families import MW, USD, Solved
from loadsite.results.one_more import Slopes
from loadsite.solve.moved import Known, Side, row_moved

NONZEROS_AND_ROWS = 2_000_000
"""Rows asked times non-zeros of the program: all rows of a small program, a few of a large one (seconds each)."""
SHARE_OF_ROWS = 8
"""Of an answer found period by period, one row is asked for so many limits: it has two sides."""
DUAL = "dual"
"""A price that is one of those between the price of one more and that of one less."""


def price_both_sides(solved: Solved, table: pd.DataFrame, slopes: Slopes) -> pd.DataFrame:
    """The table with shadow_price, shadow_price_less, known, holds_for_more and holds_for_less, for rows at `position`
    of the program, of `weight` hours and years.

    A row that does not bind has no price while it moves by no more than its slack. Of the others the most expensive are
    asked first; how many depends on nothing but the program, so that equal inputs give equal tables. Where a row cannot
    be raised at all the shadow price is that of one less.
    """
    idle = ~table["binding"].to_numpy(dtype=bool)
    slack, sense = table["slack"].to_numpy(dtype=float), table["sense"].to_numpy()
    price = np.where(idle, 0.0, table["shadow_price"].to_numpy(dtype=float))
    less_price = np.where(idle, 0.0, np.nan)
    known = np.where(idle, Known.WITHIN_GAP if solved.solution.gap else Known.EXACT, DUAL).astype(object)
    more = np.where(idle, np.where(sense == "<=", np.inf, slack), np.nan)
    less = np.where(idle, np.where(sense == "<=", slack, np.inf), np.nan)
    most_expensive = np.argsort(-np.where(idle, -1.0, np.abs(price) * table["weight"].to_numpy(dtype=float)),
        kind="stable")
    for at in most_expensive[: min(int((~idle).sum()), _count(solved, slopes))].tolist():
        moved = row_moved(np.array([table["position"].iloc[at]]))
        sides = [slopes.side(moved, sign) for sign in (1.0, -1.0)]
        up, down = sides
        if up is None or down is None:
            continue
        per_unit = USD / MW / float(table["weight"].iloc[at])
        price[at] = (up.slope if np.isfinite(up.slope) else down.slope) * per_unit + 0.0
        less_price[at] = down.slope * per_unit + 0.0
        more[at], less[at], known[at] = _reach(up), _reach(down), slopes.known
    table["shadow_price"], table["shadow_price_less"], table["known"] = price, less_price, known
    table["holds_for_more"], table["holds_for_less"] = more, less
    return table


def eased_price(rules: pd.DataFrame) -> pd.Series:
    """By row, the shadow price of what eases it: one less of what is asked for, one more of what is allowed."""
    less = rules["shadow_price_less"].astype(float)
    asked_for = (rules["sense"] == ">=") & less.notna()
    return rules["shadow_price"].astype(float).where(~asked_for, less)


def _reach(side: Side) -> float:
    return side.valid * MW


def _count(solved: Solved, slopes: Slopes) -> int:
    if not slopes.can_tell:
        return 0
    if solved.solution.basis is None:
        return slopes.budget // SHARE_OF_ROWS
    return NONZEROS_AND_ROWS // max(1, solved.program.nonzero_count)
