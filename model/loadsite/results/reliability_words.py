"""Reliability in sentences: reserve margins met or missed with and without campuses, and load unserved."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from loadsite.results.reliability import LEAST_MW

LEAST_MWH = 1.0
LEAST_SHARE = 1e-6
"""Less unserved energy than either, in a year and of what is requested, is within the tolerance of a solve."""
NAMED = 5
"""Markets named, the one that misses most first."""


@dataclass(frozen=True)
class Said:
    """A sentence, and whether it is good news; None: neither."""

    words: str
    good: bool | None


def reliability_said(by_year: pd.DataFrame, by_market: pd.DataFrame, year: int,
                     baseline: pd.DataFrame | None = None) -> tuple[Said, Said]:  # fmt: skip
    """What a year is like: reserve margins, then load. `baseline` is the table `baseline_reliability`, if solved."""
    row = by_year[by_year["year"] == year].iloc[0]
    markets = by_market[by_market["year"] == year].astype({"market": object})
    return _margins(row, markets, _of(baseline, year)), _load(row)


def carried(by_year: pd.DataFrame, year: int) -> bool:
    """Whether every required margin is met, no load is unserved and no requested campus load is missing."""
    row = by_year[by_year["year"] == year].iloc[0]
    return (
        int(row["margins_missed"]) == 0 and not _unserved(row)
        and float(row["campus_shortfall_mw"]) < LEAST_MW
    )  # fmt: skip


def power(mw: float) -> str:
    """61,900 MW as "61.9 GW"; less than 1 GW in MW."""
    return f"{mw / 1e3:,.1f} GW" if mw >= 1e3 else f"{mw:,.0f} MW"


def _margins(row: pd.Series, markets: pd.DataFrame, without: pd.Series | None) -> Said:
    required, missed = int(row["margins_required"]), int(row["margins_missed"])
    if not required:
        return Said("no reserve margin is required", None)
    free = markets.loc[markets["required_mw"].isna() & (markets["peak_load_mw"] > 0.0), "market"]
    end = f"; {', '.join(free)} {'has' if len(free) == 1 else 'have'} none" if len(free) else ""
    if not missed:
        return Said(f"reserve margins met in {_counted(required)}{end}", True)
    short = markets[markets["shortfall_mw"] > LEAST_MW].sort_values("shortfall_mw", ascending=False, kind="stable")
    named = [f"{market} {power(mw)}" for market, mw in zip(short["market"], short["shortfall_mw"], strict=True)]
    told = ", ".join(named[:NAMED]) + (f", {len(named) - NAMED} more" if len(named) > NAMED else "")
    words = f"reserve margins missed by {power(float(row['shortfall_mw']))} in {missed} of {_counted(required)}"
    return Said(f"{words} ({told}); {_without(row, without)}{end}", False)


def _without(row: pd.Series, without: pd.Series | None) -> str:
    """What is known of the same grid without campuses."""
    least = float(row["least_shortfall_mw"])
    if without is not None:
        solved = float(without["shortfall_mw"])
        first = f"without campuses by {power(solved)}" if solved > LEAST_MW else "without campuses all are met"
    else:
        same = float(row["shortfall_same_plants_mw"])
        first = (f"without campuses the same plants miss them by {power(same)}" if same > LEAST_MW
                 else "without campuses the same plants meet them")  # fmt: skip
    return f"{first}, and whatever is built by at least {power(least)}" if least > LEAST_MW else first


def _load(row: pd.Series) -> Said:
    if not _unserved(row):
        return Said("no load unserved", True)
    mwh, share = float(row["unserved_mwh"]), float(row["unserved_share"])
    hours = float(row["unserved_h"])
    in_hours = f" in {hours:,.0f} hours of the year" if hours >= 0.5 else " in hours of which no market misses 0.001 %"
    return Said(f"{mwh:,.0f} MWh of load unserved{in_hours} ({_percent(share)} of requested load)", False)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share >= 0.001 else f"{100 * share:.2g} %"


def _unserved(row: pd.Series) -> bool:
    return float(row["unserved_mwh"]) >= min(LEAST_MWH, LEAST_SHARE * float(row["requested_mwh"]))


def _counted(count: int) -> str:
    return f"{count} market" if count == 1 else f"{count} markets"


def _of(table: pd.DataFrame | None, year: int) -> pd.Series | None:
    return None if table is None else table[table["year"] == year].iloc[0]
