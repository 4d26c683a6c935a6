"""Audit of the labels that are numbers: years, hours, periods, samples and levels that the case has."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from loadsite.audit.checks import Findings
from loadsite.audit.reading import Reading
from loadsite.inputs.case import Case

NONE_YEAR, NONE_PERIOD = 0, -1
"""What tables hold where a row has no year, or no period."""


def check_labels(case: Case, reading: Reading, findings: Findings) -> None:
    """Every such column of every table; and the table `snapshots` against the hours of the case."""
    known: Mapping[str, list[int]] = {
        "year": [NONE_YEAR, *reading.years],
        "snapshot": reading.snapshots,
        "period": [NONE_PERIOD, *map(int, case.horizon.periods.index)],
        "boundary": reading.boundary_numbers,
    }
    for name, table in reading.results.by_name().items():
        for column in known.keys() & set(table.columns):
            values = np.asarray(table[column].unique(), dtype=float)
            unknown = values[~np.isin(values, known[column])]
            findings.equal(f"{name}, every {column} known", unknown, np.full_like(unknown, np.nan), (list(unknown),))
    families = reading.results.families
    counted = reading.results.shadow_prices["family"].astype(object).value_counts()
    hourly = {name: len(table) for name, table in reading.results.hourly_shadow_prices.items()}
    names = [str(name) for name in families["family"]]
    rows = np.array([float(hourly.get(name, counted.get(name, 0))) for name in names])
    findings.equal("families, rows", families["rows"].to_numpy(dtype=float), rows, (names,))
    told, hours = reading.results.snapshots, case.horizon.snapshots
    findings.equal("snapshots, hours", np.array([float(len(told))]), np.array([float(len(hours))]), (["all"],))
    if len(told) == len(hours):
        for column in hours.columns[[pd.api.types.is_numeric_dtype(kind) for kind in hours.dtypes]]:
            said, expected = told[column].to_numpy(dtype=float), hours[column].to_numpy(dtype=float)
            findings.equal(f"snapshots, {column}", said, expected, (reading.snapshots,))
