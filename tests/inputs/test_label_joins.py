"""Names with points in them are fine as long as no two pairs of names join to the same label."""

from __future__ import annotations

import pytest

from loadsite.errors import InputError
from loadsite.inputs.case_builder import read_case
from tiny_study import write_tiny_study


def renamed(old: str, new: str):
    """Every table and hourly file with another name for a zone or a technology."""
    def text(said: str) -> str:
        return said.replace(old, new)

    def frame(hours):
        return hours.rename(columns=lambda name: name.replace(old, new))

    tables = ("zones", "lines", "corridors", "fuel_prices", "technologies", "technology_costs", "generators", "storage",
              "retirements", "queues", "load_growth", "sites", "zone_shares", "plan")  # fmt: skip
    return {**dict.fromkeys(tables, text), "load": frame, "availability": frame}


def test_a_point_in_the_name_of_a_zone_is_a_name_like_any(tmp_path):
    case = read_case(write_tiny_study(tmp_path, **renamed("ISLE", "THE.ISLE")))
    assert "THE.ISLE.wind.new" in case.fleet.generators.index


@pytest.mark.parametrize(("edits", "said"), [
    ({"NORTH": "S", "SOUTH": "S.gas", "gas_ct": "gas.ct", "gas_cc": "ct"},
     'technology: "gas.ct" in the zone "S" and "ct" in the zone "S.gas" are both named "S.gas.ct"'),
    ({"gas_ct": "gas_cc.2030"}, 'technology: "gas_cc.2030" is what "gas_cc" of the year 2030 is named'),
], ids=["zone and technology", "technology and year"])  # fmt: skip
def test_names_that_join_to_the_same_label_are_told(edits, said, tmp_path):
    overrides = {}
    for name in renamed("", ""):
        steps = [renamed(old, new)[name] for old, new in edits.items()]
        overrides[name] = lambda given, steps=steps: through(given, steps)
    with pytest.raises(InputError) as refused:
        read_case(write_tiny_study(tmp_path, **overrides))
    assert said in str(refused.value)
    assert "technologies.csv:" in str(refused.value)


def through(given, steps):
    for step in steps:
        given = step(given)
    return given
