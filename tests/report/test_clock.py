"""Hours on the calendar: rows of heat maps, and the worst run of hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.report.clock import Clock


def clock(start: str, hours: int, weight_h: float = 1.0) -> Clock:
    times = pd.date_range(start, periods=hours, freq="h", tz="UTC")
    return Clock(pd.DataFrame({"time_utc": times, "period": np.arange(hours) // 24, "weight_h": weight_h}))


def test_a_few_days_are_rows_with_how_many_days_they_stand_for():
    few = clock("2024-07-15", 48, weight_h=12.0)
    assert few.rows == ["15 Jul ×12", "16 Jul ×12"]
    assert few.mean(np.arange(48.0)).tolist() == [list(range(24)), list(range(24, 48))]


def test_a_year_has_a_row_per_month_and_a_cell_is_the_mean_of_its_hours():
    year = clock("2024-01-01", 8784)
    assert year.rows == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    cells = year.mean(np.where(np.asarray(year.times.hour) == 5, 7.0, 1.0))
    assert (cells[:, 5] == 7.0).all() and np.delete(cells, 5, axis=1).max() == 1.0


def test_an_hour_that_is_not_modelled_is_empty():
    assert np.isnan(clock("2024-07-15", 6).mean(np.ones(6))[0, 6:]).all()


def test_the_worst_week_of_a_year_runs_across_periods():
    """Seven expensive days from 10 January on, in a year of periods of a day."""
    values = np.ones(8784)
    values[9 * 24 : 16 * 24] = 100.0
    assert clock("2024-01-01", 8784).week_of_most(values) == (9 * 24, 16 * 24 - 1)


def test_the_worst_of_days_that_do_not_follow_each_other_is_one_day():
    days = pd.concat([clock(start, 24).snapshots for start in ("2024-01-05", "2024-07-15", "2024-09-01")])
    apart = Clock(days.reset_index(drop=True))
    assert apart.week_of_most(np.repeat([1.0, 3.0, 2.0], 24)) == (24, 47)
