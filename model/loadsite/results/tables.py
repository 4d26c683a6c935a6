"""Results: everything a solved case says, as labelled tables in MW, MWh and USD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Final

import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.inputs.case import Case, Target
from loadsite.results import capacity, operation
from loadsite.results.build_out import build_out
from loadsite.results.campus_costs import campus_costs, with_full_cost
from loadsite.results.costs import costs
from loadsite.results.emissions import emissions
from loadsite.results.families import Solved
from loadsite.results.further import further
from loadsite.results.limits import limits
from loadsite.results.one_more import Slopes
from loadsite.results.place_names import beside, market_names, with_time_zone, zone_names
from loadsite.results.prices import NoPrices, campus_prices, prices
from loadsite.results.reliability import reliability, reliability_by_market
from loadsite.results.rules import rules
from loadsite.results.samples import samples
from loadsite.results.shadow_prices import families, hourly_shadow_prices, shadow_prices
from loadsite.results.siting import shortfall, siting, siting_by, zone_ranges
from loadsite.results.zone_years import zone_years
from loadsite.solve.solution import Solution
from loadsite.solve.ties import Spreads

HOURLY = "hourly_shadow_prices"


@dataclass(frozen=True)
class Results:
    """One table per question; the functions that make them say their columns.

    Hourly tables are in MW of the hour and name the hour by `snapshot` and `time_utc`; `snapshots` holds how many hours
    of the year each stands for.
    """

    siting: pd.DataFrame
    siting_by_state: pd.DataFrame
    siting_by_market: pd.DataFrame
    siting_by_zone: pd.DataFrame
    zone_ranges: pd.DataFrame
    shortfall: pd.DataFrame
    reliability: pd.DataFrame
    reliability_by_market: pd.DataFrame
    built: pd.DataFrame
    capacity: pd.DataFrame
    storage_boundaries: pd.DataFrame
    adequacy: pd.DataFrame
    costs: pd.DataFrame
    samples: pd.DataFrame
    build_out: pd.DataFrame
    campus_costs: pd.DataFrame
    zone_years: pd.DataFrame
    emissions: pd.DataFrame
    limits: pd.DataFrame
    rules: pd.DataFrame
    shadow_prices: pd.DataFrame
    families: pd.DataFrame
    snapshots: pd.DataFrame
    dispatch: pd.DataFrame
    flows: pd.DataFrame
    storage: pd.DataFrame
    campuses: pd.DataFrame
    prices: pd.DataFrame
    balance: pd.DataFrame
    hourly_shadow_prices: Mapping[str, pd.DataFrame]
    further: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """tables of what not every case has"""

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Every table under the name it is stored by; hourly shadow prices as `hourly_shadow_prices/<family>`."""
        named = {name: getattr(self, name) for name in TABLE_NAMES}
        hourly = {f"{HOURLY}/{name.replace(' ', '_')}": table for name, table in self.hourly_shadow_prices.items()}
        return named | dict(self.further) | hourly


TABLE_NAMES: Final = tuple(each.name for each in fields(Results) if each.name not in (HOURLY, "further"))
"""Tables that every result has."""


def tables(case: Case, program: LinearProgram, solution: Solution, spreads: Spreads = ()) -> Results:
    """The results of a least-cost program; `spreads` are of the zones that may have campuses, where they are known.

    Raises:
        NoPrices: the case seeks the most MW that fit; `loadsite.run.answer` goes on to the least cost of them.
    """
    if not isinstance(case.placement, Target):
        raise NoPrices(f"{case.name}: a program that minimises no cost has no prices and no costs to tell")
    solved = Solved(case, program, solution)
    hours = operation.campuses(solved, campus_prices(solved))
    reserve = capacity.adequacy(solved)
    slopes = Slopes(solved)
    limited = limits(solved, slopes)
    bare = siting(solved, hours, reserve, limited)
    power = campus_costs(solved, hours, bare)
    sites = with_full_cost(bare, power)
    balance, dispatch = operation.balance(solved), operation.dispatch(solved)
    standing, short = capacity.capacity(solved), shortfall(solved, case.placement, slopes)
    by_market = reliability_by_market(solved, reserve, standing, balance, hours)
    return Results(
        siting=sites,
        siting_by_state=siting_by(sites, "state"),
        siting_by_market=beside(siting_by(sites, "market"), "market", market_names(solved.case)),
        siting_by_zone=with_time_zone(beside(siting_by(sites, "zone"), "zone", zone_names(solved.case)), solved.case),
        zone_ranges=zone_ranges(solved, spreads),
        shortfall=short,
        reliability=reliability(solved, by_market, balance, hours, short),
        reliability_by_market=beside(by_market, "market", market_names(solved.case)),
        built=capacity.built(solved),
        capacity=standing,
        storage_boundaries=capacity.storage_boundaries(solved),
        adequacy=beside(reserve, "market", market_names(solved.case)),
        costs=costs(solved),
        samples=samples(solved),
        build_out=build_out(solved, limited),
        campus_costs=power,
        zone_years=zone_years(solved, balance, dispatch),
        emissions=emissions(solved),
        limits=limited,
        rules=rules(solved, slopes),
        shadow_prices=shadow_prices(solved),
        families=families(solved),
        snapshots=case.horizon.snapshots.rename_axis("snapshot").reset_index(),
        dispatch=dispatch,
        flows=operation.flows(solved),
        storage=operation.storage(solved),
        campuses=hours,
        prices=prices(solved),
        balance=balance,
        hourly_shadow_prices=MappingProxyType(hourly_shadow_prices(solved)),
        further=MappingProxyType(further(solved)),
    )
