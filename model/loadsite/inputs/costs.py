"""Yearly costs of investments, and values of tables between their years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.cells import Rows
from loadsite.inputs.problems import Problems


def capital_recovery_factor(rate: float, life_years: float) -> float:
    """Yearly payment per dollar invested [1/year].

        rate / (1 - (1 + rate)^-life),  or 1 / life at a rate of zero

    Source: the annuity formula, as in any text on engineering economics.
    """
    if rate == 0:
        return 1 / life_years
    return rate / (1 - (1 + rate) ** -life_years)


def by_year(
    rows: Rows, value: str, years: pd.Index, problems: Problems, *, hold_before_first: bool = False
) -> pd.DataFrame:
    """Values at the model years, label (the key without its year) by year, by straight lines between a table's years.

    A label with a single year keeps its value in all years. Outside the years of a label with several, a problem is noted;
    with `hold_before_first` the first value also holds before its year.
    """
    parts = [name for name in rows.table.key if name != "year"]
    labels = rows.frame[parts].agg(".".join, axis=1) if len(rows.frame) else pd.Series(dtype=object)
    lines = pd.Series(rows.lines, index=rows.frame.index, dtype=np.int64)
    found: dict[str, np.ndarray] = {}
    for label, group in rows.frame.groupby(labels.to_numpy(), sort=False):
        group = group.sort_values("year")
        known = group["year"].to_numpy(dtype=float)
        wanted = years.to_numpy(dtype=float)
        outside = (wanted > known[-1]) | ((wanted < known[0]) & (not hold_before_first))
        if len(group) > 1 and outside.any():
            problems.add(rows.shown, int(lines[group.index[-1]]), "year",
                         f'"{label}" has values for {known[0]:.0f} to {known[-1]:.0f}; the model year '
                         f"{wanted[outside][0]:.0f} is outside")
        found[str(label)] = np.interp(wanted, known, group[value].to_numpy(dtype=float))
    return pd.DataFrame.from_dict(found, orient="index", columns=years, dtype=np.float64)
