"""The features of a GeoJSON file are told by the line on which they begin, however the file is laid out."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadsite.inputs import read_case
from loadsite.inputs.feature_places import feature_origins
from loadsite.inputs.geojson import read_features
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin
from tiny_study import SITES

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "sites" / "four_states"

BY_HAND = r"""
{ "note": {"features": [{"a": 1},
  {"b": "}]"}]},
"features": [ {"type": "Feature",
    "properties": {"site": "a \"{[\\"}, "geometry": null
  }, {"properties": {"site": "b"},
      "geometry": null}, {"properties": {"site": "c"}, "geometry": null},
  {
    "properties": {"site": "d"}, "geometry": null}
], "last": ["features"]}
"""


def test_a_file_laid_out_by_hand():
    """The first feature begins in line 4. In line 6 the second begins before the end of its line, in line 7 the third
    does; the fourth has line 8. None shares its line with another that begins there."""
    assert [str(each) for each in feature_origins(BY_HAND, "a.geojson")] == [
        "a.geojson:4", "a.geojson:6", "a.geojson:7", "a.geojson:8"]


def test_features_that_share_a_line_are_told_by_column_and_number():
    """`{"features":[` are 13 letters, and `{"id":7},` nine: the second begins in column 23; the third is alone."""
    text = '{"features":[{"id":7},{"id":8},\n{"id":9}]}'
    found = feature_origins(text, "a.geojson")
    assert found == [Origin("a.geojson", 1, 14, 1), Origin("a.geojson", 1, 23, 2), Origin("a.geojson", 2, 0, 3)]
    assert [str(each) for each in found] == [
        "a.geojson:1:14 feature 1", "a.geojson:1:23 feature 2", "a.geojson:2"]


def test_a_key_written_with_escapes_and_a_list_without_features():
    assert feature_origins('{"feat\\u0075res" :\n [\n{}]}', "a") == [Origin("a", 3, 0, 1)]
    assert feature_origins('{"features": [ ]}', "a") == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('{}[]",:\\\n\r\t\u2028'), max_size=8)
    | st.sampled_from(["features", '"features":[{', "}]", "\\"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["features", "a", "}"]), inner, max_size=3),
    max_leaves=8,
)
BLANKS = st.text(" \t\r\n", max_size=3) | st.sampled_from(["\n", "\r\n", ""])


class Written:
    """A text as it is written, piece by piece with blanks in between, and where some pieces began."""

    def __init__(self, draw) -> None:
        self.draw, self.text, self.began = draw, "", []

    def put(self, piece: str) -> None:
        self.text += self.draw(BLANKS) + piece

    def value(self, value: object, is_feature: bool = False) -> None:
        opened = {dict: "{", list: "["}.get(type(value), json.dumps(value, ensure_ascii=self.draw(st.booleans())))
        self.put(opened)
        if is_feature:
            before = self.text[: len(self.text) - len(opened)]
            self.began.append((len(before.split("\n")), len(before.split("\n")[-1]) + 1))
        if isinstance(value, dict):
            self.listed((name, each) for name, each in value.items())
            self.put("}")
        elif isinstance(value, list):
            self.listed((None, each) for each in value)
            self.put("]")

    def listed(self, members: Iterator[tuple[str | None, object]], are_features: bool = False) -> None:
        for number, (name, each) in enumerate(members):
            if number:
                self.put(",")
            if name is not None:
                self.put(json.dumps(name))
                self.put(":")
            self.value(each, are_features)


@st.composite
def collections(draw) -> tuple[str, list[tuple[int, int]], list[int]]:
    """A text in an odd layout, line and column of each of its features, and an attribute of each."""
    numbers = draw(st.lists(st.integers(0, 10**6), max_size=5))
    features = [{"properties": {"n": each, "more": draw(VALUES)}, "geometry": draw(VALUES)} for each in numbers]
    written = Written(draw)
    written.put("{")
    others = draw(st.dictionaries(st.sampled_from(["name", "bbox", "Features", "x"]), VALUES, max_size=3))
    names = draw(st.permutations([*others, "features"]))
    for at, name in enumerate(names):
        if at:
            written.put(",")
        written.put(json.dumps(name))
        written.put(":")
        if name == "features":
            written.put("[")
            written.listed(((None, each) for each in features), are_features=True)
            written.put("]")
        else:
            written.value(others[name])
    written.put("}")
    return written.text + draw(BLANKS), written.began, numbers


@given(collections(), st.booleans())
def test_every_feature_is_found_in_any_layout(made: tuple[str, list[tuple[int, int]], list[int]], mark: bool) -> None:
    """The place of each is counted as the text is written. A byte order mark is no letter of the first line."""
    text, began, numbers = made
    assert [each["properties"]["n"] for each in json.loads(text)["features"]] == numbers
    data = codecs.BOM_UTF8 * mark + text.encode()
    features = read_features(data, "a.geojson", ("Point",), Problems())
    assert features is not None
    shared = [sum(line == other for other, _ in began) > 1 for line, _ in began]
    assert features.cells.origins == [
        Origin("a.geojson", line, column if with_others else 0, number)
        for number, ((line, column), with_others) in enumerate(zip(began, shared, strict=True), 1)
    ]


@pytest.mark.parametrize(("table", "key"), [("sites", "site"), ("zones", "zone"), ("states", "state")])
def test_every_place_of_the_shipped_study_is_told_with_its_own_line(table: str, key: str) -> None:
    """In those files a feature has a line of its own, which is JSON but for the comma at its end."""
    lines = (SHIPPED / f"{table}.geojson").read_text(encoding="utf-8").split("\n")
    case = read_case(ROOT / "scenarios" / "stargate_2030_quick.yaml")
    told = {label: origin for (of, label), origin in case.origins.items() if of == table}
    assert len(told) == len(json.loads("\n".join(lines))["features"])
    for label, origin in told.items():
        assert str(origin) == f"{table}.geojson:{origin.line}"
        assert json.loads(lines[origin.line - 1].rstrip(","))["properties"][key] == label


def test_a_ranch_of_the_shipped_study_stands_in_line_16():
    assert str(read_case(ROOT / "scenarios" / "stargate_2030_quick.yaml").origins["sites", "gwranch"]) == (
        "sites.geojson:16")


ONE_LINE = json.dumps(json.loads(SITES), separators=(",", ":"))
SECOND = ONE_LINE.index('{"type":"Feature","properties":{"site":"cove"') + 1


@pytest.mark.parametrize(("old", "new", "what"), [
    ('"onsite_mw":50', '"onsite_mw":500', "onsite_mw: 500 is above onsite_limit_mw, 250 MW"),
    ('"site":"cove"', '"site":"plain"', 'site: "plain" stands here and in feature 1; expected once'),
])
def test_in_a_file_of_one_line_a_problem_names_the_feature(
    old: str, new: str, what: str, complaints: Callable[..., str]
) -> None:
    assert complaints(sites=lambda text: ONE_LINE.replace(old, new)) == (
        f"sites/tiny/sites.geojson:1:{SECOND} feature 2 {what}")
