"""The hours of a result on the clock and the calendar, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.report.words import number

DAYS_LISTED = 31
"""With at most so many days there is a row for each; with more, a row for each month."""
WEEK_H, DAY_H = 168, 24
HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Clock:
    """`snapshots` is the table of that name, by snapshot."""

    snapshots: pd.DataFrame

    @cached_property
    def weight_h(self) -> Floats:
        """By snapshot: hours of the year it stands for [h]."""
        return np.asarray(self.snapshots["weight_h"], dtype=float)

    @cached_property
    def times(self) -> pd.DatetimeIndex:
        """By snapshot: start of its hour, UTC."""
        return pd.DatetimeIndex(self.snapshots["time_utc"])

    @property
    def by_day(self) -> bool:
        return len(self._days) <= DAYS_LISTED

    @cached_property
    def rows(self) -> list[str]:
        """Names of the rows of a heat map."""
        if not self.by_day:
            return [f"{pd.Timestamp(2000, month, 1):%b}" for month in self._months]
        stands_for = [float(self.weight_h[self._row == k].max()) for k in range(len(self._days))]
        return [f"{day:%d %b} ×{number(weight)}" if max(stands_for) > 1 else f"{day:%d %b}"
                for day, weight in zip(self._days, stands_for, strict=True)]  # fmt: skip

    @property
    def row_note(self) -> str:
        """What a row is, in words."""
        if self.by_day:
            return "A row per day that is modelled; × is how many days of the year it stands for."
        return "A row per month; a cell is the average of its hours."

    def mean(self, values: Floats) -> Floats:
        """Row by hour of the day: the mean of values by snapshot, by weight; NaN where there is no hour."""
        cell = self._row * 24 + self.times.hour.to_numpy()
        size = 24 * len(self.rows)
        total = np.bincount(cell, values * self.weight_h, size)
        weight = np.bincount(cell, self.weight_h, size)
        mean = np.divide(total, weight, out=np.full(size, np.nan), where=weight > 0)
        return np.asarray(mean.reshape(-1, 24))

    def week_of_most(self, values: Floats) -> tuple[int, int]:
        """First and last snapshot of the run of hours, at most a week long, in which the values are highest on average.

        A run is of hours that follow each other; weeks begin at the hour of the day at which their run begins.
        """
        apart = np.flatnonzero(self.times[1:] - self.times[:-1] != HOUR) + 1
        best, found = -np.inf, (0, 0)
        for first, end in pairwise([0, *apart, len(values)]):
            length = min(WEEK_H, end - first)
            for start in range(first, end - length + 1, DAY_H):
                mean = float(values[start : start + length].mean())
                if mean > best:
                    best, found = mean, (int(start), int(start + length - 1))
        return found

    @cached_property
    def _days(self) -> pd.DatetimeIndex:
        return self.times.normalize().unique().sort_values()

    @cached_property
    def _months(self) -> list[int]:
        return sorted(set(self.times.month))

    @cached_property
    def _row(self) -> npt.NDArray[np.intp]:
        """By snapshot: its row in a heat map."""
        if self.by_day:
            return np.asarray(self._days.get_indexer(self.times.normalize()))
        return np.asarray(pd.Index(self._months).get_indexer(pd.Index(self.times.month)))
