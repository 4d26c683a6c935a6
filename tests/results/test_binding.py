"""Whether a limit binds where the answer is good to a gap only."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from loadsite.arrays.linear_program import LinearProgram
from loadsite.explain.why import site_verdict
from loadsite.inputs.case import Case
from loadsite.results.binding import binds_within, each_binds_within
from loadsite.results.families import Solved
from loadsite.results.one_more import Slopes
from loadsite.results.rules import rules
from loadsite.results.shadow_prices import hourly_shadow_prices
from loadsite.run.answer import compiled
from loadsite.solve import SolveOptions, solve
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, make_case

HOURS = 8760.0


def water() -> tuple[Case, LinearProgram, Solved]:
    """100 MW of load; the cheap plant at 10 USD/MWh takes 2 m3/MWh and may take 1,000,000 m3 a year, the expensive one
    takes none at 50. So a m3 is worth 20 USD, all of them 20 million, and 57.08 MW come from the cheap plant."""
    case = make_case(
        [Zone("z", 100.0)], [Generator("cheap", "z", 200, 10, water=2.0), Generator("expensive", "z", 200, 50)],
        sites=[Site("s", "z", 40.0)], periods=[Period(1, HOURS)],
    )  # fmt: skip
    under = with_rules(case, "rules: [{name: river, rule: 'water_use <= 1000000 m3', each: year}]")
    program = compiled(under)
    with tempfile.TemporaryDirectory() as folder:
        return under, program, Solved(under, program, solve(program, SolveOptions(1), Path(folder)))


def good_to_a_gap(solved: Solved, left_m3: float, gap_musd: float) -> Solved:
    """An answer that leaves some of the water, as a search that ends at a gap does."""
    block, primal = solved.program.column_block("generation"), solved.solution.primal.copy()
    cheap, expensive = (block.start + [str(each) for each in block.axes[0].labels].index(name)
        for name in ("cheap", "expensive"))
    less = left_m3 / 2.0 / HOURS / 1e3
    primal[cheap], primal[expensive] = primal[cheap] - less, primal[expensive] + less
    return replace(solved, solution=replace(solved.solution, primal=primal, gap=gap_musd, basis=None))


def test_a_rule_binds_where_its_price_matters_beyond_the_gap():
    """3,959 m3 are left of a million at 20 USD: 0.08 million USD, of a gap of 0.7; the rule is worth 20 million."""
    _, _, exact = water()
    row = rules(good_to_a_gap(exact, 3_959.0, 0.7)).iloc[0]
    assert row["slack"] == pytest.approx(3_959.0)
    assert bool(row["binding"]) and bool(row["within_tolerance"])
    assert row["sentence"] == "1 m3 more here saves at most 20.00 USD a year; binds within tolerance, 3,959 m3 to spare"


def test_a_rule_at_its_limit_binds_without_a_word_of_tolerance():
    _, _, exact = water()
    row = rules(exact).iloc[0]
    assert bool(row["binding"]) and not row["within_tolerance"]
    assert row["shadow_price"] == pytest.approx(-20.0) and "tolerance" not in row["sentence"]


@pytest.mark.parametrize(
    ("left_m3", "gap_musd"), [(3_959.0, 0.0), (3_959.0, 21.0), (60_000.0, 0.7)],
    ids=["the answer is exact", "the gap is worth more than the rule", "more is left than the gap says"],
)  # fmt: skip
def test_a_rule_does_not_bind_otherwise(left_m3, gap_musd):
    _, _, exact = water()
    row = rules(good_to_a_gap(exact, left_m3, gap_musd)).iloc[0]
    assert not row["binding"] and row["shadow_price"] == 0.0
    assert row["sentence"] == f"does not bind: {left_m3:,.0f} m3 to spare"


def two_sites() -> Solved:
    """90 MW asked for; `near` takes 40 at 10 USD/MWh, the rest goes `far` at 35: one more MW near is worth 219,000."""
    case = make_case(
        [Zone("a"), Zone("b")], [Generator("g", "a", 500, 10), Generator("h", "b", 500, 35)],
        sites=[Site("near", "a", 40.0), Site("far", "b", 300.0)], target_mw=90.0, periods=[Period(1, HOURS)],
    )  # fmt: skip
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        return Solved(case, program, solve(program, SolveOptions(1), Path(folder)))


def test_a_site_that_the_gap_leaves_a_little_below_its_limit_is_at_it():
    """0.1 MW below 40: 0.02 million USD, of a gap of 0.1; the limit is worth 8.76 million."""
    exact = two_sites()
    block, primal = exact.program.column_block("campus"), exact.solution.primal.copy()
    sites = [str(each) for each in block.axes[0].labels]
    primal[block.start + sites.index("near")] -= 1e-4
    primal[block.start + sites.index("far")] += 1e-4
    near = replace(exact, solution=replace(exact.solution, primal=primal, gap=0.1, basis=None))
    said = site_verdict(near, "near", Slopes(near))[0]
    assert said == "2030: 40 of 40 MW; its own limit stops it, one MW more allowed saves 219,000 USD a year at most"


def test_bounds_that_bind_within_the_gap_are_told():
    exact = two_sites()
    block, primal = exact.program.column_block("generation"), exact.solution.primal.copy()
    reduced = np.zeros_like(exact.solution.reduced_cost)
    at = block.start
    primal[at], reduced[at] = exact.program.upper[at] * 0.995, -4.0
    for gap, count in ((0.1, 1), (0.0, 0), (9.0, 0)):
        solved = replace(exact, solution=replace(exact.solution, primal=primal, reduced_cost=reduced, gap=gap))
        assert len(hourly_shadow_prices(solved)["generation bound"]) == count


@pytest.mark.parametrize(("slack", "binds"), [(0.005, True), (0.05, False), (-0.005, True)])
def test_a_hundredth_of_a_limit_may_be_left_however_wide_the_gap(slack, binds):
    """1 GW at 1 M USD a GW, a gap of 0.2 M USD: a fifth of it would be left by the gap alone."""
    solved = SimpleNamespace(solution=SimpleNamespace(gap=0.2))
    assert each_binds_within(np.ones(1), np.array([slack]), np.ones(1), solved).tolist() == [binds]


def test_rows_of_one_limit_bind_by_what_it_is_worth_as_a_whole():
    """A cheap hour is worth less than the gap by itself, and is part of a limit that is worth more."""
    solved = SimpleNamespace(solution=SimpleNamespace(gap=0.5))
    price, slack, size = np.array([1.0, 0.001]), np.array([0.005, 0.005]), np.ones(2)
    assert binds_within(price, slack, size, solved).tolist() == [True, True]
    assert each_binds_within(price, slack, size, solved).tolist() == [True, False]
