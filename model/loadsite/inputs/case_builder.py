"""From a scenario file to one checked Case."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path, PurePath
from types import MappingProxyType

import pandas as pd

from loadsite.errors import InputError
from loadsite.inputs.build_out import build_out
from loadsite.inputs.calendar import window
from loadsite.inputs.case import Case, Contract, Hosting, Prices, Risk, Target
from loadsite.inputs.case_check import check_case
from loadsite.inputs.case_fleet import build_fleet
from loadsite.inputs.case_grid import build_grid
from loadsite.inputs.case_sites import build_sites
from loadsite.inputs.case_storage import build_storage_fleet
from loadsite.inputs.fuel import check_fuel_price_years
from loadsite.inputs.given_periods import given_periods
from loadsite.inputs.horizon import build_horizon
from loadsite.inputs.limitations import limitations
from loadsite.inputs.measured import measured_words
from loadsite.inputs.new_build import candidates, technology_costs
from loadsite.inputs.origins import origins
from loadsite.inputs.plausibility.report import findings
from loadsite.inputs.problems import Problems
from loadsite.inputs.representative import YearInHours
from loadsite.inputs.rules.resolve import resolve_rules
from loadsite.inputs.rules.trivial import trivial_rules
from loadsite.inputs.samples import Sample, read_samples
from loadsite.inputs.scenario import Scenario
from loadsite.inputs.scenario_file import ScenarioFile, open_scenario
from loadsite.inputs.sources import Sources, gather_sources
from loadsite.inputs.vintages import by_vintage


def read_case(scenario_path: Path) -> Case:
    """Read a scenario, its plan and its sites folder into one checked, frozen Case.

    Raises:
        InputError: everything that is wrong in the scenario; or in the plan and the sites folder; or in how they fit
            together, each with file, line, column or column name, value and what was expected.
    """
    return case_of(open_scenario(scenario_path))


def case_of(opened: ScenarioFile) -> Case:
    """Read all that a scenario refers to into one Case; see `read_case`."""
    return build_case(*gather_sources(opened))


def build_case(sources: Sources, of_rules: Problems | None = None) -> Case:
    """Put what was read together; `of_rules` is what is wrong in the text of its rules. See `read_case`."""
    of_rules = Problems() if of_rules is None else of_rules
    try:
        case = _without_rules(sources)
    except InputError as error:
        of_rules.take(error)
        raise of_rules.error() from None
    rules = resolve_rules(sources.rules, case, of_rules)
    of_rules.raise_if_any()
    said = dict(case.origins)
    said.update({("rules", rule.name): rule.origin for rule in rules})
    found = (*findings(sources, case), *trivial_rules(rules, sources.rules, case))
    return replace(case, rules=rules, origins=MappingProxyType(said), findings=found)


def _without_rules(sources: Sources) -> Case:
    """Put what was read together, but for the rules."""
    opened, scenario, problems = sources.opened, sources.scenario, Problems()
    hours_wanted = window(opened, problems)
    samples = read_samples(sources, hours_wanted, problems)
    given = given_periods(sources, problems)
    problems.raise_if_any()
    time = build_horizon(scenario, hours_wanted, [_year_in_hours(sources, sample) for sample in samples], given)
    costs = technology_costs(sources, problems)
    check_fuel_price_years(sources, problems)
    new, new_storage = (
        by_vintage(candidates(sources, dispatch, kind), costs, scenario.base_year, sources.years)
        for dispatch, kind in ((("firm", "profile"), "generator"), (("storage",), "storage")))
    hours = time.hours - samples[0].begin  # 0 but for a window of a single load year
    at_snapshots = pd.concat([sample.availability for sample in samples]).iloc[hours]
    grid = build_grid(sources, samples, hours, problems)
    fleet = build_fleet(sources, new, costs, at_snapshots, problems)
    storage_fleet = build_storage_fleet(sources, new_storage, costs)
    sites = build_sites(sources, time.horizon.snapshots, costs, problems)
    problems.raise_if_any()
    case = Case(
        name=scenario.name,
        placement=_placement(scenario),
        contract=Contract(
            scenario.campus.interruptible_share, scenario.campus.interruption_energy_share,
            scenario.campus.interruption_usd_per_mwh,
            scenario.campus.watts_per_chip,
        ),
        prices=Prices(
            scenario.prices.value_of_lost_load_usd_per_mwh, scenario.prices.capacity_shortfall_usd_per_mw_year,
            scenario.prices.co2_usd_per_t),
        horizon=replace(time.horizon, resolution=time.horizon.resolution + measured_words(
            scenario, opened.files.hashes, PurePath(opened.source.shown).name)),
        grid=grid,
        fleet=fleet,
        storage_fleet=storage_fleet,
        build_out=build_out(sources, pd.concat([new, new_storage])),
        sites=sites,
        origins=MappingProxyType(origins(sources, new, new_storage)),
        input_hashes=MappingProxyType(dict(sorted(opened.files.hashes.items()))),
        cost_year=scenario.cost_year,
        limitations=limitations(sources, samples, len(grid.lines)),
        risk=None if scenario.risk is None else Risk(scenario.risk.level, scenario.risk.weight),
    )
    check_case(case)
    return case


def _placement(scenario: Scenario) -> Target | Hosting:
    if scenario.place is None:
        assert scenario.host is not None
        return Hosting(scenario.host.unserved_limit_share)
    target = pd.Series(scenario.place.target_mw, dtype=float).reindex(pd.Index(scenario.years, name="year"))
    price = scenario.place.shortfall_usd_per_mw_year
    return Target(target, inf if price is None else price, scenario.place.unserved_limit_share)


def _year_in_hours(sources: Sources, sample: Sample) -> YearInHours:
    """Load by market, and output of today's fleets by weather profile.

    A profile that no fleet follows yet counts as one of 1 MW in each zone.
    """
    zones, load_mw, availability = sources.zones, sample.load_mw, sample.availability
    by_market = load_mw[zones].T.groupby(sources.zone_market[zones].to_numpy(), sort=False).sum().T
    technologies = sources.folder.frame("technologies")
    fleets = sources.folder.frame("generators")
    following = technologies[technologies["dispatch"] == "profile"]
    output: dict[str, pd.Series] = {}
    for profile, kinds in following.groupby("profile", sort=False):
        measured = [zone for zone in zones if f"{profile}.{zone}" in availability.columns]
        fleet_mw = fleets[fleets["technology"].isin(kinds["technology"])].groupby("zone")["capacity_mw"].sum()
        mw = fleet_mw.reindex(measured).fillna(0.0).to_numpy()
        share = availability[[f"{profile}.{zone}" for zone in measured]]
        output[str(profile)] = (share * (mw if mw.any() else 1.0)).sum(axis=1)
    return YearInHours(by_market, pd.DataFrame(output, index=load_mw.index))
