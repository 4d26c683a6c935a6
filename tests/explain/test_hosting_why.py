"""Why no more MW fit is told from the solve that asks for the most, where it binds: a market that is done on paper.

At its peak a plant of 1,000 MW has 180 MW to spare. Site b draws 0.8 MW for each MW of campus and may have 150; site a
draws all of its MW and may have 90. The most that fit: all 150 MW at b, which draw 120, and 60 MW at a. One MW more of
b's limit puts 0.8 MW at a out of place: 0.2 MW more fit, for the next 75 MW, until a has none. One MW more at a takes
1.25 MW from b: 0.25 MW less fit. One MW more of load takes one MW from a.
"""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from loadsite.explain.hosting_why import (
    fits_verdict,
    holding_back,
    hosting_site,
    hosting_site_verdict,
    hosting_zone,
    hosting_zone_verdict,
)
from loadsite.inputs.case import Case
from loadsite.results.families import Solved
from loadsite.results.one_more import Slopes
from loadsite.run.answer import Answer, answer
from loadsite.solve import Method, ProofOptions, SolveOptions
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, make_case

DAY_MW = (700, 640, 755, 690)
PEAK_DAY_MW = (710, 820, 790, 660)


def market(b_limit_mw: float = 150.0) -> Case:
    return make_case(
        [Zone("z", [*DAY_MW, *PEAK_DAY_MW])], [Generator("gas", "z", 1000, 30)],
        sites=[Site("a", "z", 90), Site("b", "z", b_limit_mw, load_shape=0.8)],
        periods=[Period(4, 1500.0), Period(4, 690.0)], hosting_unserved_share=0.0,
        capacity_shortfall_usd_per_mw_year=inf,
    )  # fmt: skip


def asked(case: Case, method: Method, folder: Path) -> tuple[Answer, Solved]:
    found = answer(case, ProofOptions(method, SolveOptions(1)), folder)
    assert found.hosted is not None
    done = found.hosted.solve
    return found, Solved(done.case, done.program, done.solution)


@pytest.fixture(scope="module", params=[Method.SINGLE, Method.DECOMPOSED])
def found(request, tmp_path_factory) -> tuple[Answer, Solved, str]:
    within = ", within the gap" if request.param is Method.DECOMPOSED else ""
    return *asked(market(), request.param, tmp_path_factory.mktemp("hosting")), within


def test_what_fits_is_what_the_solve_for_the_most_has_found(found):
    """By periods a thousandth less is placed at least cost."""
    done, most, _ = found
    assert done.hosted is not None
    assert done.hosted.hosted_mw.to_list() == pytest.approx([210.0], rel=1e-4)
    assert fits_verdict(most, done.results.shortfall) == ["2030: 210 MW of campus fit"]
    fewer = done.results.shortfall.assign(placed_mw=208.2)
    assert fits_verdict(most, fewer) == ["2030: 210 MW of campus fit; 208 of them are placed at least cost"]


def test_a_full_site_is_stopped_by_its_limit_and_tells_what_the_tables_tell(found):
    done, most, within = found
    assert done.hosted is not None
    said = hosting_site_verdict(most, "b", Slopes(most))
    assert len(said) == 1 and said[0].startswith(
        "2030: 150 of 150 MW where the most fit; its own limit stops it, one MW more allowed adds 0.20 MW of campus"
    )
    assert within or said[0].endswith(", over the next 75 MW")
    (row,) = done.hosted.limits[done.hosted.limits["label"] == "b"].to_dict("records")
    assert row["shadow_price_mw_per_mw"] == pytest.approx(0.2, abs=2e-3)


def test_what_a_limit_lets_in_is_the_difference_of_two_solves(tmp_path):
    fit = [asked(market(mw), Method.SINGLE, tmp_path)[0].hosted for mw in (150.0, 155.0)]
    fewer, more = (each.hosted_mw.iloc[0] for each in fit if each is not None)
    assert (more - fewer) / 5.0 == pytest.approx(0.2)


def test_a_site_that_is_not_full_takes_the_place_of_more_than_it_gets(found):
    """60 of 90 MW stand there: one more leaves room for 0.25 MW less in all."""
    _, most, within = found
    (said,) = hosting_site_verdict(most, "a", Slopes(most))
    assert said.startswith(
        "2030: 60 of 90 MW where the most fit; one MW more here leaves room for 0.25 MW of campus less in all"
    )
    assert said.endswith("within the gap") if within else said.endswith(", over the next 120 MW")


def test_the_parts_of_one_more_mw_add_up(found):
    """At b: itself, less the 0.8 MW of power that a would have had. At a: what the verdict says."""
    _, most, _ = found
    at_a = hosting_site(most, "a", Slopes(most)).set_index("part")["mw_of_campus"]
    assert at_a.pop("one more MW") == pytest.approx(-0.25, abs=2e-3) and at_a.sum() == pytest.approx(-0.25, abs=2e-3)
    table = hosting_site(most, "b", Slopes(most)).set_index("part")["mw_of_campus"]
    assert table["counting towards the MW that fit"] == pytest.approx(1.0)
    assert table["its power from the grid"] == pytest.approx(-0.8, abs=2e-3)
    assert table["one more MW"] == pytest.approx(0.2, abs=2e-3)


def test_a_zone_tells_its_limits_and_what_more_load_leaves_no_room_for(found):
    done, most, _ = found
    assert done.hosted is not None
    (said,) = hosting_zone_verdict(most, "z", Slopes(most))
    assert said.startswith("2030: 210 MW of campus in z where the most fit; one MW more of load there in every hour "
                           "leaves room for 1 MW of campus less")  # fmt: skip
    table = hosting_zone(most, done.hosted.limits, done.hosted.rules, "z").set_index(["kind", "label"])
    shadow_price = table["shadow_price_mw_per_unit"]
    assert shadow_price["site limit", "b"] == pytest.approx(0.2, abs=2e-3)
    assert shadow_price["existing fleet", "gas"] == pytest.approx(1.0, abs=2e-3)
    assert ("site limit", "a") not in table.index
    all_of_it = holding_back(done.hosted.limits, done.hosted.rules).set_index(["kind", "label"])
    assert set(table.index) == set(all_of_it.index)


def test_a_rule_of_another_zone_is_not_told(tmp_path):
    """A cap on b holds back 0.2 MW per MW; b lies in z, and the rule on the other zone binds as well."""
    case = make_case(
        [Zone("z", DAY_MW), Zone("far", (300, 310, 350, 320))],
        [Generator("gas", "z", 1000, 30), Generator("coal", "far", 500, 20)],
        sites=[Site("a", "z", 900), Site("c", "far", 400)], periods=[Period(4, 2190.0)],
        hosting_unserved_share=0.0, capacity_shortfall_usd_per_mw_year=inf,
    )  # fmt: skip
    text = "rules:\n  - {name: near, rule: 'campus_mw[site=a] <= 120 MW', each: year}\n" \
           "  - {name: remote, rule: 'campus_mw[site=c] <= 70 MW', each: year}\n"  # fmt: skip
    done, most = asked(with_rules(case, text), Method.SINGLE, tmp_path)
    assert done.hosted is not None
    assert set(done.hosted.rules["label"]) == {"near", "remote"}
    table = hosting_zone(most, done.hosted.limits, done.hosted.rules, "z")
    assert set(table.loc[table["kind"] == "rule", "label"]) == {"near"}
