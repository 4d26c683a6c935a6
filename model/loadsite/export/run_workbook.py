"""What the workbook of a run shows: its summary, and its tables, those that are read first in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from loadsite.export.workbook_summary import Bars, Figure, Summary
from loadsite.results.costs import totals_usd
from loadsite.results.headline import PLACED_MW

READ_FIRST = (
    "siting", "siting_by_state", "zone_ranges", "campus_costs", "built", "costs", "hosting_limits", "hosting_rules",
    "limits", "rules", "reliability_by_market", "zone_years", "build_out", "emissions", "capacity", "warnings",
)  # fmt: skip
LARGEST = 15
"""Campuses in the chart."""


def in_order(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables, those that are read first in front."""
    first = [name for name in READ_FIRST if name in tables]
    return {name: tables[name] for name in (*first, *(name for name in tables if name not in READ_FIRST))}


def run_summary(name: str, tables: Mapping[str, pd.DataFrame], notes: Sequence[str]) -> Summary:
    """Headline figures of the last model year, and MW by site as a chart."""
    shortfall, siting = tables["shortfall"].iloc[-1], tables["siting"]
    year = int(shortfall["year"])
    of_year = siting[siting["year"] == year].astype({"name": object, "state": object})
    placed = of_year[of_year["campus_mw"] >= PLACED_MW].sort_values("campus_mw", ascending=False, kind="stable")
    largest = placed.head(LARGEST)
    labels = [f"{site} ({state})" for site, state in zip(largest["name"], largest["state"], strict=True)]
    values = zip(labels, map(float, largest["campus_mw"]), strict=True)
    bars = Bars(f"MW of campus by site in {year}", "MW", tuple(values))
    return Summary(f"{name}: answer for {year}", tuple(_figures(tables, shortfall, placed, year)), tuple(notes), bars)


def _figures(
    tables: Mapping[str, pd.DataFrame], shortfall: pd.Series, placed: pd.DataFrame, year: int
) -> list[Figure]:  # fmt: skip
    costs = tables["campus_costs"]
    served = costs[(costs["year"] == year) & (costs["served_mwh"] > 0.0)]
    energy = float(served["served_mwh"].sum())
    full = float((served["full_cost_usd_per_mwh"] * served["served_mwh"]).sum()) / energy if energy else float("nan")
    paid, penalties = totals_usd(tables["costs"])
    unit = "M USD a year" if len(tables["shortfall"]) == 1 else "M USD, present value"
    by_year = tables["reliability"]
    reliability = by_year[by_year["year"] == year].iloc[0]
    built = tables["built"]
    new = float(built.loc[(built["year"] <= year) & (built["kind"] != "line"), "built_mw"].sum())
    return [
        Figure("MW of campus placed", float(shortfall["placed_mw"]), "MW"),
        Figure("MW of campus requested", float(shortfall["target_mw"]), "MW"),
        Figure("sites with a campus", float(len(placed)), "sites"),
        Figure("all-in cost of campus power, average over what is served", full, "USD/MWh"),
        Figure("marginal cost of campus load", float(shortfall["campus_price_usd_per_mw_year"]), "USD/MW-year"),
        Figure("total system cost, campuses included", paid / 1e6, unit),
        Figure("penalties for what is missing, not in the cost", penalties / 1e6, unit),
        Figure(f"new capacity by {year}", new, "MW"),
        Figure("firm capacity missing from reserve margins", float(reliability["shortfall_mw"]), "MW"),
        Figure("the same, same plants without campuses", float(reliability["shortfall_same_plants_mw"]), "MW"),
        Figure("load unserved", float(reliability["unserved_mwh"]), "MWh"),
        Figure("hours with load unserved", float(reliability["unserved_h"]), "h"),
    ]  # fmt: skip
