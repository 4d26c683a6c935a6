"""Energy of storage that is built apart from its power, as the tables of a result say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.reading import Reading
from loadsite.inputs.case import Case


def apart_mwh(case: Case, reading: Reading, labels: pd.Index) -> Floats:
    """Storage by year: energy built apart from its power up to then; zero of all other storage [MWh]."""
    known = case.storage_fleet.energy_usd_per_mwh_year.index
    if known.empty:
        return np.zeros((len(labels), len(reading.years)))
    built = reading.yearly("storage_energy", "built_mwh", "storage", known)
    so_far = np.zeros((len(labels), len(reading.years)))
    at = labels.get_indexer(built.labels)
    so_far[at[at >= 0]] = np.cumsum(built.values, axis=1)[at >= 0]
    return so_far


def energy_annuities(case: Case, reading: Reading) -> Floats:
    """By year: annuities and fixed cost of that energy, each at the price of its own year [USD]."""
    usd = case.storage_fleet.energy_usd_per_mwh_year
    if usd.empty:
        return np.zeros(len(reading.years))
    built = reading.yearly("storage_energy", "built_mwh", "storage", usd.index)
    return np.asarray(np.cumsum((built.values * usd.loc[built.labels].to_numpy(float)).sum(axis=0)))
