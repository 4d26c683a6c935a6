"""What a layer bars or prices is in the answer: in the MW, in the costs, and as a reason with its file and feature."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from loadsite.explain.why import site_verdict, why_site
from loadsite.inputs.case import EXCLUSION_COLUMNS, Case
from loadsite.origin import Origin
from loadsite.results.families import Solved
from loadsite.results.one_more import Slopes
from loadsite.run.answer import answer
from small_cases import Generator, Site, Zone, make_case
from worked_case import EXACT


def two_sites(*exclusions: tuple[str, str, float, float, Origin]) -> Case:
    """100 MW asked for; `near` and `far` allow 80 each and differ only by what the layers say."""
    generators = [Generator("gas", "z", 300, 20), Generator("new", "z", candidate=True, build_usd_per_mw_year=9e6)]
    case = make_case(
        [Zone("z")], generators, sites=[Site("near", "z", 80), Site("far", "z", 80)], target_mw=100,
        shortfall_usd_per_mw_year=1e6,
    )  # fmt: skip
    layers = pd.DataFrame(list(exclusions), columns=list(EXCLUSION_COLUMNS))
    limit = case.sites.limit_mw.copy()
    for site, _, limit_mw, _, _ in exclusions:
        limit.loc[site] = limit.loc[site].clip(upper=limit_mw)
    return replace(case, sites=replace(case.sites, exclusions=layers, limit_mw=limit))


def test_a_charge_moves_the_campus_and_is_paid_for_what_stays(tmp_path):
    """`near` charges 500 USD/MW-year: 80 MW go to `far`, 20 stay, and pay 500 * 20 = 10,000 USD."""
    flood = ("near", "floodplain", float("inf"), 500.0, Origin("flood.gpkg", feature=7))
    found = answer(two_sites(flood), EXACT, tmp_path)
    siting = found.results.siting.set_index("site")
    assert siting["campus_mw"].to_dict() == pytest.approx({"near": 20, "far": 80})
    assert siting["site_charge_usd"].to_dict() == pytest.approx({"near": 10_000, "far": 0})
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["site_charge"] == pytest.approx(10_000)
    solved = Solved(found.solve.case, found.solve.program, found.solve.solution)
    parts = why_site(solved, "near", Slopes(solved)).set_index("part")
    assert parts.loc["its place: floodplain", "usd_per_mw_year"] == pytest.approx(500)
    assert parts.loc["its place: floodplain", "origin"] == "flood.gpkg:7"
    # `far` is full: one MW more here is one less there, and pays the charge
    assert sum(parts["usd_per_mw_year"].drop("one more MW")) == pytest.approx(500)


def test_a_bar_is_told_by_its_reason_and_feature(tmp_path):
    """`near` is barred, so that 20 of 100 MW fall short: one more MW there would save a million, less 20 for power."""
    found = answer(two_sites(("near", "state park", 0.0, 0.0, Origin("parks.gpkg", feature=3))), EXACT, tmp_path)
    limits = found.results.limits
    row = limits[(limits["kind"] == "site limit") & (limits["label"] == "near")].iloc[0]
    assert row["origin"] == "parks.gpkg:3" and row["limit_mw"] == 0
    assert row["sentence"] == (
        "one more MW of campus allowed at near (state park) would save 999,980 USD a year, valid for the next 20 MW; "
        "beyond, one more saves 0.00 USD")
    solved = Solved(found.solve.case, found.solve.program, found.solve.solution)
    assert site_verdict(solved, "near", Slopes(solved)) == [
        "2030: 0 of 0 MW; state park (parks.gpkg:3) stops it, one MW more allowed saves 999,980 USD a year, "
        "valid for the next 20 MW; beyond, one more saves 0.00 USD"]
