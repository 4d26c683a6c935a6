"""The places that a scenario considers: where they are, how they are connected, what limits them, who says so."""

from __future__ import annotations

import pandas as pd

from loadsite.equations.limit_origins import from_site
from loadsite.inputs.case import Case

ABOUT = ["name", "kind", "zone", "state", "market", "status", "longitude", "latitude", "announced_mw"]


def candidates(case: Case) -> pd.DataFrame:
    """A row per site, in the order of its file.

    site, what it is and where it lies; limit_mw_<year> and limit_origin_<year>; connection_kv, connection_km,
    connection_usd_per_mw_year and connection_origin (what says how far it is); own_supply_technology, own_supply_mw and
    own_supply_limit_mw; excluded (reasons with file and feature), site_charge_usd_per_mw_year; label_<name>; origin
    (file and line or feature).
    """
    sites = case.sites
    table = sites.sites[ABOUT].copy()
    for year in case.horizon.years.index:
        table[f"limit_mw_{year}"] = sites.limit_mw[year]
        table[f"limit_origin_{year}"] = [from_site(case, str(site), int(year)) for site in table.index]
    for column in ("kv", "km", "usd_per_mw_year", "origin"):
        table[f"connection_{column}"] = sites.connection[column].reindex(table.index)
    for column in ("own_supply_technology", "own_supply_mw", "own_supply_limit_mw"):
        table[column] = sites.sites[column]
    table["excluded"] = sites.excluded
    table["site_charge_usd_per_mw_year"] = sites.charge_usd_per_mw_year
    table = table.join(sites.labels.add_prefix("label_"))
    table["origin"] = [case.origins.get(("sites", str(site)), "") for site in table.index]
    return table.rename_axis("site").reset_index()
