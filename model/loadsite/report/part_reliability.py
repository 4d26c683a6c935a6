"""Reliability in the report: sentences under the headline, reserve margins by market, and load unserved."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words, by_label
from loadsite.report.rows import rows
from loadsite.report.run import Run
from loadsite.report.words import mw, number, shown
from loadsite.results.reliability_words import reliability_said

FIRM, MISSING = "firm capacity", "missing"
TONES = {FIRM: "pale", MISSING: "warn"}


def reliability(run: Run) -> Part:
    """Sentences, then firm capacity against reserve margins."""
    drawn = [(str(year), margins(run, year)) for year in run.years]
    blocks: list[Block] = [Words(tuple(reliability_sentences(run))), by_label("Year", drawn, last=True)]
    return Part("reliability", "Is it reliable?", tuple(blocks))


def reliability_sentences(run: Run) -> list[str]:
    """A sentence per year: reserve margins with and without campuses, then load unserved."""
    by_year, by_market = run.table("reliability"), run.table("reliability_by_market")
    baseline = run.table("baseline_reliability") if run.has("baseline_reliability") else None
    told = []
    for year in run.years:
        margins, load = reliability_said(by_year, by_market, year, baseline)
        words = f"{margins.words}. {load.words[0].upper()}{load.words[1:]}."
        told.append(f"In {year} {words}" if len(run.years) > 1 else f"{words[0].upper()}{words[1:]}")
    return told


def margins(run: Run, year: int) -> Figure:
    """Firm capacity of each market against what its reserve margin requires."""
    table = run.table("reliability_by_market", year=year).astype({"market": object})
    table = table[(table["peak_load_mw"] > 0.0) | (table["firm_capacity_mw"] > 0.0)]
    table = table.sort_values("required_mw", ascending=False, kind="stable", na_position="last")
    table = table.assign(**{f"{name}_pct": 100 * table[f"{name}_share"] for name in
                            ("margin", "margin_without_campuses", "required_margin", "unserved")},
                         with_campuses_mw=table["peak_load_mw"] + table["campus_peak_mw"])  # fmt: skip
    bars = [_bar(row) for row in rows(table)]

    def draw(width: float) -> Drawing:
        return legend.above(TONES, draw_bars(bars, width, "MW", outline="quiet"))

    return Figure(
        f"reserve_margins_{year}", f"Firm capacity against what reserve margins require in {year} [MW]",
        "Bars: capacity credit of all plants and storage. Outlines: peak load with the campuses, and the reserve "
        "margin of the market. A market without an outline has no reserve margin. Unserved energy and its hours are in "
        "the table.", run.time_of_a_year, draw,
        Listing(f"Reliability by market in {year}", _columns(), table),
    )  # fmt: skip


def _bar(row: object) -> Bar:
    firm, short = float(row.firm_capacity_mw), float(row.shortfall_mw)  # type: ignore[attr-defined]
    required = float(row.required_mw)  # type: ignore[attr-defined]
    market = shown(row.market)  # type: ignore[attr-defined]
    known = not pd.isna(required)
    unserved = f"{number(float(row.unserved_mwh))} MWh unserved"  # type: ignore[attr-defined]
    pieces = [Piece(firm, TONES[FIRM], f"{market}: {mw(firm)} of firm capacity\n{unserved}")]
    if known and short > 0.0:
        pieces.append(Piece(short, TONES[MISSING], f"{market}: {mw(short)} missing from the reserve margin"))
    said = "no reserve margin" if not known else f"{mw(short)} missing" if short >= 1.0 else "met"
    return Bar(market, pieces, said, required if known else None, f"{market}: {mw(required)} required" if known else "")


def _columns() -> tuple[Column, ...]:
    return (
        Column("market", "market"), Column("peak_load_mw", "peak load", "MW", 0),
        Column("with_campuses_mw", "peak load with campuses", "MW", 0),
        Column("firm_capacity_mw", "firm capacity", "MW", 0), Column("required_mw", "required", "MW", 0),
        Column("margin_pct", "margin", "%", 1),
        Column("margin_without_campuses_pct", "margin without campuses, same plants", "%", 1),
        Column("required_margin_pct", "required margin", "%", 1), Column("shortfall_mw", "missing", "MW", 0),
        Column("shortfall_same_plants_mw", "missing without campuses, same plants", "MW", 0),
        Column("least_shortfall_mw", "missing without campuses, at least", "MW", 0),
        Column("unserved_mwh", "unserved", "MWh", 0), Column("unserved_h", "hours with unserved load", "h", 0),
        Column("unserved_pct", "unserved, of requested load", "%", 5),
    )  # fmt: skip
