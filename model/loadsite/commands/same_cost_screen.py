"""What else costs the same: the range of every zone within the proven gap, and sites the model cannot tell apart."""

from __future__ import annotations

import pandas as pd
from rich.console import Group
from rich.text import Text

PLACED_MW = 1.0
"""Less is none."""

GROUPS, NAMED = 4, 6
"""Groups of sites shown, and sites named of each."""


def same_cost(ranges: pd.DataFrame, siting: pd.DataFrame, year: int) -> Group:
    """Two lines and more for the end of the screen; fewer where nothing is known, or nothing else costs the same."""
    lines = [_zones(ranges), *_groups(siting[siting["year"] == year])]
    return Group(*(line for line in lines if line is not None))


def _zones(ranges: pd.DataFrame) -> Text | None:
    """MW by zone, each with its range."""
    held = ranges[ranges["campus_mw"] >= PLACED_MW]
    ranked = held.sort_values("campus_mw", ascending=False, kind="stable")
    columns = (ranked[name] for name in ("zone", "campus_mw", "least_mw", "most_mw"))
    parts = [f"{zone} {mw:,.0f} ({least:,.0f} to {most:,.0f})" for zone, mw, least, most in zip(*columns, strict=True)]
    if not parts:
        return None
    told = " MW; in brackets: answers that cost no more, within the proven gap"
    return Text.assemble(("by zone    ", "dim"), "  ·  ".join(parts), (told, "dim"))


def _groups(of_year: pd.DataFrame) -> list[Text]:
    """Of each group with a campus: its sites in the order of filling, with their MW and limits."""
    alike = of_year[of_year["interchangeable"] != ""].sort_values(["interchangeable", "fill_order"], kind="stable")
    held = alike.groupby("interchangeable")["campus_mw"].sum().sort_values(ascending=False, kind="stable")
    lines = []
    for first in held[held >= PLACED_MW].index[:GROUPS]:
        group = alike[alike["interchangeable"] == first]
        sites = [
            f"{name} {mw:,.0f} of {limit:,.0f}"
            for name, mw, limit in zip(group["name"], group["campus_mw"], group["limit_mw"], strict=True)
        ]
        more = f", {len(sites) - NAMED} more" if len(sites) > NAMED else ""
        line = f"{group['zone'].iloc[0]}: {', '.join(sites[:NAMED])}{more}"
        lines.append(Text.assemble(("same cost  ", "dim"), line, (" MW, filled in this order", "dim")))
    return lines
