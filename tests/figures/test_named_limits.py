"""Every limit of the rich case by the name, the unit and the way it gives way that the person who set it knows."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.equations.limit_origins import from_site
from loadsite.explain.conflict import explain_case
from loadsite.explain.named_limits import named_limits
from loadsite.explain.time_to_power import _site_origins
from loadsite.origin import Origin
from loadsite.results.families import Solved
from loadsite.results.limits import hosting_limits
from loadsite.results.one_more import OneMore
from loadsite.results.rule_prices import eased_price
from loadsite.solve.elastic_limits import ElasticLimits, Limit
from loadsite.solve.moved import Known, Side
from rich_case import rich_case
from rules_of import with_rules
from small_cases import Generator, Site, Zone, every_family, make_case
from small_programs import program_of
from solved import compiled, solved


def test_limits_are_called_what_they_are_and_give_way_the_right_way(rich):
    """What is asked for from below is lowered, what is allowed raised; an equality either way, by the side it clashes
    on.
    """
    program = rich.solve.program
    told = {(each.limit.name, each.change): each for each in named_limits(rich.asked, program)}
    expected = {
        ("dry", "raise"): ("rule dry", "m3"),
        ("prairie_share", "lower"): ("rule prairie_share", "MW"),
        ("place.target_mw 2035", "lower"): ("requested campus load in 2035", "MW"),
        ("place.target_mw 2035", "raise"): ("requested campus load in 2035", "MW"),
        ("annual_build gas.east", "raise"): ("annual build limit of gas.east", "MW"),
        ("queue wind.west", "raise"): ("interconnection queue of wind.west", "MW"),
        ("corridor_limit east-west", "raise"): ("right of way of east-west", "MW"),
        ("onsite_limit mine", "raise"): ("on-site generation allowed at mine", "MW"),
        ("reserve_margin GULF", "lower"): ("reserve margin of GULF", "MW"),
        ("campus prairie", "raise"): ("limit of the site prairie", "MW"),
        ("flow east>south", "raise"): ("transfer limit of east>south", "MW"),
        ("built east.new_nuclear", "raise"): ("lead time of east.new_nuclear", "MW"),
        ("generation west.coal", "raise"): ("capacity of west.coal", "MW"),
        ("grid_withdrawal mine", "raise"): ("grid connection of mine", "MW"),
    }
    found = {key: (each.what, each.unit) for key, each in told.items() if key in expected}
    assert found == {key: words for key, words in expected.items() if key in found}
    assert set(expected) - set(found) <= {("flow east>south", "raise")}
    both = {name for name, change in told if (name, "lower") in told and (name, "raise") in told}
    assert both == {"place.target_mw 2030", "place.target_mw 2035"}
    for (name, change), each in told.items():
        assert len(each.limit.eases) == len(each.limit.rows) + len(each.limit.columns) > 0, name
        assert set(each.limit.eases) == {-1.0 if change == "raise" else 1.0}, name


def repairs(case, folder, program=None) -> tuple[str, list[str]]:
    """The sum that does not add up, and what would end the conflict, the smallest share first."""
    found = explain_case(case, program or compiled(case), folder, 60.0)
    _clash, told, *repairs = found.short.splitlines()
    return told, repairs


def test_the_target_is_raised_where_more_must_be_placed(tmp_path):
    """100 MW asked for, and a rule that wants 300 MW at one site: all campuses and what is short are 100."""
    rule = "rules:\n  - {name: big, rule: 'campus_mw[site=dallas] >= 300 MW', each: year, when: {year: 2035}}\n"
    told, found = repairs(with_rules(every_family(target_mw=100), rule), tmp_path)
    assert told == "The sum: rule big requires 300 MW, at most 100 MW can be had (100 by requested campus load in " \
                   "2035); 200 MW short"  # fmt: skip
    assert found == [
        "Repair: lower rule big, rules.yaml:2, by 200 MW",
        "Repair: raise requested campus load in 2035 by 200 MW",
    ]


def test_the_target_is_lowered_where_less_can_be_placed(tmp_path):
    """1,800 MW asked for, nothing may fall short, and the sites take 700, 350, 250 and 180 MW: 320 too much."""
    case = every_family(target_mw=(100, 1800))
    program = compiled(case)
    upper = program.upper.copy()
    upper[program.column_block("shortfall").span] = [np.inf, 0.0]
    told, found = repairs(case, tmp_path, replace(program, upper=upper))
    assert told.startswith("The sum: requested campus load in 2035 requires 1,800 MW, at most 1,480 MW can be had")
    assert found[0] == "Repair: lower requested campus load in 2035 by 320 MW"
    assert not any("raise requested campus load" in each for each in found)


@pytest.mark.parametrize(
    ("rule", "repair"),
    [
        ("campus_mw[site=dallas] == 410 MW", "lower rule even, rules.yaml:2, by 60 MW"),  # the site takes 350
        ("built_mw[zone=north] + 0.5 * campus_mw[site=dallas] == 30 MW", "raise rule even, rules.yaml:2, by 140 MW"),
    ],
)
def test_a_rule_that_is_an_equality_is_lowered_or_raised(rule, repair, tmp_path):
    """With 340 MW at least in Dallas the second cannot be less than 170."""
    floor = "  - {name: floor, rule: 'campus_mw[site=dallas] >= 340 MW', each: year, when: {year: 2035}}\n"
    even = f"rules:\n  - {{name: even, rule: '{rule}', each: year, when: {{year: 2035}}}}\n"
    _, found = repairs(with_rules(every_family(), even + floor), tmp_path)
    told = [each for each in found if "rule even" in each]
    assert told == [f"Repair: {repair}"]


def test_the_rows_of_a_limit_are_its_own(rich):
    """By year: the annual build limit of gas in the east stands at 900 and 700 MW; both years of a site are one
    limit."""
    program = rich.solve.program
    told = {each.limit.name: each.limit for each in named_limits(rich.asked, program)}
    assert (program.row_upper[told["annual_build gas.east"].rows] * 1e3).round(6).tolist() == [900.0, 700.0]
    assert (program.row_upper[told["queue wind.west"].rows] * 1e3).round(6).tolist() == [600.0, 600.0]
    assert np.isfinite(program.row_lower[told["reserve_margin GULF"].rows]).all()
    assert (program.upper[told["campus prairie"].columns] * 1e3).round(6).tolist() == [300.0, 450.0]
    assert told["dry"].asked and told["place.target_mw 2030"].asked and not told["annual_build gas.east"].asked


PHASES = {
    ("site_phases", ("harbour", 2030)): Origin("phases.csv", 2),
    ("site_phases", ("harbour", 2035)): Origin("phases.csv", 3),
    ("site_phases", ("harbour_town", 2020)): Origin("phases.csv", 9),
    ("sites", "harbour"): Origin("sites.geojson", 1),
}


def test_the_limit_of_a_site_is_said_by_the_phase_it_has_reached():
    case = replace(rich_case(), origins=PHASES)
    assert [from_site(case, "harbour", year) for year in (2030, 2035)] == [
        Origin("phases.csv", 2),
        Origin("phases.csv", 3),
    ]
    later = replace(case, origins={**PHASES, ("site_phases", ("harbour", 2031)): Origin("p", 4)})
    del later.origins["site_phases", ("harbour", 2030)]
    assert from_site(later, "harbour", 2030) == Origin("sites.geojson", 1)
    told = {year: str(next(_site_origins(case, "harbour", year))) for year in (2029, 2030, 2034, 2035, 2040)}
    assert told == {2029: "phases.csv:2", 2030: "phases.csv:2", 2034: "phases.csv:2", 2035: "phases.csv:3",
                    2040: "phases.csv:3"}  # fmt: skip


def test_a_conflict_names_the_phase_that_a_site_has_reached_and_the_connection_by_the_site(rich):
    """The last model year is 2035: a phase of 2040 limits nothing yet."""
    case = replace(rich.asked, origins={
        ("sites", "prairie"): Origin("sites.geojson", 7),
        ("site_phases", ("prairie", 2030)): Origin("phases.csv", 2),
        ("site_phases", ("prairie", 2040)): Origin("phases.csv", 3),
        ("sites", "mine"): Origin("sites.geojson", 21),
        ("site_phases", ("mine", 2030)): Origin("phases.csv", 4),
    })  # fmt: skip
    origin = {each.limit.name: str(each.origin) for each in named_limits(case, rich.solve.program)}
    assert (origin["campus prairie"], origin["campus mine"]) == ("phases.csv:2", "layers/grass.geojson:7")
    assert origin["grid_withdrawal mine"] == "sites.geojson:21"


def test_a_worth_counts_a_year_once():
    """2 M$ a GW over years that count 4 times: 500 USD a MW, for 300 MW; beyond, 5 M$ a GW are 1,250 USD."""
    more = OneMore.of(Side(2.0, 0.3, 5.0), Known.EXACT, 4.0)
    assert (more.usd, more.valid, more.beyond_usd) == pytest.approx((500.0, 300.0, 1_250.0))
    assert more.in_words() == ", valid for the next 300 MW; beyond, one more costs 1,250 USD"
    assert OneMore.of(Side(-2.0, 0.3, np.inf), Known.EXACT, 4.0).in_words() == (
        ", valid for the next 300 MW; beyond, there is no answer"
    )
    assert OneMore.of(Side(0.0, np.inf, 0.0), Known.EXACT, 4.0).in_words() == ", however many"


def test_a_mw_more_lets_in_what_it_feeds():
    """A MW of campus draws 0.8 MW: one MW more of gas lets in 1.25."""
    case = make_case(
        [Zone("z", 60)], [Generator("gas", "z", 100, 10)], sites=[Site("c", "z", load_shape=0.8)],
        hosting_unserved_share=0.0,
    )  # fmt: skip
    found = solved(case)
    told = hosting_limits(Solved(case, found.program, found.solution)).set_index("label")
    assert told.loc["gas", "shadow_price_mw_per_mw"] == pytest.approx(1.25)
    assert told.loc["gas", "sentence"] == "one more MW of gas would add 1.25 MW of campus"


def test_what_does_not_bind_has_no_price_for_as_long_as_there_is_room(rich):
    told = rich.results.rules.set_index(["name", "year"])
    dry, share = told.loc[("dry", 2030)], told.loc[("prairie_share", 2030)]
    assert (dry["holds_for_more"], dry["holds_for_less"]) == (np.inf, pytest.approx(dry["slack"]))
    assert (share["holds_for_more"], share["holds_for_less"]) == (pytest.approx(share["slack"]), np.inf)
    binding = told.loc[("dry", 2035)]
    assert binding["holds_for_more"] != pytest.approx(binding["holds_for_less"])
    words = f"valid for the next {binding['holds_for_more']:,.0f} m3"
    assert words in binding["sentence"]


def test_of_two_limits_the_one_that_gives_way_by_the_lesser_share_does():
    """x <= 10, y <= 1,000 and x + y >= 1,030: twice the first, or 2 % more of the second."""
    program = program_of([[1, 1]], [1030], [np.inf], [0, 0], [10, 1000], [0, 0])
    none = np.empty(0, np.int64)
    limits = [Limit(name, none, np.array([k]), np.array([-1.0]), True) for k, name in enumerate("xy")]
    giving = ElasticLimits(program, limits)
    assert giving.least(limits, time.monotonic() + 9) == pytest.approx([0.0, 20.0], abs=1e-6)
    assert giving.least(limits[:1], time.monotonic() + 9) == pytest.approx([20.0])


def test_a_conflict_is_told_limit_by_limit_with_its_repairs_the_smallest_share_first(tmp_path):
    """900 MW asked for at a site that takes 350: 61 % of the rule, 157 % of the site."""
    rule = "rules:\n  - {name: big, rule: 'campus_mw[site=dallas] >= 900 MW', each: year, when: {year: 2035}}\n"
    case = with_rules(every_family(), rule)
    found = explain_case(case, compiled(case), tmp_path, 60.0)
    assert "rule big (rules.yaml:2): 900 MW; alone it would have to be lowered by at least 550 MW" in found.whole
    assert "limit of the site dallas: 350 MW; alone it would have to be raised by at least 550 MW" in found.whole
    assert found.short.index("Repair: lower rule big") < found.short.index("Repair: raise limit of the site dallas")


def test_a_rule_is_eased_by_less_of_what_it_asks_for_and_by_more_of_what_it_allows():
    """At a kink the two prices differ; where one less is not known, the dual is told."""
    rules = pd.DataFrame({
        "sense": [">=", "<=", ">=", "=="],
        "shadow_price": [5.0, -7.0, 3.0, 2.0],
        "shadow_price_less": [4.0, -9.0, np.nan, 1.0],
    })  # fmt: skip
    assert eased_price(rules).tolist() == [4.0, -7.0, 3.0, 2.0]
