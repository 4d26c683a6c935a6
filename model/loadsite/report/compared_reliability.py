"""Side by side: what is missing from reserve margins, with campuses and without, and what is unserved."""

from __future__ import annotations

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.figure import Column, Figure, Listing
from loadsite.report.rows import rows
from loadsite.report.words import mw, number, shown


def reliability(compared: Compared) -> Figure:
    """Firm capacity missing in the last model year, by run; outlines: the same plants without campuses."""
    table = compared.tables["reliability"]
    of_last = table[table["year"] == compared.last_year]
    bars = [
        Bar(str(row.run),
            [Piece(row.shortfall_mw, "warn", f"{shown(row.run)}: {mw(row.shortfall_mw)} missing from reserve margins\n"
                   f"{number(row.unserved_mwh)} MWh unserved in {number(row.unserved_h)} hours")],
            f"{mw(row.shortfall_mw)}, {number(row.unserved_mwh)} MWh unserved", row.shortfall_same_plants_mw,
            f"{shown(row.run)}: {mw(row.shortfall_same_plants_mw)} missing with the same plants and no campuses")
        for row in rows(of_last)
    ]  # fmt: skip
    return Figure(
        "runs_reliability", f"Firm capacity missing from reserve margins in {compared.last_year} [MW]",
        "Outlines: what the same plants would miss without the campuses.", compared.time,
        lambda width: draw_bars(bars, width, "MW", 36, outline="quiet"),
        Listing("Reliability by run", (
            Column("run", "run"), Column("year", "year"), Column("margins_required", "reserve margins", "", 0),
            Column("margins_missed", "missed", "", 0), Column("shortfall_mw", "missing", "MW", 0),
            Column("shortfall_same_plants_mw", "missing without campuses, same plants", "MW", 0),
            Column("least_shortfall_mw", "missing without campuses, at least", "MW", 0),
            Column("unserved_mwh", "unserved", "MWh", 0), Column("unserved_h", "hours with unserved load", "h", 0),
        ), table),
    )  # fmt: skip
