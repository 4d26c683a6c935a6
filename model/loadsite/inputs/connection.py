"""What it costs to connect each site: how far it is to the grid, at which voltage, and where that is said."""

from __future__ import annotations

from collections.abc import Hashable
from math import isnan
from typing import Any

import pandas as pd

from loadsite.inputs.case import CONNECTION_COLUMNS
from loadsite.inputs.costs import capital_recovery_factor
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources
from loadsite.origin import NOWHERE, Origin

DEFAULT = "campus.connection_km"
"""The key of the scenario that holds for sites that nothing else says a distance of."""
OFF_GRID = "off-grid in all model years"


def connections(sources: Sources, table: pd.DataFrame, joins: pd.Series, problems: Problems) -> pd.DataFrame:
    """site -> kv, km, usd_per_mw_year (annuity of station and line), origin and by; `joins`: it ever joins the grid.

    The distance is the one that the site states, else that to the nearest substation or line of its voltage where the
    scenario names layers of them, else `campus.connection_km`. `origin` is where that is said, and `by` what it is
    called, where it has a name. A site that stays off-grid in all model years has none of it.
    """
    rows = sources.folder.tables["connection_costs"].frame.to_dict("records")
    costs = {float(row["connection_kv"]): row for row in rows}
    found = {}
    for site, row in zip(table.index, table.to_dict("records"), strict=True):
        kv = float(row["connection_kv"])
        if not joins[site]:
            found[site] = (kv, 0.0, 0.0, NOWHERE, OFF_GRID)
            continue
        if kv not in costs:
            known = ", ".join(f"{each:g}" for each in costs)
            _note(sources, str(site), f"{kv:g} kV is not in connection_costs.csv; expected one of {known}", problems)
            continue
        km, origin, by = _distance(sources, str(site), row, problems)
        cost = costs[kv]
        investment_usd_per_mw = cost["station_usd_per_mw"] + km * cost["line_usd_per_mw_km"]
        usd_per_mw_year = investment_usd_per_mw * capital_recovery_factor(
            sources.scenario.finance.discount_rate, float(cost["life_years"]))
        found[site] = (kv, km, usd_per_mw_year, origin, by)
    table_of = pd.DataFrame.from_dict(found, orient="index", columns=list(CONNECTION_COLUMNS))
    return table_of.reindex(table.index).astype({"kv": float, "km": float, "usd_per_mw_year": float})


def _distance(sources: Sources, site: str, row: dict[Hashable, Any], problems: Problems) -> tuple[float, Origin, str]:
    """Kilometres to the grid, where that is said, and what says so."""
    stated_km = float(row["connection_km"])
    if not isnan(stated_km):
        return stated_km, sources.folder.origin("sites", (site,)).without_folder, ""
    grid = sources.places.grid
    if grid is None:
        key = tuple(DEFAULT.split("."))
        source = sources.opened.source
        said = Origin(source.shown, source.line(key) if key in source.keys else 0).without_folder
        return sources.scenario.campus.connection_km, said, DEFAULT
    nearest = grid.nearest(row["longitude"], row["latitude"], row["connection_kv"])
    if nearest is None:
        known = ", ".join(f"{each:g}" for each in grid.voltages)
        _note(sources, site, f"no substation or line of connect_to has {row['connection_kv']:g} kV; they have {known}",
              problems)
        return 0.0, NOWHERE, ""
    return nearest


def _note(sources: Sources, site: str, what: str, problems: Problems) -> None:
    problems.add(sources.folder.origin("sites", (site,)), "connection_kv", what)
