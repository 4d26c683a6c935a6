"""Names of zones and markets beside their codes, and time zones, from the tables to the results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from loadsite.inputs import read_case
from loadsite.results.place_names import beside, market_names, named, with_time_zone, zone_names
from tiny_study import edit, write_tiny_study


def test_a_market_has_the_name_of_its_table_or_its_code(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(
        Path(), zones=edit('"market": "M2"', '"time_zone": "America/Denver", "market": "M2"'),
        reserve_margins=lambda text: text.replace("market,", "market,name,").replace("M1,", "M1,First Pool (M1),")
        .replace("M2,", "M2,,"))
    case = read_case(Path("scenarios/tiny.yaml"))
    assert market_names(case).to_dict() == {"M1": "First Pool (M1)", "M2": "M2"}
    assert zone_names(case)["ISLE"] == "the island"
    table = pd.DataFrame({"zone": ["ISLE", "NORTH"], "campus_mw": [3.0, 4.0]})
    told = with_time_zone(beside(table, "zone", zone_names(case)), case)
    assert list(told.columns) == ["zone", "name", "campus_mw", "time_zone"]
    assert told.to_numpy().tolist() == [["ISLE", "the island", 3.0, "America/Denver"], ["NORTH", "the north", 4.0, ""]]


def test_a_time_zone_that_there_is_not(complaints: Callable[..., str]) -> None:
    said = complaints(zones=edit('"market": "M2"', '"time_zone": "Mountain", "market": "M2"'))
    assert said.partition(" time_zone: ")[2] == (
        '"Mountain" is no time zone; expected an IANA name such as America/Chicago')


def test_a_name_stands_before_its_code() -> None:
    assert named("MISO_Z2", "Upper Michigan") == "Upper Michigan [MISO_Z2]"
    assert named("A", "A") == named("A", "") == "A"
