"""Which sites the model cannot tell apart, and in what order they are filled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from loadsite.results.site_order import Stage, in_order, interchangeable, open_zones, stage, ties
from rules_of import one_rule, with_rules
from small_cases import Generator, Period, Site, Zone, make_case
from solved import compiled


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("ai_campus", "operating and growing", Stage.COMMITTED),
        ("announced_campus", "committed 2027", Stage.COMMITTED),
        ("plant_interconnection", "committed 2027", Stage.COMMITTED),
        ("announced_campus", "Under construction; first buildings energised 2025", Stage.UNDER_CONSTRUCTION),
        ("ai_campus", "in development", Stage.ANNOUNCED),
        ("substation", "announced 2026", Stage.ANNOUNCED),
        ("plant_interconnection", "operating", Stage.POSSIBLE),
        ("retired_plant_site", "retired 2022", Stage.POSSIBLE),
    ],
)
def test_how_far_a_site_is(kind, status, expected) -> None:
    """An operating power plant is a place for a campus, not a campus that operates."""
    assert stage(kind, status) is expected


def grid(sites: list[Site]) -> Case:
    return make_case(
        [Zone("z", 500), Zone("far", 300)], [Generator("gas", "z", 2000, 20)], sites=sites, periods=[Period(2)],
        target_mw=100,
    )  # fmt: skip


def test_sites_differ_by_zone_cost_shape_and_onsite_but_not_by_limit() -> None:
    sites = [
        Site("c", "z", 100), Site("b", "z", 200), Site("expensive", "z", 100, connection_usd_per_mw_year=900),
        Site("a", "far", 100), Site("flat", "z", 100, load_shape=(0.9, 0.7)),
        Site("own", "z", 100, onsite_mw=40, onsite_limit_mw=60),
    ]  # fmt: skip
    assert interchangeable(grid(sites)) == [("b", "c")]


def test_a_layer_that_charges_and_a_rule_tell_sites_apart() -> None:
    """2,300 USD for every MW at `b`; 50 MW at most at `b`, or at `a` and `c` together."""
    case = grid([Site("a", "z", 100), Site("b", "z", 200), Site("c", "z", 150)])
    assert interchangeable(case) == [("a", "b", "c")]
    layer = {"site": ["b"], "reason": ["aquifer"], "limit_mw": [np.inf], "usd_per_mw_year": [2_300.0],
             "origin": ["w:3"]}  # fmt: skip
    charged = replace(case, sites=replace(case.sites, exclusions=pd.DataFrame(layer)))
    assert interchangeable(charged) == [("a", "c")]
    assert interchangeable(with_rules(case, one_rule("campus_mw[site=b] <= 50 MW", each="year"))) == [("a", "c")]
    both = one_rule("campus_mw[site!=b] <= 50 MW", each="year")
    assert interchangeable(with_rules(case, both)) == [("a", "c")]


def test_the_farther_a_campus_is_the_earlier_it_is_filled_then_by_connection_and_name() -> None:
    case = grid([Site("a", "z"), Site("b", "z", connection_usd_per_mw_year=50), Site("c", "z"), Site("d", "z")])
    status = case.sites.sites.assign(kind="ai_campus", status=["rumoured", "under construction", "rumoured", "built"])
    told = replace(case, sites=replace(case.sites, sites=status))
    assert in_order(told) == ["d", "b", "a", "c"]
    cheaper = case.sites.connection_usd_per_mw_year.copy()
    cheaper.loc["a"] = 60.0
    assert in_order(replace(told, sites=replace(told.sites, connection_usd_per_mw_year=cheaper)))[2:] == ["c", "a"]


def test_zones_with_a_site_that_may_have_a_campus() -> None:
    assert open_zones(grid([Site("a", "z", 100), Site("b", "far", 0)])) == ["z"]


def test_ranges_are_of_zones_that_are_open_in_the_last_year() -> None:
    """`a` in z may have a campus in the first year alone, `b` and `c` far away in the last."""
    case = make_case(
        [Zone("z", 500), Zone("far", 300)], [Generator("gas", "z", 2000, 20)], years=[2030, 2035],
        sites=[Site("a", "z", (100, 0)), Site("b", "far", (0, 120)), Site("c", "far", (0, 90))],
        periods=[Period(2)], target_mw=100,
    )  # fmt: skip
    assert open_zones(case) == ["far"]
    program = compiled(case)
    campus = program.column_block("campus")
    (far,) = ties(case, program).sums
    assert (far - campus.start).tolist() == [3, 5]  # two years each of a, b and c
