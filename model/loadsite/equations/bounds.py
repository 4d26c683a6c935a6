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
    """Generator by year by snapshot: availability times what stands; rows limit candidates and what may be retired.

    What may be retired has a bound of twice what stands, and a candidate that earns by generating one of twice what
    build-out paces let it be: never reached, they bound what a period can earn whatever is decided.
    """
    standing = at(case.fleet.existing_mw, m.generators, m.years) * GW
    availability = at(case.fleet.availability, m.generators, m.snapshots)
    limit = standing[:, :, None] * availability[:, None, :]
    retires = pd.Index(list(m.generators)).isin(case.fleet.retirement.index)
    limit[retires] *= 2.0
    limit[_candidate(case.fleet.generators, m.generators)] = np.inf
    earns = np.flatnonzero(_candidate(case.fleet.generators, m.generators) & _earns(m, case))
    limit[earns] = 2.0 * _paced(m, case, earns)[:, :, None] * availability[earns][:, None, :]
    return limit


def _earns(m: Any, case: Case) -> npt.NDArray[np.bool_]:
    """Generators of which a MWh costs less than nothing in some hour."""
    fleet, generators = case.fleet, m.generators
    cost = at(fleet.fuel_usd_per_mwh, generators, m.years) + at(fleet.variable_usd_per_mwh, generators, m.years)
    co2 = at(fleet.generators["co2_t_per_mwh"], generators)[:, None] * case.prices.co2_usd_per_t
    lowest = fleet.fuel_added_usd_per_mwh.min(axis=1).clip(upper=0.0).reindex(list(generators), fill_value=0.0)
    return np.asarray((cost + co2 + lowest.to_numpy(dtype=float)[:, None]).min(axis=1) < 0.0)


def _paced(m: Any, case: Case, rows: npt.NDArray[np.intp]) -> Floats:
    """Generator by year: what its pace lets be built up to then, infinite where it has none [GW]."""
    so_far = case.build_out.annual_build_limit_mw.cumsum(axis=1)
    annual_build = case.fleet.generators["annual_build"].loc[list(m.generators)].iloc[rows]
    return np.asarray(so_far.reindex(list(annual_build)).fillna(np.inf).to_numpy(dtype=float) * GW)


def kept(m: Any, case: Case) -> Floats:
    """What may be retired, by year: what stands of it as long as it is not."""
    return at(case.fleet.existing_mw, m.retiring_generators, m.years) * GW


KEPT = Facts(EXISTING_FLEET)


def _available_per_mw(case: Case, labels: pd.Index) -> Floats:
    return case.fleet.availability.loc[labels].to_numpy(dtype=float)[:, None, :]


GENERATION = Facts(EXISTING_FLEET, _available_per_mw, called="capacity of {}")


def flow(m: Any, case: Case) -> Floats:
    """Line: the transfer limit; lines that can be expanded are limited by rows."""
    expandable = np.array([line in m.expandable_lines for line in m.lines], dtype=bool)
    return _every_hour(np.where(expandable, np.inf, at(case.grid.lines["capacity_mw"], m.lines) * GW))


FLOW = Facts(TRANSFER_LIMIT, called="transfer limit of {}")


def stored_power(m: Any, case: Case) -> Floats:
    """Storage: its power in service; new storage is limited by rows."""
    storage = case.storage_fleet.storage
    standing_mw = at(case.storage_fleet.existing_mw, m.storage, m.years)
    in_service = standing_mw * at(storage["availability"], m.storage)[:, None]
    return _by_year(np.where(_candidate(storage, m.storage)[:, None], np.inf, in_service * GW))


STORED_POWER = Facts(EXISTING_STORAGE, power_per_mw)


def stored_energy(m: Any, case: Case) -> Floats:
    """Storage: the energy it holds; new storage is limited by rows."""
    storage = case.storage_fleet.storage
    standing = at(case.storage_fleet.existing_mwh, m.storage, m.years) * GW
    return _by_year(np.where(_candidate(storage, m.storage)[:, None], np.inf, standing))


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


def _by_year(by_label: Floats) -> Floats:
    """The same in every snapshot of a year."""
    return by_label[:, :, None]


def _every_hour(by_label: Floats) -> Floats:
    """The same in every year and snapshot."""
    return by_label[:, None, None]
