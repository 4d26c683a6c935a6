"""The map of one result in one year: what its zones, lines and campuses show and tell."""

from __future__ import annotations

import pandas as pd

from loadsite.export.price_classes import PriceClasses, price_classes
from loadsite.report.map import Area, Dot, Empty, Link, MapPlan
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.words import mw, number, shown


def map_of(run: Run, year: int) -> MapPlan:
    """Zones by price class, lines by limit and loading, campuses by MW with their limits, candidates without one."""
    lines = corridors(run, year)
    zones = run.zones[run.zones["year"] == year]
    classes = classes_of(run)
    names = run.zone_names
    campuses = run.campuses(year)
    empty = run.siting[(run.siting["year"] == year) & ~run.siting["site"].isin(campuses["site"])]
    return MapPlan(
        layers=run.map,
        areas=[
            Area(str(row.zone), classes.tone(row.price_usd_per_mwh),
                 f"{shown(names.get(str(row.zone), 'Zone'))} ({shown(row.zone)})\n"
                 f"{number(row.price_usd_per_mwh, 1)} USD/MWh, average over its load\n{mw(row.campus_mw)} of campus")
            for row in rows(zones)
        ],
        links=[
            Link((str(row.one), str(row.other)), row.limit_mw, row.loading,
                 f"{shown(row.one)} – {shown(row.other)}\nlimit {mw(row.limit_mw)}\nmean loading {row.loading:.0%} in "
                 f"the busier direction\nshadow price {number(row.shadow_price)} USD/MW-year")
            for row in rows(lines)
        ],
        dots=[
            Dot(str(row.site), str(position), row.campus_mw, "campus",
                f"{position} {shown(row.name)}, {shown(row.state)}\n{mw(row.campus_mw)} of at most "
                f"{mw(row.limit_mw)}\n{number(row.full_cost_usd_per_mwh, 2)} USD/MWh full cost, zonal price "
                f"{number(row.zonal_price_usd_per_mwh, 2)}", row.limit_mw)
            for position, row in enumerate(rows(campuses), start=1)
        ],
        empties=[
            Empty(str(row.site), f"{shown(row.name)}, {shown(row.state)}\nno campus; limit {mw(row.limit_mw)}")
            for row in rows(empty)
        ],
        largest_mw=largest_of(run),
        widest_mw=max(1.0, float(lines["limit_mw"].max()) if len(lines) else 1.0),
    )  # fmt: skip


def largest_of(run: Run) -> float:
    """The largest limit of a site that has a campus in some year, at least `PLACED_MW` [MW]."""
    placed = run.siting[run.siting["campus_mw"] >= PLACED_MW]
    return float(max([PLACED_MW, *placed["campus_mw"].tolist(), *placed["limit_mw"].tolist()]))


def classes_of(run: Run) -> PriceClasses:
    """Classes of the prices of all zones and years, the same as in `sites.gpkg`."""
    return price_classes(run.zones["price_usd_per_mwh"].tolist())


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
