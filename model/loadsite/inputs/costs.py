"""Yearly costs of investments, and values of tables between their years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.cells import Rows, label_of
from loadsite.inputs.problems import Problems


def capital_recovery_factor(rate: float, life_years: float) -> float:
    """Yearly payment per dollar invested [1/year].

        rate / (1 - (1 + rate)^-life),  or 1 / life at a rate of zero

    Source: the annuity formula, as in any text on engineering economics.
    """
    if rate == 0:
        return 1 / life_years
    return rate / (1 - float((1 + rate) ** -life_years))


def by_year(
    rows: Rows, value: str, years: pd.Index, problems: Problems, *, hold_single: bool = True
) -> pd.DataFrame:
    """Values at the model years, by straight lines between a table's years: a row for each key without its year.

    A key of one part is its own label; keys of several are tuples. One with a single year keeps its value in all years,
    unless `hold_single` is off. Outside the years of a key with several, a problem is noted.
    """
    parts = [name for name in rows.table.key if name != "year"]
    keys = list(zip(*(rows.frame[part].astype(str) for part in parts), strict=True))
    year_of, value_of = (rows.frame[name].to_numpy(dtype=float) for name in ("year", value))
    wanted = years.to_numpy(dtype=float)
    rows_of: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(keys):
        rows_of.setdefault(key, []).append(row)
    found: dict[tuple[str, ...], np.ndarray] = {}
    for key, own in rows_of.items():
        group = np.array(own)[np.argsort(year_of[own], kind="stable")]
        known = year_of[group]
        outside = (wanted > known[-1]) | (wanted < known[0])
        if outside.any() and not (hold_single and len(group) == 1):
            span = f"{known[0]:.0f} to {known[-1]:.0f}" if len(group) > 1 else f"{known[0]:.0f} only"
            problems.add(rows.origins[group[-1]], "year",
                         f'"{label_of(key)}" has values for {span}; expected one for {wanted[outside][0]:.0f} as well')
        found[key] = np.interp(wanted, known, value_of[group])
    labels = pd.MultiIndex.from_tuples(list(found), names=parts) if len(parts) > 1 else [key for (key,) in found]
    return pd.DataFrame(list(found.values()), index=labels, columns=years, dtype=np.float64)
