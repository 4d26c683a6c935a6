"""What is committed stands in the answer, at its price; worked out on paper."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.explain.conflict import explain_case
from loadsite.inputs.case import Case
from loadsite.run.answer import answer, compiled
from loadsite.run.baseline import without_campuses
from small_cases import Generator, Line, Period, Site, Storage, Zone, make_case, random_grid
from solved import solved
from two_roads import by_periods_and_as_one
from worked_case import EXACT

YEARS = [2030, 2034]


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-5)


def two_zones(committed: tuple[float, float] = (0.0, 30.0), plant: tuple[float, float] = (25.0, 60.0)) -> Case:
    """Power costs 20 in A and 50 USD/MWh in B, 8,760 hours; campuses of 100 MW in each; new wind in B at 500,000."""
    case = make_case(
        [Zone("A", 10), Zone("B", 10)],
        [Generator("cheap", "A", 500, 20), Generator("expensive", "B", 500, 50),
         Generator("B.wind.new", "B", candidate=True, build_usd_per_mw_year=500_000, availability=0.5)],
        [Storage("B.battery.new", "B", candidate=True, build_usd_per_mw_year=10_000)],
        [Line("A_B", "A", "B", 0)], sites=[Site("a", "A", 100), Site("b", "B", 100)], periods=[Period(1, 8760.0)],
        years=YEARS, present_value=(4.0, 3.0), target_mw=(50, 90),
    )  # fmt: skip
    sites = replace(case.sites, committed_mw=pd.DataFrame([committed], ["b"], YEARS))
    named = pd.DataFrame([["thing", "B"], ["battery", "B"]], ["B.thing", "B.battery"], ["technology", "zone"])
    of_named = pd.DataFrame([plant, (0.0, 12.0)], named.index, YEARS)
    return replace(case, sites=sites, build_out=replace(case.build_out, committed=named, committed_mw=of_named))


def test_committed_campuses_are_placed_and_cost_what_is_elsewhere_cheaper(tmp_path):
    """30 MW at b in 2034, where power costs 30 USD/MWh more: 262,800 USD/MW-year each."""
    found = answer(two_zones(plant=(0.0, 0.0)), EXACT, tmp_path)
    placed = found.results.siting.set_index(["site", "year"])["campus_mw"]
    assert placed["b", 2030] == near(0) and placed["b", 2034] == near(30)
    prices = found.results.shadow_prices
    prices = prices[prices["family"] == "committed_campus"].set_index("year")["shadow_price"]
    assert prices[2034] == near(30 * 8760)
    per_mw = solved(two_zones((0.0, 30.5), (0.0, 0.0))).cost_usd - solved(two_zones(plant=(0.0, 0.0))).cost_usd
    assert per_mw / 0.5 == near(3.0 * 30 * 8760)


def test_committed_plant_is_built_over_all_years(tmp_path):
    """25 MW of wind by 2030, 35 more by 2034, and 12 MW of batteries.

    One MW more in 2034 lets half a MW of campus move from A, where power costs 20 USD/MWh: 87,600 USD saved of 500,000.
    """
    case = two_zones((0.0, 0.0))
    found = answer(case, EXACT, tmp_path)
    built = found.results.built.set_index(["label", "year"])["built_mw"]
    assert built["B.wind.new", 2030] + built["B.wind.new", 2034] == near(60)
    assert built["B.wind.new", 2030] >= 25 - 1e-6
    assert built["B.battery.new", 2030] + built["B.battery.new", 2034] == near(12)
    prices = found.results.shadow_prices
    prices = prices[(prices["family"] == "committed_build") & (prices["label"] == "B.thing")].set_index("year")
    more = solved(two_zones((0.0, 0.0), (25.0, 60.5))).cost_usd - solved(case).cost_usd
    assert more / 0.5 == near(3.0 * prices["shadow_price"][2034]) == near(3.0 * (500_000 - 87_600))


def test_the_audit_names_what_is_not_as_committed(tmp_path):
    found = answer(two_zones(), EXACT, tmp_path)
    with pytest.raises(AuditFailed, match="campuses as committed"):
        audit(two_zones((0.0, 31.0)), found.results)
    with pytest.raises(AuditFailed, match="plants built as committed"):
        audit(two_zones(plant=(25.0, 61.0)), found.results)


def test_without_campuses_none_is_committed(tmp_path):
    assert solved(without_campuses(two_zones())).mw("campus", "b", 2034) == near(0)


def test_more_committed_than_asked_for_is_told(tmp_path):
    case = two_zones((0.0, 95.0))
    case = replace(case, placement=replace(case.placement, shortfall_usd_per_mw_year=float("inf")))
    told = explain_case(case, compiled(case), tmp_path, 10.0)
    assert "campus committed at b" in str(told)


def test_by_periods_and_as_one(tmp_path):
    case = random_grid(2, 24, 4, periods=[Period(6, 366.0)] * 4, target_mw=500.0)
    least = pd.DataFrame([[180.0]], ["z1.site"], [2030])
    case = replace(case, sites=replace(case.sites, committed_mw=least))
    decomposed, whole = by_periods_and_as_one(case, tmp_path)
    assert decomposed == pytest.approx(whole, rel=1e-6)
    assert solved(case).mw("campus", "z1.site", 2030) >= 180 - 1e-6
