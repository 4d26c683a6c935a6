"""Years and hours of rules: what `each`, `when` and selectors mean on the calendar of a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import Floats, Rows, Slot
from loadsite.inputs.local_time import local_hours
from loadsite.inputs.rules.expression import Condition, QuantityText
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.quantities import LOCAL, SEASON, WITHIN_YEAR, Nature, Quantity
from loadsite.inputs.suggestions import did_you_mean, listed

TIME_KEYS = ("year", *WITHIN_YEAR)


class WrongSelector(ValueError):
    """What does not fit in a part of a rule other than its inequality."""

    def __init__(self, part: str, position: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.part, self.position, self.what, self.hint = part, position, what, hint


class PicksNoHour(WrongSelector):
    """A time of which the case has no hour."""


@dataclass(frozen=True)
class Held:
    """The years and hours in which a rule holds."""

    years: npt.NDArray[np.bool_]
    hours: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TimeChoice:
    """The years and hours a term sums over; None: the year of its row, or every hour."""

    years: tuple[int, ...] | None
    hours: tuple[int, ...] | None


class Clock:
    """The years and snapshots of a case, with hour, month and season of each snapshot [UTC], and its local hour where
    the clock is that of a time zone.
    """

    def __init__(self, case: Case, time_zone: str = "") -> None:
        snapshots = case.horizon.snapshots
        time = pd.DatetimeIndex(snapshots["time_utc"])
        self.years = [int(year) for year in case.horizon.years.index]
        self.hour_count = len(snapshots)
        self.weight_h = snapshots["weight_h"].to_numpy(dtype=float)
        self._period = snapshots["period"].to_numpy(dtype=int)
        self.later = case.horizon.hour_before < np.arange(self.hour_count)
        """by snapshot: whether an hour of the same period is before it"""
        self._time = time
        self._names = {
            "hour": np.array([str(hour) for hour in time.hour], dtype=object),
            "month": np.array([str(month) for month in time.month], dtype=object),
            "season": np.array([SEASON[month] for month in time.month], dtype=object),
            "year": np.array([str(year) for year in self.years], dtype=object),
        }
        if time_zone:
            self._names[LOCAL] = np.array([str(hour) for hour in local_hours(time, time_zone)], dtype=object)
        self._allowed = {
            "hour": [str(hour) for hour in range(24)], LOCAL: [str(hour) for hour in range(24)],
            "month": [str(month) for month in range(1, 13)],
            "season": list(dict.fromkeys(SEASON.values())), "year": [str(year) for year in self.years],
        }

    def when(self, conditions: tuple[Condition, ...], rows: Rows) -> Held:
        """Where a rule holds.

        Raises:
            WrongSelector: a key or value that there is not; PicksNoHour: nothing is left.
        """
        for condition in conditions:
            if condition.key not in TIME_KEYS:
                hint = did_you_mean(condition.key, TIME_KEYS) or f"expected one of {listed(TIME_KEYS)}"
                raise WrongSelector("when", condition.start, f'"{condition.key[:40]}" is no time', hint)
            wrong = self._wrong(condition)
            if wrong:
                raise WrongSelector("when", condition.start, *wrong)
        held = Held(self._mask("year", conditions), self._hours(conditions))
        if not held.years.any() or not held.hours.any():
            raise PicksNoHour("when", 0, "picks out no hour of this case",
                              "representative periods may lack some; if_empty: allow then leaves the rule out")
        return held

    def check_times(self, conditions: tuple[Condition, ...], rows: Rows, quantity: Quantity) -> None:
        """Misfit where a quantity's selector names a time that it cannot."""
        for condition in conditions:
            wrong = self._wrong(condition)
            if wrong:
                raise Misfit(condition.start, *wrong)
            if condition.key != "year" and rows is Rows.HOUR:
                raise Misfit(condition.start, f"{condition.key} stands in a rule of each: hour",
                             f"put it into when: {{{condition.key}: ...}}")
            if condition.key != "year" and quantity.nature is not Nature.HOURLY:
                raise Misfit(condition.start, f"{quantity.name} has no {condition.key}: it is {quantity.nature.value}")

    def term_time(self, text: QuantityText, quantity: Quantity, held: Held, rows: Rows) -> TimeChoice:
        """What a term sums over.

        Raises:
            Misfit: a level would be added up over years.
        """
        asked = tuple(condition for condition in text.conditions if condition.key in TIME_KEYS)
        fixed = [condition for condition in asked if condition.key == "year"]
        years: tuple[int, ...] | None = None
        if fixed or rows is Rows.ONCE:
            mask = self._mask("year", tuple(fixed)) & (held.years if rows is Rows.ONCE else True)
            years = tuple(year for year, chosen in zip(self.years, mask, strict=True) if chosen)
            if not years:
                raise Misfit(text.start, f"{text} matches no year in which the rule holds")
            if quantity.nature is Nature.LEVEL and len(years) > 1:
                raise Misfit(text.start, f"{quantity.name} is {Nature.LEVEL.value}",
                             "write each: year, or pick one year")
        mask = self._hours(asked)
        if rows is not Rows.HOUR:
            mask = mask & held.hours
        if not mask.any():
            raise Misfit(text.start, f"{text} matches no hour of this case")
        return TimeChoice(years, None if mask.all() else tuple(int(hour) for hour in np.flatnonzero(mask)))

    def slots(self, time: str) -> tuple[Slot, ...]:
        """The days or periods of `each`; none for other times."""
        if time not in ("day", "period"):
            return ()
        within = self._period if time == "period" else self._time.to_numpy().astype("datetime64[D]").astype(int)
        change = np.flatnonzero(np.diff(within) | np.diff(self._period)) + 1
        starts = [0, *(int(each) for each in change)]
        ends = [*(start - 1 for start in starts[1:]), self.hour_count - 1]
        dates = [f"{self._time[first]:%Y-%m-%d}" for first in starts]
        once = len(set(dates)) == len(dates)
        days = dates if once else [f"{self._time[first]:%Y-%m-%d %H:%M}" for first in starts]
        labels = days if time == "day" else [str(self._period[first]) for first in starts]
        return tuple(Slot(*each) for each in zip(labels, starts, ends, strict=True))

    def kept(self, held: Held, rows: Rows, slots: tuple[Slot, ...]) -> npt.NDArray[np.bool_]:
        """In which rows the rule holds, over years and hours (or slots)."""
        if rows is Rows.ONCE:
            return np.ones((), dtype=bool)
        if rows is Rows.YEAR:
            return held.years
        if rows is Rows.HOUR:
            return np.asarray(held.years[:, None] & held.hours[None, :])
        some = np.array([held.hours[slot.first : slot.last + 1].any() for slot in slots])
        return np.asarray(held.years[:, None] & some[None, :])

    def data_by_row(
        self, values: Floats, hourly: bool, time: TimeChoice, slots: tuple[Slot, ...], rows: Rows
    ) -> Floats:
        """Data by group, year and hour (one hour where it is yearly), added up as the rows ask."""
        if hourly:
            mask = np.ones(self.hour_count) if time.hours is None else np.isin(np.arange(self.hour_count), time.hours)
            if rows in (Rows.YEAR, Rows.ONCE):
                values = (values * (self.weight_h * mask)).sum(axis=2, keepdims=True)
            elif rows is Rows.SLOT:
                values = np.add.reduceat(values * mask, [slot.first for slot in slots], axis=2)
        if time.years is not None:
            chosen = [self.years.index(year) for year in time.years]
            values = values[:, chosen].sum(axis=1, keepdims=True)
        if rows is Rows.ONCE:
            return values[:, 0, 0]
        return values[:, :, 0] if rows is Rows.YEAR else values

    def _wrong(self, condition: Condition) -> tuple[str, str] | None:
        known = self._allowed[condition.key]
        for value in condition.values:
            if value not in known:
                return f'"{value[:40]}" is no {condition.key} of this case', f"expected one of {listed(known, 24)}"
        return None

    def _hours(self, conditions: tuple[Condition, ...]) -> npt.NDArray[np.bool_]:
        mask = np.ones(self.hour_count, dtype=bool)
        for key in WITHIN_YEAR:
            if key in self._names:
                mask &= self._mask(key, conditions)
        return mask

    def _mask(self, key: str, conditions: tuple[Condition, ...]) -> npt.NDArray[np.bool_]:
        names = self._names[key]
        mask = np.ones(len(names), dtype=bool)
        for condition in conditions:
            if condition.key == key:
                mask &= np.isin(names, list(condition.values)) == condition.equal
        return mask
