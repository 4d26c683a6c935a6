"""Side by side, part 4: prices and emissions of every run, and the limits that began or ceased to bind."""

from __future__ import annotations

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Figure, Listing, Part
from loadsite.report.legend import in_rows, put_below, scale
from loadsite.report.matrix import Cell, draw_matrix
from loadsite.report.rows import rows
from loadsite.report.scales import changes
from loadsite.report.words import number, shown, signed

MOST_LIMITS = 1_000


def others(compared: Compared) -> Part:
    """Zones by runs, carbon dioxide by run, limits."""
    blocks: list[Block] = [_prices(compared), *([_emissions(compared)] if len(compared.answered) > 1 else [])]
    binding = compared.tables["binding"]
    if len(binding):
        blocks.append(Listing(
            "Limits and rules that began or ceased to bind, against the baseline case", (
                Column("run", "run"), Column("change", ""), Column("kind", "kind"), Column("label", "limit"),
                Column("year", "year"), Column("shadow_price_before", "shadow price before", "", 2),
                Column("shadow_price", "shadow price", "", 2),
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
    levels = wide.to_numpy(dtype=float)
    shown_as = compared.against_baseline(wide).to_numpy(dtype=float)
    tones = changes(shown_as[:, 1:].ravel().tolist())
    zones = [shown(zone) for zone in wide.index]
    heads = [compared.labels[run] for run in compared.answered]

    def cell(row: int, column: int) -> Cell:
        value, level = float(shown_as[row, column]), float(levels[row, column])
        tip = f"Zone {zones[row]}\n{shown(compared.answered[column])}\n{number(level, 2)} USD/MWh"
        if column == 0:
            return Cell("land", number(value, 1), f"{tip}, baseline case")
        said = f"{tip}, {signed(value, 2)} against {shown(compared.baseline)}"
        return Cell(tones.tone(value), signed(value, 1), said)

    def draw(width: float) -> Drawing:
        body = draw_matrix(zones, heads, cell, width)
        return put_below(body, in_rows([scale(tones, "change [USD/MWh]")], width))

    return Figure(
        "prices_by_run",
        f"Price by zone in {compared.last_year}: baseline case, and change in each other run [USD/MWh]",
        "Averaged over the load of the zone. First column: level of the baseline case.", compared.time, draw,
        Listing("Prices by run and zone", (
            Column("run", "run"), Column("zone", "zone"), Column("year", "year"),
            Column("price_usd_per_mwh", "price", "USD/MWh", 2), Column("change_usd_per_mwh", "change", "USD/MWh", 2),
        ), table),
    )  # fmt: skip


def _emissions(compared: Compared) -> Figure:
    table = compared.tables["emissions"]
    table = table.assign(mt=table["co2_t"] / 1e6, change=table["change_t"] / 1e6)
    of_year = table[table["year"] == compared.last_year]
    baseline = float(of_year.set_index("run")["mt"].loc[compared.baseline])
    bars = [
        Bar(row.run, [Piece(row.change, "change-6" if row.change > 0 else "change-0",
                            f"{shown(row.run)}\n{number(row.mt, 2)} Mt, {signed(row.change, 2)} against "
                            f"{shown(compared.baseline)}")], f"{signed(row.change, 1)} Mt")
        for row in rows(of_year) if row.run != compared.baseline
    ]  # fmt: skip
    return Figure(
        "emissions_by_run", f"Change of carbon dioxide of the whole grid in {compared.last_year} [Mt]",
        f"Baseline case, {shown(compared.baseline)}: {number(baseline, 1)} Mt.", compared.time,
        lambda width: draw_bars(bars, width, "Mt", 36),
        Listing("Carbon dioxide by run and year", (
            Column("run", "run"), Column("year", "year"), Column("mt", "emitted", "Mt", 2),
            Column("change", "change", "Mt", 2),
        ), table),
    )  # fmt: skip
