"""Storage: energy carried from hour to hour, and from period to period by levels that are decided as well.

A period opens at one level and closes at one. With a common level they are the same for all periods of a year: less
than a store can do. Chained levels are one per boundary between periods, the last period closing at the level the first
one opened at: all that a store can do. Were each period only to close on itself, the level could jump from one period
to the next, which no store can do.
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
    return case.stores.existing_mw[~case.stores.storage["candidate"].astype(bool)]


EXISTING_STORAGE = Limit("existing storage", from_table("storage"), one_more="{}", mw=_existing_mw, stands=True)


def power_per_mw(case: Case, labels: pd.Index) -> Floats:
    """A MW of a store charges and discharges where it is in service."""
    return np.asarray(case.stores.storage.loc[labels, "availability"].to_numpy(dtype=float)[:, None, None])


def energy_per_mw(case: Case, labels: pd.Index) -> Floats:
    """A MW of a store has room for as many hours as the store has [MWh]."""
    power, energy = case.stores.storage.loc[labels, ["power_mw", "energy_mwh"]].to_numpy(dtype=float).T
    hours = np.divide(energy, power, out=np.zeros_like(power), where=power > 0)
    return np.asarray(hours[:, None, None])


def first_storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In the first hour of a period the store moves on from the level at which the period opens. [GWh]

    state_of_charge[s, y, t] - storage_level[s, y, opening_level[t]] - charge_efficiency[s] * charge[s, y, t]
    + discharge[s, y, t] / discharge_efficiency[s] == 0

    Shadow price [M$/GWh after weights]: the value of stored energy.
    """
    return (
        m.state_of_charge[s, y, t]
        - m.storage_level[s, y, m.opening_level[t]]
        - m.charge_efficiency[s] * m.charge[s, y, t]
        + m.discharge[s, y, t] / m.discharge_efficiency[s]
        == 0
    )


FIRST_STORAGE_ENERGY = Facts(audited=("stored energy carried over",))


def storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In every later hour the store moves on from the hour before. [GWh]

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
    """In the last hour of a period the store is at the level at which the period closes. [GWh]

    state_of_charge[s, y, t] - storage_level[s, y, closing_level[t]] == 0

    Shadow price [M$/GWh after weights]: what it would save to end the period one GWh lower.
    """
    return m.state_of_charge[s, y, t] - m.storage_level[s, y, m.closing_level[t]] == 0


LAST_STORAGE_ENERGY = Facts(audited=("periods close at their level",))


def new_storage_energy_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store holds at most its hours of storage times the power built. [GWh]

    state_of_charge[s, y, t] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what room for one more GWh would save.
    """
    return m.state_of_charge[s, y, t] - m.duration[s] * sum(m.storage_built[s, v] for v in m.years_until[y]) <= 0


NEW_STORAGE_ENERGY_LIMIT = Facts(audited=("stored within the store",))


def new_storage_level_limit(m: Any, s: Any, y: Any, b: Any) -> Any:
    """A level between periods fits into what has been built. [GWh]

    storage_level[s, y, b] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh, at most 0]: zero but for rounding, as the hourly limit says more.
    """
    return m.storage_level[s, y, b] - m.duration[s] * sum(m.storage_built[s, v] for v in m.years_until[y]) <= 0


NEW_STORAGE_LEVEL_LIMIT = Facts(audited=("levels within the store",))


def new_charge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store charges with at most the power in service. [GW]

    charge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of charging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.charge[s, y, t] - m.storage_availability[s] * built <= 0


NEW_CHARGE_LIMIT = Facts(audited=("charge within the store",))


def new_discharge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store discharges with at most the power in service. [GW]

    discharge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of discharging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.discharge[s, y, t] - m.storage_availability[s] * built <= 0


NEW_DISCHARGE_LIMIT = Facts(audited=("discharge within the store",))
