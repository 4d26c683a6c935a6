"""The map of one result in one year: what its zones, lines and campuses show and tell."""

from __future__ import annotations

import pandas as pd

from loadsite.report.map import Area, Dot, Link, MapPlan
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.scales import Shades, shades
from loadsite.report.words import mw, number, shown


def map_of(run: Run, year: int) -> MapPlan:
    """Zones and campuses by price on one scale, lines by limit and loading."""
    lines = corridors(run, year)
    zones = run.zones[run.zones["year"] == year]
    largest = float(run.siting["campus_mw"].max())
    return MapPlan(
        layers=run.map,
        areas=[
            Area(str(row.zone), row.price_usd_per_mwh,
                 f"Zone {shown(row.zone)}\n{number(row.price_usd_per_mwh, 1)} USD/MWh, average over its load\n"
                 f"{mw(row.campus_mw)} of campus")
            for row in rows(zones)
        ],
        links=[
            Link((str(row.one), str(row.other)), row.limit_mw, row.loading,
                 f"{shown(row.one)} – {shown(row.other)}\nlimit {mw(row.limit_mw)}\nmean loading {row.loading:.0%} in "
                 f"the busier direction\none more MW saves {number(row.shadow_price)} USD a year")
            for row in rows(lines)
        ],
        dots=[
            Dot(str(row.site), str(position), row.campus_mw, row.zonal_price_usd_per_mwh,
                f"{position} {shown(row.name)}, {shown(row.state)}\n{mw(row.campus_mw)} of at most "
                f"{mw(row.limit_mw)}\n{number(row.full_cost_usd_per_mwh, 2)} USD/MWh full cost, zonal price "
                f"{number(row.zonal_price_usd_per_mwh, 2)}")
            for position, row in enumerate(rows(run.campuses(year)), start=1)
        ],
        shades=price_shades(run),
        largest_mw=max(largest, PLACED_MW),
        widest_mw=max(1.0, float(lines["limit_mw"].max()) if len(lines) else 1.0),
    )  # fmt: skip


def price_shades(run: Run) -> Shades:
    """One scale for zones and campuses, over all years."""
    placed = run.siting.loc[run.siting["campus_mw"] >= PLACED_MW, "zonal_price_usd_per_mwh"]
    return shades("price", [*run.zones["price_usd_per_mwh"], *placed])


def corridors(run: Run, year: int) -> pd.DataFrame:
    """one, other, limit_mw, loading, shadow_price: both directions together, by the larger limit and the busier way.

    `loading` is what is sent over the year as a share of the limit in every hour; `shadow_price` what one more MW of
    either direction saves [USD/MW-year].
    """
    lines = run.table("capacity")
    lines = lines[(lines["kind"] == "line") & (lines["year"] == year)]
    shadow_price = run.table("limits")
    shadow_price = shadow_price[(shadow_price["kind"] == "transfer limit") & (shadow_price["year"] == year)].set_index(
        "label")
    hours = float(run.snapshots["weight_h"].sum())
    ends = run.table("flows", ["line", "from_zone", "to_zone"], hours=(0, 0)).drop_duplicates("line")
    ends = ends.astype(object).set_index("line").loc[list(lines["label"])]
    one, other = ends.min(axis=1).to_numpy(), ends.max(axis=1).to_numpy()
    possible = lines["capacity_mw"].to_numpy() * hours
    table = pd.DataFrame({
        "one": one, "other": other, "limit_mw": lines["capacity_mw"].to_numpy(),
        "loading": [sent / most if most > 0 else 0.0 for sent, most in zip(lines["energy_mwh"], possible, strict=True)],
        "shadow_price": shadow_price["shadow_price_usd_per_mw_year"].loc[list(lines["label"])].to_numpy(),
    })  # fmt: skip
    return table.groupby(["one", "other"], as_index=False, sort=True).max()
