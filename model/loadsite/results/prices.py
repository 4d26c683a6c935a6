"""Prices: what one more MWh costs, by zone and hour, and at each campus. [USD/MWh]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Hosting
from loadsite.results.families import USD_PER_MW, Axes, Solved, long_table


class NoPrices(LoadsiteError):
    """Prices were asked of a program that minimises no cost."""


def prices(solved: Solved) -> pd.DataFrame:
    """zone, year, snapshot, time_utc, price_usd_per_mwh.

    NoPrices when hosting: the most MW that fit have no cost; `loadsite.run.answer` prices them in a second solve.
    """
    axes: Axes = {"zone": solved.case.grid.zones.index, "year": solved.years, "snapshot": solved.hours.index}
    return long_table(axes, {"price_usd_per_mwh": zone_prices(solved)}, {"snapshot": solved.hours})


def zone_prices(solved: Solved) -> Floats:
    """Zone by year by snapshot: dual of the balance over weight and present value. [USD/MWh]"""
    if isinstance(solved.case.placement, Hosting):
        raise NoPrices(f"{solved.case.name}: the most MW that fit have no prices; they come from a least-cost solve")
    return _once(solved, "balance")


def price_of_zone(solved: Solved) -> Floats:
    """Site by year by snapshot: the price of the zone that the site lies in. [USD/MWh]"""
    at = solved.case.grid.zones.index.get_indexer(pd.Index(solved.case.sites.sites["zone"]))
    return np.asarray(zone_prices(solved)[at])


def campus_prices(solved: Solved) -> Floats:
    """Site by year by snapshot: the price of the zone, or behind the meter where there is on-site generation. [USD/MWh]

    Behind the meter it is the marginal value of power, not a cost: off the grid it holds what another MW of campus,
    which the target asks for, is worth.
    """
    sites = solved.case.sites.sites
    at_campus = price_of_zone(solved)
    behind_the_meter = sites.index.get_indexer(pd.Index(solved.labels("grid_withdrawal")))
    # One more MW asked for raises the right side of the balance behind the meter.
    at_campus[behind_the_meter] = _once(solved, "onsite_balance")
    return at_campus


def _once(solved: Solved, family: str) -> Floats:
    rows = solved.program.row_block(family)
    return np.asarray(rows.of(solved.solution.row_dual) / solved.once(rows) * USD_PER_MW + 0.0)
