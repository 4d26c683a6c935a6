"""Part 1: what a planner asks first, each with its answer; the map; and the sites with their cards."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.answer_map import map_figure, sites_listing
from loadsite.report.bars import Piece, Stack, draw_columns
from loadsite.report.cards import cards
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Answers, Block, Column, Figure, Listing, Part, Sites, Words, by_label
from loadsite.report.headlines import headlines, openings
from loadsite.report.palette import colours_of
from loadsite.report.run import Run
from loadsite.report.words import mw, number, shown
from loadsite.results import headline
from loadsite.results.reliability_words import reliability_said


def answer(run: Run) -> Part:
    """Sentences, the six answers of the last year, the map, and all sites."""
    maps = [(str(year), map_figure(run, year)) for year in run.years]
    not_proven = [f"Not proven: {shown(run.not_proven)}."] if run.not_proven else []
    several = len(run.years) > 1
    told = headlines(run) if several else [f"{openings(run)[0]}, {_accelerators(run)}."]
    blocks: list[Block] = [Words((*not_proven, *told)), Answers(tuple(answers(run))), by_label("Year", maps, last=True),
                           _sites(run), *([_by_year(run)] if several else [])]  # fmt: skip
    return Part("answer", "The answer", tuple(blocks))


def answers(run: Run) -> list[headline.Answer]:
    """Where, what is built, at what cost, is it reliable, how sure, what would change it; of the last year."""
    year = run.last_year
    baseline = run.table("baseline_reliability") if run.has("baseline_reliability") else None
    without = run.table("baseline_built") if run.has("baseline_built") else None
    said = reliability_said(run.table("reliability"), run.table("reliability_by_market"), year, baseline)
    ranges = run.table("zone_ranges", year=year) if run.has("zone_ranges") else None
    limits = run.table("hosting_limits" if run.hosts else "limits")
    return [
        headline.where(run.siting, year),
        headline.build(run.table("built"), without, year),
        headline.cost(run.table("campus_costs"), run.siting, run.shortfall,
                      run.record.question.shortfall_usd_per_mw_year, year),
        headline.reliable(*said),
        headline.sure(ranges, run.close, run.record.time_resolution),
        headline.change(limits, run.hosts),
    ]


def _accelerators(run: Run) -> str:
    """How many, and at what power each."""
    of_year = run.siting[run.siting["year"] == run.last_year]
    chips, placed = float(of_year["chips"].sum()), float(of_year["campus_mw"].sum())
    if chips <= 0:
        return "no accelerators"
    return f"{number(chips / 1e6, 2)} million accelerators at {number(placed * 1e6 / chips)} W each"


def _sites(run: Run) -> Sites:
    """All sites of the last year with their cards."""
    year = run.last_year
    states = run.siting.loc[run.siting["year"] == year, "state"]
    return Sites(sites_listing(run, year), tuple(sorted(map(str, states.unique()))), cards(run, year))


def _by_year(run: Run) -> Figure:
    """MW by state and year against the target."""
    table = run.siting.groupby(["year", "state"], sort=True)["campus_mw"].sum().reset_index()
    states = list(table.groupby("state")["campus_mw"].sum().sort_values(ascending=False).index)
    tones = colours_of(states)
    targets = run.shortfall.set_index("year")["target_mw"]
    table = table.assign(target_mw=table["year"].map(targets))
    per_year = {year: table[table["year"] == year].set_index("state")["campus_mw"] for year in run.years}

    def draw(width: float) -> Drawing:
        body = draw_columns(
            [Stack(str(year), _pieces(per_year[year], states, tones, year), float(targets[year]),
                   f"{year}: {mw(float(targets[year]))} requested")
             for year in run.years], width, "MW")  # fmt: skip
        return legend.above({shown(state): tones[state] for state in states}, body)

    return Figure(
        "by_state", "MW of campus by state and year" + (", against the target" if not run.hosts else ""),
        "Thick lines: the MW requested.", run.time_of_a_year, draw,
        Listing("MW by state and year", (
            Column("year", "year"), Column("state", "state"), Column("campus_mw", "campus", "MW", 0),
            Column("target_mw", "requested, all states", "MW", 0),
        ), table),
    )  # fmt: skip


def _pieces(values: pd.Series, states: list[str], tones: dict[str, str], year: int) -> list[Piece]:
    return [Piece(float(values.get(state, 0.0)), tones[state], f"{shown(state)} in {year}: {mw(float(values[state]))}")
            for state in states if state in values.index]  # fmt: skip
