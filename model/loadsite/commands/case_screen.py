"""The screen of a study's cases: how each ended and what it took, and why some have no answer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.commands.output import grid, rows_of, screen

STYLES = {
    "optimal": "green", "infeasible": "yellow", "not proven": "bold yellow", "failed": "bold red",
    "timed out": "bold red", "changed on disk": "bold red", "interrupted": "yellow", "running": "cyan",
    "pending": "dim",
}  # fmt: skip


def draw_cases(study: str, folder: Path, cases: pd.DataFrame) -> None:
    """A line per case, then the reasons."""
    console = screen()
    console.print(Text.assemble((study, "bold cyan"), ("  in ", "dim"), str(folder)))
    numbers = ("M USD", "gap", "GW missing", "MWh unserved", "s", "MB", "cuts taken")
    table = grid("case", "", *numbers, "folder", right=numbers, whole=("case", "", "folder"))
    for row in rows_of(cases):
        table.add_row(
            Text(row["case"]), Text(row["status"], style=STYLES[row["status"]]), _number(row["cost_musd"], ",.1f"),
            _number(row["gap"], ".0e"), _number(row["margin_shortfall_mw"] / 1e3, ",.1f"),
            _number(row["unserved_mwh"], ",.0f"), _number(row["wall_s"], ",.0f"),
            _number(row["peak_memory_mb"], ",.0f"), _number(row["cuts_from_pool"], ",.0f"),
            Text(Path(row["folder"]).name, style="dim"),
        )  # fmt: skip
    console.print(table)
    for row in rows_of(cases[cases["reason"].astype(bool)]):
        console.print(Text.assemble((f"{row['case']}: ", "bold"), str(row["reason"])))
    counts = cases["status"].value_counts()
    console.print(Text(", ".join(f"{count} {status}" for status, count in counts.items()), style="dim"))


def _number(value: object, how: str) -> str:
    return "" if not isinstance(value, int | float) or pd.isna(value) else format(value, how)
