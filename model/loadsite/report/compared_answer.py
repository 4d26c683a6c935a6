"""Side by side, part 1: the runs, what differs in their inputs, MW by state, and the differences on the map."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.compared_reliability import reliability
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words, by_label
from loadsite.report.map import Area, Dot, MapPlan, draw_map, height_of
from loadsite.report.palette import colours_of
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW
from loadsite.report.scales import Shades, changes
from loadsite.report.words import mw, number, plural, shown, signed

MORE, FEWER = "more", "fewer"
"""Tones of a campus with more MW than in the baseline case, and with fewer."""


def runs(compared: Compared) -> Part:
    """Which runs there are, and how far their answers are apart."""
    table = compared.tables["runs"]
    listed = table.assign(musd=table["cost_usd"] / 1e6, least=table["least_possible_usd"] / 1e6,
                          penalties=table["penalties_usd"] / 1e6)  # fmt: skip
    blocks: list[Block] = [
        Words(tuple(headlines(compared))),
        Listing("Runs", (
            Column("run", "run"), Column("scenario", "scenario"), Column("status", "ended"),
            Column("musd", "objective", "M USD", 1), Column("penalties", "penalties in it", "M USD", 1),
            Column("least", "proven lower bound", "M USD", 1),
            Column("shortfall_mw", "missing from reserve margins", "MW", 0),
            Column("unserved_mwh", "unserved", "MWh", 0), Column("unserved_h", "hours with unserved load", "h", 0),
            Column("folder", "folder"),
        ), listed, opened=True, note="Missing and unserved: in the last model year."),
        reliability(compared),
        _by_state(compared),
    ]  # fmt: skip
    if len(compared.answered) > 1:
        blocks.append(by_label("Against the baseline case", _maps(compared)))
    blocks.append(_inputs(compared))
    return Part("runs", "The runs side by side", tuple(blocks))


def headlines(compared: Compared) -> list[str]:
    """How many runs, the range of their cost, the baseline case, and what is the same in all."""
    costs = compared.tables["runs"].set_index("run")["cost_usd"].loc[compared.answered] / 1e6
    told = [f"{plural(len(compared.labels), 'run', 'runs')}, {len(compared.answered)} with an answer: "
            f"{number(costs.min(), 0)} to {number(costs.max(), 0)} M USD. Baseline case: "
            f"{shown(compared.baseline)}."]  # fmt: skip
    always = int((compared.mw.min(axis=1) >= PLACED_MW).sum())
    sites = len(compared.names)
    told.append(f"Of {plural(sites, 'site', 'sites')}, {always} have a campus in every run and "
                f"{sites - len(compared.mw)} in none, in {compared.last_year}.")  # fmt: skip
    return told


def _by_state(compared: Compared) -> Figure:
    table = compared.siting.groupby(["run", "state"], observed=True)["campus_mw"].sum().reset_index()
    states = list(table.groupby("state")["campus_mw"].sum().sort_values(ascending=False).index)
    tones = colours_of(states)
    by_run = {run: table[table["run"] == run].set_index("state")["campus_mw"] for run in compared.answered}
    bars = [
        Bar(run,
            [Piece(float(values.get(state, 0.0)), tones[state],
                   f"{shown(run)}\n{shown(state)}: {mw(float(values.get(state, 0.0)))}") for state in states],
            mw(float(values.sum())))
        for run, values in by_run.items()
    ]  # fmt: skip

    def draw(width: float) -> Drawing:
        return legend.above({shown(state): tones[state] for state in states}, draw_bars(bars, width, "MW", 36))

    return Figure(
        "runs_by_state", f"MW of campus by state in {compared.last_year}", "", compared.time, draw,
        Listing("MW by run and state", (
            Column("run", "run"), Column("state", "state"), Column("campus_mw", "campus", "MW", 0)), table),
    )  # fmt: skip


def _maps(compared: Compared) -> list[tuple[str, Figure]]:
    prices = compared.tables["prices"]
    prices = prices[prices["year"] == compared.last_year]
    shades = changes(list(prices["change_usd_per_mwh"]))
    moved = compared.siting["change_mw"].abs().max()
    largest = max(PLACED_MW, float(moved))
    return [(compared.labels[run], _map(compared, run, prices[prices["run"] == run], shades, largest))
            for run in compared.answered[1:]]  # fmt: skip


def _map(compared: Compared, run: str, prices: pd.DataFrame, shades: Shades, largest: float) -> Figure:
    first = compared.baseline
    sites = compared.siting[(compared.siting["run"] == run) & (compared.siting["change_mw"].abs() >= PLACED_MW)]
    sites = sites.sort_values("change_mw", key=lambda values: -values.abs(), kind="stable")
    known = compared.first.map.sites
    dots = [
        Dot(str(row.site), signed(row.change_mw), abs(row.change_mw), MORE if row.change_mw > 0 else FEWER,
            f"{shown(row.name)}\n{mw(row.campus_mw)}, {signed(row.change_mw)} MW against {shown(first)}")
        for row in rows(sites) if str(row.site) in known
    ]  # fmt: skip
    areas = [
        Area(str(row.zone), shades.tone(row.change_usd_per_mwh),
             f"Zone {shown(row.zone)}\n{number(row.price_usd_per_mwh, 2)} USD/MWh, "
             f"{signed(row.change_usd_per_mwh, 2)} against {shown(first)}")
        for row in rows(prices)
    ]  # fmt: skip
    plan = MapPlan(compared.first.map, areas, (), dots, (), largest, 1.0)

    def draw(width: float) -> Drawing:
        map_width = min(width, 760.0)
        below = legend.in_rows([legend.scale(shades, "change of price [USD/MWh]"),
                                legend.moved(largest, map_width),
                                legend.names({"more MW": MORE, "fewer MW": FEWER}, 180)], width)  # fmt: skip
        tall = height_of(compared.first.map, map_width)
        picture = Drawing(width, tall + 12 + below.height)
        picture.put(draw_map(plan, map_width), (width - map_width) / 2, 0)
        picture.put(below, 0, tall + 12)
        return picture

    return Figure(
        f"difference_{compared.number(run)}", f"{shown(run)} against {shown(first)} in {compared.last_year}",
        "Circles: MW moved, their area the MW. Zones: change of the average price over their load.", compared.time,
        draw,
        Listing(f"MW moved in {shown(run)}", (
            Column("name", "site"), Column("zone", "zone"), Column("state", "state"),
            Column("campus_mw", "campus", "MW", 0), Column("change_mw", "change", "MW", 0),
        ), sites),
    )  # fmt: skip


def _inputs(compared: Compared) -> Listing:
    """A row per input that is not the same in all runs, a column per run."""
    table = compared.tables["inputs"]
    names = list(dict.fromkeys(table["input"]))
    wide = pd.DataFrame({"input": names})
    for run in compared.labels:
        said = table[table["run"] == run].set_index("input")["value"]
        wide[run] = [str(said.get(name, "")) for name in names]
    columns = [Column("input", "input"), *(Column(run, run) for run in compared.labels)]
    return Listing("What differs in the inputs", tuple(columns), wide, opened=True)
