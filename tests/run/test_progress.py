"""How long a search will last, judged by how fast its gap declines."""

from __future__ import annotations

import pytest

from loadsite.run.progress import CostStanding, FitStanding, Watch
from loadsite.solve.benders.solve import Progress
from loadsite.solve.benders.stopping_rule import Iteration


def iteration(number: int, gap: float, units_asked: int = 8) -> Progress:
    return Progress(units_asked, 8, Iteration(number, 100.0 * (1.0 - gap), 100.0, 0.0, units_asked))


def test_a_gap_that_halves_every_second_needs_as_many_seconds_as_halvings_are_left():
    """From 1/8 to 1/64 it halves three times."""
    seconds = iter(range(10))
    watch = Watch(1 / 64, CostStanding, clock=lambda: next(seconds))
    told = [watch.standing(iteration(k, 0.5 ** (k + 1))) for k in range(3)]
    assert [each.remaining_s for each in told[:2]] == [None, None]
    assert told[2].remaining_s == pytest.approx(3.0)
    assert str(told[2]) == "8 of 8 periods, iteration 2: 87.5 to 100.0 M USD, gap 1.2e-01, about 3 s left"


def test_a_search_over_some_periods_tells_no_end_and_leaves_no_trace():
    """The gap of representatives says nothing about that of all periods."""
    seconds = iter(range(10))
    watch = Watch(1e-3, CostStanding, clock=lambda: next(seconds))
    for k in range(4):
        assert watch.standing(iteration(k, 0.1**k + 1e-9, units_asked=2)).remaining_s is None
    assert watch.standing(iteration(0, 0.5)).remaining_s is None


def test_a_gap_that_stands_still_has_no_end_in_sight():
    seconds = iter(range(10))
    watch = Watch(1e-3, CostStanding, clock=lambda: next(seconds))
    told = [watch.standing(iteration(k, 0.2)) for k in range(4)]
    assert told[-1].remaining_s is None


def test_the_most_mw_that_fit_are_told_in_mw():
    """Minus 2.1 to minus 1.75 GW are minimized: 1,750 MW fit, and no more than 2,100."""
    search = Progress(5, 8, Iteration(3, -2.1, -1.75, 0.0, 5))
    told = Watch(1e-3, FitStanding).standing(search)
    assert str(told) == "5 of 8 periods, iteration 3: 1,750.0 to 2,100.0 MW of campus, gap 2.0e-01"
