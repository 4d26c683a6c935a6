"""`previous(...)`, the hour before; and what storage takes and gives in an hour."""

from __future__ import annotations

import pytest

from loadsite.arrays import components, stock
from loadsite.arrays.compiler import compile_model
from loadsite.equations.build import build
from loadsite.inputs.case import Case
from loadsite.inputs.rules.trivial import trivial_rules
from loadsite.run.answer import answer
from loadsite.solve import Method, ProofOptions, SolveOptions
from matrices import assert_same, from_arrays, from_pyomo
from rules_of import complaint, one_rule, texts_of, with_rules
from small_cases import Generator, Period, Site, Storage, Zone, every_family, make_case
from worked_case import EXACT

RAMPS = """rules:
  - {name: down, rule: "previous(served[site=c]) - served[site=c] <= 20 MW", each: hour}
  - {name: up, rule: "served[site=c] - previous(served[site=c]) <= 25 MW", each: hour}
"""
BY_PERIODS = ProofOptions(Method.DECOMPOSED, SolveOptions(threads=1), relative_gap=1e-7)


def falling(text: str = RAMPS) -> Case:
    """Power falls from 100 to 50 MW in one period, from 100 to 60 in another; a campus of 100 MW may be interrupted at
    300 USD/MWh where power costs 20."""
    case = make_case(
        [Zone("z")], [Generator("gas", "z", 100, 20, availability=(1, 0.5, 1, 0.6, 0.9))], sites=[Site("c", "z")],
        periods=[Period(2, 1200.0), Period(3, 1328.0)], target_mw=100, interruptible_share=0.5,
        interruption_energy_share=1, interruption_usd_per_mwh=300, shortfall_usd_per_mw_year=1e8)
    return with_rules(case, text)


@pytest.mark.parametrize("options", [EXACT, BY_PERIODS])
def test_a_campus_falls_and_rises_gradually_within_a_period(options, tmp_path):
    """20 MW an hour down: 70 MW an hour before 50, 80 an hour before 60. 25 up: 85 of 90 after 60. From 50 to 80, the
    last hour of a period and the first of the next, no row stands."""
    results = answer(falling(), options, tmp_path).results
    assert results.campuses["interrupted_mw"].tolist() == pytest.approx([30, 50, 20, 40, 15], abs=1e-4)
    table = results.rules
    assert len(table) == 6 and (table["group"] == "").all()
    hours = ["2024-01-01 01:00", "2024-01-01 03:00", "2024-01-01 04:00"]
    assert table["time"].tolist() == 2 * hours
    assert table["activity"].tolist() == pytest.approx([20, 20, -25, -20, -20, 25], abs=1e-4)
    assert table["binding"].tolist() == [True, True, False, False, False, True]
    priced = table.loc[table["binding"], "shadow_price"].tolist()
    assert priced == pytest.approx([-280.0] * 3, rel=1e-4)


def test_all_of_it_is_the_same_in_stock_pyomo():
    """What is decided by the hour, by the year times a shape, and data; summed and alone, soft and in some hours."""
    case = with_rules(every_family(), """rules:
  - {name: ramp, rule: "served - previous(served) <= 200 MW", each: [site, hour], soft: 7 USD/MWh}
  - {name: asked, rule: "previous(campus_energy) >= 10% * total(campus_energy)", each: [site, hour]}
  - {name: grid, rule: "generation[zone=west] - previous(generation[zone=west]) <= load - previous(load) + 900 MW",
     each: hour, when: {hour: [2, 3, 4]}}
  - {name: stored, rule: "charge + discharge - previous(charge) - previous(discharge) <= 80 MW", each: [storage, hour]}
""")  # fmt: skip
    assert_same(from_arrays(compile_model(build(case, components), case.name)), from_pyomo(build(case, stock)))
    load = case.grid.load_factor.to_numpy().T @ case.grid.load_mw.to_numpy()
    grid = case.rules[2]
    assert grid.kept.tolist() == 2 * [[False, False, True, True, False, False, False]]
    assert grid.limit[1, 3] == pytest.approx(900.0 + load[1, 3] - load[1, 2])
    assert grid.right[0, 2] == pytest.approx(900.0 + load[0, 2] - load[0, 1])


def test_a_ramp_is_not_told_to_be_always_true():
    """The hour before is another decision: the two do not cancel."""
    text = one_rule("served[site=c] - previous(served[site=c]) <= 5 MW", each="hour")
    case = falling(text)
    assert not list(trivial_rules(case.rules, texts_of(text), case))


def test_what_storage_takes_and_gives(tmp_path):
    """Load of 50 and then 140 MW, 100 MW of cheap power. With 0.8 of what is charged stored and 0.9 of it given back,
    27 MW discharged are 37.5 MW charged; 13 MW come from the expensive plant. Without the limit it would be 36."""
    case = make_case(
        [Zone("z", (50.0, 140.0))], [Generator("cheap", "z", 100, 10), Generator("expensive", "z", 500, 90)],
        [Storage("battery", "z", 60, 240, charge_efficiency=0.8, discharge_efficiency=0.9)],
        periods=[Period(2, 365.0)], sites=[Site("s", "z")])
    text = ("rules:\n  - {name: gives, rule: 'discharge[zone=z] <= 27 MW', each: hour}\n"
            "  - {name: takes, rule: 'charge <= 90 MW', each: [storage, hour]}\n"
            "  - {name: loses, rule: 'discharge <= charge', each: year}\n")
    results = answer(with_rules(case, text), EXACT, tmp_path).results
    rows = results.rules.set_index("name")
    assert rows.loc["gives", "activity"].tolist() == pytest.approx([0.0, 27.0])
    assert rows.loc["takes", "activity"].tolist() == pytest.approx([37.5, 0.0])
    assert (rows.loc["loses", "activity"], rows.loc["loses", "limit"]) == pytest.approx((365 * 27.0, 365 * 37.5))
    # one MW more given saves 90 USD and takes 10 / 0.72 to charge
    assert rows.loc["gives", "shadow_price"].tolist() == pytest.approx([0.0, 10 / 0.72 - 90])


WRONG = [
    ("served - previous(served) <= 3 MWh", {"each": "day"},
     "rules.yaml:3:20 it.rule: stands in a rule whose rows are no hours; write each: hour"),
    ("served - previous(campus_mw) <= 3 MW", {"each": "hour"},
     "rules.yaml:3:20 it.rule: campus_mw has no hour before: it is a level of each model year"),
    ("served - previous(built_mw) <= 3 MW", {"each": "hour"},
     "rules.yaml:3:20 it.rule: built_mw has no hour before: it is counted in the year it enters service"),
    ("served - previous(previous(served)) <= 3 MW", {"each": "hour"},
     "rules.yaml:3:29 it.rule: previous(...) stands inside previous(...); expected a quantity alone, such as "
     "previous(served)"),
    ("served - previous(total(served)) <= 3 MW", {"each": "site, hour"},
     "rules.yaml:3:29 it.rule: total(...) stands inside previous(...); expected a quantity alone, such as "
     "previous(served)"),
    ("served - previous(2 * served) <= 3 MW", {"each": "hour"},
     "rules.yaml:3:33 it.rule: is no quantity alone; expected one such as previous(campus_mw); previous(...) may be "
     "multiplied and added to"),
    ("served - previous() <= 3 MW", {"each": "hour"},
     'rules.yaml:3:29 it.rule: ")" is out of place; expected a number or a quantity'),
    ("served - previous[site=c] <= 3 MW", {"each": "hour"},
     'rules.yaml:3:28 it.rule: "[" is out of place; expected ('),
    ("served - previous(served) <= 3 MW", {"each": "hour", "when": "{hour: 0}"},
     "rules.yaml:3:20 it.rule: has no hour before any hour in which the rule holds; the first hour of a period has "
     "none"),
    ("served - previous(served[hour=2]) <= 3 MW", {"each": "hour"},
     "rules.yaml:3:36 it.rule: hour stands in a rule of each: hour; put it into when: {hour: ...}"),
    ("charge[generator=gas] <= 3 MW", {"each": "hour"},
     "rules.yaml:3:18 it.rule: charge has no generator; expected one of technology, zone, market, state, new, storage, "
     "year, hour, month, season"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "keys", "said"), WRONG)
def test_an_hour_before_that_there_is_not_is_told_with_its_place(rule, keys, said):
    assert complaint(one_rule(rule, **keys), falling()).split("\n")[0] == said
