"""Rules as rows of the linear program: the same by both roads, their shadow prices, their words, their costs."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pandas as pd
import pytest

from loadsite.arrays import components, stock
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.linear_program import LinearProgram
from loadsite.audit import audit
from loadsite.equations.build import build
from loadsite.equations.rules import PREFIX, row_weights
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule, Rows
from loadsite.results.families import Solved
from loadsite.results.limits import limits
from loadsite.results.rule_words import Row, sentence
from loadsite.results.rules import rules
from loadsite.results.tables import Results, tables
from loadsite.solve import Infeasible, Solution, SolveOptions, solve
from loadsite.solve.highs import hand_over
from loadsite.solve.strategy import TIGHT
from matrices import assert_same, from_arrays, from_pyomo
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, every_family, every_family_hosting, make_case

EVERY_KIND = """rules:
  - {name: one_way, rule: "flow[from=west] - flow[to=west] <= 60 MW", each: hour, soft: 5000 USD/MWh}
  - {name: west_share, rule: "campus_mw[zone=west] <= 45% * campus_mw", each: year}
  - {name: carbon, rule: "emissions <= 5.2 Mt", when: {year: [2030]}}
  - {name: built_in_zones, rule: "built_mw <= 450 MW", each: [zone, year]}
  - {name: thermal, rule: "generation[generator=west.gas] >= 10% * load", each: day, soft: 100 USD/MWh}
  - {name: winter_import, rule: "import[zone=plains] <= 60 MW", each: hour, when: {season: winter}}
  - {name: backed, rule: "capacity_mw[zone=north] + storage_mw[zone=north] >= 3*campus_mw[zone=north]", each: year}
  - {name: growth, rule: "campus_mw[year=2035] - campus_mw[year=2030] <= 150 MW", each: site}
  - {name: steady, rule: "served[site=dallas] == 80% * campus_mw[site=dallas]", each: hour, soft: 9 USD/MWh}
  - {name: stored, rule: "storage_energy <= 600 MWh", each: [year, storage]}
  - {name: money, rule: "cost <= 0.19 MUSD", each: period}
  - {name: coal, rule: "generation[generator=north.coal] <= 150 MW", each: hour}
  - {name: gas, rule: "generation[generator=west.gas] <= 330 MW", each: hour}
  - {name: nuclear, rule: "generation[generator=plains.nuclear] >= 340 MW", each: hour, soft: 4 USD/MWh}
  - {name: supply, rule: "onsite_generation <= 100 MW", each: [site, hour], when: {hour: [0, 2]}}
  - {name: water, rule: "generation[generator=plains.hydro] <= 90 MW", each: hour}
  - {name: cut, rule: "unserved <= 1 MWh", each: [zone, year], soft: 20000 USD/MWh}
  - {name: local, rule: "generation[zone=north] >= 90% * load[zone=north]", each: hour, soft: 2 USD/MWh}
  - {name: withdrawn_less, rule: "grid_withdrawal <= 20 MW", each: [site, hour], soft: 7 USD/MWh}
  - {name: fed, rule: "served >= 95% * campus_energy", each: [site, hour], soft: 5 USD/MWh}
  - {name: line_limit, rule: "flow <= 80 MW", each: [line, hour], soft: 3 USD/MWh}
"""


def compiled(case: Case) -> LinearProgram:
    return compile_model(build(case, components), case.name)


def solved(program: LinearProgram) -> Solution:
    with tempfile.TemporaryDirectory() as folder:
        return solve(program, SolveOptions(1), Path(folder))


@cache
def answered() -> tuple[Case, LinearProgram, Solution, Results]:
    case = with_rules(every_family(), EVERY_KIND)
    program = compiled(case)
    solution = solved(program)
    return case, program, solution, tables(case, program, solution)


@pytest.mark.parametrize("asked", [every_family, every_family_hosting])
def test_rules_are_the_same_rows_in_stock_pyomo(asked):
    case = with_rules(asked(), EVERY_KIND)
    assert_same(from_arrays(compiled(case)), from_pyomo(build(case, stock)))


def test_the_audit_confirms_both_sides_of_every_row_and_what_breaking_costs():
    case, _, _, results = answered()
    checks = {check.name: check.error for check in audit(case, results).checks}
    assert checks["costs term by term"] < 1e-9
    assert sum(name.startswith("rule ") for name in checks) >= len(case.rules)
    broken = results.costs.set_index("term").loc["rules_broken", "usd"]
    assert broken > 0


@pytest.mark.parametrize("rows", [25, pytest.param(100, marks=pytest.mark.slow)])
def test_shadow_prices_are_finite_differences_on_many_rows(rows):
    """One unit more on the right side changes the cost by the shadow price: it lies between what the next unit up and
    the last unit down are worth."""
    case, program, solution, results = answered()
    table = results.rules
    told = table[(table["shadow_price"].abs() > 1e-3)]
    assert len(told) >= 100
    exact = 0
    for position in np.linspace(0, len(told) - 1, rows).astype(int):
        row = told.iloc[position]
        rule = next(each for each in case.rules if each.name == row["name"])
        number = int((table.index[table["name"] == rule.name] == told.index[position]).nonzero()[0][0])
        at = np.flatnonzero(rule.kept.ravel())[number]
        price = row["shadow_price"] * row_weights(case, rule).ravel()[at]
        step = 1e-3 * max(1.0, abs(row["limit"]))
        worth = [(moved(program, rule, at, sign * step) - solution.objective) * 1e6 / (sign * step)
                 for sign in (-1.0, 1.0)]
        room = 1e-4 * abs(price) + 1e-2
        assert worth[0] - room <= price <= worth[1] + room, (row["name"], worth, price)
        exact += abs(worth[1] - worth[0]) <= 2 * room
        if row["holds_for_more"] >= step:
            assert worth[1] == pytest.approx(price, abs=room), row["name"]
        if row["holds_for_less"] >= step:
            assert worth[0] == pytest.approx(price * row["shadow_price_less"] / row["shadow_price"], abs=room)
    assert exact >= 0.6 * rows


def test_a_shadow_price_holds_as_far_as_told_and_no_further():
    """Between the two ends the cost is a straight line; just beyond either it is another one."""
    case, program, _, results = answered()
    table = results.rules[results.rules["shadow_price"].abs() > 1e-3]
    assert not table[["holds_for_more", "holds_for_less", "shadow_price_less"]].isna().any(axis=None)
    beyond = 0
    for _, row in table.iloc[:: max(1, len(table) // 25)].iterrows():
        rule = next(each for each in case.rules if each.name == row["name"])
        own = results.rules.index[results.rules["name"] == rule.name]
        at = np.flatnonzero(rule.kept.ravel())[int((own == row.name).nonzero()[0][0])]
        weight, here = row_weights(case, rule).ravel()[at] / 1e6, moved(program, rule, at, 0.0)
        for way, price, reach in ((1.0, row["shadow_price"] * weight, row["holds_for_more"]),
                                  (-1.0, row["shadow_price_less"] * weight, row["holds_for_less"])):
            if not reach:
                with pytest.raises(Infeasible):
                    moved(program, rule, at, way * 1e-3 * max(1.0, abs(row["limit"])))
                continue
            end = way * min(reach, 1e4)
            there = moved(program, rule, at, end)
            assert there - here == pytest.approx(price * end, rel=1e-5, abs=1e-7), row["name"]
            if abs(end) < 1e4:
                further = 1e-2 * max(1.0, abs(row["limit"])) * way
                try:
                    slope = (moved(program, rule, at, end + further) - there) / further
                except Infeasible:
                    continue
                assert abs(slope - price) > 1e-6 * abs(price), row["name"]
                beyond += 1
    assert beyond >= 20


def test_the_range_of_a_shadow_price_on_paper():
    """100 MW of load, at most 60 MW of it from the cheap plant: the price holds until that gives all 100, and down to
    nothing, as the expensive one may give 200."""
    case = make_case([Zone("z", 100.0)], [Generator("cheap", "z", 200, 10), Generator("expensive", "z", 200, 50)],
                     sites=[Site("s", "z")])
    under = with_rules(case, "rules: [{name: few, rule: 'generation[generator=cheap] <= 60 MW', each: hour}]")
    program = compiled(under)
    row = rules(Solved(under, program, solved(program))).iloc[0]
    assert (row["shadow_price"], row["holds_for_more"], row["holds_for_less"]) == pytest.approx((-40.0, 40.0, 60.0))
    assert row["sentence"] == "1 MW more here saves 40.00 USD per hour, valid for the next 40 MW"


def moved(program: LinearProgram, rule: CaseRule, at: int, step: float) -> float:
    """The objective after the right side of one row has moved by a step [unit of the rule]."""
    row = program.row_block(PREFIX + rule.name).start + at
    highs = handed_over()
    highs.changeRowBounds(row, *(float(side[row] + step / 1e3) for side in (program.row_lower, program.row_upper)))
    highs.run()
    status, objective = highs.getModelStatus(), highs.getInfo().objective_function_value
    highs.changeRowBounds(row, float(program.row_lower[row]), float(program.row_upper[row]))
    if status != highspy.HighsModelStatus.kOptimal:
        raise Infeasible(str(status))
    return float(objective)


@cache
def handed_over() -> Any:
    """The program in the solver's hands, which begins each solve where the last one ended."""
    return hand_over(answered()[1], {"solver": "simplex", "threads": 1, **TIGHT})


def test_a_soft_rule_is_broken_where_that_is_cheaper():
    """100 MW of load; cheap power at 10 USD/MWh, expensive at 50. No more than 60 MW of the cheap: kept while breaking
    the rule costs 45 USD/MWh, broken by 40 MW at 35."""
    case = make_case([Zone("z", 100.0)], [Generator("cheap", "z", 200, 10), Generator("expensive", "z", 200, 50)],
                     sites=[Site("s", "z")])
    rule = "rules: [{{name: few, rule: 'generation[generator=cheap] <= 60 MW', each: hour, soft: {} USD/MWh}}]"
    for price, broken, cost in ((45, 0.0, 60 * 10 + 40 * 50), (35, 40.0, 100 * 10 + 40 * 35)):
        under = with_rules(case, rule.format(price))
        program = compiled(under)
        solution = solved(program)
        row = rules(Solved(under, program, solution)).iloc[0]
        assert row["broken"] == pytest.approx(broken)
        assert solution.objective * 1e6 == pytest.approx(cost)
        assert row["shadow_price"] == pytest.approx(-40.0 if price == 45 else -35.0)
        assert row["binding"]


@pytest.mark.parametrize(("usd_per_mwh", "broken_mwh"), [(45, 0.0), (35, 70.0)])
def test_a_soft_rule_by_period_counts_as_often_as_its_period_and_its_year(usd_per_mwh, broken_mwh):
    """200 MWh of load in a period of two hours, which stands for 60 in a year that counts 3 times: no more than 130 of
    them of the cheap plant. Kept at 45 USD/MWh, broken by 70 MWh at 35, which is less than the expensive plant costs
    more.
    """
    case = make_case([Zone("z", 100.0)], [Generator("cheap", "z", 200, 10), Generator("expensive", "z", 200, 50)],
                     sites=[Site("s", "z")], periods=[Period(2, 60.0)], present_value=3.0)
    under = with_rules(case, "rules: [{name: few, rule: 'generation[generator=cheap] <= 130 MWh', each: period, "
                             f"soft: {usd_per_mwh} USD/MWh}}]")
    program = compiled(under)
    solution = solved(program)
    row = rules(Solved(under, program, solution)).iloc[0]
    cheap_mwh = 130.0 + broken_mwh
    of_period_usd = cheap_mwh * 10 + (200.0 - cheap_mwh) * 50 + broken_mwh * usd_per_mwh
    assert row["broken"] == pytest.approx(broken_mwh)
    assert row["broken_usd"] == pytest.approx(broken_mwh * usd_per_mwh)
    assert row["shadow_price"] == pytest.approx(-40.0 if usd_per_mwh == 45 else -35.0)
    assert solution.objective * 1e6 == pytest.approx(3 * 60 * of_period_usd)
    dual = rules(Solved(under, program, replace(solution, basis=None))).iloc[0]
    assert dual["shadow_price"] == pytest.approx(row["shadow_price"])


@pytest.mark.parametrize(("first_usd", "second_usd", "soft_usd", "first_mw"), [
    (10, 50, 45, 60.0), (10, 50, 35, 100.0), (50, 10, 45, 60.0), (50, 10, 35, 0.0),
])  # fmt: skip
def test_a_soft_equality_gives_way_to_both_sides(first_usd, second_usd, soft_usd, first_mw):
    """100 MW of load, 60 of them of the first plant: a MW more or less of it saves 40 USD/MWh, and is taken where
    breaking the rule costs 35."""
    case = make_case([Zone("z", 100.0)], [Generator("first", "z", 200, first_usd),
                                          Generator("second", "z", 200, second_usd)], sites=[Site("s", "z")])
    under = with_rules(case, "rules: [{name: even, rule: 'generation[generator=first] == 60 MW', each: hour, "
                             f"soft: {soft_usd} USD/MWh}}]")
    program = compiled(under)
    solution = solved(program)
    row = rules(Solved(under, program, solution)).iloc[0]
    broken = abs(first_mw - 60.0)
    assert (row["activity"], row["broken"]) == pytest.approx((first_mw, broken))
    usd = first_mw * first_usd + (100.0 - first_mw) * second_usd + broken * soft_usd
    assert solution.objective * 1e6 == pytest.approx(usd)


def test_water_and_fuel_of_supply_behind_the_meter_are_counted():
    """A generator of the grid gives 100 MW at 2 m3/MWh and 7 MMBtu/MWh. The campus of 50 MW, an island, feeds itself at
    3 m3/MWh and 9 MMBtu/MWh: 100 * 2 + 50 * 3 m3 and 100 * 7 + 50 * 9 MMBtu an hour."""
    island = Site("s", "z", on_grid=0.0, onsite_mw=80, onsite_limit_mw=80, onsite_water=3.0, onsite_heat_rate=9.0)
    case = make_case([Zone("z", 100.0)], [Generator("g", "z", 200, 10, water=2.0, heat_rate=7.0)], sites=[island],
                     target_mw=50.0)
    under = with_rules(case, "rules:\n  - {name: water, rule: 'water_use <= 1000 m3/h', each: hour}\n"
                             "  - {name: fuel, rule: 'fuel_use <= 5000 MMBtu/h', each: hour}\n")
    program = compiled(under)
    found = rules(Solved(under, program, solved(program))).set_index("name")["activity"]
    assert (found["water"], found["fuel"]) == pytest.approx((350.0, 1150.0))


def test_a_case_without_any_limit_has_tables_without_rows():
    case = make_case([Zone("z", 100.0)], [])
    program = compiled(case)
    table = limits(Solved(case, program, solved(program)))
    assert len(table) == 0 and {"kind", "label", "shadow_price_usd_per_mw_year", "sentence", "origin"} <= set(table)


def test_a_hard_rule_moves_the_campus():
    """Two zones; power costs 10 in one and 30 in the other. No more than 40 % of the campus in the cheap one."""
    case = make_case([Zone("a"), Zone("b")], [Generator("g", "a", 500, 10), Generator("h", "b", 500, 30)],
                     sites=[Site("one", "a"), Site("two", "b")], target_mw=100.0)
    under = with_rules(case, "rules: [{name: few, rule: 'campus_mw[site=one] <= 40% * campus_mw', each: year}]")
    program = compiled(under)
    found = Solved(under, program, solved(program))
    assert list(found.value("campus")[:, 0]) == pytest.approx([40.0, 60.0])
    row = rules(found).iloc[0]
    assert (row["activity"], row["limit"]) == pytest.approx((40.0, 40.0))
    assert row["shadow_price"] == pytest.approx(-20.0)
    assert row["sentence"] == "1 MW more here saves 20.00 USD a year, valid for the next 60 MW"
    assert row["holds_for_less"] == pytest.approx(40.0)


def test_when_hosting_a_soft_rule_is_kept():
    """No price is paid for breaking it, so it may not be broken."""
    case = make_case([Zone("z", 100.0)], [Generator("g", "z", 200, 10)], sites=[Site("s", "z")],
                     hosting_unserved_share=0.0)
    under = with_rules(case, "rules: [{name: few, rule: 'campus_mw <= 30 MW', each: year, soft: 1 USD/MW}]")
    assert solved(compiled(under)).objective == pytest.approx(-0.030)


WORDS = [
    ("<=", Rows.HOUR, "MW", None, Row(True, -41.0, 0.0, 0.0), "1 MW more here saves at most 41.00 USD per hour"),
    ("<=", Rows.HOUR, "MW", None, Row(True, -41.0, 0.0, 0.0, -60.0, 3.0, 0.5),
     "1 MW more here saves 41.00 USD per hour, valid for the next 3 MW"),
    ("<=", Rows.YEAR, "m3", None, Row(True, -6.56, 118_770.0, 0.0, -6.7, 1.0, 1.0, True),
     "1 m3 more here saves 6.56 USD a year, valid for the next 1 m3; binds within tolerance, 118,770 m3 to spare"),
    ("<=", Rows.YEAR, "MW", None, Row(False, 0.0, 380.0, 0.0), "does not bind: 380 MW to spare"),
    ("<=", Rows.YEAR, "MW", None, Row(True, 0.0, 0.0, 0.0),
     "at its limit, but 1 MW more would change no cost"),
    (">=", Rows.YEAR, "MW", None, Row(True, 0.0, 0.0, 0.0),
     "at its limit, but 1 MW less required would change no cost"),
    ("==", Rows.YEAR, "MW", None, Row(True, 0.0, 0.0, 0.0),
     "at its limit, but 1 MW more or less would change no cost"),
    ("<=", Rows.HOUR, "MW", None, Row(True, -41.0, 0.0, 0.0, -41.0, 380.0, 20.0),
     "1 MW more here saves 41.00 USD per hour, valid for the next 380 MW"),
    ("<=", Rows.HOUR, "MW", None, Row(True, 0.0, 0.0, 0.0, -41.0, inf, 20.0),
     "at its limit, but 1 MW more would change no cost"),
    ("<=", Rows.YEAR, "MW", None, Row(True, -41.0, 0.0, 0.0, -41.0, inf, 20.0),
     "1 MW more here saves 41.00 USD a year, valid for any more"),
    (">=", Rows.YEAR, "MW", None, Row(True, 15.0, 0.0, 0.0, 12.0, 3.0, 45.6),
     "1 MW less required here saves 12.00 USD a year, valid for the next 45.6 MW"),
    (">=", Rows.YEAR, "MW", None, Row(True, 12.0, 0.0, 0.0, 0.0, 3.0, inf),
     "at its limit, but 1 MW less required would change no cost"),
    ("==", Rows.YEAR, "MWh", None, Row(True, 12.0, 0.0, 0.0, 12.0, 3.0, 4.0),
     "1 MWh more here costs 12.00 USD a year, valid for the next 3 MWh; "
     "1 MWh less saves as much, valid for the next 4 MWh"),
    ("==", Rows.YEAR, "MWh", None, Row(True, -12.0, 0.0, 0.0, -20.0, 2.5, 7.0),
     "1 MWh more here saves 12.00 USD a year, valid for the next 2.5 MWh; "
     "1 MWh less costs 20.00 USD a year, valid for the next 7 MWh"),
    ("==", Rows.YEAR, "MWh", None, Row(True, -12.0, 0.0, 0.0, -inf, 2.5, 0.0),
     "1 MWh more here saves 12.00 USD a year, valid for the next 2.5 MWh; 1 MWh less has no answer"),
    ("<=", Rows.ONCE, "t", None, Row(True, -25.0, 0.0, 0.0), "1 t more here saves at most 25.00 USD"),
    ("<=", Rows.SLOT, "MWh", None, Row(True, -0.25, 0.0, 0.0), "1 MWh more here saves at most 0.25 USD each time"),
    (">=", Rows.YEAR, "MW", None, Row(True, 120_000.0, 0.0, 0.0),
     "1 MW less required here saves at most 120,000 USD a year"),
    (">=", Rows.HOUR, "t/h", None, Row(True, 7.0, 0.0, 0.0),
     "1 t/h less required here saves at most 7.00 USD per hour"),
    ("==", Rows.YEAR, "MWh", None, Row(True, 12.0, 0.0, 0.0),
     "1 MWh more here costs at least 12.00 USD a year; 1 MWh less saves at most as much"),
    ("==", Rows.YEAR, "MWh", None, Row(True, -12.0, 0.0, 0.0),
     "1 MWh more here saves at most 12.00 USD a year; 1 MWh less costs at least as much"),
    ("<=", Rows.HOUR, "MW", 5000.0, Row(True, -5000.0, -340.0, 340.0), "exceeded by 340 MW, at 5,000 USD per MWh"),
    (">=", Rows.YEAR, "MW", 150_000.0, Row(True, 150_000.0, -3.0, 3.0), "missed by 3 MW, at 150,000 USD per MW"),
    ("==", Rows.HOUR, "t/h", 50.0, Row(True, 50.0, -0.5, 0.5), "not met, by 0.5 t/h, at 50.00 USD per t"),
]


@pytest.mark.parametrize(("sense", "rows", "unit", "soft", "row", "said"), WORDS)
def test_the_sentence_reads_right(sense, rows, unit, soft, row, said):
    rule = replace(answered()[0].rules[0], sense=sense, rows=rows, unit=unit, soft_usd=soft)
    assert sentence(rule, row) == said


def test_the_table_names_file_line_and_time():
    table = answered()[3].rules
    first = table.iloc[0]
    assert (first["name"], first["file"], first["line"], first["year"]) == ("one_way", "rules.yaml", 2, 2030)
    assert first["time"] == "2024-01-01 00:00"
    assert not table[[name for name in table if name != "source"]].isna().any().any()
    assert set(table["name"]) == {rule.name for rule in answered()[0].rules}


def test_a_case_without_rules_has_an_empty_table():
    case = make_case([Zone("z", 100.0)], [Generator("g", "z", 200, 10)], sites=[Site("s", "z")])
    program = compiled(case)
    table = rules(Solved(case, program, solved(program)))
    assert len(table) == 0 and isinstance(table, pd.DataFrame)
