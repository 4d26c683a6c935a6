"""A ramp holds within a period. Where periods follow each other, what it does not hold is counted and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from loadsite.results.families import Solved
from loadsite.results.ramps_between_periods import ramps_between_periods
from small_cases import Generator, Period, Zone, make_case
from solved import solved


def case(load_mw: list[float], starts: list[str], ramp: float = 0.1) -> Case:
    """Periods of two hours that begin at these times; coal of 200 MW ramps, gas is expensive."""
    made = make_case(
        [Zone("z", load_mw)], [Generator("coal", "z", 200, 10, ramp=ramp), Generator("gas", "z", 200, 50)],
        periods=[Period(2) for _ in starts],
    )
    periods = made.horizon.periods.assign(start_utc=pd.to_datetime(starts, utc=True))
    hours = [start + pd.Timedelta(hours=hour) for start in periods["start_utc"] for hour in (0, 1)]
    snapshots = made.horizon.snapshots.assign(time_utc=hours)
    return replace(made, horizon=replace(made.horizon, periods=periods, snapshots=snapshots))


def told(made: Case) -> str:
    found = solved(made)
    return ramps_between_periods(Solved(made, found.program, found.solution))


FOLLOWING = ["2024-01-01T00:00", "2024-01-01T02:00", "2024-01-01T04:00"]


def test_jumps_between_consecutive_periods_are_counted():
    """Coal follows load within a period: 50 to 70, then 120 at once, 50 MW up and 30 beyond the ramp of 20 MW."""
    said = told(case([50, 70, 120, 130, 140, 150], FOLLOWING))
    assert said == (
        "Ramps hold within periods. In 1 of the 2 times that one period follows another output changes faster than a "
        "ramp allows; most at coal, by 30 MW beyond it at 2024-01-01 02:00 UTC in 2030."
    )


def test_a_ramp_that_is_never_exceeded_is_told_as_one():
    assert told(case([50, 60, 70, 80, 90, 100], FOLLOWING)) == (
        "Ramps hold within periods; none is exceeded in any of the 2 times that one period follows another."
    )


def test_representative_periods_do_not_follow_each_other():
    apart = ["2024-01-01T00:00", "2024-03-01T00:00", "2024-06-01T00:00"]
    assert told(case([50, 70, 190, 190, 50, 50], apart)) == (
        "Ramps hold within each representative period, not at its ends."
    )


@pytest.mark.parametrize("ramp", [np.inf, 1.0])
def test_without_a_ramp_there_is_nothing_to_tell(ramp):
    assert told(case([50, 70, 190, 190, 50, 50], FOLLOWING, ramp)) == ""
