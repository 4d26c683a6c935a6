"""Model years, and the periods and snapshots that stand for them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from loadsite.inputs.calendar import hours_of
from loadsite.inputs.case import Horizon
from loadsite.inputs.representative import Chosen, YearInHours, choose_periods
from loadsite.inputs.scenario import Scenario

PERIOD_HOURS = {"days": 24, "weeks": 168}


@dataclass(frozen=True)
class ChosenTime:
    """A horizon, and which hours of the load year its snapshots are."""

    horizon: Horizon
    hours: np.ndarray
    """by snapshot: the hour of the load year, from 0"""


def build_horizon(scenario: Scenario, window: tuple[int, int], year: YearInHours) -> ChosenTime:
    """Choose the hours that stand for a year.

    `window` holds the first hour and the end of the hours wanted, for the resolution "hours". A window shorter than
    the year stands for the whole year: each of its hours weighs the year's hours divided by the window's.
    """
    time = scenario.time
    total = len(hours_of(time.load_year))
    if time.resolution == "hours":
        chosen = _every_hour(window, total, time.period)
        whole = window == (0, total)
        words = f"all {total:,} hours of {time.load_year}" if whole else (
            f"{window[1] - window[0]:,} consecutive hours of {time.load_year}, standing for the whole year")
    else:
        assert time.count is not None
        chosen = choose_periods(year, PERIOD_HOURS[time.resolution], time.count)
        words = _described(chosen, year, time.resolution, time.load_year)
    if time.measured_error:
        words += f"; {time.measured_error}"
    hours = _hours(chosen)
    horizon = Horizon(
        _years(scenario), _snapshots(chosen, hours, time.load_year), _periods(chosen, time.load_year), words)
    return ChosenTime(horizon, hours)


def _hours(chosen: Chosen) -> np.ndarray:
    """The hours of the year that the chosen periods hold, period by period."""
    return np.concatenate(
        [start + np.arange(length) for start, length in zip(chosen.starts, chosen.hours, strict=True)])


def _every_hour(window: tuple[int, int], total: int, period: str) -> Chosen:
    begin, end = window
    length = {"day": 24, "week": 168, "all": end - begin}[period]
    starts = list(range(begin, end, length))
    return Chosen(starts, [min(length, end - start) for start in starts], [total / (end - begin)] * len(starts), 0)


def _described(chosen: Chosen, year: YearInHours, resolution: str, load_year: int) -> str:
    """The representation in words, with the yearly energies that it misses."""
    hours = _hours(chosen)
    weights = np.repeat(chosen.weights, chosen.hours)
    parts = {"load": year.load_mw.sum(axis=1)} | {name: year.weather_mw[name] for name in year.weather_mw}
    misses = [
        f"{name} {100 * (float(series.to_numpy()[hours] @ weights) / float(series.sum()) - 1):+.1f} %"
        for name, series in parts.items() if series.sum() > 0
    ]
    whole = sum(1 for length in chosen.hours if length == max(chosen.hours))
    rest = len(chosen.hours) - whole
    short = f", and the {chosen.hours[-1]} hours after the last whole week" if rest else ""
    return (f"{whole} representative {resolution} of {load_year}, {chosen.extremes} of them extreme{short}; "
            f"yearly energy against all hours: {', '.join(misses)}")


def _snapshots(chosen: Chosen, hours: np.ndarray, load_year: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "time_utc": hours_of(load_year)[hours],
            "period": np.repeat(np.arange(len(chosen.starts)), chosen.hours),
            "weight_h": np.repeat(np.asarray(chosen.weights, dtype=np.float64), chosen.hours),
        },
        index=pd.RangeIndex(len(hours), name="snapshot"),
    )


def _periods(chosen: Chosen, load_year: int) -> pd.DataFrame:
    ends = np.cumsum(chosen.hours)
    return pd.DataFrame(
        {
            "start_utc": hours_of(load_year)[chosen.starts],
            "hours": chosen.hours,
            "weight": np.asarray(chosen.weights, dtype=np.float64),
            "first": ends - np.asarray(chosen.hours),
            "last": ends - 1,
        },
        index=pd.RangeIndex(len(chosen.starts), name="period"),
    )


def _years(scenario: Scenario) -> pd.DataFrame:
    """How many times a cost of each model year counts: it stands for every year until the next model year.

        present_value_weight[y] = sum((1 + rate)^-(v - discount_to) for the calendar years v that y stands for)

    The last model year stands for as many years as the one before it, a single model year for itself alone. Without a
    year to discount to it is the first model year.
    """
    years, rate = scenario.years, scenario.finance.discount_rate
    present = scenario.finance.discount_to or years[0]
    spans = [later - sooner for sooner, later in pairwise(years)]
    spans.append(spans[-1] if spans else 1)
    weights = [
        sum((1 + rate) ** -(year + passed - present) for passed in range(span))
        for year, span in zip(years, spans, strict=True)
    ]
    return pd.DataFrame({"present_value_weight": weights}, index=pd.Index(years, name="year"))
