"""The places that a scenario considers: where they are, how they are connected, what limits them, who says so."""

from __future__ import annotations

import pandas as pd

from loadsite.equations.limit_origins import from_site
from loadsite.inputs.case import Case
from loadsite.origin import NOWHERE

ABOUT = ["name", "kind", "zone", "state", "market", "status", "longitude", "latitude", "announced_mw"]


def candidates(case: Case) -> pd.DataFrame:
    """A row per site, in the order of its file.

    site, what it is and where it lies; limit_mw_<year> and limit_origin_<year>; connection_kv, connection_km,
    connection_usd_per_mw_year and connection_origin (what says how far it is); onsite_technology, onsite_mw and
    onsite_limit_mw; excluded (reasons with file and line), site_charge_usd_per_mw_year; label_<name>; origin
    (file and line, or feature where the file has no lines).
    """
    sites = case.sites
    table = sites.sites[ABOUT].copy()
    for year in case.horizon.years.index:
        table[f"limit_mw_{year}"] = sites.limit_mw[year]
        table[f"limit_origin_{year}"] = [str(from_site(case, str(site), int(year))) for site in table.index]
    connection = sites.connection.reindex(table.index)
    for column in ("kv", "km", "usd_per_mw_year"):
        table[f"connection_{column}"] = connection[column]
    table["connection_origin"] = [
        " ".join(part for part in (str(origin), by) if part)
        for origin, by in zip(connection["origin"], connection["by"], strict=True)
    ]
    for column in ("onsite_technology", "onsite_mw", "onsite_limit_mw"):
        table[column] = sites.sites[column]
    table["excluded"] = sites.excluded
    table["site_charge_usd_per_mw_year"] = sites.charge_usd_per_mw_year
    table = table.join(sites.labels.add_prefix("label_"))
    table["origin"] = [str(case.origins.get(("sites", str(site)), NOWHERE)) for site in table.index]
    return table.rename_axis("site").reset_index()
