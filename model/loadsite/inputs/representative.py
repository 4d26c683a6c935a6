"""Real days or weeks that stand for a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class YearInHours:
    """What decides which periods of a year resemble each other: hour by label, all hours of the load year."""

    load_mw: pd.DataFrame
    """by market: load of all its zones [MW]"""
    weather_mw: pd.DataFrame
    """by profile: output of the existing fleets that follow it [MW]"""

    @property
    def residual_mw(self) -> pd.Series:
        """Load of all markets less what weather gives [MW]."""
        return self.load_mw.sum(axis=1) - self.weather_mw.sum(axis=1)


@dataclass(frozen=True)
class Chosen:
    """Periods of the year, in order of time."""

    starts: list[int]
    """first hour of each, from the start of the year"""
    hours: list[int]
    """length of each [h]"""
    weights: list[float]
    """how many times each counts in a year"""
    extremes: int
    """how many of them were kept because they are extreme"""


def choose_periods(year: YearInHours, period_hours: int, count: int) -> Chosen:
    """Choose `count` real periods of `period_hours` hours each, and how often each counts.

    Kept as they are, with weight one, are the period of the highest residual load, the period of the highest load,
    and then that of the highest load of each market, largest first, until half of `count` is taken. The others are
    grouped by hierarchical clustering (Ward's) on hourly load by market and output by profile, and each group is
    represented by its member nearest to the group's mean: every hour is a real one and all profiles keep their joint
    hours. Nothing is rescaled. The hours left after the last whole period (the last day or two of a year of 52 weeks)
    are one short period more, with weight one: so weights times hours add up to the year exactly.
    """
    whole = len(year.load_mw) // period_hours
    extremes = _extreme_periods(year, period_hours, whole, count // 2)
    ordinary = [period for period in range(whole) if period not in extremes]
    groups = _groups(year, period_hours, ordinary, min(count - len(extremes), len(ordinary)))
    weight_of = {period: 1.0 for period in extremes} | groups
    periods = sorted(weight_of)
    starts = [period * period_hours for period in periods]
    hours = [period_hours] * len(periods)
    weights = [weight_of[period] for period in periods]
    rest = len(year.load_mw) - whole * period_hours
    if rest:
        starts, hours, weights = [*starts, whole * period_hours], [*hours, rest], [*weights, 1.0]
    return Chosen(starts, hours, weights, len(extremes))


def _extreme_periods(year: YearInHours, period_hours: int, whole: int, most: int) -> list[int]:
    """Periods that hold a highest hour, in order of importance, each once."""
    load = year.load_mw
    by_size = load.max().sort_values(ascending=False, kind="stable").index
    peaks = [year.residual_mw, load.sum(axis=1), *(load[market] for market in by_size)]
    # the hours after the last whole period stand for themselves anyway
    found = [int(np.argmax(each.to_numpy()[: whole * period_hours])) // period_hours for each in peaks]
    return list(dict.fromkeys(found))[:most]


def _groups(year: YearInHours, period_hours: int, periods: list[int], count: int) -> dict[int, float]:
    """The representative of each group of periods and how many periods it stands for."""
    if count == len(periods):
        return {period: 1.0 for period in periods}
    shapes = pd.concat([year.load_mw.add_prefix("load "), year.weather_mw.add_prefix("weather ")], axis=1)
    rows = (np.array(periods)[:, None] * period_hours + np.arange(period_hours)).ravel()
    profiles = shapes.iloc[rows]
    spread = (profiles.max() - profiles.min()).replace(0, 1)
    points = ((profiles - profiles.min()) / spread).to_numpy().reshape(len(periods), -1)
    group_of = cluster(points, count)
    chosen: dict[int, float] = {}
    for group in np.unique(group_of):
        members = np.flatnonzero(group_of == group)
        distance = np.linalg.norm(points[members] - points[members].mean(axis=0), axis=1)
        chosen[periods[int(members[np.argmin(np.round(distance, 9))])]] = float(len(members))
    return chosen


def cluster(points: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.intp]:
    """The group of each point: the two whose union adds least variance are joined until `count` are left (Ward).

        apart[k, ij] = ((n[i] + n[k]) apart[i,k] + (n[j] + n[k]) apart[j,k] - n[k] apart[i,j]) / (n[i] + n[j] + n[k])

    with squared distances (Lance and Williams). Written out, as libraries for it take up to a second to load.
    """
    centred = points - points.mean(axis=0)
    squares = (centred**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares[None, :] - 2.0 * centred @ centred.T, 0.0)
    np.fill_diagonal(apart, np.inf)
    size = np.ones(len(points))
    group_of = np.arange(len(points))
    for _ in range(len(points) - count):
        one, other = (int(each) for each in np.unravel_index(np.argmin(apart), apart.shape))
        between = apart[one, other]
        whole = size[one] + size[other] + size
        joined = ((size[one] + size) * apart[one] + (size[other] + size) * apart[other] - size * between) / whole
        joined[[one, other]] = np.inf
        apart[one], apart[:, one] = joined, joined
        apart[other], apart[:, other] = np.inf, np.inf
        size[one] += size[other]
        group_of[group_of == other] = one
    return np.unique(group_of, return_inverse=True)[1]
