"""How many MW were placed, a sentence per year, and where."""

from __future__ import annotations

from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.words import mw, number, shown
from loadsite.results.reliability_words import carried


def openings(run: Run) -> list[str]:
    """A sentence per year, without its full stop: MW placed of those requested, or MW that fit."""
    told = []
    for row in rows(run.shortfall):
        placed, missing = row.placed_mw, row.shortfall_mw
        if run.hosts:
            fit = run.hosted_mw[row.year]
            fewer = f", {mw(placed)} of them placed at least cost" if fit - placed >= PLACED_MW else ""
            told.append(f"{mw(fit)} of AI campus fit in {row.year}{fewer}")
            continue
        short = f", {mw(missing)} short" if missing >= PLACED_MW else ""
        short = ", target met in full" if carried(run.table("reliability"), row.year) else short
        told.append(f"{number(placed)} of {mw(row.target_mw)} of AI campus placed in {row.year}{short}")
    return told


def headlines(run: Run) -> list[str]:
    """The same with MW by state."""
    told = []
    for year, opening in zip(run.shortfall["year"], openings(run), strict=True):
        by_state = run.siting[run.siting["year"] == year].groupby("state")["campus_mw"].sum()
        by_state = by_state[by_state >= PLACED_MW].sort_values(ascending=False)
        where = ", ".join(f"{shown(state)}\u00a0{number(value)}" for state, value in by_state.items())
        told.append(f"{opening}: {where}\u00a0MW." if where else f"{opening}.")
    return told
