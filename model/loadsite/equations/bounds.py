"""Upper bounds of the decisions: limits that need no row of their own. [GW, stored energy in GWh]"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.equations.data import GW, Floats, at
from loadsite.inputs.case import Case, Target


def campus(m: Any, case: Case) -> Floats:
    """Site by year: the MW limit of the site, by phase."""
    return at(case.sites.limit_mw, m.sites, m.years) * GW


def built(m: Any, case: Case) -> Floats:
    """Candidate by year: zero before the lead time has passed."""
    return at(case.fleet.build_limit_mw, m.candidates, m.years) * GW


def storage_built(m: Any, case: Case) -> Floats:
    """Store by year: zero before the lead time has passed."""
    return at(case.stores.build_limit_mw, m.new_storage, m.years) * GW


def line_built(m: Any, case: Case) -> Floats:
    """Corridor by year: the most that may stand by then, zero before the lead time has passed."""
    return at(case.grid.corridor_limit_mw, m.expandable_corridors, m.years) * GW


def own_supply_built(m: Any, case: Case) -> Floats:
    """Site with own supply by year: zero before the lead time has passed."""
    return at(case.sites.own_supply_build_limit_mw, m.supplied_sites, m.years) * GW


def capacity_shortfall(case: Case) -> float:
    """No limit where missing firm capacity has its price; zero when hosting, where no price would hold it back."""
    priced = np.isfinite(case.prices.capacity_shortfall_usd_per_mw_year)
    return np.inf if priced and isinstance(case.placement, Target) else 0.0


def generation(m: Any, case: Case) -> Floats:
    """Generator by year by snapshot: availability times what stands; candidates are limited by rows."""
    standing = at(case.fleet.existing_mw, m.generators, m.years) * GW
    availability = at(case.fleet.availability, m.generators, m.snapshots)
    limit = standing[:, :, None] * availability[:, None, :]
    limit[_candidate(case.fleet.generators, m.generators)] = np.inf
    return limit


def flow(m: Any, case: Case) -> Floats:
    """Line: the transfer limit; lines that can be expanded are limited by rows."""
    expandable = np.array([line in m.expandable_lines for line in m.lines], dtype=bool)
    return np.where(expandable, np.inf, at(case.grid.lines["capacity_mw"], m.lines) * GW)


def stored_power(m: Any, case: Case) -> Floats:
    """Store: its power in service; new stores are limited by rows."""
    storage = case.stores.storage
    in_service = at(storage["power_mw"], m.storage) * at(storage["availability"], m.storage)
    return np.where(_candidate(storage, m.storage), np.inf, in_service * GW)


def stored_energy(m: Any, case: Case) -> Floats:
    """Store: the energy it holds; new stores are limited by rows."""
    storage = case.stores.storage
    return np.where(_candidate(storage, m.storage), np.inf, at(storage["energy_mwh"], m.storage) * GW)


def drawn(m: Any, case: Case) -> Floats:
    """Site with own supply by year: no limit on the grid's side, zero while it is an island."""
    return np.where(at(case.sites.on_grid, m.supplied_sites, m.years) > 0, np.inf, 0.0)


def _candidate(table: pd.DataFrame, labels: Any) -> npt.NDArray[np.bool_]:
    return table["candidate"].loc[list(labels)].to_numpy(dtype=bool)


def shortfall(target: Target) -> float:
    """Every year: no limit, or zero where nothing may fall short."""
    return np.inf if np.isfinite(target.shortfall_usd_per_mw_year) else 0.0
