"""Storage: energy carried from hour to hour, and from period to period by levels that are decided as well.

A period opens at one level and closes at one. With a common level they are the same for all periods of a year: less
than storage can do. Inter-period states of charge are one per boundary between periods, the last period closing at the
level the first one opened at: all that storage can do. Were each period only to close on itself, the level could jump
from one period to the next, which no storage can do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loadsite.equations.data import Floats
from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case


def _existing_mw(case: Case) -> pd.DataFrame:
    return case.storage_fleet.existing_mw[~case.storage_fleet.storage["candidate"].astype(bool)]


EXISTING_STORAGE = Limit("existing storage", from_table("storage"), one_more="{}", mw=_existing_mw, stands=True)


def power_per_mw(case: Case, labels: pd.Index) -> Floats:
    """A MW of storage charges and discharges where it is in service."""
    return np.asarray(case.storage_fleet.storage.loc[labels, "availability"].to_numpy(dtype=float)[:, None, None])


def energy_per_mw(case: Case, labels: pd.Index) -> Floats:
    """A MW of storage has room for as many hours as it has [MWh]."""
    power, energy = case.storage_fleet.storage.loc[labels, ["power_mw", "energy_mwh"]].to_numpy(dtype=float).T
    hours = np.divide(energy, power, out=np.zeros_like(power), where=power > 0)
    return np.asarray(hours[:, None, None])


def first_storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In the first hour of a period the storage moves on from the level at which the period opens. [GWh]

    state_of_charge[s, y, t] - boundary_state_of_charge[s, y, opening_boundary[t]]
    - charge_efficiency[s] * charge[s, y, t] + discharge[s, y, t] / discharge_efficiency[s] == 0

    Shadow price [M$/GWh after weights]: the value of stored energy.
    """
    return (
        m.state_of_charge[s, y, t]
        - m.boundary_state_of_charge[s, y, m.opening_boundary[t]]
        - m.charge_efficiency[s] * m.charge[s, y, t]
        + m.discharge[s, y, t] / m.discharge_efficiency[s]
        == 0
    )


FIRST_STORAGE_ENERGY = Facts(audited=("stored energy carried over",))


def storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In every later hour the storage moves on from the hour before. [GWh]

    state_of_charge[s, y, t] - state_of_charge[s, y, t - 1] - charge_efficiency[s] * charge[s, y, t]
    + discharge[s, y, t] / discharge_efficiency[s] == 0

    Shadow price [M$/GWh after weights]: the value of stored energy.
    """
    return (
        m.state_of_charge[s, y, t]
        - m.state_of_charge[s, y, t - 1]
        - m.charge_efficiency[s] * m.charge[s, y, t]
        + m.discharge[s, y, t] / m.discharge_efficiency[s]
        == 0
    )


STORAGE_ENERGY = Facts(audited=("stored energy carried over",))


def last_storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In the last hour of a period the storage is at the level at which the period closes. [GWh]

    state_of_charge[s, y, t] - boundary_state_of_charge[s, y, closing_boundary[t]] == 0

    Shadow price [M$/GWh after weights]: what it would save to end the period one GWh lower.
    """
    return m.state_of_charge[s, y, t] - m.boundary_state_of_charge[s, y, m.closing_boundary[t]] == 0


LAST_STORAGE_ENERGY = Facts(audited=("periods close at their boundary",))


def new_storage_energy_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """New storage holds at most its hours of storage times the power built. [GWh]

    state_of_charge[s, y, t] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what room for one more GWh would save.
    """
    return m.state_of_charge[s, y, t] - m.duration[s] * sum(m.storage_built[s, v] for v in m.years_until[y]) <= 0


NEW_STORAGE_ENERGY_LIMIT = Facts(audited=("stored within the storage",))


def new_storage_boundary_limit(m: Any, s: Any, y: Any, b: Any) -> Any:
    """A level between periods fits into what has been built. [GWh]

    boundary_state_of_charge[s, y, b] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh, at most 0]: zero but for rounding, as the hourly limit says more.
    """
    return m.boundary_state_of_charge[s, y, b] - m.duration[s] * sum(m.storage_built[s, v]
        for v in m.years_until[y]) <= 0


NEW_STORAGE_BOUNDARY_LIMIT = Facts(audited=("states of charge within the storage",))


def new_charge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """New storage charges with at most the power in service. [GW]

    charge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of charging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.charge[s, y, t] - m.storage_availability[s] * built <= 0


NEW_CHARGE_LIMIT = Facts(audited=("charge within the storage",))


def new_discharge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """New storage discharges with at most the power in service. [GW]

    discharge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of discharging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.discharge[s, y, t] - m.storage_availability[s] * built <= 0


NEW_DISCHARGE_LIMIT = Facts(audited=("discharge within the storage",))
