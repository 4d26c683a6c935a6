"""Part 1: where the campuses stand, how large they are, and what one more MW costs."""

from __future__ import annotations

from math import inf

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, Stack, draw_bars, draw_columns
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Facts, Figure, Listing, Part, Words, by_label
from loadsite.report.map import MapPlan, draw_map, height_of
from loadsite.report.map_of_run import map_of, price_shades
from loadsite.report.palette import colours_of
from loadsite.report.part_reliability import margins, reliability_sentences
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.words import mw, number, plural, shown
from loadsite.results.costs import totals_usd
from loadsite.results.one_more import AT_LEAST, size
from loadsite.results.reliability_words import carried

LISTED = 14
"""Campuses beside the map; smaller ones are added up, and are in the table."""

SITE_COLUMNS = (
    Column("position", "no.", digits=0), Column("name", "site"), Column("state", "state"), Column("zone", "zone"),
    Column("market", "market"), Column("campus_mw", "campus", "MW", 0), Column("limit_mw", "limit", "MW", 0),
    Column("announced_mw", "announced", "MW", 0), Column("chips", "chips", "", 0),
    Column("full_cost_usd_per_mwh", "full cost", "USD/MWh", 2),
    Column("zonal_price_usd_per_mwh", "zonal price", "USD/MWh", 2),
    Column("premium_usd_per_mw_year", "more expensive than where MW are placed by", "USD/MW-year", 0),
    Column("status", "status"),
)  # fmt: skip


def answer(run: Run) -> Part:
    """The answer in a sentence, a few numbers, and the map."""
    maps = [(str(year), map_figure(run, year)) for year in run.years]
    not_proven = [f"Not proven: {shown(run.not_proven)}."] if run.not_proven else []
    reserve = [(str(year), margins(run, year)) for year in run.years]
    blocks: list[Block] = [Words((*not_proven, *headlines(run), *reliability_sentences(run))), _facts(run),
                           by_label("Year", maps, last=True), _by_year(run), by_label("Year", reserve, last=True)]
    return Part("answer", "The answer", tuple(blocks))


def headlines(run: Run) -> list[str]:
    """A sentence per year."""
    told = []
    for row in rows(run.shortfall):
        placed, missing = row.placed_mw, row.shortfall_mw
        by_state = run.siting[run.siting["year"] == row.year].groupby("state")["campus_mw"].sum()
        by_state = by_state[by_state >= PLACED_MW].sort_values(ascending=False)
        where = ", ".join(f"{shown(state)}\u00a0{number(value)}" for state, value in by_state.items())
        if run.hosts:
            fit = run.hosted_mw[row.year]
            fewer = f", {mw(placed)} of them placed at least cost" if fit - placed >= PLACED_MW else ""
            opening = f"{mw(fit)} of AI campus fit in {row.year}{fewer}"
        else:
            short = f", {mw(missing)} short" if missing >= PLACED_MW else ""
            short = ", none short" if carried(run.table("reliability"), row.year) else short
            opening = f"{number(placed)} of {mw(row.target_mw)} of AI campus placed in {row.year}{short}"
        told.append(f"{opening}: {where}\u00a0MW." if where else f"{opening}.")
    return told


def _facts(run: Run) -> Facts:
    last = run.shortfall[run.shortfall["year"] == run.last_year].iloc[0]
    campuses = run.campuses(run.last_year)
    paid, penalties = totals_usd(run.table("costs"))
    unit = "USD a year" if len(run.years) == 1 else "USD, present value of all years"
    facts = [
        (plural(len(campuses), "site", "sites"), f"with a campus in {run.last_year}"),
        (f"{number(float(campuses['chips'].sum()) / 1e6, 2)} million chips", "at the watts per chip of the scenario"),
        _one_more_campus(last),
        (f"{number(paid / 1e9, 2)} bn {unit}", "total system cost, campuses included"),
        (f"{number(penalties / 1e9, 2)} bn {unit}", "penalties for what is missing, not in the cost"),
    ]
    return Facts(tuple(facts))


def _one_more_campus(last: pd.Series) -> tuple[str, str]:
    """What one more MW of campus costs, how well that is known and for how many MW it is valid."""
    usd, valid, known = (last[f"campus_price_{name}"] for name in ("usd_per_mw_year", "valid_for_mw", "known"))
    if usd == inf:
        return "no answer", "with one more MW of campus"
    bound = "at least " if known == AT_LEAST else ""
    told = "" if valid != valid else ", however many" if valid == inf else f", for the next {size(float(valid))} MW"
    return f"{bound}{number(float(usd))} USD a year", f"one more MW of campus{told}"


def map_figure(run: Run, year: int) -> Figure:
    """The map with the list of campuses beside it, or below it on a phone."""
    campuses, plan = run.campuses(year), map_of(run, year)
    table = run.siting[run.siting["year"] == year].sort_values(["campus_mw", "site"], ascending=[False, True])
    table = table.assign(position=range(1, len(table) + 1))
    return Figure(
        name=f"answer_{year}",
        title=f"Campuses, prices and lines in {year}",
        note="Zones and campuses are coloured by the zonal price: averaged over the load of a zone, or over what a "
        "campus is served. The full cost of campus power stands behind its bar. Bars: MW placed, outlines: the limit "
        "of the site. Lines are straight between zones, not where wires run.",
        time=run.time_of_a_year,
        draw=lambda width: _map_and_list(run, plan, campuses, width),
        listing=Listing(f"All sites in {year}", SITE_COLUMNS, table),
        headline=headlines(run)[run.years.index(year)],
    )


def _map_and_list(run: Run, plan: MapPlan, campuses: pd.DataFrame, width: float) -> Drawing:
    beside = width > 900
    map_width = 0.58 * width if beside else width
    drawn = with_legend(plan, map_width)
    listed = campus_bars(run, campuses, width - map_width - 24 if beside else width)
    tall = max(drawn.height, listed.height) if beside else drawn.height + 20 + listed.height
    picture = Drawing(width, tall)
    picture.put(drawn, 0, 0)
    picture.put(listed, map_width + 24 if beside else 0, 0 if beside else drawn.height + 20)
    return picture


def with_legend(plan: MapPlan, width: float) -> Drawing:
    """A map and what its colours and sizes say."""
    below = legend.in_rows(
        [legend.scale(plan.shades, "zonal price [USD/MWh]"), legend.lines(plan.widest_mw),
         legend.circles(plan.largest_mw, width)], width,
    )  # fmt: skip
    tall = height_of(plan.layers, width)
    picture = Drawing(width, tall + 12 + below.height)
    picture.put(draw_map(plan, width), 0, 0)
    picture.put(below, 0, tall + 12)
    return picture


def campus_bars(run: Run, campuses: pd.DataFrame, width: float) -> Drawing:
    """MW by site, the largest first, numbered as on the map."""
    scale = price_shades(run)
    bars = [
        Bar(str(row.name),
            [Piece(row.campus_mw, scale.tone(row.zonal_price_usd_per_mwh), f"{shown(row.name)}: {mw(row.campus_mw)}\n"
                   f"full cost {number(row.full_cost_usd_per_mwh, 2)}, zonal price "
                   f"{number(row.zonal_price_usd_per_mwh, 2)} USD/MWh")],
            f"{number(row.campus_mw)} MW, {number(row.full_cost_usd_per_mwh, 1)} USD/MWh", row.limit_mw,
            f"{shown(row.name)}: limit {mw(row.limit_mw)}", str(position))
        for position, row in enumerate(rows(campuses.head(LISTED)), start=1)
    ]  # fmt: skip
    drawn = draw_bars(bars, width, "MW", letters=25, outline="quiet")
    rest = campuses["campus_mw"].iloc[LISTED:]
    if not len(rest):
        return drawn
    picture = Drawing(width, drawn.height + 20)
    picture.put(drawn, 0, 0)
    picture.text(22, drawn.height + 14, f"{plural(len(rest), 'smaller one', 'smaller ones')}, {mw(float(rest.sum()))} "
                 "in all", 11, "quiet")  # fmt: skip
    return picture


def _by_year(run: Run) -> Figure:
    """MW by state and year against the target."""
    table = run.siting.groupby(["year", "state"], sort=True)["campus_mw"].sum().reset_index()
    states = list(table.groupby("state")["campus_mw"].sum().sort_values(ascending=False).index)
    tones = colours_of(states)
    targets = run.shortfall.set_index("year")["target_mw"]
    table = table.assign(target_mw=table["year"].map(targets))
    per_year = {year: table[table["year"] == year].set_index("state")["campus_mw"] for year in run.years}

    def draw(width: float) -> Drawing:
        if len(run.years) == 1:
            body = draw_bars([Bar(str(year), _pieces(per_year[year], states, tones, year),
                                  mw(float(per_year[year].sum()))) for year in run.years], width, "MW")  # fmt: skip
        else:
            body = draw_columns(
                [Stack(str(year), _pieces(per_year[year], states, tones, year), float(targets[year]),
                       f"{year}: {mw(float(targets[year]))} asked for")
                 for year in run.years], width, "MW")  # fmt: skip
        return legend.above({shown(state): tones[state] for state in states}, body)

    return Figure(
        "by_state", "MW of campus by state and year" + (", against the target" if not run.hosts else ""),
        "" if len(run.years) == 1 else "Thick lines: the MW asked for.", run.time_of_a_year, draw,
        Listing("MW by state and year", (
            Column("year", "year"), Column("state", "state"), Column("campus_mw", "campus", "MW", 0),
            Column("target_mw", "asked for, all states", "MW", 0),
        ), table),
    )  # fmt: skip


def _pieces(values: pd.Series, states: list[str], tones: dict[str, str], year: int) -> list[Piece]:
    return [Piece(float(values.get(state, 0.0)), tones[state], f"{shown(state)} in {year}: {mw(float(values[state]))}")
            for state in states if state in values.index]  # fmt: skip
