"""Places of files as text, and in order."""

from __future__ import annotations

import pytest

from loadsite.origin import NOWHERE, Origin

CASES = [
    (Origin("a/b.csv"), "a/b.csv", ""),
    (Origin("a/b.csv", 7), "a/b.csv:7", "line 7"),
    (Origin("b.yaml", 7, 3), "b.yaml:7:3", "line 7"),
    (Origin("b.gpkg", feature=5), "b.gpkg:5", "feature 5"),
    (Origin("b.geojson", 7, 0, 5), "b.geojson:7", "line 7"),
    (Origin("b.geojson", 1, 93, 5), "b.geojson:1:93 feature 5", "feature 5"),
    (NOWHERE, "", ""),
]


@pytest.mark.parametrize(("origin", "text", "in_file"), CASES)
def test_an_origin_as_text(origin: Origin, text: str, in_file: str) -> None:
    assert (str(origin), origin.in_file) == (text, in_file)


def test_nowhere_alone_is_false() -> None:
    assert [bool(origin) for origin, _, _ in CASES] == [True] * 6 + [False]


def test_the_same_place_without_its_folder() -> None:
    assert Origin("../a/b.geojson", 7, 2, 5).without_folder == Origin("b.geojson", 7, 2, 5)


def test_origins_are_ordered_by_file_then_place() -> None:
    """As numbers, not as text: line 9 before line 10."""
    rising = [Origin("a", 10), Origin("b", feature=2), Origin("b", feature=11), Origin("b", 9, 4), Origin("b", 10, 2)]
    assert sorted(reversed(rising)) == rising
