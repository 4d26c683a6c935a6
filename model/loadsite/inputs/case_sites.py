"""The Sites of a Case: places, limits by year, connection and on-site generation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.build_out import build_limit_mw
from loadsite.inputs.case import Sites
from loadsite.inputs.committed import committed_campuses
from loadsite.inputs.connection import connections
from loadsite.inputs.cooling import load_shape
from loadsite.inputs.fuel import co2_t_per_mwh, fuel_usd_per_mwh
from loadsite.inputs.new_build import TechnologyCosts
from loadsite.inputs.problems import Problems
from loadsite.inputs.site_choice import chosen_sites
from loadsite.inputs.sources import Sources
from loadsite.origin import Origin

DESCRIBED = ["name", "kind", "zone", "state", "market", "longitude", "latitude", "status", "announced_mw",
             "onsite_technology", "onsite_mw", "onsite_limit_mw", "onsite_availability",
             "onsite_co2_t_per_mwh", "onsite_fuel", "onsite_heat_rate_mmbtu_per_mwh",
             "onsite_water_m3_per_mwh"]


def build_sites(sources: Sources, snapshots: pd.DataFrame, costs: TechnologyCosts, problems: Problems) -> Sites:
    """The sites of a question: all of the folder, or those the scenario names."""
    years = sources.years
    table = chosen_sites(sources, _placed(sources, problems), problems)
    exclusions = sources.places.exclusions
    exclusions = exclusions[exclusions["site"].isin(table.index)].reset_index(drop=True)
    on_grid = _on_grid(table, years)
    connection = connections(sources, table, (on_grid > 0).any(axis=1), problems)
    limit_mw = _limit_mw(sources, table, exclusions)
    described, limit, build, run = _onsite(sources, table, costs, problems)
    return Sites(
        sites=described[DESCRIBED],
        limit_mw=limit_mw,
        on_grid=on_grid,
        load_shape=load_shape(sources, table, snapshots["time_utc"], problems),
        connection_usd_per_mw_year=connection["usd_per_mw_year"],
        onsite_build_limit_mw=limit,
        onsite_build_usd_per_mw_year=build,
        onsite_usd_per_mwh=run,
        connection=connection,
        labels=sources.places.labels.loc[table.index],
        exclusions=exclusions,
        committed_mw=committed_campuses(sources, limit_mw, problems),
    )


def _placed(sources: Sources, problems: Problems) -> pd.DataFrame:
    """The table of sites with where each lies."""
    folder = sources.folder
    table = folder.frame("sites").rename_axis("site")
    zone = folder.site_zone[table.index]
    table = table.assign(
        zone=zone, state=folder.site_state[table.index], market=sources.zone_market[zone].to_numpy(),
        **folder.site_point.loc[table.index])
    if table.empty:
        problems.add(Origin(sources.shown("sites")), "", "has no sites; expected at least one")
    return table


def _on_grid(table: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """1 where the site may draw from the grid: always, or from grid_year for off-grid campuses."""
    joined = years.to_numpy()[None, :] >= table["grid_year"].to_numpy()[:, None]
    drawing = ~table["off_grid"].to_numpy()[:, None] | joined
    return pd.DataFrame(drawing.astype(np.float64), index=table.index, columns=years)


def _limit_mw(sources: Sources, table: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Most MW by year: the latest phase begun, zero before the first; the site's own limit where it has no phases.

    No more than the exclusion layers that it lies in allow.
    """
    phases = sources.folder.tables["site_phases"].frame.sort_values("year")
    limits = pd.DataFrame({year: table["limit_mw"] for year in sources.years}, index=table.index, columns=sources.years)
    for site, rows in phases[phases["site"].isin(table.index)].groupby("site"):
        begun = np.searchsorted(rows["year"].to_numpy(), sources.years.to_numpy(), side="right")
        limits.loc[site] = np.concatenate([[0.0], rows["limit_mw"].to_numpy()])[begun]
    allowed_mw = exclusions.groupby("site")["limit_mw"].min().reindex(table.index).fillna(np.inf)
    return limits.astype(np.float64).clip(upper=allowed_mw.astype(np.float64), axis=0)


def _onsite(
    sources: Sources, table: pd.DataFrame, costs: TechnologyCosts, problems: Problems
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The sites with what their on-site generation gives and emits; by year: when it may be built, its annuity and
    fixed cost, its fuel and variable cost.

    It keeps the heat rate and the variable cost of the first model year, whenever it is built.
    """
    years = sources.years
    technologies = sources.folder.frame("technologies")
    name = table["onsite_technology"]
    has = table.index[name != ""]

    def of_technology(values: pd.DataFrame) -> pd.DataFrame:
        found = pd.DataFrame(0.0, index=table.index, columns=years)
        found.loc[has] = values.loc[name[has]].to_numpy()
        return found

    fuel = pd.Series("", index=table.index, dtype=object)
    fuel[has] = technologies.loc[name[has], "fuel"].to_numpy()
    outage = pd.Series(0.0, index=table.index)
    outage[has] = technologies.loc[name[has], "outage_share"].to_numpy(dtype=float)
    water = pd.Series(0.0, index=table.index)
    water[has] = technologies.loc[name[has], "water_m3_per_mwh"].to_numpy(dtype=float)
    first = years[0]
    heat_rate = of_technology(_held(costs.heat_rate_mmbtu_per_mwh, first))
    fuel_cost = fuel_usd_per_mwh(pd.DataFrame({"zone": table["zone"], "fuel": fuel}), heat_rate, sources, problems)
    described = table.assign(
        onsite_availability=1 - outage,
        onsite_co2_t_per_mwh=co2_t_per_mwh(fuel, heat_rate[first], sources),
        onsite_fuel=fuel,
        onsite_heat_rate_mmbtu_per_mwh=heat_rate[first],
        onsite_water_m3_per_mwh=water)
    limit = of_technology(build_limit_mw(technologies["lead_time_years"], sources.scenario.base_year, years))
    build = of_technology(costs.build_usd_per_mw_year + costs.fixed_usd_per_mw_year)
    return described, limit, build, fuel_cost + of_technology(_held(costs.variable_usd_per_mwh, first))


def _held(cost: pd.DataFrame, year: int) -> pd.DataFrame:
    """The values of one year in every year."""
    return pd.DataFrame({each: cost[year] for each in cost.columns})
