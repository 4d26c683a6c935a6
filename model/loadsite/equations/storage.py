"""Storage: energy carried from hour to hour, and from period to period by levels that are decided as well.

A period opens at one level and closes at one. With a common level they are the same for all periods of a year: less
than a store can do. Chained levels are one per boundary between periods, the last period closing at the level the first
one opened at: all that a store can do. Were each period only to close on itself, the level could jump from one period
to the next, which no store can do.
"""

from __future__ import annotations

from typing import Any


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


def last_storage_energy(m: Any, s: Any, y: Any, t: Any) -> Any:
    """In the last hour of a period the store is at the level at which the period closes. [GWh]

    state_of_charge[s, y, t] - storage_level[s, y, closing_level[t]] == 0

    Shadow price [M$/GWh after weights]: what it would save to end the period one GWh lower.
    """
    return m.state_of_charge[s, y, t] - m.storage_level[s, y, m.closing_level[t]] == 0


def new_storage_energy_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store holds at most its hours of storage times the power built. [GWh]

    state_of_charge[s, y, t] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what room for one more GWh would save.
    """
    return m.state_of_charge[s, y, t] - m.duration[s] * sum(m.storage_built[s, v] for v in m.years_until[y]) <= 0


def new_storage_level_limit(m: Any, s: Any, y: Any, b: Any) -> Any:
    """A level between periods fits into what has been built. [GWh]

    storage_level[s, y, b] - duration[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh, at most 0]: zero but for rounding, as the hourly limit says more.
    """
    return m.storage_level[s, y, b] - m.duration[s] * sum(m.storage_built[s, v] for v in m.years_until[y]) <= 0


def new_charge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store charges with at most the power in service. [GW]

    charge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of charging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.charge[s, y, t] - m.storage_availability[s] * built <= 0


def new_discharge_limit(m: Any, s: Any, y: Any, t: Any) -> Any:
    """A new store discharges with at most the power in service. [GW]

    discharge[s, y, t] - storage_availability[s] * sum(storage_built[s, v] for v in years_until[y]) <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of discharging would save.
    """
    built = sum(m.storage_built[s, v] for v in m.years_until[y])
    return m.discharge[s, y, t] - m.storage_availability[s] * built <= 0
