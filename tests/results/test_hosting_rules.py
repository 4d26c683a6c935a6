"""What holds back the MW that fit is told from the solve that asks for them: by how many MW per unit of each."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from loadsite.inputs.case import Case
from loadsite.results.hosting_rules import note_of_rule
from loadsite.run.answer import Answer, answer, compiled
from loadsite.run.least_campus import least_campus_mw
from loadsite.solve import Method, ProofOptions, SolveOptions
from loadsite.solve import solve as solved_program
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, make_case

ONE = ProofOptions(Method.SINGLE, SolveOptions(1))
LOAD_MW = (700, 820, 760, 910, 640, 880)


def market(**changes: object) -> Case:
    """1,000 MW of plant; six hours of 1,460 hours each; a campus that may be interrupted for 4 % of its energy."""
    arguments: dict[str, object] = {
        "periods": [Period(6, 1460.0)], "hosting_unserved_share": 0.001, "interruptible_share": 0.3,
        "interruption_energy_share": 0.04, "interruption_usd_per_mwh": 300, "capacity_shortfall_usd_per_mw_year": inf,
    }
    return make_case(
        [Zone("z", LOAD_MW)], [Generator("gas", "z", 1000, 30)], sites=[Site("c", "z", 900, load_shape=0.9)],
        **{**arguments, **changes},
    )  # fmt: skip


def hosted(case: Case, tmp_path) -> Answer:
    return answer(case, ONE, tmp_path)


def most_mw(case: Case, tmp_path) -> float:
    return -solved_program(compiled(case), SolveOptions(1), tmp_path).objective * 1e3


@pytest.mark.parametrize(("kind", "key"), [
    ("interruption budget", "interruption_energy_share"), ("unserved energy", "hosting_unserved_share"),
])
def test_one_percentage_point_of_a_share_lets_in_what_is_told(kind, key, tmp_path):
    told = hosted(market(), tmp_path).hosted
    assert told is not None
    (row,) = told.rules[told.rules["kind"] == kind].to_dict("records")
    share = {"interruption_energy_share": 0.04, "hosting_unserved_share": 0.001}[key]
    more = most_mw(market(**{key: share + 1e-6}), tmp_path) - most_mw(market(**{key: share - 1e-6}), tmp_path)
    assert row["limit"] == pytest.approx(100 * share)
    assert row["shadow_price_mw_per_unit"] == pytest.approx(more / 2e-4, rel=1e-5)
    assert row["shadow_price_mw_per_unit"] > 1.0
    assert f"one more percentage point of {'campus' if key != 'hosting_unserved_share' else 'host'}." in row["sentence"]


def test_the_share_of_a_campus_that_may_be_interrupted(tmp_path):
    """Of 8 % that may be interrupted in an hour, the budget leaves some: the hours hold back."""
    tight = market(interruptible_share=0.08)
    told = hosted(tight, tmp_path).hosted
    assert told is not None
    (row,) = told.rules[told.rules["kind"] == "interruptible share"].to_dict("records")
    more = most_mw(market(interruptible_share=0.08 + 1e-5), tmp_path) - most_mw(tight, tmp_path)
    assert row["shadow_price_mw_per_unit"] == pytest.approx(more / 1e-3, rel=1e-3)
    assert row["shadow_price_mw_per_unit"] > 0.1


@pytest.mark.parametrize(("rule", "unit_more"), [
    ("campus_mw <= 120 MW", 1.0), ("generation - campus_mw >= 631 MW", 10.0),
])
def test_a_rule_that_holds_mw_back(rule, unit_more, tmp_path):
    """1 MW of the cap is 1 MW of campus. Power and campus in the hour of 640 MW: 640 - 0.1 x >= 631."""
    each = "each: year" if rule.startswith("campus") else "each: hour"

    def ruled(step: float) -> Case:
        head, number, unit = rule.rsplit(" ", 2)
        text = f"{{name: cap, rule: '{head} {float(number) + step} {unit}', {each}}}"
        return with_rules(market(), f"rules:\n  - {text}\n")

    found = hosted(ruled(0.0), tmp_path)
    assert found.hosted is not None
    rows = found.hosted.rules[found.hosted.rules["kind"] == "rule"].to_dict("records")
    less = ">=" in rule
    more = most_mw(ruled(-0.1 if less else 0.1), tmp_path) - most_mw(ruled(0.0), tmp_path)
    told = rows[0]["shadow_price_mw_per_unit"]
    assert told == pytest.approx(more / 0.1) == pytest.approx(unit_more)
    said = "less asked for" if less else "more allowed"
    assert rows[0]["sentence"] == f"1 MW {said} by rule cap would add {unit_more:g} MW of campus"
    assert rows[0]["origin"] == "rules.yaml:2"


def test_each_of_several_load_years_has_a_budget_of_its_own(tmp_path):
    """A mild load year beside the one of LOAD_MW, as likely: one more point of both budgets."""
    years = [Period(6, 730.0, 2024), Period(6, 730.0, 2025)]

    def two_years(step: float) -> Case:
        mild = [mw - 37 for mw in LOAD_MW]
        return make_case(
            [Zone("z", [*LOAD_MW, *mild])], [Generator("gas", "z", 1000, 30)],
            sites=[Site("c", "z", 900, load_shape=0.9)], periods=years, samples={2024: 0.5, 2025: 0.5},
            hosting_unserved_share=0.001, interruptible_share=0.3, interruption_energy_share=0.04 + step,
            interruption_usd_per_mwh=300,
            capacity_shortfall_usd_per_mw_year=inf,
        )

    told = hosted(two_years(0.0), tmp_path).hosted
    assert told is not None
    (row,) = told.rules[told.rules["kind"] == "interruption budget"].to_dict("records")
    more = most_mw(two_years(1e-6), tmp_path) - most_mw(two_years(-1e-6), tmp_path)
    assert row["shadow_price_mw_per_unit"] == pytest.approx(more / 2e-4, rel=1e-5)
    assert row["shadow_price_mw_per_unit"] > 1.0


def two_years(share: float) -> Case:
    """More load and more plant in the second year."""
    return make_case(
        [Zone("z", LOAD_MW, load_factor=(1.0, 1.07))], [Generator("gas", "z", (1000, 1130), 30)],
        sites=[Site("c", "z", 900, load_shape=0.9)], periods=[Period(6, 1460.0)], years=[2030, 2035],
        hosting_unserved_share=share, interruptible_share=0.3, interruption_energy_share=0.04,
        interruption_usd_per_mwh=300,
        capacity_shortfall_usd_per_mw_year=inf,
    )  # fmt: skip


def test_a_share_of_the_load_is_that_of_its_year(tmp_path):
    """Both years together let in what one more point of the share does; what lets in most comes first."""
    told = hosted(two_years(0.001), tmp_path).hosted
    assert told is not None
    own = told.rules[told.rules["kind"] == "unserved energy"].set_index("year")["shadow_price_mw_per_unit"]
    assert (own > 1.0).all() and set(own.index) == {2030, 2035}
    more = most_mw(two_years(0.001 + 1e-6), tmp_path) - most_mw(two_years(0.001 - 1e-6), tmp_path)
    assert own.sum() == pytest.approx(more / 2e-4, rel=1e-5)
    lets_in = (told.rules["shadow_price_mw_per_unit"] * told.rules["limit"]).abs()
    assert lets_in.is_monotonic_decreasing and lets_in.nunique() >= 3


BY_PERIODS = ProofOptions(Method.DECOMPOSED, SolveOptions(1), relative_gap=1e-8, campus_gap=1e-5)
METHODS = pytest.mark.parametrize("options", [ONE, BY_PERIODS], ids=["one program", "by periods"])


def two_hours(site_mw: float = 90.0, rule: str = "", **changes: object) -> Case:
    """100 MW of plant and loads of 60 and 80 MW, each for 500 h; a campus draws 0.8 of its MW and may interrupt by
    0.6.

    Up to 50 MW it is interrupted in the second hour alone, by all but 20 MW of what it draws: a quarter of its energy
    at 50 MW. With more it is interrupted in both.
    """
    arguments: dict[str, object] = {
        "periods": [Period(1, 500.0), Period(1, 500.0)], "hosting_unserved_share": 0.0, "interruptible_share": 0.6,
        "interruption_energy_share": 0.25, "interruption_usd_per_mwh": 300, "capacity_shortfall_usd_per_mw_year": inf,
    }
    case = make_case([Zone("z", (60, 80))], [Generator("gas", "z", 100, 30)],
                     sites=[Site("c", "z", site_mw, load_shape=0.8)], **{**arguments, **changes})
    return with_rules(case, f"rules: [{{name: cap, rule: '{rule}'}}]") if rule else case


def shadow_price(case: Case, options: ProofOptions, tmp_path, kind: str) -> float:
    """MW of campus that one more unit of a rule or share lets in, by the table; 0 where it does not stand there."""
    told = answer(case, options, tmp_path).hosted
    assert told is not None
    own = told.rules[told.rules["kind"] == kind]
    assert set(own["known"]) <= {"exact", "within the gap"}
    return float(own["shadow_price_mw_per_unit"].sum())


@METHODS
@pytest.mark.parametrize(("kind", "case", "next_mw"), [
    ("interruption budget", two_hours(), 0.01 * 60 * 1.6 / (1.6 * 0.75) ** 2),
    ("interruption budget", two_hours(50.0), 0.0),
    ("interruptible share", two_hours(50.0, interruptible_share=0.5, interruption_energy_share=0.4), 0.0),
    ("unserved energy", two_hours(62.5, hosting_unserved_share=10 / 140, interruption_energy_share=0.3), 0.0),
    ("rule", two_hours(rule="campus_mw <= 50 MW"), 0.0),
    ("rule", two_hours(rule="generation - 650 h * campus_mw >= 67500 MWh"), 0.0),
], ids=["budget of two hours", "budget and site", "share and site", "unserved and site", "rule from above",
        "rule from below"])  # fmt: skip
def test_at_a_kink_the_next_unit_is_told_not_the_last(kind, case, next_mw, options, tmp_path):
    """50 MW: with one more, interrupted in both hours count, 1.6 x - 60 = 0.25 * 1.6 x; or the site has no more room,
    or the budget none. 62.5 MW where 10 MW of 140 may go unserved. A dual may say for the next what the last let in."""
    assert shadow_price(case, options, tmp_path, kind) == pytest.approx(next_mw, rel=1e-3, abs=1e-3)


@METHODS
def test_short_of_the_kink_each_lets_in_what_it_does(options, tmp_path):
    """A budget of 20 %: 0.8 x - 20 = 0.2 * 1.6 x, 41.7 MW, and 20 * 1.6 / 0.48^2 more for the whole of the energy. A
    cap of 45 MW: one for one."""
    by_budget = shadow_price(two_hours(interruption_energy_share=0.2), options, tmp_path, "interruption budget")
    assert by_budget == pytest.approx(0.01 * 20 * 1.6 / 0.48**2, rel=1e-3)
    assert shadow_price(two_hours(rule="campus_mw <= 45 MW"), options, tmp_path, "rule") == pytest.approx(1.0, rel=1e-3)


def test_a_rule_at_a_kink_is_said_to_hold_nothing_back(tmp_path):
    """At 50 MW; not at 45."""
    for mw, said in ((50, "rule cap does not limit the MW of campus"),
                     (45, "1 MW more allowed by rule cap would add 1 MW of campus")):
        told = hosted(two_hours(rule=f"campus_mw <= {mw} MW"), tmp_path).hosted
        assert told is not None
        case = two_hours(rule=f"campus_mw <= {mw} MW")
        assert note_of_rule(case, told.rules, "cap") == [said]


@pytest.mark.parametrize("method", [Method.SINGLE, Method.DECOMPOSED])
@pytest.mark.parametrize("sense", ["==", ">="])
def test_a_rule_that_asks_for_as_much_as_fits_leaves_no_room(method, sense, tmp_path):
    """What fits is placed at least cost with a little left out, unless a rule forbids to leave it out."""
    fits = most_mw(market(), tmp_path)
    asked = 0.99 * fits if sense == "==" else fits * (1 - 1e-7)
    ruled = with_rules(market(), f"rules: [{{name: all, each: year, rule: 'campus_mw {sense} {asked!r} MW'}}]")
    found = answer(ruled, replace(ONE, method=method), tmp_path)
    placed = found.results.siting["campus_mw"].sum()
    assert placed == pytest.approx(asked, rel=1e-6)
    assert found.hosted is not None and found.hosted.hosted_mw.sum() == pytest.approx(asked, rel=1e-6)


def test_the_least_that_rules_of_campuses_ask_for(tmp_path):
    """At least 120 MW of two sites together, one of them limited to 50: rows of anything else are left out."""
    case = make_case(
        [Zone("z", LOAD_MW)], [Generator("gas", "z", 1500, 30)], sites=[Site("a", "z", 50), Site("b", "z", 200)],
        periods=[Period(6, 1460.0)], hosting_unserved_share=0.001,
    )  # fmt: skip
    ruled = with_rules(case, "rules: [{name: some, each: year, rule: 'campus_mw >= 120 MW'},"
                             " {name: more, each: hour, rule: 'served >= 130 MW'}]")  # fmt: skip
    assert least_campus_mw(compiled(case)).to_list() == [0.0]
    assert least_campus_mw(compiled(ruled)).to_list() == pytest.approx([120.0])
