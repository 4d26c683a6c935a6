"""Axes and scales: round numbers, tones that tell values apart."""

from __future__ import annotations

import pytest

from loadsite.report.scales import axis, changes, round_step, shades
from loadsite.report.words import digits_for, number, shortened, shown, signed


@pytest.mark.parametrize(
    ("span", "parts", "step"), [(10, 5, 2), (1, 4, 0.25), (337_000, 4, 100_000), (0, 5, 1), (7, 1, 10)]
)
def test_a_step_is_round_and_fills_the_span_at_most_so_often(span, parts, step):
    assert round_step(span, parts) == pytest.approx(step)


def test_an_axis_holds_zero_and_all_values():
    found = axis([-3.6, 51.0], 0, 100, parts=6)
    assert found.values == (0, 10, 20, 30, 40, 50) and found.at(-3.6) == 0 and found.at(51.0) == 100


def test_prices_close_together_are_told_apart_and_a_dear_hour_too():
    """Most hours cost 30 to 36 USD/MWh, one 10,000."""
    prices = [30.0, 31.0, 32.0, 33.0, 34.0, 35.0, 36.0] * 10 + [10_000.0]
    scale = shades("price", prices)
    assert len({scale.tone(price) for price in prices}) == 7
    assert scale.edges == (31, 32, 33, 34, 35, 36)


def test_a_scale_of_one_value_has_two_tones():
    assert len(shades("price", [5.0, 5.0]).tones()) == 2


def test_changes_are_even_on_both_sides_of_zero():
    scale = changes([-7.3, 0.1, 0.4, 0.7, 3.1])
    assert scale.edges == tuple(-edge for edge in reversed(scale.edges))
    assert scale.tone(0.0) == "change-3" and scale.tone(-100) == "change-0" and scale.tone(100) == "change-6"


def test_numbers_have_a_comma_a_true_minus_and_no_minus_zero():
    assert [number(1234.5), number(-2.5, 1), number(-0.001, 1)] == ["1,234", "−2.5", "0.0"]
    assert number(float("inf")) == "no limit"
    assert [signed(2.0), signed(-2.0), signed(0.0)] == ["+2", "−2", "0"]
    assert [digits_for(step) for step in (5, 2.5, 0.25, 1000, 33.5)] == [0, 1, 2, 0, 1]


def test_a_name_that_turns_is_kept_within_itself():
    assert shown("plain") == "plain"
    assert shown("\u202eDLROW") == "\u2068\u202eDLROW\u2069"
    assert shown("a\u0000b") == "ab"
    assert shortened("a long name of a site", 10) == "a long na…"
