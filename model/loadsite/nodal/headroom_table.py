"""Headroom of buses as tables: by bus and hour, and by bus the least of all hours."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from loadsite.nodal.headroom import BusHeadroom
from loadsite.nodal.limits import Limits

GENERATION = "generation"
BRANCH = "branch"


def headroom_table(limits: Limits, found: Sequence[BusHeadroom]) -> pd.DataFrame:
    """A row for every bus and hour: its headroom, the limit that stops it, and MW let in by one more MW of that."""
    grid = limits.network.grid
    buses = grid.buses
    rows = []
    for each in found:
        stop = each.stops[0] if each.stops else None
        bus = buses.iloc[each.bus]
        rows.append({
            "bus": str(buses.index[each.bus]), "name": bus["name"], "base_kv": float(bus["base_kv"]),
            "area": bus["area"], "longitude": float(bus["longitude"]), "latitude": float(bus["latitude"]),
            "snapshot": each.snapshot, "headroom_mw": max(0.0, each.mw), "stopped_by": BRANCH if stop else GENERATION,
            "branch": str(grid.branches.index[stop.key.branch]) if stop else "",
            "outage": str(grid.branches.index[stop.key.outage]) if stop and stop.key.outage >= 0 else "",
            "mw_per_mw_of_branch": stop.mw_per_mw if stop else 0.0,
            "upgraded_mw": float("nan") if each.upgraded_mw is None else each.upgraded_mw, "rows": each.rows,
            "limits_checked": each.candidates, "limits_raised": len(each.raised), "largest_error": each.largest_error,
        })  # fmt: skip
    return pd.DataFrame(rows)


def raised_limits_table(limits: Limits, found: Sequence[BusHeadroom]) -> pd.DataFrame:
    """Limits after outages that an hour cannot keep even without a campus, and by how much they were raised [MW]."""
    rows = {(each.snapshot, limits.label(key)): mw for each in found for key, mw in each.raised}
    return pd.DataFrame([{"snapshot": hour, "limit": label, "raised_mw": mw} for (hour, label), mw in rows.items()],
                        columns=["snapshot", "limit", "raised_mw"])  # fmt: skip


def least_of_hours(table: pd.DataFrame) -> pd.DataFrame:
    """By bus the row of the hour in which its headroom is least, the first of them."""
    least = table.groupby("bus", sort=False)["headroom_mw"].idxmin()
    return table.loc[least].reset_index(drop=True)


def hosting_shares(table: pd.DataFrame, sizes_mw: Sequence[float]) -> pd.DataFrame:
    """Share of the buses that can have campuses of those sizes."""
    return pd.DataFrame({
        "campus_mw": list(sizes_mw), "buses": [int((table["headroom_mw"] >= mw).sum()) for mw in sizes_mw],
        "share": [float((table["headroom_mw"] >= mw).mean()) for mw in sizes_mw],
    })  # fmt: skip
