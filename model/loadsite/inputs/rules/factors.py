"""What one MW or MWh of a decision counts for, as rules need it: emissions, water, fuel, money, losses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.rules.quantities import Part


def factor_of(part: Part, case: Case) -> pd.DataFrame:
    """label by year: what one unit of the decision counts, with its sign."""
    years = case.horizon.years.index
    fleet, storage_fleet, sites = case.fleet, case.storage_fleet, case.sites
    match part.factor:
        case "running_usd_per_mwh":
            found = fleet.fuel_usd_per_mwh + fleet.variable_usd_per_mwh
        case "storage_usd_per_mwh":
            found = storage_fleet.variable_usd_per_mwh
        case "onsite_usd_per_mwh":
            found = sites.onsite_usd_per_mwh
        case "investment_usd_per_mw_year":
            found = _investment_usd_per_mw_year(part, case)
        case "start_usd_per_mw":
            nothing = pd.DataFrame(columns=years, dtype=float)
            found = nothing if fleet.commitment.empty else fleet.start_usd_per_mw
        case "fixed_usd_per_mw_year":
            of_storage = part.things in ("storage", "new_storage")
            found = storage_fleet.fixed_usd_per_mw_year if of_storage else fleet.fixed_usd_per_mw_year
        case "received_share":
            found = _by_year(1.0 - case.grid.lines["loss_share"], years)
        case "duration_h":
            found = _by_year(storage_fleet.storage["duration_h"], years)
        case "one":
            found = _by_year(pd.Series(1.0, index=_labels(part, case)), years)
        case column if part.things == "committed_generators":
            found = _by_year(fleet.commitment[column].astype(float), years)
        case column if part.things == "supplied_sites":
            found = _by_year(sites.sites[column], years)
        case column:
            found = _by_year(fleet.generators[column], years)
    return found * part.sign


def data_of(part: Part, case: Case) -> pd.DataFrame:
    """label by year (or, for load, label by snapshot in the load year): the data that a part stands for."""
    if part.family == "load_mw":
        return case.grid.load_mw
    if part.family == "existing_mw":
        return case.fleet.always_standing_mw
    if part.family == "planned_mw":
        return case.fleet.existing_mw.loc[case.fleet.retirement.index]
    of_storage = case.storage_fleet
    return of_storage.existing_mw if part.family == "power_mw" else of_storage.existing_mwh


def _investment_usd_per_mw_year(part: Part, case: Case) -> pd.DataFrame:
    """label by year of service: annuity, as the objective counts it."""
    match part.things:
        case "candidates":
            return case.fleet.build_usd_per_mw_year
        case "new_storage":
            return case.storage_fleet.build_usd_per_mw_year
        case "corridors":
            return _by_year(case.grid.corridors["build_usd_per_mw_year"], case.horizon.years.index)
        case _:
            return case.sites.onsite_build_usd_per_mw_year


def _labels(part: Part, case: Case) -> pd.Index:
    if part.family in ("flow",):
        return case.grid.lines.index
    tables = {
        "sites": case.sites.sites, "supplied_sites": case.sites.sites, "generators": case.fleet.generators,
        "committed_generators": case.fleet.commitment,
        "retiring_generators": case.fleet.generators.loc[case.fleet.retirement.index],
        "candidates": case.fleet.generators, "storage": case.storage_fleet.storage,
        "new_storage": case.storage_fleet.storage, "apart_storage": case.storage_fleet.storage,
        "zones": case.grid.zones, "responses": case.responses, "corridors": case.grid.corridors,
    }
    return tables[part.things].index


def _by_year(values: pd.Series, years: pd.Index) -> pd.DataFrame:
    numbers = np.repeat(values.to_numpy(dtype=float)[:, None], len(years), axis=1)
    return pd.DataFrame(numbers, index=values.index, columns=years)
