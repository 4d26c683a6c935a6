"""Time to power on paper: when each site could have its MW, and what stops it before.

One zone without load of its own; 1,000 hours; a campus asks for its MW in every hour. Old plant gives 100 MW. From 2030
on gas plant may be built, 80 MW by then and 200 more by 2032. The target is 60, 100 and 150 MW.
"""

from __future__ import annotations

import pandas as pd
import pytest

from loadsite.explain.time_to_power import NEVER, TimeToPower, blocks_mw, time_to_power
from loadsite.inputs.case import Case
from loadsite.results.families import Solved
from small_cases import Generator, Line, Period, Site, Zone, make_case
from solved import solved

YEARS = (2028, 2030, 2032)


def toy(**changes: object) -> Case:
    arguments: dict[str, object] = {
        "zones": [Zone("z")],
        "generators": [
            Generator("old", "z", 100, fuel_usd_per_mwh=10),
            Generator("new", "z", candidate=True, build_limit_mw=(0, 1e9, 1e9), fuel_usd_per_mwh=5,
                annual_build="gas.z",
                      build_usd_per_mw_year=30_000),
        ],
        "sites": [Site("first", "z", 200), Site("phased", "z", (0, 150, 200), connection_usd_per_mw_year=99)],
        "periods": [Period(1, 1_000)],
        "years": YEARS,
        "target_mw": (60, 100, 150),
        "annual_build_limit_mw": {"gas.z": (0, 80, 200)},
    }
    return make_case(**{**arguments, **changes})  # type: ignore[arg-type]


def found(case: Case, blocks: dict[str, float]) -> TimeToPower:
    answered = solved(case)
    return time_to_power(Solved(case, answered.program, answered.solution), blocks, 60.0, lambda stage: None)


def most_mw(told: TimeToPower, site: str, others: str) -> list[float]:
    own = told.years[(told.years["site"] == site) & (told.years["others"] == others)]
    assert own["year"].tolist() == list(YEARS)
    return [round(mw, 2) for mw in own["most_mw"]]


def row(told: TimeToPower, site: str, others: str) -> pd.Series:
    return told.sites[(told.sites["site"] == site) & (told.sites["others"] == others)].iloc[0]


def test_where_the_others_may_move_a_site_can_have_all_that_the_zone_carries():
    """100 MW in 2028, 180 in 2030, 380 in 2032, of which at most 200 at one site: 180 MW are there in 2030."""
    told = found(toy(), {"first": 180.0, "phased": 180.0})
    assert most_mw(told, "first", "may move") == [100, 180, 180]
    assert row(told, "first", "may move")["first_year"] == "2030"
    assert row(told, "first", "may move")["delayed_by"] == "lead time new"


def test_a_phase_delays_the_site_that_has_it():
    """phased takes nothing in 2028, 150 MW in 2030 and 200 in 2032; nothing is asked for before 2030."""
    told = found(toy(target_mw=(0, 100, 150)), {"phased": 180.0})
    assert most_mw(told, "phased", "may move") == [0, 150, 180]
    assert row(told, "phased", "may move")["first_year"] == "2032"
    assert row(told, "phased", "may move")["delayed_by"] == "site limit phased"


def test_what_had_to_be_placed_before_does_not_shrink_to_make_room():
    """60 MW must stand at the first site in 2028 and stay: 120 of 180 MW are left for the other in 2030."""
    assert most_mw(found(toy(), {"phased": 180.0}), "phased", "may move") == [0, 120, 180]


def test_on_top_of_the_others_only_the_rest_is_left():
    """The answer places 60, 100 and 150 MW at the first site; 80 and 230 MW are left for the other: 100 MW in 2032."""
    told = found(toy(), {"phased": 100.0})
    assert most_mw(told, "phased", "stay") == [0, 80, 100]
    assert row(told, "phased", "stay")["first_year"] == "2032"
    assert row(told, "phased", "stay")["delayed_by"] == "annual build limit gas.z; lead time new"
    assert row(told, "phased", "may move")["first_year"] == "2030"


def test_a_line_may_be_what_stops_a_site():
    case = toy(zones=[Zone("z"), Zone("far")], lines=[Line("out", "z", "far", 70)],
               sites=[Site("near", "z"), Site("remote", "far", connection_usd_per_mw_year=99)])  # fmt: skip
    told = found(case, {"remote": 90.0})
    assert row(told, "remote", "may move")["first_year"] == NEVER
    assert row(told, "remote", "may move")["delayed_by"] == "transfer limit out"


def test_a_year_counts_only_if_the_campus_can_stay():
    """Half of the old plant retires in 2032 and nothing can be built: 90 MW could stand for a while only."""
    never = Generator("new", "z", candidate=True, build_limit_mw=0)
    case = toy(generators=[Generator("old", "z", (100, 100, 50)), never], target_mw=10, annual_build_limit_mw={})
    told = found(case, {"first": 90.0})
    assert most_mw(told, "first", "may move") == [90, 90, 50]
    assert row(told, "first", "may move")["first_year"] == NEVER
    assert row(told, "first", "may move")["delayed_by"] == "what stands today and cannot be added to"


def test_firm_capacity_may_be_what_stops_a_site():
    """Half of the new plant counts towards the margin, which the answer just meets in 2030: 50 + 40 MW firm."""
    case = toy(reserve_margins={"market": 0.0}, peak_load_mw={"market": 0.0}, capacity_shortfall_usd_per_mw_year=1e5,
               generators=[
                   Generator("old", "z", 100, fuel_usd_per_mwh=10, credit=0.5),
                   Generator("new", "z", candidate=True, build_limit_mw=(0, 1e9, 1e9), fuel_usd_per_mwh=5,
                             annual_build="gas.z", build_usd_per_mw_year=30_000, credit=0.5),
               ], target_mw=(50, 60, 60))  # fmt: skip
    told = found(case, {"first": 150.0})
    assert most_mw(told, "first", "may move") == [50, 90, 150]
    assert "annual build limit gas.z" in told.years["stopped_by"].iloc[1]


def test_a_site_that_is_blocked_never_has_its_mw():
    case = toy(sites=[Site("first", "z"), Site("blocked", "z", 0)])
    told = found(case, blocks_mw(case, ["blocked"], None))
    assert row(told, "blocked", "may move")["first_year"] == NEVER
    assert row(told, "blocked", "may move")["delayed_by"] == "site limit blocked"


def test_the_mw_asked_about_are_those_announced_or_stated():
    case = toy()
    case.sites.sites.loc["first", "announced_mw"] = 120.0
    assert blocks_mw(case, ["first", "phased"], None) == {"first": 120.0, "phased": 200.0}
    assert blocks_mw(case, ["first"], 70.0) == {"first": 70.0}


@pytest.mark.parametrize("others", ["may move", "stay"])
def test_what_the_answer_places_can_be_placed(others: str):
    case = toy()
    told = found(case, {"first": 150.0})
    for most, placed in zip(most_mw(told, "first", others), (60, 100, 150), strict=True):
        assert most >= placed - 1e-3
