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
    """by snapshot: the hour, from 0, of all load years put one after the other"""


def build_horizon(
    scenario: Scenario, window: tuple[int, int], years: list[YearInHours], given: Chosen | None = None
) -> ChosenTime:
    """Choose the hours that stand for a year, of each load year that the scenario asks for.

    `window` holds the first hour and the end of the hours wanted, for the resolution "hours" of a single load year. A
    window shorter than the year stands for the whole year: each of its hours weighs the year's hours divided by the
    window's, or once where it is not scaled to the year. `given` are periods of a table. Of several load years, each is
    represented by itself; what stands for it weighs its probability.
    """
    samples = scenario.time.samples
    parts = [
        _represented(scenario, window, year, load_year, given)
        for load_year, year in zip(samples, years, strict=True)
    ]
    words = "; ".join(words for _, words in parts)
    if len(samples) > 1:
        words = f"{len(samples)} load years at once: {words}"
    snapshots: list[pd.DataFrame] = []
    periods: list[pd.DataFrame] = []
    hours: list[np.ndarray] = []
    begin = snapshot_count = period_count = 0
    for (load_year, probability), (chosen, _) in zip(samples.items(), parts, strict=True):
        own_hours = _hours(chosen)
        snapshots.append(_snapshots(chosen, own_hours, load_year, probability, period_count))
        boundaries = _boundaries(scenario, chosen, period_count)
        periods.append(_periods(chosen, load_year, probability, snapshot_count, boundaries))
        hours.append(begin + own_hours)
        begin += len(hours_of(load_year))
        snapshot_count += len(own_hours)
        period_count += len(chosen.starts)
    horizon = Horizon(
        _years(scenario),
        pd.concat(snapshots, ignore_index=True).rename_axis("snapshot"),
        pd.concat(periods, ignore_index=True).rename_axis("period"),
        words,
        pd.DataFrame({"probability": list(samples.values())}, index=pd.Index(list(samples), name="sample")),
        cyclic=scenario.time.cyclic,
    )
    return ChosenTime(horizon, np.concatenate(hours))


def _represented(
    scenario: Scenario, window: tuple[int, int], year: YearInHours, load_year: int, given: Chosen | None
) -> tuple[Chosen, str]:
    """The periods that stand for one load year, and that in words."""
    time = scenario.time
    total = len(hours_of(load_year))
    if time.resolution == "hours":
        wanted = window if time.load_years is None else (0, total)
        whole = wanted == (0, total)
        standing = "standing for the whole year" if time.scaled_to_year else "each counting once"
        words = f"all {total:,} hours of {load_year}" if whole else (
            f"{wanted[1] - wanted[0]:,} consecutive hours of {load_year}, {standing}")
        return _every_hour(wanted, total if time.scaled_to_year else wanted[1] - wanted[0], time.period), words
    if given is not None:
        return given, _given(given, load_year, total)
    assert time.count is not None
    chosen = choose_periods(year, PERIOD_HOURS[time.resolution], time.count)
    return chosen, _described(chosen, year, time.resolution, load_year)


def _hours(chosen: Chosen) -> np.ndarray:
    """The hours of the year that the chosen periods hold, period by period."""
    return np.concatenate(
        [start + np.arange(length) for start, length in zip(chosen.starts, chosen.hours, strict=True)])


def _every_hour(window: tuple[int, int], total: int, period: str) -> Chosen:
    begin, end = window
    length = {"day": 24, "week": 168, "all": end - begin}[period]
    starts = list(range(begin, end, length))
    return Chosen(starts, [min(length, end - start) for start in starts], [total / (end - begin)] * len(starts), 0)


def _given(chosen: Chosen, load_year: int, total: int) -> str:
    """Periods of a table in words."""
    hours = sum(weight * length for weight, length in zip(chosen.weights, chosen.hours, strict=True))
    told = f"{len(chosen.starts)} given periods of {load_year}, {sum(chosen.hours):,} hours that count {hours:,.6g}"
    return told if abs(hours - total) < 1e-6 * total else f"{told} of the {total:,} hours of the year"


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


def _snapshots(
    chosen: Chosen, hours: np.ndarray, load_year: int, probability: float, periods_before: int
) -> pd.DataFrame:
    weights = probability * np.asarray(chosen.weights, dtype=np.float64)
    return pd.DataFrame({
        "time_utc": hours_of(load_year)[hours],
        "period": periods_before + np.repeat(np.arange(len(chosen.starts)), chosen.hours),
        "weight_h": np.repeat(weights, chosen.hours),
    })


def _boundaries(scenario: Scenario, chosen: Chosen, periods_before: int) -> tuple[np.ndarray, np.ndarray]:
    """By period: the numbers of the states of charge at which it opens and closes; one for all, a ring of them, or one
    of its own.
    """
    own = np.arange(len(chosen.starts))
    if scenario.time.state_of_charge == "own":
        return periods_before + own, periods_before + own
    if scenario.time.state_of_charge == "cyclic":
        return np.zeros_like(own), np.zeros_like(own)
    return periods_before + own, periods_before + np.roll(own, -1)


def _periods(
    chosen: Chosen, load_year: int, probability: float, snapshots_before: int, boundaries: tuple[np.ndarray, np.ndarray]
) -> pd.DataFrame:
    ends = snapshots_before + np.cumsum(chosen.hours)
    return pd.DataFrame({
        "sample": load_year,
        "start_utc": hours_of(load_year)[chosen.starts],
        "hours": chosen.hours,
        "weight": probability * np.asarray(chosen.weights, dtype=np.float64),
        "first": ends - np.asarray(chosen.hours),
        "last": ends - 1,
        "opening_boundary": boundaries[0],
        "closing_boundary": boundaries[1],
    })


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
