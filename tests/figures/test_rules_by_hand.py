"""Rules on the rich case whose two sides are added up by hand: units, signs, growth, times, imports."""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.results.families import Solved
from loadsite.results.rule_values import left_side, right_side
from loadsite.results.rules import price_unit
from rich_case import rich_case
from rules_of import with_rules

RULES = """rules:
  - {name: carbon, rule: "emissions <= 15 Mt", each: year}
  - {name: water, rule: "water_use[zone=east] <= 9000 acre_ft", each: year}
  - {name: into, rule: "import[zone=east] <= 400 MW", each: hour}
  - {name: out_of, rule: "export[zone=west] <= 400 MW", each: hour}
  - {name: grown, rule: "generation[zone=south] >= 30% * load[zone=south]", each: year}
  - {name: moved, rule: "campus_mw[site=prairie] - campus_mw[site=mine] + 25 MW <= 2*campus_mw[site=harbour]",
     each: year}
  - {name: cold, rule: "generation[zone=west] <= 5 TWh", each: year, when: {month: [1]}}
  - {name: warm, rule: "generation[zone=west, month!=1] <= 5 TWh", each: year}
  - {name: stands, rule: "capacity_mw[zone=south] <= 9 GW", each: year}
  - {name: daily, rule: "generation[zone=west] <= 9 GWh", each: day}
"""


@pytest.fixture(scope="module")
def sides(rich):
    """By rule: what both sides come to in the answer of the rich case, which these rules do not hold back."""
    case = with_rules(rich_case(), RULES)
    solved = Solved(rich.solve.case, rich.solve.program, rich.solve.solution)
    return {rule.name: (left_side(rule, solved), right_side(rule, solved), rule) for rule in case.rules}


def yearly(rich, zone: str, weighted: bool = True, months: tuple[int, ...] = (1, 8)) -> np.ndarray:
    """MWh generated in a zone by year, in the hours of some months."""
    table = rich.results.dispatch[rich.results.dispatch["zone"] == zone]
    weight = rich.results.snapshots["weight_h"].to_numpy() if weighted else np.ones(12)
    inside = np.repeat([1 in months, 8 in months], 6)
    return table["generation_mw"].to_numpy().reshape(-1, 2, 12).sum(axis=0) @ (weight * inside)


def test_carbon_and_water_in_their_units(sides, rich):
    left, right, _ = sides["carbon"]
    assert right == pytest.approx([15e6, 15e6])
    assert left == pytest.approx(rich.results.emissions.groupby("year")["co2_t"].sum().to_numpy())
    left, right, _ = sides["water"]
    assert right == pytest.approx([9000 * 1233.48184] * 2)
    fleet = rich.asked.fleet.generators
    east = rich.results.dispatch[rich.results.dispatch["zone"] == "east"]
    per_mwh = fleet["water_m3_per_mwh"].loc[east["generator"].astype(str)].to_numpy()
    used = (east["generation_mw"].to_numpy() * per_mwh).reshape(-1, 2, 12).sum(axis=0)
    assert left == pytest.approx(used @ rich.results.snapshots["weight_h"].to_numpy())


def test_lines_into_a_zone_after_losses_and_out_of_one(sides, rich):
    flows = rich.results.flows.astype({"line": object}).set_index("line")
    for name, lines, column in (("into", ("west>east", "south>east"), "received_mw"),
                                ("out_of", ("west>east",), "sent_mw")):  # fmt: skip
        expected = sum(flows.loc[line, column].to_numpy().reshape(2, 12) for line in lines)
        assert sides[name][0] == pytest.approx(expected, abs=1e-6) and expected.max() > 100


def test_load_grows_and_counts_by_the_hours_it_stands_for(sides, rich):
    left, right, _ = sides["grown"]
    zones = rich.results.zone_years
    load = zones[zones["zone"] == "south"]["load_mwh"].to_numpy()
    assert load[0] != pytest.approx(load[1])
    assert right == pytest.approx(0.3 * load)
    assert left == pytest.approx(yearly(rich, "south"))


def test_numbers_and_quantities_keep_their_side_and_their_sign(sides, rich):
    left, right, rule = sides["moved"]
    placed = rich.results.siting.set_index(["site", "year"])["campus_mw"]
    for k, year in enumerate((2030, 2035)):
        assert left[k] == pytest.approx(placed["prairie", year] - placed["mine", year] + 25.0)
        assert right[k] == pytest.approx(2 * placed["harbour", year])
    assert rule.limit == pytest.approx([-25.0, -25.0])


def test_only_the_hours_of_a_month_and_all_but_them(sides, rich):
    cold, warm = sides["cold"][0], sides["warm"][0]
    assert cold == pytest.approx(yearly(rich, "west", months=(1,)))
    assert warm == pytest.approx(yearly(rich, "west", months=(8,)))
    assert cold.max() > 1e5 and warm.max() > 1e5


def test_a_day_has_all_its_hours(sides, rich):
    """Six of each, added up as they are."""
    left, right, rule = sides["daily"]
    assert [(slot.first, slot.last) for slot in rule.slots] == [(0, 5), (6, 11)]
    assert right == pytest.approx(np.full((2, 2), 9_000.0))
    by_day = np.stack([yearly(rich, "west", weighted=False, months=(month,)) for month in (1, 8)], axis=1)
    assert left == pytest.approx(by_day)


def test_what_stands_is_all_that_was_built_up_to_the_year(sides, rich):
    table = rich.results.capacity
    south = table[(table["zone"] == "south") & (table["kind"] == "generator")].groupby("year")
    assert sides["stands"][0] == pytest.approx(south["capacity_mw"].sum().to_numpy())
    assert south["new_mw"].sum().min() > 100


def test_a_shadow_price_is_by_the_unit_and_time_of_its_rule(sides):
    units = {name: price_unit(rule) for name, (_, _, rule) in sides.items()}
    assert units == {
        "carbon": "USD/t", "water": "USD/m3", "into": "USD/MWh", "out_of": "USD/MWh", "grown": "USD/MWh",
        "moved": "USD/MW-year", "cold": "USD/MWh", "warm": "USD/MWh", "stands": "USD/MW-year", "daily": "USD/MWh",
    }  # fmt: skip
