"""What the campuses do to others: prices, emissions, unserved energy and curtailment, zone by zone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Facts, Figure, Listing, Part, Words, by_label
from loadsite.report.legend import in_rows, scale
from loadsite.report.map import Area, MapPlan, draw_map, height_of
from loadsite.report.rows import rows
from loadsite.report.run import Run
from loadsite.report.scales import changes
from loadsite.report.words import number, shown, signed
from loadsite.results.costs import totals_usd

WITHOUT = (
    "This result does not hold the same grid without campuses, so only levels are shown. Write baseline: true into "
    "the scenario and run it again: the grid is then solved once more without campuses, and the differences stand here."
)
MEASURES = (
    ("price_usd_per_mwh", "price", "USD/MWh", 2), ("unserved_mwh", "unserved", "MWh", 0),
    ("curtailed_mwh", "curtailed", "MWh", 0), ("co2_kt", "carbon dioxide", "kt", 0),
)  # fmt: skip
"""column, name, unit, digits"""


def others(run: Run) -> Part:
    """Differences where the grid without campuses was solved, else levels and the words how to get differences."""
    if not run.has("baseline_zone_years"):
        levels = [(str(year), _levels(run, year)) for year in run.years]
        return Part("others", "Effect on others", (Words((WITHOUT,)), by_label("Year", levels, last=True)))
    blocks: list[Block] = []
    for year in run.years:
        blocks += [_facts(run, year)]
    blocks.append(by_label("Year", [(str(year), _changes(run, year)) for year in run.years], last=True))
    return Part("others", "Effect on others", tuple(blocks))


def zones_of(run: Run, year: int) -> pd.DataFrame:
    """zone, year, load, drawn, price, unserved, curtailed, co2_kt; with `_before` and `_change` where there are."""
    levels = _with_emissions(run, "zone_years", "emissions", year)
    if not run.has("baseline_zone_years"):
        return levels
    before = _with_emissions(run, "baseline_zone_years", "baseline_emissions", year).set_index("zone")
    for column, *_ in MEASURES:
        levels[f"{column}_before"] = before[column].loc[list(levels["zone"])].to_numpy()
        levels[f"{column}_change"] = levels[column] - levels[f"{column}_before"]
    return levels


def _with_emissions(run: Run, zones: str, emissions: str, year: int) -> pd.DataFrame:
    table = run.table(zones, year=year).astype({"zone": object})
    emitted = run.table(emissions, year=year).astype({"zone": object}).groupby("zone")["co2_t"].sum() / 1e3
    return table.assign(co2_kt=emitted.reindex(table["zone"]).fillna(0.0).to_numpy())


def _facts(run: Run, year: int) -> Facts:
    table = zones_of(run, year)
    load = table["load_mwh"]
    paid = float((table["price_usd_per_mwh_change"] * load).sum() / load.sum()) if load.sum() > 0 else 0.0
    drawn = float(run.siting.loc[run.siting["year"] == year, "requested_mwh"].sum())
    facts = [
        (f"{signed(paid, 2)} USD/MWh", f"average price that all other load pays, {year}"),
        (f"{signed(float(table['co2_kt_change'].sum()) / 1e3, 2)} Mt", f"carbon dioxide, {year}"),
        (f"{signed(float(table['unserved_mwh_change'].sum()))} MWh", f"unserved energy, {year}"),
        (f"{signed(float(table['curtailed_mwh_change'].sum()))} MWh", f"curtailed energy, {year}"),
    ]
    if len(run.years) == 1 and drawn > 0:
        with_them, without = totals_usd(run.table("costs")), totals_usd(run.table("baseline_costs"))
        for more, less, what in zip(with_them, without, ("cost", "penalties"), strict=True):
            added = f"{number((more - less) / drawn, 2)} USD/MWh"
            facts.append((added, f"{what} added, per MWh of requested campus load"))
    return Facts(tuple(facts))


def _changes(run: Run, year: int) -> Figure:
    table = zones_of(run, year).sort_values("price_usd_per_mwh_change", ascending=False, kind="stable")
    shades = changes(list(table["price_usd_per_mwh_change"]))
    tips = {row.zone: _tip(row) for row in rows(table)}
    areas = [Area(str(row.zone), shades.tone(row.price_usd_per_mwh_change), tips[row.zone]) for row in rows(table)]
    bars = [
        Bar(str(row.zone),
            [Piece(row.price_usd_per_mwh_change, "change-6" if row.price_usd_per_mwh_change > 0 else "change-0",
                   tips[row.zone])], signed(row.price_usd_per_mwh_change, 2))
        for row in rows(table)
    ]  # fmt: skip

    def draw(width: float) -> Drawing:
        plan = MapPlan(run.map, areas, (), (), (), 1.0, 1.0)
        beside = width > 900
        map_width = 0.52 * width if beside else width
        below = in_rows([scale(shades, "change of price [USD/MWh]")], map_width)
        listed = draw_bars(bars, width - map_width - 24 if beside else width, "USD/MWh")
        tall = height_of(run.map, map_width) + 12 + below.height
        picture = Drawing(width, max(tall, listed.height) if beside else tall + 16 + listed.height)
        picture.put(draw_map(plan, map_width), 0, 0)
        picture.put(below, 0, tall - below.height)
        picture.put(listed, map_width + 24 if beside else 0, 0 if beside else tall + 16)
        return picture

    columns = [Column("zone", "zone"), Column("load_mwh", "load", "MWh", 0),
        Column("grid_withdrawal_mwh", "campuses", "MWh", 0)]
    for column, name, unit, digits in MEASURES:
        columns += [Column(f"{column}_before", f"{name} without campuses", unit, digits),
                    Column(column, f"{name} with them", unit, digits),
                    Column(f"{column}_change", "change", unit, digits)]  # fmt: skip
    return Figure(
        f"effects_{year}", f"Change of prices in {year} against the same grid without campuses [USD/MWh]",
        "Average over the load of the zone without campuses. Both grids may build anew, each at its least cost; both "
        "answers are as near to the least cost as the last part says; small changes of unserved energy are within "
        "solver tolerance.",
        run.time_of_a_year, draw, Listing(f"Zones in {year}, with and without campuses", tuple(columns), table),
    )  # fmt: skip


def _tip(row: Any) -> str:
    lines = [f"Zone {shown(row.zone)}"]
    for column, name, unit, digits in MEASURES:
        level, change = getattr(row, column), getattr(row, f"{column}_change")
        lines.append(f"{name}: {number(level, digits)} {unit} ({signed(change, digits)})")
    return "\n".join(lines)


def _levels(run: Run, year: int) -> Figure:
    table = zones_of(run, year).sort_values("price_usd_per_mwh", ascending=False, kind="stable")
    bars = [
        Bar(str(row.zone), [Piece(row.price_usd_per_mwh, "strong",
                                  f"Zone {shown(row.zone)}: {number(row.price_usd_per_mwh, 2)} USD/MWh")],
            number(row.price_usd_per_mwh, 2))
        for row in rows(table)
    ]  # fmt: skip
    columns = (Column("zone", "zone"), Column("load_mwh", "load", "MWh", 0),
        Column("grid_withdrawal_mwh", "campuses", "MWh", 0),
               *(Column(column, name, unit, digits) for column, name, unit, digits in MEASURES))  # fmt: skip
    return Figure(
        f"zones_{year}", f"Price of each zone in {year} [USD/MWh]", "Average over the load of the zone.",
        run.time_of_a_year, lambda width: draw_bars(bars, width, "USD/MWh"),
        Listing(f"Zones in {year}", columns, table),
    )  # fmt: skip
