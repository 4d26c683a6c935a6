"""Upper bounds of the decisions: limits that need no row of their own. [GW, stored energy in GWh]

Each broadcasts to the index sets of its decision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.equations.data import GW, Floats, at
from loadsite.equations.expansion import RIGHT_OF_WAY
from loadsite.equations.families import Facts, Limit, in_every_year
from loadsite.equations.generation import EXISTING_FLEET
from loadsite.equations.limit_origins import from_site, from_table, reason_at_site
from loadsite.equations.sets import buildable
from loadsite.equations.storage import EXISTING_STORAGE, energy_per_mw, power_per_mw
from loadsite.equations.transmission import TRANSFER_LIMIT
from loadsite.inputs.case import Case, Target


def campus(m: Any, case: Case) -> Floats:
    """Site by year: the MW limit of the site, by phase."""
    return at(case.sites.limit_mw, m.sites, m.years) * GW


CAMPUS = Facts(
    limit=Limit(
        "site limit", from_site, one_more="campus allowed at {}", because=reason_at_site,
        mw=lambda case: case.sites.limit_mw,
    ),
    called="limit of the site {}",
)


def built(m: Any, case: Case) -> Floats:
    """Candidate by year: zero before the lead time has passed."""
    return at(case.fleet.build_limit_mw, m.candidates, m.years) * GW


def storage_built(m: Any, case: Case) -> Floats:
    """Storage by year: zero before the lead time has passed."""
    return at(case.storage_fleet.build_limit_mw, m.new_storage, m.years) * GW


def _lead_time(table: str, of: Callable[[Case], tuple[pd.DataFrame, pd.DataFrame]]) -> Facts:
    """Facts of a lead time: what may be built of a table in a year, `of` a case with the table itself."""

    def early(case: Case) -> pd.DataFrame:
        """Candidate by year: nothing of its technology may enter service in its zone yet; true of its first vintage."""
        rows, limit_mw = of(case)
        candidates = buildable(limit_mw)
        kind = rows.loc[candidates, ["zone", "technology"]].astype(str)
        of_kind = limit_mw.loc[candidates].groupby([kind["zone"], kind["technology"]], sort=False)
        return of_kind.transform("max").eq(0).mul(~kind.duplicated(), axis=0)

    def mw(case: Case) -> pd.DataFrame:
        held_back = early(case)
        return 0.0 * held_back[held_back.any(axis=1)]

    def per_mw(case: Case, labels: pd.Index) -> Floats:
        return early(case).loc[labels].to_numpy(dtype=float)[:, :, None]

    limit = Limit("lead time", from_table(table), one_more="{} in service before its lead time", mw=mw)
    return Facts(limit, per_mw, called="lead time of {}")


BUILT = _lead_time("generators", lambda case: (case.fleet.generators, case.fleet.build_limit_mw))
STORAGE_BUILT = _lead_time("storage", lambda case: (case.storage_fleet.storage, case.storage_fleet.build_limit_mw))


def line_built(m: Any, case: Case) -> Floats:
    """Corridor by year: the most that may stand by then, zero before the lead time has passed."""
    return at(case.grid.corridor_limit_mw, m.expandable_corridors, m.years) * GW


LINE_BUILT = Facts(RIGHT_OF_WAY, called="right of way of {}")


def onsite_built(m: Any, case: Case) -> Floats:
    """Site with on-site generation by year: zero before the lead time has passed."""
    return at(case.sites.onsite_build_limit_mw, m.supplied_sites, m.years) * GW


def capacity_shortfall(m: Any, case: Case) -> float:
    """No limit where missing firm capacity has its price; zero when hosting, where no price would limit it."""
    priced = np.isfinite(case.prices.capacity_shortfall_usd_per_mw_year)
    return np.inf if priced and isinstance(case.placement, Target) else 0.0


def generation(m: Any, case: Case) -> Floats:
    """Generator by year by snapshot: availability times what stands; candidates are limited by rows."""
    standing = at(case.fleet.existing_mw, m.generators, m.years) * GW
    availability = at(case.fleet.availability, m.generators, m.snapshots)
    limit = standing[:, :, None] * availability[:, None, :]
    limit[_candidate(case.fleet.generators, m.generators)] = np.inf
    return limit


def _available_per_mw(case: Case, labels: pd.Index) -> Floats:
    return case.fleet.availability.loc[labels].to_numpy(dtype=float)[:, None, :]


GENERATION = Facts(EXISTING_FLEET, _available_per_mw, called="capacity of {}")


def flow(m: Any, case: Case) -> Floats:
    """Line: the transfer limit; lines that can be expanded are limited by rows."""
    expandable = np.array([line in m.expandable_lines for line in m.lines], dtype=bool)
    return _every_hour(np.where(expandable, np.inf, at(case.grid.lines["capacity_mw"], m.lines) * GW))


FLOW = Facts(TRANSFER_LIMIT, called="transfer limit of {}")


def stored_power(m: Any, case: Case) -> Floats:
    """Storage: its power in service; new storage are limited by rows."""
    storage = case.storage_fleet.storage
    in_service = at(storage["power_mw"], m.storage) * at(storage["availability"], m.storage)
    return _every_hour(np.where(_candidate(storage, m.storage), np.inf, in_service * GW))


STORED_POWER = Facts(EXISTING_STORAGE, power_per_mw)


def stored_energy(m: Any, case: Case) -> Floats:
    """Storage: the energy it holds; new storage are limited by rows."""
    storage = case.storage_fleet.storage
    return _every_hour(np.where(_candidate(storage, m.storage), np.inf, at(storage["energy_mwh"], m.storage) * GW))


STORED_ENERGY = Facts(EXISTING_STORAGE, energy_per_mw)


def grid_withdrawal(m: Any, case: Case) -> Floats:
    """Site with on-site generation by year: no limit on the grid's side, zero while it is off-grid."""
    return np.where(at(case.sites.on_grid, m.supplied_sites, m.years) > 0, np.inf, 0.0)[:, :, None]


def _off_grid(case: Case) -> pd.DataFrame:
    """Sites that are off-grid in some year; none of them may draw anything [MW]."""
    off_grid = (case.sites.on_grid == 0).any(axis=1)
    return in_every_year(case, pd.Series(0.0, index=off_grid.index[off_grid]))


GRID_WITHDRAWAL = Facts(
    limit=Limit("off-grid campus", from_table("sites"), one_more="grid connection at {}", mw=_off_grid),
    called="grid connection of {}",
)


def shortfall(m: Any, case: Case) -> float:
    """Every year: no limit, or zero where nothing may fall short."""
    target = case.placement
    return np.inf if isinstance(target, Target) and np.isfinite(target.shortfall_usd_per_mw_year) else 0.0


def _candidate(table: pd.DataFrame, labels: Any) -> npt.NDArray[np.bool_]:
    return table["candidate"].loc[list(labels)].to_numpy(dtype=bool)


def _every_hour(by_label: Floats) -> Floats:
    """The same in every year and snapshot."""
    return by_label[:, None, None]
