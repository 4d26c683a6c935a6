"""What power costs at each campus, split by what it is paid for. [USD/MWh served]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Solved, long_table
from loadsite.results.prices import price_of_zone, zone_prices

LEAST_MW = 1.0
"""Of a campus with less, nothing is told: its parts are divided by next to nothing."""


PARTS = ("energy", "congestion", "capacity", "connection", "onsite", "interruption", "unserved")
"""What the full cost of campus power is made of; see `campus_costs`."""


def campus_costs(solved: Solved, hours: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """site, year, served_mwh, zonal_price_usd_per_mwh, and in USD/MWh PARTS and full_cost_usd_per_mwh, their sum.

    A row per campus of at least 1 MW. `hours` is the table `campuses`, `sites` the table `siting`.

    energy        what it draws from the grid, at the average price of all load in that hour
    congestion    the same, at the price of its zone less that average: what lines and their losses add, or take off
    capacity      its part of the reserve margin, at the price of firm capacity; the penalty where its market is short
    connection    the annuity of its connection, and what the scenario's layers charge for the place
    onsite    fuel, variable cost, emissions, annuities and fixed cost of what it has built behind the meter
    interruption  what is interrupted, at the strike price
    unserved      what is left unserved behind the meter, at the value of lost load

    The shadow price of the target is no part of it. The zonal price is that of its zone, whether it draws or not.
    """
    labels = solved.case.sites.sites.index
    shape = (len(labels), len(solved.years), len(solved.weight_h))
    column = {name: hours[name].to_numpy(dtype=float).reshape(shape) for name in
              ("requested_mw", "interrupted_mw", "unserved_mw", "grid_withdrawal_mw")}  # fmt: skip
    served = (column["requested_mw"] - column["interrupted_mw"] - column["unserved_mw"]) @ solved.weight_h
    by_site = {name: sites[name].to_numpy(dtype=float).reshape(shape[:2]) for name in
               ("requested_mwh", "interrupted_mwh", "unserved_mwh", "capacity_usd_per_mwh", "connection_usd",
                "site_charge_usd", "zonal_price_usd_per_mwh")}  # fmt: skip
    grid_withdrawal = column["grid_withdrawal_mw"] * solved.weight_h
    everywhere, here = _average_price(solved), price_of_zone(solved)
    paid = {
        "energy": (grid_withdrawal * everywhere).sum(axis=2),
        "congestion": (grid_withdrawal * (here - everywhere)).sum(axis=2),
        "capacity": by_site["capacity_usd_per_mwh"] * by_site["requested_mwh"],
        "connection": by_site["connection_usd"] + by_site["site_charge_usd"],
        "onsite": _onsite_usd(solved),
        "interruption": by_site["interrupted_mwh"] * solved.case.contract.interruption_usd_per_mwh,
        "unserved": by_site["unserved_mwh"] * solved.case.prices.value_of_lost_load_usd_per_mwh,
    }
    known = served > 0.0
    per_mwh = {f"{name}_usd_per_mwh": np.divide(paid[name], served, out=np.zeros_like(served), where=known)
               for name in PARTS}  # fmt: skip
    values = {"served_mwh": served, "zonal_price_usd_per_mwh": by_site["zonal_price_usd_per_mwh"], **per_mwh,
              "full_cost_usd_per_mwh": sum(per_mwh.values())}  # fmt: skip
    table: pd.DataFrame = long_table({"site": labels, "year": solved.years}, values)
    stands = (solved.value("campus") >= LEAST_MW) & known
    kept: pd.DataFrame = table.loc[stands.reshape(-1)]
    return kept.reset_index(drop=True)


def with_full_cost(sites: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """The table `siting` with the full cost of campus power of each site; missing (NaN) where no campus stands."""
    of_site = costs.set_index(["site", "year"])["full_cost_usd_per_mwh"]
    at = pd.MultiIndex.from_arrays([sites["site"].astype(object), sites["year"]])
    told = of_site.set_axis(pd.MultiIndex.from_arrays([costs["site"].astype(object), costs["year"]])).reindex(at)
    return sites.assign(full_cost_usd_per_mwh=told.to_numpy(dtype=float))


def _average_price(solved: Solved) -> Floats:
    """Year by snapshot: price of all zones, each counted by its load; all alike where there is none [USD/MWh]."""
    grid = solved.case.grid
    load = grid.load_mw.to_numpy(dtype=float)[:, None, :] * grid.load_factor.to_numpy(dtype=float)[:, :, None]
    counted = np.where(load.sum(axis=0) > 0.0, load, 1.0)
    return np.asarray((zone_prices(solved) * counted).sum(axis=0) / counted.sum(axis=0))


def _onsite_usd(solved: Solved) -> Floats:
    """Site by year: what on-site generation costs in the year [USD]."""
    case, sites = solved.case, solved.case.sites
    labels = sites.sites.index
    energy = solved.on("onsite_generation", labels) @ solved.weight_h
    emitted = sites.sites["onsite_co2_t_per_mwh"].to_numpy(dtype=float)[:, None] * case.prices.co2_usd_per_t
    operation = energy * (sites.onsite_usd_per_mwh.to_numpy(dtype=float) + emitted)
    annuities = sites.onsite_build_usd_per_mw_year.to_numpy(dtype=float)
    return np.asarray(operation + np.cumsum(solved.on("onsite_built", labels) * annuities, axis=1))
