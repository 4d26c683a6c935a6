"""The map of a year with its campuses listed beside it."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Column, Figure, Listing
from loadsite.report.headlines import headlines
from loadsite.report.map import MapPlan, draw_map, height_of
from loadsite.report.map_of_run import classes_of, map_of
from loadsite.report.rows import rows
from loadsite.report.run import Run
from loadsite.report.words import mw, number, plural, shown

LISTED = 14
"""Campuses beside the map; smaller ones are added up, and are in the table."""

SITE_COLUMNS = (
    Column("position", "no.", digits=0), Column("name", "site"), Column("state", "state"), Column("zone", "zone"),
    Column("market", "market"), Column("campus_mw", "campus", "MW", 0), Column("limit_mw", "limit", "MW", 0),
    Column("announced_mw", "announced", "MW", 0), Column("chips", "accelerators", "", 0),
    Column("full_cost_usd_per_mwh", "full cost", "USD/MWh", 2),
    Column("zonal_price_usd_per_mwh", "zonal price", "USD/MWh", 2),
    Column("premium_usd_per_mw_year", "cost premium over marginal site", "USD/MW-year", 0),
    Column("status", "status"),
)  # fmt: skip


ZONE_COLUMNS = (
    Column("zone", "zone"), Column("covers", "covers"), Column("price_usd_per_mwh", "price", "USD/MWh", 2),
    Column("price_class", "class on the map", "USD/MWh"), Column("load_mwh", "load", "MWh", 0),
    Column("campus_mw", "campuses", "MW", 0), Column("unserved_mwh", "unserved", "MWh", 0),
)  # fmt: skip


def sites_listing(run: Run, year: int) -> Listing:
    """All sites in a year, the largest campus first, numbered as on the map, with their MW of earlier years."""
    table = run.siting[run.siting["year"] == year].sort_values(["campus_mw", "site"], ascending=[False, True])
    table = table.assign(position=range(1, len(table) + 1))
    earlier = [before for before in run.years if before != year]
    for before in earlier:
        of_year = run.siting[run.siting["year"] == before].set_index("site")["campus_mw"]
        table[f"campus_mw_{before}"] = of_year.loc[list(table["site"])].to_numpy()
    at = [column.name for column in SITE_COLUMNS].index("limit_mw")
    columns = (*SITE_COLUMNS[:at], *(Column(f"campus_mw_{before}", f"in {before}", "MW", 0) for before in earlier),
               *SITE_COLUMNS[at:])  # fmt: skip
    return Listing(f"All sites in {year}", columns, table, sites=tuple(map(str, table["site"])))


def _zones_listing(run: Run, year: int) -> Listing:
    """All zones in a year, the most expensive first, with what each covers and its class on the map."""
    classes = classes_of(run)
    label_of = {each.tone: each.label for each in classes.classes}
    table = run.zones[run.zones["year"] == year].sort_values("price_usd_per_mwh", ascending=False, kind="stable")
    table = table.assign(
        covers=[run.zone_names.get(str(zone), "") for zone in table["zone"]],
        price_class=[label_of.get(classes.tone(price), "") for price in table["price_usd_per_mwh"]],
    )  # fmt: skip
    return Listing(f"Zones of the map in {year}", ZONE_COLUMNS, table)


def map_figure(run: Run, year: int) -> Figure:
    """The map with the list of campuses beside it, or below it on a phone."""
    campuses, plan = run.campuses(year), map_of(run, year)
    return Figure(
        name=f"answer_{year}",
        title=f"Where the campuses are in {year}",
        note="Bars: MW placed; outlines: limit of the site; behind them the full cost of campus power. A click, or "
        "Enter, on a site opens its card. A circle moved aside points to its place. Lines are straight between zones, "
        "not where wires run.",
        time=run.time_of_a_year,
        draw=lambda width: _map_and_list(run, plan, campuses, width),
        listing=_zones_listing(run, year),
        headline=headlines(run)[run.years.index(year)],
    )


def _map_and_list(run: Run, plan: MapPlan, campuses: pd.DataFrame, width: float) -> Drawing:
    beside = width > 900
    map_width = 0.58 * width if beside else width
    drawn = with_legend(run, plan, map_width)
    listed = campus_bars(run, campuses, width - map_width - 24 if beside else width)
    tall = max(drawn.height, listed.height) if beside else drawn.height + 20 + listed.height
    picture = Drawing(width, tall)
    picture.put(drawn, 0, 0)
    picture.put(listed, map_width + 24 if beside else 0, 0 if beside else drawn.height + 20)
    return picture


def with_legend(run: Run, plan: MapPlan, width: float) -> Drawing:
    """A map and what its colours and sizes say."""
    below = legend.in_rows(
        [legend.circles(plan.largest_mw, width), legend.classes(classes_of(run), "price of the zone [USD/MWh]"),
         legend.lines(plan.widest_mw)], width,
    )  # fmt: skip
    tall = height_of(plan.layers, width)
    picture = Drawing(width, tall + 12 + below.height)
    picture.put(draw_map(plan, width), 0, 0)
    picture.put(below, 0, tall + 12)
    return picture


def campus_bars(run: Run, campuses: pd.DataFrame, width: float) -> Drawing:
    """MW by site, the largest first, numbered as on the map."""
    bars = [
        Bar(str(row.name),
            [Piece(row.campus_mw, "campus", f"{shown(row.name)}: {mw(row.campus_mw)}\n"
                   f"full cost {number(row.full_cost_usd_per_mwh, 2)}, zonal price "
                   f"{number(row.zonal_price_usd_per_mwh, 2)} USD/MWh", str(row.site))],
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


