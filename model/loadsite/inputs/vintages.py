"""Candidates by the year in which they enter service, where that year decides what they cost to run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.build_out import build_limit_mw, closed_queues
from loadsite.inputs.new_build import NEW, TechnologyCosts
from loadsite.inputs.new_build_zones import of_zone
from loadsite.inputs.sources import Sources

ANY_YEAR = 0
"""Vintage of a candidate that costs the same to run whenever it is built."""


def by_vintage(candidates: pd.DataFrame, costs: TechnologyCosts, base_year: int, years: pd.Index) -> pd.DataFrame:
    """The candidates with the columns `vintage` and `cost_year`, one row per year of service where that matters.

    A plant keeps the heat rate and the variable cost of the year in which it enters service, and has a tax credit on
    what it generates for some years from then on. Where those differ
    between the model years that its lead time allows, a technology becomes one candidate per such year, named
    zone.technology.year.new, which only that year may build; elsewhere it stays one candidate, of vintage ANY_YEAR.
    `cost_year` is the model year whose running costs it has.
    """
    ready = build_limit_mw(candidates["lead_time_years"], base_year, years).to_numpy() > 0
    rows: list[tuple[int, str, int, int]] = []
    for position, (label, technology) in enumerate(candidates["technology"].items()):
        possible = [int(year) for year in years[ready[position]]]
        if len(possible) < 2 or _runs_alike(technology, costs, possible):
            rows.append((position, str(label), ANY_YEAR, possible[0] if possible else int(years[-1])))
        else:
            stem = str(label).removesuffix(NEW)
            rows += [(position, f"{stem}.{year}{NEW}", year, year) for year in possible]
    at, labels, vintages, cost_years = zip(*rows, strict=True) if rows else ((), (), (), ())
    found = candidates.iloc[list(at)].assign(vintage=list(vintages), cost_year=list(cost_years))
    return found.set_axis(pd.Index(labels, name=candidates.index.name, dtype=object), axis=0)


def may_be_built_mw(candidates: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """Candidate by year: inf where its lead time and its vintage allow it, else zero [MW].

    Zero in all years too where its queue allows nothing by the last, or its zone has no room: the program has no
    candidate then.
    """
    base_year, years = sources.scenario.base_year, sources.years
    own_year = candidates["vintage"].to_numpy()[:, None] == years.to_numpy()[None, :]
    allowed = own_year | (candidates["vintage"].to_numpy() == ANY_YEAR)[:, None]
    allowed &= ~candidates["queue"].isin(closed_queues(sources).index).to_numpy()[:, None]
    zone_builds = sources.folder.tables["zone_builds"].frame
    allowed &= (of_zone(zone_builds, candidates, "limit_mw", np.inf) > 0).to_numpy()[:, None]
    return build_limit_mw(candidates["lead_time_years"], base_year, years).where(allowed, 0.0)


def running(cost: pd.DataFrame, candidates: pd.DataFrame, years: pd.Index) -> pd.DataFrame:
    """Candidate by year: a running cost or heat rate of its technology, that of its `cost_year` in all years."""
    kinds, cost_years = candidates["technology"], candidates["cost_year"]
    values = [cost.loc[kind, year] for kind, year in zip(kinds, cost_years, strict=True)]
    wide = np.repeat(np.array(values, dtype=np.float64)[:, None], len(years), axis=1)
    return pd.DataFrame(wide, index=candidates.index, columns=years)


def running_variable(
    costs: TechnologyCosts, candidates: pd.DataFrame, zone_builds: pd.DataFrame, years: pd.Index
) -> pd.DataFrame:
    """Candidate by year: variable cost of its technology, or of its zone, less the tax credit while paid [USD/MWh]."""
    everywhere = running(costs.variable_usd_per_mwh, candidates, years)
    here = of_zone(zone_builds, candidates, "variable_usd_per_mwh", np.nan).to_numpy()[:, None]
    credit = running(costs.production_credit_usd_per_mwh, candidates, years)
    paid_for = running(costs.production_credit_years, candidates, years).to_numpy()
    served = years.to_numpy()[None, :] - candidates["cost_year"].to_numpy(dtype=float)[:, None]
    own = np.where(np.isnan(here), everywhere.to_numpy(), here)
    variable = pd.DataFrame(own, index=everywhere.index, columns=years)
    return variable - credit.where((served >= 0) & (served < paid_for), 0.0)


def new_investment(
    costs: TechnologyCosts, candidates: pd.DataFrame, zone_builds: pd.DataFrame
) -> pd.DataFrame:
    """Candidate by year of service: annuity of the investment of its technology in its zone [USD/MW-year].

        investment_factor * build_usd_per_mw_year + added_investment_usd_per_kw * annuity_usd_per_mw_year
    """
    of_technology, of_one = (
        each.loc[candidates["technology"]].set_axis(candidates.index)
        for each in (costs.build_usd_per_mw_year, costs.annuity_usd_per_mw_year)
    )
    factor = of_zone(zone_builds, candidates, "investment_factor", 1.0)
    added = of_zone(zone_builds, candidates, "added_investment_usd_per_kw", 0.0)
    return of_technology.mul(factor, axis=0) + of_one.mul(added, axis=0)


def _runs_alike(technology: str, costs: TechnologyCosts, years: list[int]) -> bool:
    if bool((costs.production_credit_usd_per_mwh.loc[technology, years] > 0).any()):
        return False
    return all(
        bool((frame.loc[technology, years] == frame.loc[technology, years[0]]).all())
        for frame in (costs.heat_rate_mmbtu_per_mwh, costs.variable_usd_per_mwh)
    )
