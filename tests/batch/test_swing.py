"""The least and the most MW of a site at nearly the best cost, on paper."""

from __future__ import annotations

import pytest

from loadsite.batch.swing import share_of
from loadsite.solve import LimitReached
from loadsite.solve.near_optimal import near_optimal_ranges
from small_cases import Generator, Period, Site, Zone, make_case
from solved import compiled, solved


@pytest.fixture(scope="module")
def two_places():
    """100 MW for 10 h, in a zone with power at 20 USD/MWh or in one at 30 USD/MWh: best 20,000 USD, all in the cheap.

    Each MW in the expensive zone costs 100 USD more. At most 1 % above the best, 200 USD, is 2 MW.
    """
    return make_case(
        [Zone("cheap"), Zone("expensive")],
        [Generator("a", "cheap", 500, 20), Generator("b", "expensive", 500, 30)],
        sites=[Site("near", "cheap"), Site("far", "expensive"), Site("shut", "expensive", limit_mw=0)],
        periods=[Period(10)], target_mw=100,
    )  # fmt: skip


def ranges(case, share: float) -> dict[str, tuple[float, float]]:
    program = compiled(case)
    block = program.column_block("campus")
    best = solved(case).solution.objective
    columns = list(range(block.span.start, block.span.stop))
    names = [str(label) for label in block.axes[0].labels]
    found = near_optimal_ranges(program, columns, (1 + share) * best, 60.0)
    return {name: (each.least * 1e3, each.most * 1e3) for name, each in zip(names, found, strict=True)}


def test_two_megawatts_may_move_for_one_per_cent(two_places):
    found = ranges(two_places, 0.01)
    assert found["near"] == pytest.approx((98, 100), abs=1e-6)
    assert found["far"] == pytest.approx((0, 2), abs=1e-6)
    assert found["shut"] == pytest.approx((0, 0), abs=1e-9)


def test_nothing_may_move_for_nothing_and_everything_for_half_as_much_again(two_places):
    assert ranges(two_places, 0.0)["near"] == pytest.approx((100, 100), abs=1e-6)
    assert ranges(two_places, 0.5)["far"] == pytest.approx((0, 100), abs=1e-6)


def test_a_cost_that_nothing_has_is_told(two_places):
    with pytest.raises(LimitReached, match=r"nothing that costs so little was found for campus\[near, 2030\]: Infeas"):
        ranges(two_places, -0.01)


def test_shares():
    assert share_of("1%") == 0.01 and share_of("0.02") == 0.02 and share_of("0%") == 0
    for wrong in ("one", "-1%", "200%", "nan", ""):
        with pytest.raises(ValueError):
            share_of(wrong)
