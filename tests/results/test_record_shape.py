"""A record of another shape than a run writes: the key is named, and what was expected."""

from __future__ import annotations

import pytest

from loadsite.results.record_shape import misshapen

RECORD = {"scenario": "tiny", "inputs": {"a.csv": "00ff"}, "wall_s_by_stage": {"solve": 1.5}, "certificate": None,
          "attempts": [{"rung": "simplex"}], "begun_utc": "2026-03-01T10:00:00+00:00"}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [
    ({}, ""),
    ({"certificate": "yes"}, "certificate is text; expected an object or null"),
    ({"inputs": None}, "inputs is null; expected an object"),
    ({"inputs": {"a.csv": 3}}, "inputs holds a number; expected text"),
    ({"wall_s_by_stage": {"solve": True}}, "wall_s_by_stage holds true or false; expected a number"),
    ({"attempts": ["x"]}, "attempts holds text; expected an object"),
    ({"begun_utc": "yesterday"}, "begun_utc is no date and time"),
])  # fmt: skip
def test_the_first_misfit_is_told(change: dict[str, object], said: str) -> None:
    assert misshapen(RECORD | change) == said
