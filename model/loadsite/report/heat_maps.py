"""When power is expensive and when campuses are interrupted: month, or day, by hour of the day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.report.clock import Clock
from loadsite.report.drawing import Drawing
from loadsite.report.figure import FULL, HALF, Column, Figure, Listing, Tabs, by_label
from loadsite.report.heat import HOURS, draw_heat
from loadsite.report.legend import in_rows, scale
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.scales import Shades, shades
from loadsite.report.words import number, shown

ZONES_SHOWN = 6
LEAST_MWH = 1.0


def prices(run: Run, year: int, clock: Clock) -> Figure | Tabs:
    """Prices of the zones with most MW of campus, on one scale; of the most expensive ones where there is none."""
    zones = run.zones[run.zones["year"] == year].sort_values(["campus_mw", "price_usd_per_mwh"], ascending=False)
    placed = zones[zones["campus_mw"] >= PLACED_MW]
    chosen = list((placed if len(placed) else zones)["zone"].head(ZONES_SHOWN))
    table = run.table("prices", ["zone", "price_usd_per_mwh"], year=year)
    by_zone = table["price_usd_per_mwh"].to_numpy().reshape(-1, len(clock.weight_h))
    labels = list(table["zone"].to_numpy().reshape(by_zone.shape)[:, 0])
    cells = {zone: clock.mean(by_zone[labels.index(zone)]) for zone in chosen}
    common = shades("price", np.concatenate([each[~np.isnan(each)] for each in cells.values()]).tolist())
    figures = [
        (shown(zone), _figure(f"prices_{year}_{position}", f"Price in zone {shown(zone)} in {year} [USD/MWh]",
                              f"{clock.row_note} All zones here have one scale.", run.time_by_hour, clock,
                              cells[zone], common, "USD/MWh", FULL))
        for position, zone in enumerate(chosen)
    ]  # fmt: skip
    return by_label("Zone", figures)


def interruptions(run: Run, year: int, clock: Clock) -> list[Figure]:
    """MW interrupted, all campuses together; nothing where next to none are."""
    table = run.table("campuses", ["interrupted_mw"], year=year)
    interrupted = table["interrupted_mw"].to_numpy().reshape(-1, len(clock.weight_h)).sum(axis=0)
    cells = clock.mean(interrupted)
    total = float(interrupted @ clock.weight_h)
    if total < LEAST_MWH:
        return []
    return [_figure(
        f"interruptions_{year}", f"Campus load interrupted in {year} [MW]",
        f"All campuses together; {number(total)} MWh over the year. {clock.row_note}", run.time_by_hour, clock, cells,
        shades("interruption", [0.0, *cells[cells > 0.05].tolist()]), "MW", HALF,
    )]  # fmt: skip


def _figure(
    name: str, title: str, note: str, time: str, clock: Clock, cells: Floats, common: Shades, unit: str,
    size: float,
) -> Figure:
    def draw(width: float) -> Drawing:
        body = draw_heat(clock.rows, cells, common, lambda row, hour: (
            f"{clock.rows[row]}, {hour:02d}:00 UTC\n{number(float(cells[row, hour]), 1)} {unit}"), width)  # fmt: skip
        below = in_rows([scale(common, unit)], width)
        picture = Drawing(width, body.height + 4 + below.height)
        picture.put(body, 0, 0)
        picture.put(below, 0, body.height + 4)
        return picture

    columns = [Column("row", "day" if clock.by_day else "month")]
    columns += [Column(f"{hour:02d}", f"{hour:02d} h", "", 1) for hour in range(HOURS)]
    table = pd.DataFrame(cells, columns=[f"{hour:02d}" for hour in range(HOURS)])
    table.insert(0, "row", clock.rows)
    behind = Listing(f"{title}, by hour of the day in UTC", tuple(columns), table)
    return Figure(name, title, note, time, draw, behind, size)
