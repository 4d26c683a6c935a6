"""What one more MW is worth, worked out by hand where the least cost has a kink, and by solving again elsewhere.

The least cost is convex in a limit: at a kink the next MW costs more than the last one saved, and a dual may lie
anywhere between the two.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from math import inf, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from further_families import every_further_family
from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations import build as page
from loadsite.explain.headroom import headroom
from loadsite.explain.why import campus_verdict
from loadsite.inputs.case import Case
from loadsite.results.families import Solved
from loadsite.results.limit_directions import direction, target_direction
from loadsite.results.limits import hosting_limits, limits
from loadsite.results.one_more import OneMore, Slopes, next_campus, settle
from loadsite.run.answer import Answer, answer, compiled
from loadsite.solve import Method, ProofOptions, SolveOptions, solve
from loadsite.solve.moved import Known, Moved, Side
from loadsite.solve.persistent import Optimum
from small_cases import (
    Corridor,
    Generator,
    Line,
    Period,
    Site,
    Storage,
    Zone,
    every_family,
    every_family_hosting,
    make_case,
)
from worked_case import hosting_case, worked_case

ONE = ProofOptions(method=Method.SINGLE, single=SolveOptions(threads=1))
BY_PERIODS = replace(ONE, method=Method.DECOMPOSED, relative_gap=1e-8, campus_gap=1e-5)
METHODS = pytest.mark.parametrize("options", [ONE, BY_PERIODS], ids=["one program", "by periods"])
HOURS = 4 * 1095.0 + 3 * 1460.0
"""Two periods of four and three hours: 8,760 hours in all."""
TWO_PERIODS = [Period(4, 1095.0), Period(3, 1460.0)]


def found(case: Case, options: ProofOptions) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        return answer(case, options, Path(folder))


def two_zones(target_mw: float, present_value: float = 3.7) -> Case:
    """`a` has 200 MW at 20 USD/MWh and 100 MW of load: exactly 100 MW are left. `b` has 400 MW at 50, and 130 of load.
    """
    return make_case(
        [Zone("a", 100.0), Zone("b", 130.0)],
        [Generator("a.coal", "a", 200, 20), Generator("b.gas", "b", 400, 50)],
        lines=[Line("a_to_b", "a", "b", 0.0)],
        sites=[Site("one", "a", 250.0), Site("two", "b", 160.0)],
        periods=TWO_PERIODS, target_mw=target_mw, present_value=present_value, shortfall_usd_per_mw_year=5e6,
    )  # fmt: skip


@METHODS
def test_at_a_kink_one_more_mw_of_campus_costs_what_the_next_one_does(options):
    """100 MW fit in `a` at 20 USD/MWh; the next stands in `b` at 50, up to the 160 MW of its site."""
    row = found(two_zones(100.0), options).results.shortfall.iloc[0]
    assert row["campus_price_usd_per_mw_year"] == pytest.approx(50 * HOURS)
    assert row["campus_price_less_usd_per_mw_year"] == pytest.approx(20 * HOURS)
    if options is ONE:
        assert row["campus_price_valid_for_mw"] == pytest.approx(160.0)
        assert row["campus_price_beyond_usd_per_mw_year"] == pytest.approx(5e6)


@METHODS
def test_away_from_a_kink_one_more_costs_what_one_less_saves(options):
    row = found(two_zones(130.0), options).results.shortfall.iloc[0]
    assert row["campus_price_usd_per_mw_year"] == pytest.approx(50 * HOURS)
    assert row["campus_price_less_usd_per_mw_year"] == pytest.approx(50 * HOURS)


@METHODS
@pytest.mark.parametrize("shortfall_usd", [5e6, inf], ids=["soft", "hard"])
def test_at_the_last_mw_that_fits_one_more_falls_short_or_takes_what_others_use(options, shortfall_usd):
    """100 MW fit in `a` and the 160 of its site in `b`, at 50 USD/MWh. The site in `a` has room for more, where load
    would go unserved."""
    case = two_zones(260.0)
    asked = replace(case, placement=replace(case.placement, shortfall_usd_per_mw_year=shortfall_usd))
    row = found(asked, options).results.shortfall.iloc[0]
    assert row["placed_mw"] == pytest.approx(260.0, abs=1e-3)
    assert row["campus_price_less_usd_per_mw_year"] == pytest.approx(50 * HOURS, rel=1e-4)
    assert row["campus_price_usd_per_mw_year"] == pytest.approx(min(shortfall_usd, 10_000 * HOURS), rel=1e-4)


@METHODS
@pytest.mark.parametrize("shortfall_usd", [150_000.0, inf], ids=["soft", "hard"])
def test_at_a_kink_a_reserve_margin_is_worth_what_one_mw_less_of_it_saves(options, shortfall_usd):
    """Asked for: 1.1 x 200 MW, and 1.1 for each of 80 MW of campus: 308. 200 stand, and 120 MW at 0.9 give the rest:
    all that may be built. One MW less would save 1 / 0.9 of 70,000 USD; one more would be missing, at any price."""
    case = make_case(
        [Zone("z", 120.0)], [Generator("gas", "z", 400, 50, credit=0.5),
                             Generator("new", "z", candidate=True, build_usd_per_mw_year=70_000.0,
                                       fuel_usd_per_mwh=60, annual_build="gas.z", credit=0.9)],
        sites=[Site("s", "z", 150.0)], periods=TWO_PERIODS, target_mw=80.0, present_value=3.7,
        reserve_margins={"market": 0.1}, peak_load_mw={"market": 200.0}, annual_build_limit_mw={"gas.z": 120.0},
        capacity_shortfall_usd_per_mw_year=shortfall_usd,
    )  # fmt: skip
    told = found(case, options).results.limits.set_index("kind")
    margin = told.loc["reserve margin"]
    assert margin["shadow_price_usd_per_mw_year"] == pytest.approx(70_000 / 0.9, rel=1e-4)
    annual_build = told.loc["annual build limit", "shadow_price_usd_per_mw_year"]
    assert annual_build == pytest.approx(0.0, abs=0.5)


def test_one_more_mw_where_none_is_asked_for():
    """The first MW costs 20 USD/MWh, not 0; there is none to take away."""
    row = found(two_zones(0.0), ONE).results.shortfall.iloc[0]
    assert row["campus_price_usd_per_mw_year"] == pytest.approx(20 * HOURS)
    assert np.isnan(row["campus_price_less_usd_per_mw_year"])


@METHODS
def test_a_line_of_nothing_at_a_kink_is_worth_nothing(options):
    """All that `a` has left feeds the campus: what went to `b` would be missing there, or be made there at 50 as well.
    A price of 20 USD/MWh in `a` is a dual too, and would say 30 USD for every hour."""
    told = found(two_zones(100.0), options).results.limits.set_index(["kind", "label"])
    assert told.loc[("transfer limit", "a_to_b"), "shadow_price_usd_per_mw_year"] == pytest.approx(0.0, abs=1.0)


def test_headroom_why_and_the_headline_agree_at_a_kink():
    """With one site, one more MW held there is one less missing: what it costs is the headline less the price of
    falling short. At 100 of 150 MW that is a kink, and at 50 it is none."""
    both = two_zones(150.0)
    limit = both.sites.limit_mw.copy()
    limit.loc["two"], limit.loc["one"] = 0.0, 150.0
    only = replace(both, sites=replace(both.sites, limit_mw=limit))
    slopes = headroom(only, compiled(only), "one", 4, 60.0)["one_more_mw_usd_per_year"]
    for at, slope, usd in ((50.0, slopes[1], 20 * HOURS), (100.0, slopes[2], 10_000 * HOURS)):
        asked = replace(only, placement=replace(only.placement, target_mw=only.placement.target_mw * 0 + at,
                                                shortfall_usd_per_mw_year=1e9))  # fmt: skip
        solution = found(asked, ONE)
        headline = solution.results.shortfall.iloc[0]["campus_price_usd_per_mw_year"]
        assert headline == pytest.approx(usd)
        assert slope == pytest.approx(headline - 5e6)
        solved = Solved(asked, solution.solve.program, solution.solve.solution)
        assert f"one more MW of campus costs {usd:,.0f} USD a year" in campus_verdict(solved, Slopes(solved))[0]


def battery_of_nothing() -> Case:
    """Flat prices of 50 USD/MWh, and a battery with losses that may not be built."""
    return make_case(
        [Zone("z", 120.0)], [Generator("gas", "z", 400, 50)],
        [Storage("battery", "z", candidate=True, charge_efficiency=0.92, discharge_efficiency=0.93,
               build_usd_per_mw_year=96_342.0, annual_build="battery.z")],
        sites=[Site("s", "z")], periods=TWO_PERIODS, target_mw=80.0, annual_build_limit_mw={"battery.z": 0.0},
    )  # fmt: skip


def site_of_nothing() -> Case:
    """A site that may have no campus and must feed itself at 300 USD/MWh, beside one on the grid at 50."""
    return make_case(
        [Zone("z", 120.0)], [Generator("gas", "z", 400, 50)],
        sites=[Site("far", "z", 0.0, on_grid=0.0, onsite_limit_mw=90.0, onsite_build_usd_per_mw_year=70_000.0,
                    onsite_usd_per_mwh=300.0), Site("near", "z", 150.0)],
        periods=TWO_PERIODS, target_mw=80.0,
    )  # fmt: skip


NOTHING = pytest.mark.parametrize(
    ("case", "limit"),
    [(battery_of_nothing(), ("annual build limit", "battery.z")), (site_of_nothing(), ("site limit", "far"))],
    ids=["a battery at flat prices", "a site that feeds itself at a high cost"],
)  # fmt: skip


@METHODS
@NOTHING
def test_a_limit_of_nothing_is_worth_what_one_mw_of_it_saves(options, case, limit):
    """Nothing, of either. Where none stands its hours have no prices of their own, and some duals say that the battery
    discharges free, and that the site does not pay for its power."""
    told = found(case, options).results.limits.set_index(["kind", "label"])
    assert told.loc[limit, "shadow_price_usd_per_mw_year"] == pytest.approx(0.0, abs=0.5)


@NOTHING
def test_so_it_is_where_periods_are_too_many_to_ask_once_more(case, limit, monkeypatch):
    monkeypatch.setattr("loadsite.solve.benders.master_sensitivity.MOST_SUBPROBLEMS", 1)
    told = found(case, BY_PERIODS).results.limits.set_index(["kind", "label"])
    assert told.loc[limit, "shadow_price_usd_per_mw_year"] == pytest.approx(0.0, abs=0.5)


def right_of_way() -> Case:
    """`a` makes power at 20 USD/MWh and `b` at 50. The line brings 60 MW, and may bring 45 more."""
    return make_case(
        [Zone("a", 100.0), Zone("b", 130.0)],
        [Generator("a.coal", "a", 400, 20), Generator("b.gas", "b", 400, 50)],
        lines=[Line("a_to_b", "a", "b", 60.0)], corridors=[Corridor(limit_mw=45.0, build_usd_per_mw_year=100_000.0)],
        sites=[Site("two", "b", 160.0)], periods=TWO_PERIODS, target_mw=90.0, present_value=3.7,
        shortfall_usd_per_mw_year=5e6,
    )  # fmt: skip


CASES = {"every family": every_family, "worked": worked_case, "right of way": right_of_way}


@cache
def corner(name: str) -> Solved:
    """The optimum of a case, as one program."""
    case = CASES[name]()
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        return Solved(case, program, solve(program, SolveOptions(1), Path(folder)))


@pytest.fixture(params=["every family", "worked"])
def solved(request) -> Solved:
    return corner(request.param)


@pytest.fixture(params=CASES)
def any_solved(request) -> Solved:
    return corner(request.param)


def program_moved(solved: Solved, moved: Moved, by_mw: float) -> LinearProgram:
    """The program with a limit moved."""
    program, by = solved.program, by_mw / 1e3
    sides = [each.copy() for each in (program.row_lower, program.row_upper, program.lower, program.upper)]
    for side, at, rate in zip(
        sides, (moved.rows, moved.rows, moved.lowers, moved.uppers),
        (moved.rows_by, moved.rows_by, moved.lowers_by, moved.uppers_by), strict=True,
    ):  # fmt: skip
        np.add.at(side, at, rate * by)
    return replace(program, row_lower=sides[0], row_upper=sides[1], lower=sides[2], upper=sides[3])


def cost_moved(solved: Solved, moved: Moved, by_mw: float) -> float:
    """The least cost [USD] with a limit moved, solved anew."""
    with tempfile.TemporaryDirectory() as folder:
        changed = program_moved(solved, moved, by_mw)
        return solve(changed, SolveOptions(1), Path(folder)).objective * 1e6


def test_the_worth_of_every_kind_of_limit_is_what_the_next_mw_saves(any_solved: Solved):
    """In both years, of which one MW counts several times; for half of what it is valid for, and another worth beyond.
    """
    solved = any_solved
    table, before = limits(solved), solved.solution.objective * 1e6
    asked = table[(table["known"] == "exact") & (table["shadow_price_usd_per_mw_year"] > 1.0)]
    for _, kinds in asked.groupby("kind"):
        for _, row in kinds.iloc[[0, -1]].iterrows():
            weight = solved.present_value[solved.years.index(row["year"])]
            moved = direction(solved.case, solved.program, row["kind"], row["label"], row["year"])
            step = 0.5 * min(row["valid_for_mw"], 20.0)
            saved = (before - cost_moved(solved, moved, step)) / step / weight
            assert saved == pytest.approx(row["shadow_price_usd_per_mw_year"], rel=1e-4, abs=1.0), (row["kind"],
                row["label"])
            if row["valid_for_mw"] < 500.0:
                ends = [cost_moved(solved, moved, row["valid_for_mw"] + by) for by in (0.0, 0.05)]
                beyond = (ends[0] - ends[1]) / 0.05 / weight
                assert beyond == pytest.approx(row["shadow_price_beyond_usd_per_mw_year"], rel=1e-2,
                    abs=20.0), row["label"]


@pytest.mark.parametrize("hosting", [every_family_hosting, hosting_case], ids=["every family", "worked"])
def test_when_hosting_the_next_mw_of_every_kind_of_limit_lets_in_what_is_told(hosting):
    """MW of campus by MW of the limit, all years added up, for half of what it is valid for."""
    case = hosting()
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        solved = Solved(case, program, solve(program, SolveOptions(1), Path(folder)))
    table, before = hosting_limits(solved), solved.solution.objective * 1e6
    asked = table[(table["known"] == "exact") & (table["shadow_price_mw_per_mw"] > 1e-3)]
    assert asked["kind"].nunique() >= 3
    for _, kinds in asked.groupby("kind"):
        for _, row in kinds.iloc[[0, -1]].iterrows():
            moved = direction(case, program, row["kind"], row["label"], row["year"])
            step = 0.5 * min(row["valid_for_mw"], 20.0)
            let_in = (before - cost_moved(solved, moved, step)) / 1e3 / step
            assert let_in == pytest.approx(row["shadow_price_mw_per_mw"], rel=1e-4, abs=1e-4), (row["kind"],
                row["label"])


def with_a_kink(solved: Solved) -> pd.DataFrame:
    """Of each kind of limit the most expensive that has another worth beyond, some MW away."""
    table = limits(solved)
    near = table[(table["known"] == "exact") & (table["shadow_price_usd_per_mw_year"] > 1.0)
                 & table["valid_for_mw"].between(0.1, 5_000.0)]  # fmt: skip
    return near.drop_duplicates("kind")


def test_at_a_kink_of_every_kind_of_limit_both_sides_are_told(any_solved: Solved):
    """The limit is put where its worth changes: one more there is worth what it is beyond, one less what it was."""
    solved = any_solved
    for _, row in with_a_kink(solved).iterrows():
        moved = direction(solved.case, solved.program, row["kind"], row["label"], row["year"])
        weight = 1e3 / solved.present_value[solved.years.index(row["year"])]
        end, name = row["valid_for_mw"], (row["kind"], row["label"])
        before = [cost_moved(solved, moved, end * share) for share in (0.2, 0.8)]
        after = [cost_moved(solved, moved, end + by) for by in (0.02, 0.05)]
        saved = (before[0] - before[1]) / (0.6 * end)
        saves = (after[0] - after[1]) / 0.03
        kink = (before[0] - after[0] + saved * 0.2 * end - saves * (end + 0.02)) / (saved - saves)
        assert kink == pytest.approx(end, abs=0.02), name
        program = program_moved(solved, moved, kink)
        with tempfile.TemporaryDirectory() as folder:
            at_kink = Solved(solved.case, program, solve(program, SolveOptions(1), Path(folder)))
        slopes = Slopes(at_kink)
        up, down = slopes.side(moved, 1.0), slopes.side(moved, -1.0)
        assert up is not None and down is not None
        assert -down.slope * weight == pytest.approx(saved * weight / 1e3, rel=1e-4, abs=1.0), name
        assert -up.slope * weight == pytest.approx(saves * weight / 1e3, rel=1e-3, abs=20.0), name
        assert down.slope < up.slope - 1e-3, name


def test_every_kind_of_limit_has_a_kink_among_the_cases():
    assert {kind for name in CASES for kind in with_a_kink(corner(name))["kind"]} == kinds_told(
        every_family(), worked_case())


def test_a_direction_moves_what_the_dual_of_the_table_adds_up(solved: Solved):
    """By hours, water, ramps and room: the directions and the sums over duals are written apart."""
    table = limits(solved, Slopes(replace(solved, solution=replace(solved.solution, basis=None))))
    for _, row in table.iterrows():
        moved = direction(solved.case, solved.program, row["kind"], row["label"], row["year"])
        weight = solved.present_value[solved.years.index(row["year"])]
        saved = -moved.price(solved.solution.row_dual, solved.solution.reduced_cost) * 1e3 / weight
        assert max(0.0, saved) == pytest.approx(row["shadow_price_usd_per_mw_year"], rel=1e-6, abs=1e-2), row["label"]


def test_together_the_cases_have_every_kind_of_limit():
    kinds = set()
    cases = (every_family(), worked_case(), every_further_family())
    for case in cases:
        program = compiled(case)
        with tempfile.TemporaryDirectory() as folder:
            solution = solve(program, SolveOptions(1), Path(folder))
        kinds |= set(limits(Solved(case, program, replace(solution, basis=None)))["kind"])
    assert kinds == kinds_told(*cases)


def kinds_told(*cases: Case) -> set[str]:
    """Kinds of limit of which one more is told, by the records of the families that the cases have."""
    return {
        record.facts.limit.kind for record in (*page.decisions(), *page.families())
        if record.facts.limit and record.facts.limit.one_more and any(
            record.when(case) and (record.facts.limit.mw is None or len(record.facts.limit.mw(case))) for case in cases)
    }


def test_by_periods_the_next_mw_is_worth_the_same(solved: Solved):
    """To a tight gap, over the next MW; where the worth changes within that MW it is the mean of it."""
    one = limits(solved).set_index(["kind", "label", "year"])
    by = found(solved.case, BY_PERIODS).results.limits.set_index(["kind", "label", "year"])
    asked = one[(one["known"] == "exact") & (one["shadow_price_usd_per_mw_year"] > 1.0) & (one["valid_for_mw"] > 1.0)]
    assert len(asked) >= 12
    for at, row in asked.iterrows():
        if by.loc[at, "known"] == "within the gap":
            assert by.loc[at, "shadow_price_usd_per_mw_year"] == pytest.approx(row["shadow_price_usd_per_mw_year"],
                rel=1e-4), at
    assert (by.loc[asked.index, "known"] == "within the gap").sum() >= 12


def test_the_dearest_are_settled_and_the_others_keep_their_bound():
    """Duals say 90, 70, 60, 50 and 0; the next MW is worth 10, 65, 60 and 20. The two most expensive are 65 and 60."""
    truth, asked = [10.0, 65.0, 60.0, 20.0, 0.0], []

    def ask(k: int) -> float:
        asked.append(k)
        return truth[k]

    settle(np.array([90.0, 70.0, 60.0, 50.0, 0.0]), ask, 2, 99)
    assert asked == [0, 1, 2]
    asked.clear()
    settle(np.array([90.0, 70.0, 60.0, 50.0, 0.0]), ask, 5, 2)
    assert asked == [0, 1]


def test_the_dearest_are_those_of_a_year_not_of_all_the_years_it_counts_for(monkeypatch, tmp_path):
    """100 MW of room in `a` at 20 USD/MWh are worth 30 USD/MWh in 2030, which counts 4 times, and 70 in 2035, which
    counts once: 120 and 70 in all. Where one limit alone is settled, it is that of 2035."""
    case = make_case(
        [Zone("a"), Zone("b")], [Generator("a.coal", "a", 900, 20), Generator("b.gas", "b", 400, (50, 90))],
        sites=[Site("one", "a", (100.0, 130.0)), Site("two", "b", 260.0)], periods=TWO_PERIODS, target_mw=(170, 210),
        years=[2030, 2035], present_value=(4.0, 1.0), shortfall_usd_per_mw_year=5e6,
    )  # fmt: skip
    monkeypatch.setattr("loadsite.results.limits.SETTLED", 1)
    limits = answer(case, ONE, tmp_path).results.limits
    told = limits[(limits["kind"] == "site limit") & (limits["label"] == "one")].set_index("year")
    assert told["shadow_price_usd_per_mw_year"].to_dict() == pytest.approx({2035: 70 * HOURS, 2030: 30 * HOURS})
    assert told["known"].to_dict() == {2035: "exact", 2030: "at most"}


@METHODS
@pytest.mark.parametrize(("way_mw", "next_usd"), [(45.0, 30 * HOURS - 100_000), (160.0, 0.0)])
def test_a_right_of_way_is_worth_what_its_next_mw_carries(options, way_mw, next_usd):
    """30 USD/MWh in every hour, less what a MW of line costs. At 160 MW, with the 60 that stand, `b` takes no more:
    it has 130 MW of load and 90 of campus."""
    case = right_of_way()
    limit = case.grid.corridor_limit_mw * 0.0 + way_mw
    told = found(replace(case, grid=replace(case.grid, corridor_limit_mw=limit)), options).results.limits
    row = told.set_index("kind").loc["right of way"]
    assert row["shadow_price_usd_per_mw_year"] == pytest.approx(next_usd, rel=1e-4, abs=0.5)
    if options is ONE and way_mw == 45.0:
        assert row["valid_for_mw"] == pytest.approx(160.0 - 45.0)


def test_what_is_said_of_one_more_mw():
    side = OneMore.of(Side(0.438 * 2.5, 0.1, 87.6 * 2.5), Known.EXACT, 2.5)
    assert (side.usd, side.valid, side.beyond_usd) == pytest.approx((438.0, 100.0, 87_600.0))
    assert next_campus(side, 175.2) == (
        "one more MW of campus costs 438 USD a year, valid for the next 100 MW; beyond, one more costs 87,600 USD; "
        "one less saves 175 USD"
    )
    assert next_campus(OneMore(438.0, 1.0, nan, Known.WITHIN_GAP), 438.0) == (
        "one more MW of campus costs 438 USD a year, over the next 1 MW, within the gap"
    )
    at_least = next_campus(OneMore(438.0, nan, nan, "at least"), nan)
    assert at_least == "one more MW of campus costs at least 438 USD a year"
    assert next_campus(OneMore(inf, 0.0, inf, Known.EXACT), 438.0) == "no answer has one more MW of campus"


def test_what_cuts_say_is_held_within_the_dual(monkeypatch):
    """However much cheaper the cuts say it is with the limit moved, 5 M USD for a MW: any dual is a bound."""
    answered = found(two_zones(100.0), BY_PERIODS)
    program, solution = answered.solve.program, answered.solve.solution
    sensitivity, moved = solution.sensitivity, target_direction(program, answered.asked.horizon.years.index[0])
    def costs(direction, by=0.0):
        return Optimum(8.0 if direction is None else 3.0, nan)

    monkeypatch.setattr(sensitivity, "_solved", costs)
    dual = moved.price(solution.row_dual, solution.reduced_cost)
    assert dual > 0.0
    assert sensitivity.side(moved, -1.0, inf).slope == pytest.approx(dual)
    assert sensitivity.side(moved, 1.0, inf).slope >= dual
