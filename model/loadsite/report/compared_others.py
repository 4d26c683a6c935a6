"""Side by side, part 4: prices and emissions of every run, and the limits that began or ceased to bind."""

from __future__ import annotations

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.figure import Block, Column, Figure, Listing, Part
from loadsite.report.legend import in_rows, put_below, scale
from loadsite.report.matrix import draw_matrix
from loadsite.report.rows import rows
from loadsite.report.scales import shades
from loadsite.report.words import number, shown, signed

MOST_LIMITS = 1_000


def others(compared: Compared) -> Part:
    """Zones by runs, carbon dioxide by run, limits."""
    blocks: list[Block] = [_prices(compared), _emissions(compared)]
    binding = compared.tables["binding"]
    if len(binding):
        blocks.append(Listing(
            "Limits and rules that began or ceased to bind, against the first run", (
                Column("run", "run"), Column("change", ""), Column("kind", "kind"), Column("label", "limit"),
                Column("year", "year"), Column("shadow_price_before", "worth before", "", 2),
                Column("shadow_price", "shadow_price", "", 2),
                Column("unit", "unit"), Column("origin", "file:line"),
            ), binding.head(MOST_LIMITS), opened=True,
            note="" if len(binding) <= MOST_LIMITS else f"The first {MOST_LIMITS:,} of {len(binding):,}."))  # fmt: skip
    return Part("others", "Prices, emissions, limits", tuple(blocks))


def _prices(compared: Compared) -> Figure:
    table = compared.tables["prices"]
    of_year = table[table["year"] == compared.last_year]
    wide = of_year.pivot_table(index="zone", columns="run", values="price_usd_per_mwh", observed=True)
    wide = wide.reindex(columns=compared.answered)
    wide = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index]
    values = wide.to_numpy(dtype=float)
    tones = shades("price", values.ravel().tolist())
    zones = [shown(zone) for zone in wide.index]
    letters = [compared.letters[run] for run in compared.answered]

    def told(row: int, column: int) -> str:
        change = float(values[row, column] - values[row, 0])
        return (f"Zone {zones[row]}\n{shown(compared.answered[column])}\n{number(float(values[row, column]), 2)} "
                f"USD/MWh, {signed(change, 2)} against {shown(compared.answered[0])}")  # fmt: skip

    return Figure(
        "prices_by_run", f"Price by zone and run in {compared.last_year} [USD/MWh]",
        "Averaged over the load of the zone.", compared.time,
        lambda width: put_below(draw_matrix(zones, letters, values, tones, told, lambda value: number(value, 1), width),
                                in_rows([scale(tones, "USD/MWh")], width)),
        Listing("Prices by run and zone", (
            Column("run", "run"), Column("zone", "zone"), Column("year", "year"),
            Column("price_usd_per_mwh", "price", "USD/MWh", 2), Column("change_usd_per_mwh", "change", "USD/MWh", 2),
        ), table),
    )  # fmt: skip


def _emissions(compared: Compared) -> Figure:
    table = compared.tables["emissions"]
    table = table.assign(mt=table["co2_t"] / 1e6, change=table["change_t"] / 1e6)
    of_year = table[table["year"] == compared.last_year]
    bars = [
        Bar(f"{compared.letters[row.run]} {row.run}",
            [Piece(row.mt, "strong", f"{shown(row.run)}\n{number(row.mt, 2)} Mt, {signed(row.change, 2)} against "
                   f"{shown(compared.answered[0])}")], f"{number(row.mt, 1)} Mt")
        for row in rows(of_year)
    ]  # fmt: skip
    return Figure(
        "emissions_by_run", f"Carbon dioxide of the whole grid in {compared.last_year} [Mt]", "", compared.time,
        lambda width: draw_bars(bars, width, "Mt", 36),
        Listing("Carbon dioxide by run and year", (
            Column("run", "run"), Column("year", "year"), Column("mt", "emitted", "Mt", 2),
            Column("change", "change", "Mt", 2),
        ), table),
    )  # fmt: skip
