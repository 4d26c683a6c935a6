"""The screen of always, never and swing: the range of MW of each site at nearly the best cost."""

from __future__ import annotations

import pandas as pd
from rich.text import Text

from loadsite.commands.output import grid, rows_of, screen

STYLES = {"always": "bold green", "swing": "yellow", "never": "dim"}


def draw_swing(ranges: pd.DataFrame, share: float) -> None:
    """Per run the sites that always have a campus and those that may; those that never have one are counted."""
    console = screen()
    console.print()
    title = f"Least and most MW of each site at a cost at most {share:.3g} above the best (1 is the cost itself)"
    console.print(Text(title, style="bold"))
    numbers = ("least", "MW", "most", "limit")
    table = grid("run", "site", "year", *numbers, "", right=numbers, whole=("run", "site"))
    before = ""
    for row in rows_of(ranges[ranges["verdict"] != "never"]):
        table.add_row(
            Text(row["run"] if row["run"] != before else "", style="bold"), Text(str(row["name"])), str(row["year"]),
            *(f"{row[name]:,.0f}" for name in ("least_mw", "campus_mw", "most_mw", "limit_mw")),
            Text(row["verdict"], style=STYLES[row["verdict"]]),
        )  # fmt: skip
        before = row["run"]
    console.print(table)
    never = ranges[ranges["verdict"] == "never"].groupby("run", sort=False)["site"].size()
    for run, count in never.items():
        console.print(Text(f"{run}: {count} sites never", style="dim"))
