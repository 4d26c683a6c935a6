"""How far a step goes: half as far after one that was no gain, twice as far after one that was, never past the aim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadsite.solve.benders.in_out_step import LEAST_SHARE, InOutStep

KNOWN, AIM = np.array([0.0, 10.0]), np.array([8.0, 2.0])


@pytest.mark.parametrize(("gains", "point"), [
    ([], [8, 2]),                                # all of the way
    ([True, True], [8, 2]),                      # never beyond
    ([False], [4, 6]),                           # half
    ([False, False], [2, 8]),
    ([False, False, False, False], [2, 8]),      # a quarter at least
    ([False, False, False, False, True], [4, 6]),
    ([False, True], [8, 2]),
])  # fmt: skip
def test_the_next_step_after_those_before(gains: list[bool], point: list[float]) -> None:
    """known + share * (aim - known), and the share starts at 1."""
    in_out_step = InOutStep()
    for gain in gains:
        in_out_step.adapt(gain)
    assert list(in_out_step.step(KNOWN, AIM)) == point


def test_half_the_way_gains_where_all_of_it_does_not() -> None:
    """cost(x) = x**2 from x = -1 is 1 again at the aim, x = 1. Half the way, it is 0."""
    in_out_step = InOutStep()
    known, aim = np.array([-1.0]), np.array([1.0])
    costs = []
    for _ in range(2):
        costs.append(float(in_out_step.step(known, aim)[0] ** 2))
        in_out_step.adapt(was_better=costs[-1] < 1.0)
    assert costs == [1.0, 0.0]


@given(st.lists(st.booleans(), max_size=20))
def test_a_share_stays_between_its_least_and_one(gains: list[bool]) -> None:
    in_out_step = InOutStep()
    for gain in gains:
        in_out_step.adapt(gain)
        assert LEAST_SHARE <= in_out_step.share <= 1.0
