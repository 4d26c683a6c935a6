"""What can be built, and what it costs: technologies that have costs, in every zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from loadsite.inputs.build_out import queue_rows
from loadsite.inputs.costs import by_year, capital_recovery_factor
from loadsite.inputs.joined_labels import joined
from loadsite.inputs.new_build_zones import zones_that_name
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources

KILOWATTS = 1000

NEW = ".new"
"""What the name of every candidate ends in."""


@dataclass(frozen=True)
class TechnologyCosts:
    """Costs of the technologies that can be built: technology by year."""

    build_usd_per_mw_year: pd.DataFrame
    fixed_usd_per_mw_year: pd.DataFrame
    variable_usd_per_mwh: pd.DataFrame
    heat_rate_mmbtu_per_mwh: pd.DataFrame
    annuity_usd_per_mw_year: pd.DataFrame
    """of an investment of 1 USD/kW, less the tax credit on it"""
    production_credit_usd_per_mwh: pd.DataFrame
    production_credit_years: pd.DataFrame


def technology_costs(sources: Sources, problems: Problems) -> TechnologyCosts:
    """Costs at the model years, investments as annuities at the technology's own rate, or else the scenario's.

        annuity = recovery(rate, life) * 1000 * (1 - investment_credit_share)
    """
    rows = sources.folder.tables["technology_costs"]
    years = sources.years
    investment = by_year(rows, "investment_usd_per_kw", years, problems)
    # the other columns stand at the same years, whose problems are noted already
    fixed, variable, heat_rate, investment_credit, credit, credit_years = (
        by_year(rows, column, years, Problems())
        for column in ("fixed_usd_per_kw_year", "variable_usd_per_mwh", "heat_rate_mmbtu_per_mwh",
                       "investment_credit_share", "production_credit_usd_per_mwh", "production_credit_years")
    )
    technologies = sources.folder.frame("technologies").loc[investment.index]
    rate = technologies["real_rate"].fillna(sources.scenario.finance.discount_rate)
    recovery = pd.Series(
        [capital_recovery_factor(r, life) for r, life in zip(rate, technologies["life_years"], strict=True)],
        index=investment.index, dtype=float)
    annuity = (1.0 - investment_credit).mul(recovery, axis=0) * KILOWATTS
    return TechnologyCosts(
        investment.mul(recovery, axis=0) * KILOWATTS * (1.0 - investment_credit),
        fixed * KILOWATTS, variable, heat_rate, annuity, credit, credit_years)


def candidates(sources: Sources, dispatch: tuple[str, ...], kind: str) -> pd.DataFrame:
    """One row per technology and zone in which it can be built for the grid, named zone.technology.new.

    Those are the technologies of these kinds of dispatch that have costs and that build-out plans count. A technology
    that no plan counts is built behind the meter only. Columns: zone, technology, plan_technology, annual_build, queue
    and what technologies.csv says of it; index name `kind`.
    """
    folder = sources.folder
    technologies = folder.frame("technologies")
    buildable = set(folder.tables["technology_costs"].frame["technology"])
    chosen = technologies[
        technologies["dispatch"].isin(dispatch) & (technologies["plan_technology"] != "")
        & technologies["technology"].isin(buildable)
    ]
    named = {name: set(zones_that_name(folder.tables["zone_builds"].frame, name, sources.zones))
             for name in chosen["technology"]}
    table = pd.concat([chosen.assign(zone=zone) for zone in sources.zones], ignore_index=True)
    here = [zone in named[name] for zone, name in zip(table["zone"], table["technology"], strict=True)]
    table = table[np.array(here, dtype=bool)].reset_index(drop=True)
    annual_build = joined(table["plan_technology"], table["zone"])
    queued = queue_rows(sources).index
    return table.assign(annual_build=annual_build, queue=annual_build.where(annual_build.isin(queued), "")).set_axis(
        pd.Index(joined(table["zone"], table["technology"]) + NEW, name=kind, dtype=object), axis=0)
