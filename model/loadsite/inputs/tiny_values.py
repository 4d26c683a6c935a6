"""Shares so small that they are meant as nothing, and that no solver can tell from nothing: they count as zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from loadsite.inputs.cells import Rows
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin

TINY: Final = 1e-5
"""Shares below this count as zero. The solver's coefficients begin at 1e-7 (`loadsite.solve.numerics`), and a share is
multiplied by other shares, such as an efficiency or a factor of a rule, that may be as low as 1 %. It is 10 kW of a
plant of 1,000 MW; rounding of a sine at dawn leaves 1e-16, interpolation of weather 1e-9."""
SOURCE: Final = "the solver takes coefficients from 1e-07"
SHARES: Final = (
    ("technologies", "capacity_credit_share"), ("technologies", "ramp_share_per_h"),
    ("generators", "capacity_credit_share"), ("storage", "capacity_credit_share"),
)  # fmt: skip
LOST: Final = (
    ("technologies", "outage_share"), ("generators", "outage_share"), ("storage", "outage_share"),
    ("lines", "loss_share"),
)  # fmt: skip
"""Shares of which one minus is a coefficient."""
DIVIDED: Final = (
    ("technologies", "round_trip_efficiency", 1e-4), ("storage", "round_trip_efficiency", 1e-4),
    ("technologies", "duration_h", 1e-3),
)  # fmt: skip
"""What cannot be zero, and the least that can be solved."""


def without_tiny(shares: pd.DataFrame, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Hourly shares with those above 0 and below TINY set to 0, and a finding for each column that had some."""
    values = shares.to_numpy()
    tiny = (values > 0) & (values < TINY)
    columns = np.flatnonzero(tiny.any(axis=0))
    if not len(columns):
        return shares, []
    found = []
    hours_utc = pd.DatetimeIndex(shares.index).strftime("%Y-%m-%d %H:%M").to_numpy()
    for column in columns.tolist():
        rows = np.flatnonzero(tiny[:, column])
        first = int(rows[0])
        hours = f"{len(rows):,} hours" if len(rows) > 1 else "1 hour"
        when = f"first at {hours_utc[first]} UTC"
        found.append(_finding(Origin(shown, first + 1), str(shares.columns[column]), values[first, column],
                              f"counts as 0, in {hours}, {when}"))  # fmt: skip
    return pd.DataFrame(np.where(tiny, 0.0, values), index=shares.index, columns=shares.columns), found


def round_tiny_cells(tables: Mapping[str, Rows], problems: Problems) -> list[Finding]:
    """Set shares within TINY of zero, or of one where one minus them counts, to that; tell each.

    What cannot be zero and is too small to be solved is a problem.
    """
    found = []
    for table, column in SHARES:
        found += _rounded(tables, table, column, 0.0)
    for table, column in LOST:
        found += _rounded(tables, table, column, 1.0)
    for table, column, least in DIVIDED:
        rows = tables.get(table)
        values = rows.frame[column].to_numpy(dtype=float) if rows is not None else np.array([])
        for number in np.flatnonzero((values > 0) & (values < least)):
            assert rows is not None
            problems.add(rows.origins[number], column,
                         f"{values[number]:g} is too small to be solved; expected at least {least:g}")
    return found


def _rounded(tables: Mapping[str, Rows], table: str, column: str, to: float) -> list[Finding]:
    rows = tables.get(table)
    if rows is None:
        return []
    values = rows.frame[column].to_numpy(dtype=float)
    near = (values != to) & (abs(values - to) < TINY)
    found = [_finding(rows.origins[number], column, values[number], f"counts as {to:g}")
             for number in np.flatnonzero(near)]  # fmt: skip
    if found:
        rows.frame[column] = np.where(near, to, values)
    return found


def _finding(origin: Origin, field: str, value: float, what: str) -> Finding:
    return Finding(origin, field, f"{value:.6g}", what, f"0 or at least {TINY:g}", SOURCE)
