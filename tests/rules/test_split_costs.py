"""Investment and fixed cost in rules: at the numbers of each year of service, as the objective counts them."""

from __future__ import annotations

from functools import cache

import pytest

from loadsite.arrays import components, stock
from loadsite.arrays.compiler import compile_model
from loadsite.equations.build import build
from loadsite.inputs.case import Case
from loadsite.inputs.rules.trivial import trivial_rules
from loadsite.results.tables import Results, tables
from loadsite.run.answer import answer
from loadsite.solve import SolveOptions, solve
from matrices import assert_same, from_arrays, from_pyomo
from rules_of import complaint, one_rule, texts_of, with_rules
from small_cases import Generator, Period, Site, Storage, Zone, every_family, make_case
from worked_case import EXACT

TOLD = """rules:
  - {name: all, rule: "investment <= 4 billion USD/year", each: year}
  - {name: of_generators, rule: "generator_investment <= 4 billion USD/year", each: year}
  - {name: of_storage, rule: "storage_investment <= 4 billion USD/year", each: year}
  - {name: of_lines, rule: "line_investment <= 4 billion USD/year", each: year}
  - {name: of_campuses, rule: "onsite_investment <= 4 billion USD/year", each: year}
  - {name: standing, rule: "fixed_cost <= 4 billion USD/year", each: year}
  - {name: lines, rule: "line_built_mw >= 20 MW", each: year}
  - {name: storage, rule: "storage_built_mw >= 30 MW", each: year}
  - {name: off_grid, rule: "campus_mw[site=island] >= 140 MW", each: year}
  - {name: in_2035, rule: "storage_investment[year=2035] >= 100 USD/year", each: hour, when: {hour: 1}}
"""
TERMS = {"of_generators": "generator_investment", "of_storage": "storage_investment", "of_lines": "line_investment",
         "of_campuses": "onsite_investment", "standing": "fixed_cost"}


@cache
def answered(folder: str) -> tuple[Case, Results]:
    from pathlib import Path

    case = with_rules(every_family(), TOLD)
    program = compile_model(build(case, components), case.name)
    return case, tables(case, program, solve(program, SolveOptions(1), Path(folder)))


def test_they_add_up_to_the_terms_of_the_objective(tmp_path):
    """Present value times the activity of each year is the term of the table of costs; investment is their sum."""
    case, results = answered(str(tmp_path))
    of_rules = results.rules.pivot_table(index="name", columns="year", values="activity")
    present_value = case.horizon.years["present_value_weight"]
    usd = results.costs.set_index("term")["usd"]
    for rule, term in TERMS.items():
        assert usd[term] > 1e5
        assert of_rules.loc[rule, [2030, 2035]].to_numpy() @ present_value.to_numpy() == pytest.approx(usd[term])
    parts = of_rules.loc[["of_generators", "of_storage", "of_lines", "of_campuses"]].sum()
    assert of_rules.loc["all"].tolist()[1:] == pytest.approx(parts.tolist()[1:])


def test_they_are_the_same_rows_in_stock_pyomo():
    case = with_rules(every_family(), TOLD)
    assert_same(from_arrays(compile_model(build(case, components), case.name)), from_pyomo(build(case, stock)))


def growing(rules: str) -> Case:
    """Load of 100 MW, then 150. 20 MW stand at 7,000 and 8,000 USD/MW-year; new ones cost 60,000 and then 50,000 a year
    and 10,000 and then 9,000 in fixed cost, as in their own year of service."""
    case = make_case(
        [Zone("z", 100.0, load_factor=(1.0, 1.5))],
        [Generator("old", "z", 20, 30, fixed_usd_per_mw_year=(7_000, 8_000)),
         Generator("new", "z", candidate=True, build_usd_per_mw_year=(60_000, 50_000),
                   fixed_usd_per_mw_year=(10_000, 9_000), fuel_usd_per_mwh=25)],
        sites=[Site("s", "z")], years=[2030, 2035], present_value=(3.0, 2.0), periods=[Period(1, 8760.0)])
    return with_rules(case, rules)


def test_what_was_built_in_each_year_costs_what_it_cost_then(tmp_path):
    """80 MW for 2030 and 50 for 2035: 80 * 60,000 and 80 * 60,000 + 50 * 50,000; fixed 20 * 7,000 + 80 * 10,000 and
    20 * 8,000 + 80 * 10,000 + 50 * 9,000 USD."""
    case = growing("rules:\n  - {name: build, rule: 'investment <= 9 million USD/year', each: year}\n"
                   "  - {name: keep, rule: 'fixed_cost[zone=z] <= 9 million USD/year', each: [zone, year]}\n")
    table = answer(case, EXACT, tmp_path).results.rules
    assert table["activity"].tolist() == pytest.approx([4.8e6, 7.3e6, 0.94e6, 1.41e6])
    assert set(table["unit"]) == {"USD/year"} and set(table["price_unit"]) == {"USD/USD"}


def test_a_capital_budget_binds_where_it_is_short(tmp_path):
    """5 million a year: 4.8 of them go into 80 MW for 2030, which leaves 4 MW for 2035 and 46 unserved. One dollar more
    builds 1/50,000 MW, which saves 10,000 - 25 USD in each of 8,760 hours and costs 59,000."""
    case = growing(one_rule("investment <= 5 million USD/year", each="year"))
    answered = answer(case, EXACT, tmp_path).results
    assert answered.built["built_mw"].tolist() == pytest.approx([80.0, 4.0])
    row = answered.rules.iloc[1]
    assert row["activity"] == pytest.approx(5e6)
    assert row["shadow_price"] == pytest.approx(-((10_000 - 25) * 8760 - 59_000) / 50_000)


def test_running_cost_and_investment_of_a_year_are_added_by_the_year():
    case = growing(one_rule("1 year * investment + cost <= 40 million USD", each="year"))
    assert case.rules[0].unit == "USD"


def test_storage_counts_while_it_is_in_service():
    """60 MW of storage leave before the second year."""
    case = make_case([Zone("z", 10.0)], [Generator("g", "z", 90, 1)], [Storage("s", "z", 60, 240, 0.9, 0.9,
                     fixed_usd_per_mw_year=5_000)], years=[2030, 2035])  # fmt: skip
    case.storage_fleet.in_service[[2030, 2035]] = [[1.0, 0.0]]
    case.storage_fleet.in_service.index = case.storage_fleet.storage.index
    text = ("rules:\n  - {name: power, rule: 'storage_mw + unserved[hour=0]/9 h <= 90 MW', each: year}\n"
            "  - {name: paid, rule: 'fixed_cost <= 1 million USD/year', each: year}\n")
    assert "divides by" in complaint(text, case)
    text = "rules:\n  - {name: power, rule: 'generation[hour=0] + 1 h * storage_mw <= 90 MWh', each: year}\n"
    (power,) = with_rules(case, text).rules
    assert power.limit.tolist() == pytest.approx([30.0, 90.0])


def test_a_budget_that_nothing_can_exceed_is_told():
    """At most 50 and 60 MW, at 100 and 300 USD/MW-year: 5,000 and 5,000 + 18,000 USD a year."""
    case = make_case([Zone("z", 10.0)], [Generator("g", "z", candidate=True, build_usd_per_mw_year=(100, 300),
                     annual_build="g.z")], years=[2030, 2035], annual_build_limit_mw={"g.z": (50, 60)})  # fmt: skip
    for limit, told in ((4_999, ""), (5_000, "can never bind"), (22_999, ""), (23_000, "can never bind")):
        when = "{year: 2030}" if limit < 10_000 else "{year: 2035}"
        text = one_rule(f"investment <= {limit} USD/year", each="year", when=when)
        said = [str(each) for each in trivial_rules(with_rules(case, text).rules, texts_of(text), case)]
        assert (told in said[0]) if told else not said


WRONG = [
    ("investment <= 2 billion USD", "rules.yaml:3:25 it.rule: is an amount of money [USD] beside money per year "
     "[USD/year]; 1 year * a cost per year is an amount of money"),
    ("investment + cost <= 3 USD", "rules.yaml:3:24 it.rule: is an amount of money [USD] beside money per year "
     "[USD/year]; 1 year * a cost per year is an amount of money"),
    ("investment[zone=west] <= 3 USD/year", "rules.yaml:3:22 it.rule: investment has no zone; expected one of year, "
     "hour, month, season"),
    ("investment[month=3] <= 3 USD/year", "rules.yaml:3:22 it.rule: investment has no month: it is a level of each "
     "model year"),
    ("fixed_cost[site=tulsa] <= 3 USD/year", "rules.yaml:3:22 it.rule: fixed_cost has no site; did you mean "
     '"state"?'),
    ("investment <= 2 millions USD/year", 'rules.yaml:3:27 it.rule: "millions" is not a unit; did you mean "million"?'),
    ("investment <= 2 million% * cost", 'rules.yaml:3:34 it.rule: "%" is out of place; expected one of + - * / <= >= '
     "== or a unit"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said"), WRONG)
def test_a_cost_that_does_not_fit_is_told_with_its_place(rule, said):
    assert complaint(one_rule(rule, each="year"), every_family()).split("\n")[0] == said
