"""The worked case made scarce and windy, so that nothing in its answer is zero, equal or symmetric by accident.

Two model years of unequal present value, two runs of six hours of unequal weight. There is wind that nobody takes, load
that nobody serves, campuses that are interrupted and some that fall short; something of every kind is built; one
market misses its reserve margin and the other just keeps it; layers of the scenario charge and limit; one rule binds,
one is broken at its price, one is far away.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loadsite.inputs.case import Case, Contract, Prices, Target
from loadsite.origin import Origin
from rules_of import with_rules
from worked_case import INF, YEARS, by_year, worked_case

RULES = """rules:
  - {name: dry, rule: "water_use <= 35 Mm3", each: year, source: made up}
  - {name: prairie_share, rule: "campus_mw[site=prairie] >= 42% * campus_mw", each: year, soft: 9000 USD/MW}
  - {name: far_away, rule: "campus_mw[state=NM] <= 900 MW", each: year}
"""


def rich_case() -> Case:
    """Every family of decisions is used, and most limits bind somewhere."""
    case = worked_case("rich")
    grid, fleet, storage_fleet, sites = case.grid, case.fleet, case.storage_fleet, case.sites
    load = grid.load_mw.copy()
    load.loc["east", 6] *= 1.46
    load.loc["east", 10] *= 1.06
    load.loc["west", [0, 1]] *= 0.55
    standing = fleet.existing_mw.copy()
    standing.loc["west.wind"] = [2600.0, 2500.0]
    standing.loc["east.gas_cc"] = [1400.0, 1150.0]
    allowed = fleet.build_limit_mw.copy()
    allowed.loc["east.new_nuclear"] = [0.0, 130.0]
    shape = sites.load_shape * np.array([[1.0], [0.97], [0.95], [1.02]])
    shape.loc["mine", [3, 9]] = [1.42, 1.37]
    running = fleet.variable_usd_per_mwh.copy()
    running.loc["east.new_nuclear"] = [3.4, 3.6]
    running.loc["west.new_wind"] = [0.2, 0.3]
    exclusions = pd.DataFrame(
        {
            "site": ["prairie", "mine"],
            "reason": ["aquifer", "grassland"],
            "limit_mw": [INF, 120.0],
            "usd_per_mw_year": [2_400.0, 3_100.0],
            "origin": [Origin("layers/water.geojson", 3), Origin("layers/grass.geojson", 7)],
        }
    )
    changed = replace(
        case,
        placement=Target(pd.Series({2030: 620.0, 2035: 1300.0}), 900_000.0),
        contract=Contract(0.3, 0.012, 90.0, 2250.0),
        prices=Prices(1_050.0, 65_000.0, 20.0),
        grid=replace(
            grid,
            load_mw=load,
            corridors=grid.corridors.assign(build_usd_per_mw_year=[6_000.0, 11_000.0]),
            corridor_limit_mw=by_year(
                grid.corridors.index, **{"east-west": [150.0, 350.0], "east-south": [0.0, 40.0]}
            ),
            lines=grid.lines.assign(loss_share=[0.02, 0.03, 0.05, 0.04]),
            peak_load_mw=by_year(grid.peak_load_mw.index, PLAINS=[3300.0, 4300.0], GULF=[1200.0, 1350.0]),
        ),
        fleet=replace(fleet, existing_mw=standing, build_limit_mw=allowed, variable_usd_per_mwh=running),
        storage_fleet=replace(storage_fleet, build_usd_per_mw_year=by_year(
            storage_fleet.storage.index, **{"east.battery": 0.0, "south.new_battery": [21_000.0, 19_000.0]})),
        sites=replace(
            sites,
            sites=sites.sites.assign(onsite_mw=[0.0, 0.0, 60.0, 12.0], onsite_limit_mw=[0.0, 0.0, 150.0, 70.0]),
            exclusions=exclusions,
            limit_mw=sites.limit_mw.clip(upper=pd.Series([INF, INF, INF, 120.0], sites.limit_mw.index), axis=0),
            load_shape=shape,
            onsite_build_usd_per_mw_year=by_year(
                sites.sites.index, prairie=0, harbour=0, refinery=[64e3, 61e3], mine=[95e3, 91e3]),
            onsite_usd_per_mwh=by_year(
                sites.sites.index, prairie=0, harbour=0, refinery=[45.0, 48.0], mine=[23.0, 39.0]),
        ),
    )  # fmt: skip
    assert list(changed.horizon.years.index) == YEARS
    return with_rules(changed, RULES)
