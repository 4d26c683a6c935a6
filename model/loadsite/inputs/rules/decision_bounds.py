"""The most that each decision of a case can be, by its own limits and those of what it rests on; infinite without."""

from __future__ import annotations

from functools import cached_property
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import Kind, Rows


def value_at(table: pd.DataFrame, row: Any, column: Any) -> float:
    """One figure of a table."""
    value: Any = table.loc[row, column]
    return float(value)


class DecisionBounds:
    """Bounds of one case; every decision is at least zero."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._weights = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)

    def most(
        self, family: str, kind: Kind, label: str, year: int, hours: tuple[int, ...] | None, rows: Rows
    ) -> float:
        """The most that a decision adds to a row, before its coefficient [MW, MWh]."""
        if kind is Kind.YEARLY:
            return self._yearly(family, label, year)
        if kind is Kind.STANDING:
            return sum(self._yearly(family, label, each) for each in self._case.horizon.years.index if each <= year)
        weight = 1.0 if rows is Rows.HOUR else float(
            self._weights.sum() if hours is None else self._weights[list(hours)].sum())
        if kind is Kind.SHAPED:
            shape = float(self._case.sites.load_shape.loc[label].to_numpy(dtype=float).max())
            return self._yearly(family, label, year) * shape * weight
        hourly = self._hourly(family, label, year)
        return hourly * weight if hourly else 0.0

    def _yearly(self, family: str, label: str, year: int) -> float:
        match family:
            case "campus":
                return value_at(self._case.sites.limit_mw, label, year)
            case "built":
                return self._new(self._case.fleet.generators, self._case.fleet.build_limit_mw, label, year)
            case "storage_built":
                return self._new(self._case.storage_fleet.storage, self._case.storage_fleet.build_limit_mw, label, year)
            case "kept":
                return value_at(self._case.fleet.existing_mw, label, year)
            case "line_built":
                return value_at(self._case.grid.corridor_limit_mw, label, year)
        return inf

    def _new(self, things: pd.DataFrame, build_limit_mw: pd.DataFrame, label: str, year: int) -> float:
        """What lead time, annual build limit and queue let enter service."""
        build_out = self._case.build_out
        limits = [value_at(build_limit_mw, label, year),
                  value_at(build_out.annual_build_limit_mw, things["annual_build"][label], year)]  # fmt: skip
        if things["queue"][label]:
            limits.append(value_at(build_out.queue_limit_mw, things["queue"][label], year))
        return min(limits)

    def _hourly(self, family: str, label: str, year: int) -> float:
        case = self._case
        match family:
            case "generation":
                standing = value_at(case.fleet.existing_mw, label, year)
                if case.fleet.generators["candidate"][label]:
                    standing += sum(self._yearly("built", label, each)
                                    for each in case.horizon.years.index if each <= year)  # fmt: skip
                return standing * self._best_hour[label]
            case "flow":
                lines = case.grid.lines
                corridor = lines["corridor"][label]
                added_mw = value_at(case.grid.corridor_limit_mw, corridor, year) if corridor else 0.0
                return value_at(lines, label, "capacity_mw") + added_mw
        return inf

    @cached_property
    def _best_hour(self) -> dict[str, float]:
        most = self._case.fleet.availability.to_numpy(dtype=float).max(axis=1)
        return dict(zip(self._case.fleet.generators.index.astype(str), np.asarray(most).tolist(), strict=True))
