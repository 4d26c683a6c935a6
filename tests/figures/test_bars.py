"""Bars and columns of three pieces and more: each begins where the one before it ends."""

from __future__ import annotations

import pytest
from marks import Mark, marks

from loadsite.report.bars import Bar, Piece, Stack, draw_bars, draw_columns
from loadsite.report.drawing import Drawing

VALUES = {"a": 30.0, "b": 50.0, "c": 20.0, "d": -40.0, "e": -10.0}


def drawn(picture: Drawing) -> dict[str, Mark]:
    """Tip -> its rectangle."""
    return {mark.tip: mark for mark in marks(picture) if mark.tag == "rect" and mark.tip}


def test_pieces_of_a_bar_stand_side_by_side_on_both_sides_of_zero():
    found = drawn(draw_bars([Bar("one", [Piece(v, "strong", k) for k, v in VALUES.items()], "")], 800.0, "MW"))
    zero = found["a"]["x"]
    unit = found["a"]["width"] / 30.0
    ends = {"a": (0, 30), "b": (30, 80), "c": (80, 100), "d": (-40, 0), "e": (-50, -40)}
    for name, (low, high) in ends.items():
        assert found[name]["x"] == pytest.approx(zero + low * unit, abs=0.3)
        assert found[name]["x"] + found[name]["width"] == pytest.approx(zero + high * unit, abs=0.3)


def test_pieces_of_a_column_stand_on_each_other():
    pieces = [Piece(v, "strong", k) for k, v in VALUES.items() if v > 0]
    found = drawn(draw_columns([Stack("2030", pieces, 90.0, "target")], 800.0, "MW"))
    bottom = found["a"]["y"] + found["a"]["height"]
    unit = found["a"]["height"] / 30.0
    for name, (low, high) in {"a": (0, 30), "b": (30, 80), "c": (80, 100)}.items():
        assert found[name]["y"] == pytest.approx(bottom - high * unit, abs=0.3)
        assert found[name]["y"] + found[name]["height"] == pytest.approx(bottom - low * unit, abs=0.3)


def test_an_outline_ends_at_its_limit():
    limited = Bar("one", [Piece(30.0, "strong", "placed")], "", 75.0, "limit")
    bars = [limited, Bar("two", [Piece(100.0, "pale", "")], "")]
    found = drawn(draw_bars(bars, 800.0, "MW"))
    assert found["limit"]["width"] / found["placed"]["width"] == pytest.approx(2.5, abs=0.01)
