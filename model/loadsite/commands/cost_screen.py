"""Costs and penalties of a result on a screen: kept apart, each added up, together the objective."""

from __future__ import annotations

import pandas as pd
from rich.console import Group
from rich.text import Text

from loadsite.commands.output import grid, rows_of
from loadsite.report.words import title_of
from loadsite.results.costs import totals_usd

LEAST_USD = 50_000
"""Terms of less are not shown."""


def cost_table(costs: pd.DataFrame, one_year: bool) -> Group:
    """Terms of the objective, the largest first: what is paid, then what is missing at its price."""
    unit = "M USD a year" if one_year else "M USD, present value"
    table = grid("", unit, "share", right=(unit, "share"), whole=("",))
    paid, penalties = totals_usd(costs)
    total = paid + penalties

    def rows(kind: str) -> None:
        of_kind = costs[costs["kind"] == kind].sort_values("usd", ascending=False, kind="stable")
        for row in rows_of(of_kind[of_kind["usd"].abs() >= LEAST_USD]):
            share = f"{row['usd'] / total:.1%}" if total else ""
            table.add_row(title_of(str(row["term"])), f"{row['usd'] / 1e6:,.1f}", share)

    def added_up(name: str, usd: float) -> None:
        table.add_row(Text(name, style="bold"), Text(f"{usd / 1e6:,.1f}", style="bold"), "")

    rows("cost")
    added_up("costs", paid)
    rows("penalty")
    added_up("penalties", penalties)
    added_up("objective", total)
    return Group(Text("Cost by term", style="bold"), table)
