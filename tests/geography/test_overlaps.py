"""Outlines that overlap are told, however large: their area is that between sides straight in degrees."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from shapely.geometry import box

from loadsite.inputs.geography import check_outlines
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin


def are_told(*shapes) -> bool:
    """Whether some outline is told to overlap another."""
    names = [str(k) for k in range(len(shapes))]
    frame = {"zone": SimpleNamespace(to_list=lambda: names)}
    origins = [Origin("zones", feature=k + 1) for k in range(len(shapes))]
    rows = SimpleNamespace(shown="zones", origins=origins, frame=frame,
                           table=SimpleNamespace(key=["zone"]))  # fmt: skip
    problems = Problems()
    check_outlines(rows, SimpleNamespace(shapes=list(shapes)), problems)
    return bool(problems)


@pytest.mark.parametrize(("one", "other", "told"), [
    (box(-100, 30, -99, 31), box(-99.5, 30, -98, 31), True),   # half a degree
    (box(-100, 30, -99, 31), box(-99, 30, -98, 31), False),     # a border
    (box(-180, 20, 180, 50), box(-180, 20, 180, 50), True),    # round the world, where ends meet
])  # fmt: skip
def test_an_overlap_is_told_and_a_border_is_none(one, other, told: bool) -> None:
    assert are_told(one, other) == told
