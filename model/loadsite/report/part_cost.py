"""What it costs: in total, term by term, and the power of each campus split by what is paid for."""

from __future__ import annotations

from math import inf

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Facts, Figure, Listing, Part, by_label
from loadsite.report.rows import rows
from loadsite.report.run import Run
from loadsite.report.words import number, shown, title_of
from loadsite.results.costs import totals_usd
from loadsite.results.one_more import AT_LEAST, size

PARTS = {
    "energy": "c-blue", "congestion": "c-orange", "capacity": "c-pink", "connection": "c-black",
    "onsite": "c-green", "interruption": "c-yellow", "unserved": "c-red",
}  # fmt: skip
"""What power at a campus is paid for, in the order it is stacked; see the table `campus_costs`."""

KINDS = {"cost": "strong", "penalty": "warn"}

DRAWN, DRAWN_USD = 24, 50_000
"""Campuses drawn, the largest; and terms drawn, those of at least so many USD."""


def cost(run: Run) -> Part:
    """Totals and terms of the objective, then campuses."""
    paid, penalties = totals_usd(run.table("costs"))
    unit = "USD a year" if len(run.years) == 1 else "USD, present value of all years"
    blocks: list[Block] = [Facts((
        (f"{number(paid / 1e9, 2)} bn {unit}", "total system cost, campuses included"),
        (f"{number(penalties / 1e9, 2)} bn {unit}", "penalties for what is missing, not in the cost"),
        _one_more_campus(run),
    )), terms(run)]  # fmt: skip
    by_campus = [(str(year), campuses(run, year)) for year in run.years if len(_of_year(run, year))]
    if by_campus:
        blocks.append(by_label("Year", by_campus, last=True))
    return Part("cost", "What it costs", tuple(blocks))


def _one_more_campus(run: Run) -> tuple[str, str]:
    """The marginal cost of campus load in the last year, how well it is known and for how many MW it is valid."""
    last = run.shortfall[run.shortfall["year"] == run.last_year].iloc[0]
    usd, valid, known = (last[f"campus_price_{name}"] for name in ("usd_per_mw_year", "valid_for_mw", "known"))
    what = f"marginal cost of campus load in {run.last_year}"
    if usd == inf:
        return "no answer", f"{what}: nothing takes one more MW"
    bound = "at least " if known == AT_LEAST else ""
    told = "" if valid != valid else ", however many MW" if valid == inf else f", for the next {size(float(valid))} MW"
    return f"{bound}{number(float(usd))} USD/MW-year", f"{what}{told}"


def terms(run: Run) -> Figure:
    """Costs by term, the largest first, then penalties."""
    table = run.table("costs")
    paid, penalties = totals_usd(table)
    total = paid + penalties
    table = table.sort_values(["kind", "usd"], ascending=[True, False], kind="stable")
    table = table[table["usd"].abs() >= 0.5]
    table = table.assign(musd=table["usd"] / 1e6, share=table["usd"] / total * 100 if total else 0.0)
    unit = "M USD a year" if len(run.years) == 1 else "M USD, present value"
    bars = [
        Bar(title_of(str(row.term)), [Piece(row.musd, KINDS[str(row.kind)], f"{title_of(str(row.term))} ({row.kind})\n"
                                            f"{number(row.musd, 1)} {unit}, {number(row.share, 1)} % of the objective\n"
                                            f"{shown(row.meaning)}")],
            number(row.musd, 1))
        for row in rows(table[table["usd"].abs() >= DRAWN_USD])
    ]  # fmt: skip
    return Figure(
        "cost_terms", f"Total system cost by term: {number(paid / 1e6, 1)} {unit}; penalties beside it: "
        f"{number(penalties / 1e6, 1)}",
        f"In dollars of {run.record.question.cost_year}. Costs are paid; penalties price what is missing, or "
        f"risk. Together they are the objective that was minimized, {number(total / 1e6, 1)} {unit}.",
        run.time_of_a_year, lambda width: legend.above(KINDS, draw_bars(bars, width, unit)),
        Listing("Cost by term", (
            Column("term", "term"), Column("kind", "kind"), Column("musd", "amount", unit, 1),
            Column("share", "share of the objective", "%", 1), Column("meaning", "what it is"),
        ), table),
    )  # fmt: skip


def _of_year(run: Run, year: int) -> pd.DataFrame:
    """Rows of `campus_costs` of a year with name and MW, the largest campus first."""
    table = run.table("campus_costs").astype({"site": object})
    about = run.siting[["site", "year", "name", "state", "zone", "campus_mw"]]
    merged = table[table["year"] == year].merge(about, on=["site", "year"])
    return merged.sort_values(["campus_mw", "site"], ascending=[False, True], kind="stable")


def campuses(run: Run, year: int) -> Figure:
    """Cost of power at each campus, stacked."""
    table = _of_year(run, year)
    bars = [
        Bar(str(row["name"]), [
            Piece(float(row[f"{part}_usd_per_mwh"]), tone,
                  f"{shown(row['name'])}\n{title_of(part)}: {number(row[f'{part}_usd_per_mwh'], 2)} USD/MWh")
            for part, tone in PARTS.items()
        ], number(row["full_cost_usd_per_mwh"], 2))
        for row in table.head(DRAWN).to_dict("records")
    ]  # fmt: skip

    def draw(width: float) -> Drawing:
        body = draw_bars(bars, width, "USD/MWh")
        return legend.above({title_of(part): tone for part, tone in PARTS.items()}, body)

    return Figure(
        f"campus_costs_{year}", f"Full cost of power at each campus in {year} [USD per MWh served]",
        "Energy: grid withdrawals at the average price of all load in that hour. Congestion: what its zone pays more, "
        "or less, than that. Capacity: its part of the reserve margin, at the penalty where its market is short. "
        "Connection: annuity. On-site generation: fuel, variable and fixed cost, emissions and annuities. "
        "Interruption: at the strike price. Unserved: at the value of lost load. The parts add up to the full cost; "
        "the zonal price in the table is that of the grid alone. The largest campuses come first.",
        run.time_of_a_year, draw,
        Listing(f"Full cost of power at each campus in {year}", (
            Column("name", "site"), Column("state", "state"), Column("zone", "zone"),
            Column("campus_mw", "campus", "MW", 0), Column("served_mwh", "served", "MWh", 0),
            *(Column(f"{part}_usd_per_mwh", title_of(part), "USD/MWh", 2) for part in PARTS),
            Column("full_cost_usd_per_mwh", "full cost", "USD/MWh", 2),
            Column("zonal_price_usd_per_mwh", "zonal price", "USD/MWh", 2),
        ), table),
    )  # fmt: skip
