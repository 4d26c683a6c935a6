"""What is built, on a screen: MW by technology, and the zones that have most of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Group
from rich.text import Text

from loadsite.commands.output import grid, rows_of

PLACED_MW = 1.0
"""Less of a technology in a zone is nothing."""


def built_by_zone(built: pd.DataFrame) -> pd.DataFrame:
    """kind, technology, zone, built_mw: all years together, 1 MW or more."""
    by_zone = built.groupby(["kind", "technology", "zone"], sort=False)["built_mw"].sum().reset_index()
    return by_zone[by_zone["built_mw"] >= PLACED_MW].reset_index(drop=True)


def built_table(built: pd.DataFrame) -> Group:
    """A line per technology, the most MW first, with the two zones that have most of it."""
    table = grid("", "MW", "most of it in", right=("MW",))
    by_technology: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(built_by_zone(built).sort_values("built_mw", ascending=False, kind="stable")):
        name = row["technology"].replace("_", " ")
        by_technology.setdefault(f"on-site {name}" if row["kind"] == "on-site generation" else name, []).append(row)
    totals = {name: sum(row["built_mw"] for row in rows) for name, rows in by_technology.items()}
    for name in sorted(totals, key=lambda each: -totals[each]):
        rows = by_technology[name]
        where = ", ".join(f"{row['zone']} {row['built_mw']:,.0f}" for row in rows[:2])
        more = f" +{len(rows) - 2}" if len(rows) > 2 else ""
        table.add_row(name, f"{totals[name]:,.0f}", Text(where + more, style="dim"))
    heading = Text("Built", style="bold")
    return Group(heading, table if totals else Text("nothing", style="dim"))
