"""Binding limits on a screen, by shadow price: in USD/MW-year and USD/MWh, or in MW of campus that fit."""

from __future__ import annotations

from math import inf

import pandas as pd
from rich.console import Console
from rich.text import Text

from loadsite.commands.output import grid, rows_of
from loadsite.results.headline import YEAR_H, per_mwh
from loadsite.results.one_more import AT_MOST, size
from loadsite.solve.moved import Known

LIMITS = 10
"""Shown of them."""
LEAST_USD, LEAST_SHARE = 1.0, 1e-3
"""Shadow prices of less are none [USD/MW-year, MW/MW]."""
WITHIN_GAP = "solved again within the gap: where a limit is near a kink, its value may be that beyond it"
"""Of limits by periods, whose values rest on a search that ended at a gap."""
PER_MWH = f"USD/MWh: the shadow price over all {YEAR_H:,} hours of a year"


def highest_shadow_prices(limits: pd.DataFrame, hosting: bool) -> pd.DataFrame:
    """The limits that someone sets with the highest shadow prices; what stands today is left to the table `limits`."""
    column, least = _column(hosting), LEAST_SHARE if hosting else LEAST_USD
    return limits[~limits["stands"] & (limits[column] >= least)].head(LIMITS)


def draw_limits(console: Console, limits: pd.DataFrame, hosting: bool, several_years: bool) -> None:
    """A line per limit of `highest_shadow_prices`, with its source."""
    prices = ("MW per MW",) if hosting else ("USD/MW-year", "USD/MWh")
    numbers = (*prices, "valid for", "limit MW")
    table = grid(*numbers, "", "", "source", right=numbers, whole=("", "source"))
    for row in rows_of(limits):
        year, value = f" {row['year']}" if several_years else "", float(row[_column(hosting)])
        first = f"{value:,.2f}" if hosting else f"{value:,.0f}"
        table.add_row(
            Text(f"at most {first}" if row["known"] == AT_MOST else first, style="yellow"),
            *([] if hosting else [Text(f"{per_mwh(value):,.2f}", style="yellow")]),
            Text(_valid_for(row["valid_for_mw"]), style="dim"),
            f"{row['limit_mw']:,.0f}",
            Text(str(row["kind"]), style="dim"),
            Text(f"{row['label']}{year}"),
            Text(str(row["origin"]), style="cyan"),
        )
    what = "hosting capacity gained" if hosting else "shadow price"
    console.print()
    console.print(Text(f"Binding limits by {what} of one more MW", style="bold"))
    console.print(table if len(limits) else Text("none is binding", style="dim"))
    if len(limits) and not hosting:
        console.print(Text(PER_MWH, style="dim"))
    if (limits["known"] == Known.WITHIN_GAP).any():
        console.print(Text(WITHIN_GAP, style="dim"))


def _column(hosting: bool) -> str:
    return "shadow_price_mw_per_mw" if hosting else "shadow_price_usd_per_mw_year"


def _valid_for(mw: float) -> str:
    """How far a shadow price is valid, nothing where that is not known."""
    return "" if mw != mw else "any" if mw == inf else f"{size(mw)} MW"
