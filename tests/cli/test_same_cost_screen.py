"""What the screen says of other answers at the same cost, worked by hand."""

from __future__ import annotations

import io

import pandas as pd
from rich.console import Console

from loadsite.commands.same_cost_screen import same_cost

RANGES = pd.DataFrame(
    {
        "zone": ["north", "south", "west"], "year": 2030, "campus_mw": [1400.4, 2600.0, 0.2],
        "least_mw": [1210.0, 2590.0, 0.0], "most_mw": [1410.0, 2790.0, 55.0],
    }
)  # fmt: skip
SITING = pd.DataFrame(
    {
        "name": ["Beta", "Alpha", "Gamma", "Alone"], "zone": ["south", "south", "south", "north"], "year": 2030,
        "campus_mw": [800.0, 1800.0, 0.0, 1400.4], "limit_mw": [950.0, 1800.0, 300.0, 2000.0],
        "interchangeable": ["a", "a", "a", ""], "fill_order": [2, 1, 3, 0],
    }
)  # fmt: skip


def shown(ranges: pd.DataFrame, siting: pd.DataFrame) -> str:
    console = Console(file=io.StringIO(), width=300)
    console.print(same_cost(ranges, siting, 2030))
    return console.file.getvalue()


def test_zones_with_a_campus_stand_with_their_range_the_largest_first() -> None:
    assert "south 2,600 (2,590 to 2,790)  ·  north 1,400 (1,210 to 1,410) MW" in shown(RANGES, SITING)
    assert "west" not in shown(RANGES, SITING)


def test_interchangeable_sites_stand_in_the_order_they_are_filled() -> None:
    said = shown(RANGES, SITING)
    assert "south: Alpha 1,800 of 1,800, Beta 800 of 950, Gamma 0 of 300 MW, filled in this order" in said
    assert "Alone" not in said


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert shown(RANGES.iloc[:0], SITING[SITING["name"] == "Alone"]).strip() == ""
