"""Upper bounds of the decisions: limits that need no row of their own. [GW, stored energy in GWh]"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from loadsite.equations.data import GW
from loadsite.inputs.case import Case

Floats = npt.NDArray[np.float64]


def campus(case: Case) -> Floats:
    """Site by year: the MW limit of the site, by phase."""
    return case.sites.limit_mw.to_numpy(dtype=float) * GW


def built(m: Any, case: Case) -> Floats:
    """Candidate by year: zero before the lead time has passed."""
    return case.fleet.build_limit_mw.loc[list(m.candidates)].to_numpy(dtype=float) * GW


def storage_built(m: Any, case: Case) -> Floats:
    """Store by year: zero before the lead time has passed."""
    return case.stores.build_limit_mw.loc[list(m.new_storage)].to_numpy(dtype=float) * GW


def line_built(m: Any, case: Case) -> Floats:
    """Corridor by year: the most that may stand by then, zero before the lead time has passed."""
    return case.grid.corridor_limit_mw.loc[list(m.expandable_corridors)].to_numpy(dtype=float) * GW


def generation(m: Any, case: Case) -> Floats:
    """Generator by year by snapshot: availability times what stands; candidates are limited by rows."""
    fleet = case.fleet
    labels = list(m.generators)
    standing = fleet.existing_mw.loc[labels].to_numpy(dtype=float) * GW
    availability = fleet.availability.loc[labels].to_numpy(dtype=float)
    limit = standing[:, :, None] * availability[:, None, :]
    limit[fleet.generators.loc[labels, "candidate"].to_numpy(dtype=bool)] = np.inf
    return limit


def flow(m: Any, case: Case) -> Floats:
    """Line by year by snapshot: the transfer limit; lines that can be expanded are limited by rows."""
    lines = case.grid.lines
    expandable = lines.index.isin(list(m.expandable_lines))
    return np.where(expandable, np.inf, lines["capacity_mw"].to_numpy(dtype=float) * GW)[:, None, None]


def stored_power(m: Any, case: Case) -> Floats:
    """Store: its power in service; new stores are limited by rows."""
    storage = case.stores.storage.loc[list(m.storage)]
    in_service = (storage["power_mw"] * storage["availability"]).to_numpy(dtype=float)
    return np.where(storage["candidate"].to_numpy(dtype=bool), np.inf, in_service * GW)


def stored_energy(m: Any, case: Case) -> Floats:
    """Store: the energy it holds; new stores are limited by rows."""
    storage = case.stores.storage.loc[list(m.storage)]
    holds = storage["energy_mwh"].to_numpy(dtype=float) * GW
    return np.where(storage["candidate"].to_numpy(dtype=bool), np.inf, holds)


def drawn(m: Any, case: Case) -> Floats:
    """Site with own supply by year: no limit on the grid's side, zero while it is an island."""
    on_grid = case.sites.on_grid.loc[list(m.supplied_sites)].to_numpy(dtype=float)
    return np.where(on_grid > 0, np.inf, 0.0)
