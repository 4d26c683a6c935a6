"""What power costs at each campus, split by what it is paid for. [USD/MWh served]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Solved, long_table
from loadsite.results.prices import zone_prices

LEAST_MW = 1.0
"""Of a campus with less, nothing is told: its parts are divided by next to nothing."""


def campus_costs(solved: Solved, hours: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """site, year, served_mwh, and in USD/MWh energy, congestion, capacity, connection, own_supply and their total.

    A row per campus of at least 1 MW. `hours` is the table `campuses`, `sites` the table `siting`.

    energy      what it draws from the grid, at the average price of all load in that hour
    congestion  the same, at the price of its zone less that average: what lines and their losses add, or take off
    capacity    its part of the reserve margin, at the price of firm capacity
    connection  the annuity of its connection, and what the scenario's layers charge for the place
    own_supply  fuel, variable cost, emissions, annuities and fixed cost of what it has built behind the meter
    """
    labels = solved.case.sites.sites.index
    shape = (len(labels), len(solved.years), len(solved.weight_h))
    column = {name: hours[name].to_numpy(dtype=float).reshape(shape) for name in
              ("asked_mw", "paused_mw", "unserved_mw", "drawn_mw")}  # fmt: skip
    served = (column["asked_mw"] - column["paused_mw"] - column["unserved_mw"]) @ solved.weight_h
    by_site = {name: sites[name].to_numpy(dtype=float).reshape(shape[:2]) for name in
               ("asked_mwh", "capacity_usd_per_mwh", "connection_usd", "site_charge_usd")}  # fmt: skip
    drawn = column["drawn_mw"] * solved.weight_h
    everywhere, here = _average_price(solved), _price_at(solved)
    paid = {
        "energy": (drawn * everywhere).sum(axis=2),
        "congestion": (drawn * (here - everywhere)).sum(axis=2),
        "capacity": by_site["capacity_usd_per_mwh"] * by_site["asked_mwh"],
        "connection": by_site["connection_usd"] + by_site["site_charge_usd"],
        "own_supply": _own_supply_usd(solved),
    }
    known = served > 0.0
    per_mwh = {f"{name}_usd_per_mwh": np.divide(usd, served, out=np.zeros_like(served), where=known)
               for name, usd in paid.items()}  # fmt: skip
    values = {"served_mwh": served, **per_mwh, "total_usd_per_mwh": sum(per_mwh.values())}
    table: pd.DataFrame = long_table({"site": labels, "year": solved.years}, values)
    stands = (solved.value("campus") >= LEAST_MW) & known
    kept: pd.DataFrame = table.loc[stands.reshape(-1)]
    return kept.reset_index(drop=True)


def _average_price(solved: Solved) -> Floats:
    """Year by snapshot: price of all zones, each counted by its load; all alike where there is none [USD/MWh]."""
    grid = solved.case.grid
    load = grid.load_mw.to_numpy(dtype=float)[:, None, :] * grid.load_factor.to_numpy(dtype=float)[:, :, None]
    counted = np.where(load.sum(axis=0) > 0.0, load, 1.0)
    return np.asarray((zone_prices(solved) * counted).sum(axis=0) / counted.sum(axis=0))


def _price_at(solved: Solved) -> Floats:
    """Site by year by snapshot: price of the zone [USD/MWh]."""
    at = solved.case.grid.zones.index.get_indexer(pd.Index(solved.case.sites.sites["zone"]))
    return np.asarray(zone_prices(solved)[at])


def _own_supply_usd(solved: Solved) -> Floats:
    """Site by year: what supply behind the meter costs in the year [USD]."""
    case, sites = solved.case, solved.case.sites
    labels = sites.sites.index
    energy = solved.on("own_generation", labels) @ solved.weight_h
    emitted = sites.sites["own_supply_co2_t_per_mwh"].to_numpy(dtype=float)[:, None] * case.prices.co2_usd_per_t
    operation = energy * (sites.own_supply_usd_per_mwh.to_numpy(dtype=float) + emitted)
    annuities = sites.own_supply_build_usd_per_mw_year.to_numpy(dtype=float)
    return np.asarray(operation + np.cumsum(solved.on("own_supply_built", labels) * annuities, axis=1))
