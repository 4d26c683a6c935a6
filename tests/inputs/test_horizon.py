"""The hours that stand for a year: all of them, a window, or representative days and weeks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs import read_case
from loadsite.inputs.calendar import hours_of
from loadsite.inputs.case import Horizon
from loadsite.inputs.representative import YearInHours, choose_periods, cluster
from tiny_study import edit, load_frame, write_tiny_study

WINDOW = "resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00"


def horizon_of(folder: Path, time: str) -> Horizon:
    return read_case(write_tiny_study(folder, scenario=edit(WINDOW, time))).horizon


def year_of_days(*levels: float, hours_per_level: int = 24) -> YearInHours:
    """A year of flat days (or weeks) of these loads [MW], one market, no weather."""
    load = np.repeat(np.array(levels, dtype=float), hours_per_level)
    index = hours_of(2024)[: len(load)]
    return YearInHours(pd.DataFrame({"M": load}, index=index), pd.DataFrame(index=index))


def test_every_hour_counts_once(tmp_path: Path) -> None:
    horizon = horizon_of(tmp_path, "resolution: hours")
    assert (horizon.snapshots["weight_h"] == 1).all() and len(horizon.snapshots) == 8784
    assert horizon.resolution == "all 8,784 hours of 2024"
    assert len(horizon.periods) == 53 and horizon.periods["hours"].iloc[-1] == 48, "52 weeks and two days"


def test_a_window_stands_for_the_year(tmp_path: Path) -> None:
    """Two days: each hour counts 8784 / 48 times."""
    horizon = horizon_of(
        tmp_path, "resolution: hours\n  from_utc: 2024-02-28\n  until_utc: 2024-03-01\n  period: day")
    assert horizon.snapshots["weight_h"].tolist() == [183.0] * 48
    assert horizon.snapshots["time_utc"].iloc[24] == pd.Timestamp("2024-02-29", tz="UTC")
    assert horizon.periods[["first", "last", "hours", "weight"]].to_numpy().tolist() == [
        [0, 23, 24, 183], [24, 47, 24, 183]]
    assert horizon.resolution == "48 consecutive hours of 2024, standing for the whole year"


def test_one_period_may_hold_all_hours(tmp_path: Path) -> None:
    horizon = horizon_of(tmp_path, "resolution: hours\n  until_utc: 2024-03-01\n  period: all")
    assert horizon.periods["hours"].tolist() == [60 * 24]


@pytest.mark.parametrize("count", [3, 8, 40])
def test_representative_days_weigh_as_much_as_the_year(count: int, tmp_path: Path) -> None:
    horizon = horizon_of(tmp_path, f"resolution: days\n  count: {count}")
    assert len(horizon.periods) == count
    assert horizon.snapshots["weight_h"].sum() == 8784
    assert (horizon.periods["weight"] >= 1).all()
    assert horizon.snapshots.index.tolist() == list(range(24 * count))


def test_weeks_leave_two_days_that_stand_for_themselves(tmp_path: Path) -> None:
    """8784 hours are 52 weeks and 48 hours: 30 and 31 December are a period of their own."""
    horizon = horizon_of(tmp_path, "resolution: weeks\n  count: 4")
    assert horizon.periods["hours"].tolist() == [168, 168, 168, 168, 48]
    assert horizon.periods["start_utc"].iloc[-1] == pd.Timestamp("2024-12-30", tz="UTC")
    assert horizon.periods["weight"].sum() == 53
    assert (horizon.periods["weight"] * horizon.periods["hours"]).sum() == 8784
    assert "and the 48 hours after the last whole week" in horizon.resolution


def test_representative_days_are_real_days(tmp_path: Path) -> None:
    """Every hour carries the load, and by month, day and hour the weather, of the hour it names."""
    case = read_case(write_tiny_study(tmp_path, scenario=edit(WINDOW, "resolution: days\n  count: 5")))
    load = load_frame().set_index("hour_utc")
    times = case.horizon.snapshots["time_utc"]
    for zone in ("NORTH", "SOUTH", "ISLE"):
        assert np.array_equal(case.grid.load_mw.loc[zone], load.loc[times, zone])


def test_the_same_question_gets_the_same_days(tmp_path: Path) -> None:
    one = horizon_of(tmp_path / "one", "resolution: days\n  count: 6")
    two = horizon_of(tmp_path / "two", "resolution: days\n  count: 6")
    pd.testing.assert_frame_equal(one.snapshots, two.snapshots)


def test_the_day_of_the_highest_load_is_kept() -> None:
    """Nine days of 10 MW, two of 20 and one of 99: the last stands for itself."""
    chosen = choose_periods(year_of_days(*[10] * 9, 20, 99, 20), 24, 3)
    assert chosen.extremes == 1
    weights = {start // 24: weight for start, weight in zip(chosen.starts, chosen.weights, strict=True)}
    assert weights[10] == 1
    assert sorted(weights.values()) == [1, 2, 9]


def test_the_day_of_the_highest_residual_load_is_kept() -> None:
    """A windless day of ordinary load strains the grid more than the day of the highest load."""
    year = year_of_days(10, 10, 10, 12, 10, 10, 10, 10)
    wind = np.repeat([5.0, 5, 5, 5, 5, 0, 5, 5], 24)
    windy = YearInHours(year.load_mw, pd.DataFrame({"wind": wind}, index=year.load_mw.index))
    chosen = choose_periods(windy, 24, 4)
    weights = {start // 24: weight for start, weight in zip(chosen.starts, chosen.weights, strict=True)}
    assert weights[5] == 1 and weights[3] == 1
    assert chosen.extremes == 2


def test_extreme_days_are_at_most_half() -> None:
    """Three markets that peak on three days, and a count of four: the two largest are kept."""
    days = np.full((12, 3), 10.0)
    days[3, 0], days[5, 1], days[7, 2] = 50, 40, 30
    index = hours_of(2024)[: 12 * 24]
    load = pd.DataFrame(np.repeat(days, 24, axis=0), index=index, columns=["A", "B", "C"])
    chosen = choose_periods(YearInHours(load, pd.DataFrame(index=index)), 24, 4)
    assert chosen.extremes == 2
    kept = {start // 24 for start, weight in zip(chosen.starts, chosen.weights, strict=True) if weight == 1}
    assert {3, 5} <= kept


def test_as_many_days_as_there_are_keeps_them_all() -> None:
    chosen = choose_periods(year_of_days(1, 2, 3, 4), 24, 10)
    assert (chosen.starts, chosen.weights) == ([0, 24, 48, 72], [1, 1, 1, 1])


def test_the_words_tell_what_the_days_miss(tmp_path: Path) -> None:
    words = horizon_of(tmp_path, "resolution: days\n  count: 8").resolution
    assert words.startswith("8 representative days of 2024, ")
    for part in ("load ", "solar ", "wind "):
        assert part in words


def test_groups_are_joined_where_least_variance_is_added():
    """Of 0, 1, 10, 12 and 30, first 0 and 1 are joined (half a square), then 10 and 12, then both pairs."""
    points = np.array([[0.0], [10.0], [1.0], [30.0], [12.0]])
    assert len(set(cluster(points, 5))) == 5
    three = cluster(points, 3)
    assert three[0] == three[2] and three[1] == three[4] and len({three[0], three[1], three[3]}) == 3
    two = cluster(points, 2)
    assert two[0] == two[1] == two[2] == two[4] != two[3]


@pytest.mark.parametrize("count", [3, 7, 20])
def test_groups_are_those_of_tsam(count: int):
    """Another program's hierarchical clustering, on sixty made-up days of three profiles."""
    tsam = pytest.importorskip("tsam")
    values = np.random.default_rng(5).random((60 * 24, 3)).cumsum(axis=0) % 1.0
    frame = pd.DataFrame(values, columns=list("abc"), index=pd.date_range("2000-01-01", periods=len(values), freq="h"))
    spread = (frame - frame.min()) / (frame.max() - frame.min())
    ours = cluster(spread.to_numpy().reshape(60, -1), count)
    theirs = np.asarray(tsam.aggregate(
        frame, count, period_duration=24, cluster=tsam.ClusterConfig(method="hierarchical", representation="medoid"),
        preserve_column_means=False).cluster_assignments)
    pairs = set(zip(ours.tolist(), theirs.tolist(), strict=True))
    assert len(pairs) == count == len(set(ours.tolist()))
