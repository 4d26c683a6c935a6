"""Storage whose energy is built apart from its power: how many hours it may have."""

from __future__ import annotations

from typing import Any

import numpy as np

from loadsite.equations.families import Facts
from loadsite.inputs.case import Case

LEAST, MOST = "least duration of storage", "most duration of storage"


def least_duration(m: Any, s: Any, y: Any) -> Any:
    """Storage has at least so many hours of energy for its power. [GWh]

    sum(energy_built[s, v] - least_hours[s] * storage_built[s, v] for v in years_until[y]) >= 0

    Shadow price [M$/GWh, at least 0]: what a GWh less of energy that has to be built would save.
    """
    power = sum(m.storage_built[s, v] for v in m.years_until[y])
    return sum(m.energy_built[s, v] for v in m.years_until[y]) - m.least_hours[s] * power >= 0


def most_duration(m: Any, s: Any, y: Any) -> Any:
    """Storage has at most so many hours of energy for its power. [GWh]

    sum(energy_built[s, v] - most_hours[s] * storage_built[s, v] for v in years_until[y]) <= 0

    Where no most is stated it is 10,000 hours.
    Shadow price [M$/GWh, at most 0]: what a GWh more of energy that may be built would save.
    """
    power = sum(m.storage_built[s, v] for v in m.years_until[y])
    return sum(m.energy_built[s, v] for v in m.years_until[y]) - m.most_hours[s] * power <= 0


def _power_and_energy(case: Case, reading: Any) -> tuple[Any, Any, Any]:
    """Of storage whose energy is built apart, its labels; by year its power and its energy, all years so far."""
    claim = reading.yearly("storage_energy", "standing_mwh", "storage", case.storage_fleet.duration_range_h.index)
    known = case.storage_fleet.storage.index
    built = reading.yearly("built", "built_mw", "label", known, "storage").on(known)
    return claim.labels, np.cumsum(built, axis=1)[known.get_indexer(claim.labels)], claim.values


def least_duration_again(case: Case, reading: Any, findings: Any) -> None:
    """The table `storage_energy` against the power of the table `built`."""
    labels, power, energy = _power_and_energy(case, reading)
    hours = case.storage_fleet.duration_range_h.loc[labels, ["least_duration_h"]].to_numpy(dtype=float)
    findings.at_most(LEAST, power * hours, energy, (labels, reading.years))


def most_duration_again(case: Case, reading: Any, findings: Any) -> None:
    """The table `storage_energy` against the power of the table `built`."""
    labels, power, energy = _power_and_energy(case, reading)
    hours = case.storage_fleet.duration_range_h.loc[labels, ["most_duration_h"]].to_numpy(dtype=float)
    findings.at_most(MOST, energy, power * np.minimum(hours, 1e4), (labels, reading.years))


LEAST_DURATION = Facts(audited=(LEAST,), audit=least_duration_again)
MOST_DURATION = Facts(audited=(MOST,), audit=most_duration_again)
