"""The grid of `every_family` with everything that not every case has: in it every further family has rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loadsite.inputs.case import COMMITMENT_COLUMNS, Case
from small_cases import every_family


def every_further_family() -> Case:
    """The grid of `every_family` with further physics, all numbers unlike each other."""
    case = every_family()
    for change in (_prices_in_time, _limits_of_zones, _closed_periods, _retirement, _committed, _commitment):
        case = change(case)
    return case


def _prices_in_time(case: Case) -> Case:
    """Gas and the new gas plant pay another price in every hour; two lines have a hurdle rate."""
    hours = np.arange(7)
    added = pd.DataFrame([3.0 * np.cos(hours), 2.0 * np.sin(hours) + 0.1], ["west.gas", "north.new_gas"], hours)
    lines = case.grid.lines.assign(hurdle_usd_per_mwh=[0.0, 1.7, 0.0, 2.9])
    return replace(
        case, fleet=replace(case.fleet, fuel_added_usd_per_mwh=added), grid=replace(case.grid, lines=lines)
    )


def _limits_of_zones(case: Case) -> Case:
    """No more than 333 MW of the things of the west and 77 MW of batteries of the north."""
    limits = pd.DataFrame(
        [["thing", "west", 333.0], ["battery", "north", 77.0]], ["west.thing", "north.battery"],
        ["technology", "zone", "limit_mw"],
    )  # fmt: skip
    return replace(case, build_out=replace(case.build_out, zone_limit=limits))


def _closed_periods(case: Case) -> Case:
    """The first hour of a period follows on its last one."""
    return replace(case, horizon=replace(case.horizon, cyclic=True))


def _retirement(case: Case) -> Case:
    """Coal may be retired from 2030 on but for 55 MW, nuclear from 2035."""
    may = pd.DataFrame([[2030, 55.0], [2035, 0.0]], ["north.coal", "plains.nuclear"], ["from_year", "kept_mw"])
    ramps = case.fleet.generators["ramp_share_per_h"].copy()
    ramps[["west.gas", "plains.hydro", "west.new_solar"]] = [0.4, 0.3, 0.7]
    fleet = replace(case.fleet, retirement=may, generators=case.fleet.generators.assign(ramp_share_per_h=ramps))
    return replace(case, fleet=fleet)


def _committed(case: Case) -> Case:
    """A campus of 120, then 210 MW in Dallas; 15, then 44 MW of new things of the west."""
    sites = replace(case.sites, committed_mw=pd.DataFrame([[120.0, 210.0]], ["dallas"], [2030, 2035]))
    committed = pd.DataFrame([["thing", "west"]], ["west.thing"], ["technology", "zone"])
    least = pd.DataFrame([[15.0, 44.0]], ["west.thing"], [2030, 2035])
    return replace(case, sites=sites, build_out=replace(case.build_out, committed=committed, committed_mw=least))


def _commitment(case: Case) -> Case:
    """Gas of the west, nuclear that may retire and the new gas of the north are committed."""
    table = pd.DataFrame(
        [[0.4, 2, 3, 2.5, 0.13], [0.6, 3, 2, 0.0, 0.0], [0.35, 2, 2, 1.5, 0.08]],
        ["west.gas", "plains.nuclear", "north.new_gas"], list(COMMITMENT_COLUMNS),
    )  # fmt: skip
    usd = pd.DataFrame({2030: [61.0, 240.0, 83.0], 2035: [63.0, 240.0, 85.0]}, table.index)
    heat_rate = case.fleet.generators["heat_rate_mmbtu_per_mwh"].where(lambda rate: rate > 0, 7.3)
    generators = case.fleet.generators.assign(heat_rate_mmbtu_per_mwh=heat_rate)
    return replace(case, fleet=replace(case.fleet, commitment=table, start_usd_per_mw=usd, generators=generators))
