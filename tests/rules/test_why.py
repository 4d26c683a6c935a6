"""Why: the parts of one more MW add up, and say what stops a site; headroom: the curve and its kinks."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.equations.build import build
from loadsite.explain.headroom import headroom
from loadsite.explain.why import rule_verdict, site_verdict, why_rule, why_site, why_zone
from loadsite.origin import Origin
from loadsite.results.families import Solved
from loadsite.results.limit_directions import direction
from loadsite.results.limits import limits
from loadsite.results.one_more import Slopes
from loadsite.results.tables import Results, tables
from loadsite.run.answer import answer
from loadsite.solve import Method, ProofOptions, SolveOptions, solve
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, every_family, make_case

RULES = """rules:
  - {name: west_share, rule: "campus_mw[zone=west] <= 45% * campus_mw", each: year}
  - {name: send_less, rule: "flow[line=plains_north] <= 50 MW", each: hour}
"""


@pytest.fixture(scope="module")
def found() -> tuple[Solved, Results]:
    case = with_rules(every_family(), RULES)
    program = compile_model(build(case, components), case.name)
    with tempfile.TemporaryDirectory() as folder:
        solution = solve(program, SolveOptions(1), Path(folder))
    return Solved(case, program, solution), tables(case, program, solution)


@pytest.mark.parametrize("site", ["abilene", "dallas", "tulsa", "island"])
def test_the_parts_of_one_more_mw_add_up_to_what_one_more_mw_costs(found, site):
    """cost - sum(coefficient * shadow price) == what the cost rises by with one more MW held there; never less than the
    reduced cost, which at a kink is the price of none, or of one less.
    """
    solved, _ = found
    table = why_site(solved, site, Slopes(solved))
    block = solved.program.column_block("campus")
    position = list(block.axes[0].labels).index(site)
    for number, year in enumerate(solved.years):
        of_year = table[table["year"] == year].set_index("part")["usd_per_mw_year"]
        one_more = of_year.pop("one more MW")
        reduced = block.of(solved.solution.reduced_cost)[position, number] / solved.present_value[number] * 1e3
        assert of_year.sum() == pytest.approx(one_more, abs=len(of_year))
        assert one_more >= reduced - 1e-3
        column = label_position(solved, site, number)
        at_limit = solved.solution.primal[column] >= solved.program.upper[column] - 1e-9
        step = 1e-5
        costs = [cost_held(solved, column, by, at_limit) for by in (0.0, step)]
        rise = (costs[1] - costs[0]) / step / solved.present_value[number] * 1e3
        assert one_more == pytest.approx(rise, rel=1e-4, abs=1.0)


def test_a_rule_that_holds_a_site_back_is_named_with_its_place(found):
    solved, _ = found
    table = why_site(solved, "abilene", Slopes(solved))
    rule = table[table["part"] == "rule west_share"]
    assert len(rule) and (rule["origin"] == "rules.yaml:2").all() and (rule["usd_per_mw_year"] > 0).any()


def test_the_reserve_margin_is_named_with_its_place(found):
    """Of the market of the site, and not of the other."""
    solved, _ = found
    stated = {("reserve_margins", "ERCOT"): Origin("margins.csv", 2),
              ("reserve_margins", "SPP"): Origin("margins.csv", 3)}
    told = replace(solved, case=replace(solved.case, origins={**solved.case.origins, **stated}))
    for site, origin in (("dallas", "margins.csv:2"), ("tulsa", "margins.csv:3")):
        table = why_site(told, site, Slopes(told))
        firm = table[table["part"] == "firm capacity for its peak, with the reserve margin"]
        assert len(firm) and (firm["origin"] == origin).all()


def test_the_verdict_is_one_sentence_a_year(found):
    solved, _ = found
    said = site_verdict(solved, "dallas", Slopes(solved))
    assert [sentence[:5] for sentence in said] == ["2030:", "2035:"]


def test_a_zone_is_explained_by_its_own_limits_and_the_rules_that_name_them(found):
    solved, results = found
    table = why_zone(solved, results.limits, results.rules, "north")
    assert {"rule"} <= set(table["kind"])
    assert "send_less" in set(table["label"])
    assert "gas.north" in set(table["label"]) and "solar.west" not in set(table["label"])


def test_the_rows_of_a_rule_come_dearest_first(found):
    _, results = found
    prices = why_rule(results.rules, "send_less")["shadow_price"].abs().to_numpy()
    assert len(prices) and (np.diff(prices) <= 0).all()


def test_what_stops_a_site_is_told_with_how_far_it_holds(found):
    """Raising the limit of the site by what holds changes the cost by exactly its worth; more of it by less."""
    solved, _ = found
    slopes, table = Slopes(solved), limits(solved)
    site = table[(table["kind"] == "site limit") & (table["shadow_price_usd_per_mw_year"] > 1.0)].iloc[0]
    side = slopes.side(direction(solved.case, solved.program, "site limit", site["label"], int(site["year"])), 1.0)
    year = solved.years.index(int(site["year"]))
    assert side.slope * 1e3 / solved.present_value[year] == pytest.approx(-site["shadow_price_usd_per_mw_year"])
    assert side.valid * 1e3 == pytest.approx(site["valid_for_mw"])
    column = label_position(solved, site["label"], year)
    costs = [cost_with(solved, column, by) for by in (0.0, side.valid, side.valid + 1e-4)]
    assert costs[1] - costs[0] == pytest.approx(side.slope * side.valid)
    assert costs[2] - costs[1] == pytest.approx(side.beyond * 1e-4, rel=1e-3)
    assert costs[2] - costs[1] > side.slope * 1e-4
    said = site_verdict(solved, site["label"], slopes)[year]
    assert "its own limit stops it" in said and "valid for the next" in said


def label_position(solved, site, year):
    block = solved.program.column_block("campus")
    return block.start + [str(each) for each in block.axes[0].labels].index(site) * len(solved.years) + year


def cost_held(solved, column, by, at_limit):
    """The least cost where the MW of the answer, and some more, stand at a site; of a full one where they may."""
    value = float(solved.solution.primal[column]) + by
    lower, upper = solved.program.lower.copy(), solved.program.upper.copy()
    upper[column] = value
    if not at_limit:
        lower[column] = value
    with tempfile.TemporaryDirectory() as folder:
        return solve(replace(solved.program, lower=lower, upper=upper), SolveOptions(1), Path(folder)).objective


def cost_with(solved, column, by):
    """The least cost where a bound has moved."""
    upper = solved.program.upper.copy()
    upper[column] += by
    with tempfile.TemporaryDirectory() as folder:
        return solve(replace(solved.program, upper=upper), SolveOptions(1), Path(folder)).objective


def test_a_rule_is_told_as_a_whole(found):
    """Both rows of the yearly rule, or all hours of the hourly one, moved by one number."""
    solved, results = found
    said = rule_verdict(solved, results.rules, "send_less", Slopes(solved))
    assert said[0].endswith("rows bind") and said[1].startswith("1 MW more in all its rows saves ")
    assert results.limits["valid_for_mw"].notna().any()


def test_headroom_is_convex_and_its_slope_is_the_cost_of_one_more_mw(found):
    """Between two points the cost rises by no less than the slope at the first and no more than that at the second."""
    solved, _ = found
    curve = headroom(solved.case, solved.program, "dallas", 6, 60.0)
    assert list(curve["campus_mw"]) == pytest.approx(np.linspace(0, 350, 6))
    rise = np.diff(curve["cost_usd_per_year"]) / np.diff(curve["campus_mw"])
    slope = curve["one_more_mw_usd_per_year"].to_numpy()
    room = 1e-6 * np.abs(slope).max() + 1.0
    assert (slope[:-1] <= rise + room).all() and (rise <= slope[1:] + room).all()
    kinks = np.diff(slope) > room
    assert kinks.any() and (curve["begins_to_bind"].iloc[1:][kinks.tolist()] != "").all()


@pytest.mark.parametrize("method", [Method.SINGLE, Method.DECOMPOSED])
def test_a_site_at_a_kink_tells_what_one_more_mw_costs_there(method, tmp_path):
    """Of 200 MW, 150 stand at b, which is full and draws 0.8 MW for each, and 50 at a. One more at a is one less at b:
    0.2 MW of power more, at 30 USD/MWh in 8,760 hours. One less would cost as much as any MW.
    """
    case = make_case(
        [Zone("z", [700, 640, 755, 690, 710, 820, 790, 660])], [Generator("gas", "z", 1100, 30)],
        sites=[Site("a", "z", 90), Site("b", "z", 150, load_shape=0.8)],
        periods=[Period(4, 1500.0), Period(4, 690.0)], target_mw=200, shortfall_usd_per_mw_year=5e6,
    )  # fmt: skip
    done = answer(case, ProofOptions(method, SolveOptions(1)), tmp_path).solve
    solved = Solved(case, done.program, done.solution)
    (said,) = site_verdict(solved, "a", Slopes(solved))
    assert said.startswith("2030: 50 of 90 MW; it is too expensive: one MW more here costs 52,560 USD a year more than")
    parts = why_site(solved, "a", Slopes(solved)).set_index("part")["usd_per_mw_year"]
    assert parts.pop("one more MW") == pytest.approx(52_560, abs=60) and parts.sum() == pytest.approx(52_560, abs=60)
    (full,) = site_verdict(solved, "b", Slopes(solved))
    assert "its own limit stops it, one MW more allowed saves 52,560 USD a year" in full
