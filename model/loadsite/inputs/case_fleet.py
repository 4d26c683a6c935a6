"""The Fleet of a Case: existing generators, then those that can be built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import Fleet
from loadsite.inputs.fuel import co2_t_per_mwh, fuel_added_usd_per_mwh, fuel_usd_per_mwh
from loadsite.inputs.joined_labels import joined
from loadsite.inputs.new_build import TechnologyCosts
from loadsite.inputs.planned_outages import in_service_share
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources
from loadsite.inputs.vintages import may_be_built_mw, new_investment, running, running_variable


def build_fleet(
    sources: Sources, new: pd.DataFrame, costs: TechnologyCosts, availability: pd.DataFrame, problems: Problems
) -> Fleet:
    """The generators of a question.

    `new` holds the candidates; `availability` is hour by profile.zone at the snapshots. Fleets with a weather profile
    give what it says, since profiles include outages; firm fleets and energy budgets give one minus their outage.
    """
    years, zone_builds = sources.years, sources.folder.tables["zone_builds"].frame
    technologies = sources.folder.frame("technologies")
    old = sources.folder.frame("generators").rename_axis("generator")
    of_old = technologies.loc[old["technology"]].set_axis(old.index, axis=0)
    technical = of_old[["dispatch", "fuel", "profile", "ramp_share_per_h", "water_m3_per_mwh"]]
    standing = pd.concat([old.assign(candidate=False, annual_build="", queue=""), technical], axis=1)
    generators = pd.concat([standing, new.assign(candidate=True, state="")]).rename_axis("generator")
    heat_rate = _both(
        old["heat_rate_mmbtu_per_mwh"], running(costs.heat_rate_mmbtu_per_mwh, new, years), years)
    described = ["zone", "technology", "candidate", "dispatch", "fuel", "annual_build", "queue",
        "capacity_credit_share",
                 "ramp_share_per_h", "water_m3_per_mwh", "state"]
    weather = joined(generators["profile"], generators["zone"])
    budgets = generators.index[generators["dispatch"] == "energy_budget"]
    return Fleet(
        generators=generators[described].assign(
            co2_t_per_mwh=co2_t_per_mwh(generators["fuel"], heat_rate[years[0]], sources),
            heat_rate_mmbtu_per_mwh=heat_rate[years[0]].to_numpy(dtype=np.float64)),
        existing_mw=_existing_mw(sources, old, generators.index, problems),
        build_limit_mw=pd.concat([
            pd.DataFrame(0.0, index=old.index, columns=years),
            may_be_built_mw(new, sources)]),
        build_usd_per_mw_year=_both(old["capacity_mw"] * 0, new_investment(costs, new, zone_builds), years),
        fixed_usd_per_mw_year=_both(old["fixed_usd_per_mw_year"], _of_new(costs.fixed_usd_per_mw_year, new), years),
        fuel_usd_per_mwh=fuel_usd_per_mwh(generators, heat_rate, sources, problems),
        variable_usd_per_mwh=pd.concat([
            _variable_of_old(old, years), running_variable(costs, new, zone_builds, years),
        ]).rename_axis(index="generator", columns="year"),
        availability=_availability(generators, weather, availability) * in_service_share(
            generators, pd.DatetimeIndex(availability.index), sources.folder.tables["planned_outages"].frame),
        energy_availability=_by_snapshot(availability, weather[budgets]),
        fuel_added_usd_per_mwh=fuel_added_usd_per_mwh(
            generators, heat_rate[years[0]], pd.DatetimeIndex(availability.index), sources, problems),
        retirement=_retirement(old, years),
    )


def _retirement(old: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """What may be retired by choice in some model year."""
    named = old.rename(columns={"may_retire_from_year": "from_year"})[["from_year", "kept_mw"]]
    return named[named["from_year"] <= int(years[-1])]


def _variable_of_old(old: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """What stands, by year: variable cost less the tax credit up to its last year [USD/MWh]."""
    paid = old["production_credit_until_year"].to_numpy()[:, None] >= years.to_numpy()[None, :]
    credit = np.where(paid, old["production_credit_usd_per_mwh"].to_numpy(dtype=float)[:, None], 0.0)
    return pd.DataFrame(old["variable_usd_per_mwh"].to_numpy(dtype=float)[:, None] - credit, old.index, years)


def _both(old: pd.Series, of_new: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """A figure by year: the same in every year for what stands, `of_new` for what can be built."""
    standing = pd.DataFrame({year: old for year in years}, index=old.index, columns=years, dtype=np.float64)
    return pd.concat([standing, of_new]).rename_axis(index="generator", columns="year")


def _of_new(costs: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Candidate by year of service: a cost of its technology."""
    return costs.loc[new["technology"]].set_axis(new.index, axis=0)


def _existing_mw(sources: Sources, old: pd.DataFrame, generators: pd.Index, problems: Problems) -> pd.DataFrame:
    """Capacity in service, less all that has left it by each model year; zero for candidates [MW]."""
    rows = sources.folder.tables["retirements"]
    base_year = sources.scenario.base_year
    for origin, generator, year in zip(rows.origins, rows.frame["generator"], rows.frame["year"], strict=True):
        if year <= base_year:
            problems.add(origin, "year",
                         f'"{generator}" leaves in {year}; expected a year after the base year {base_year}')
    standing = {}
    for year in sources.years:
        gone = rows.frame[rows.frame["year"] <= year].groupby("generator")["retired_mw"].sum()
        left = (old["capacity_mw"] - gone.reindex(old.index).fillna(0.0)).clip(lower=0.0)
        standing[year] = left.where(in_service(old, year), 0.0)
    return pd.DataFrame(standing, columns=sources.years, dtype=np.float64).reindex(generators, fill_value=0.0)


def in_service(standing: pd.DataFrame, year: int) -> pd.Series:
    """Whether each row of a table of what stands is in service in a year."""
    return (standing["in_service_year"] <= year) & (year < standing["retirement_year"])


def _availability(generators: pd.DataFrame, weather: pd.Series, availability: pd.DataFrame) -> pd.DataFrame:
    steady = (1 - generators["outage_share"]).to_numpy(dtype=np.float64)
    table = np.repeat(steady[:, None], len(availability), axis=1)
    by_weather = (generators["dispatch"] == "profile").to_numpy()
    table[by_weather] = availability[weather[by_weather]].to_numpy().T
    return pd.DataFrame(table, index=generators.index, columns=pd.RangeIndex(len(availability), name="snapshot"))


def _by_snapshot(availability: pd.DataFrame, weather: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        availability[weather.to_numpy()].to_numpy().T, index=weather.index,
        columns=pd.RangeIndex(len(availability), name="snapshot"), dtype=np.float64)
