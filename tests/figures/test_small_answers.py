"""Answers small enough for paper, each about one thing that the rich case does not hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import loadsite.run.answer as answering
from loadsite.audit import AuditFailed
from loadsite.equations.data import at
from loadsite.inputs.case import Risk
from loadsite.results.tables import tables
from loadsite.run.answer import answer
from small_cases import Generator, Period, Site, Zone, make_case
from solved import solved
from worked_case import EXACT, worked_case


def test_an_island_that_cannot_feed_its_campus_leaves_it_unserved(tmp_path):
    """60 MW of on-site generation, of which nine tenths are in service, for 100 MW that may not fall short: 46 MW
    lack."""
    case = make_case(
        [Zone("z", 10)], [Generator("gas", "z", 50, 10)],
        sites=[Site("isle", "z", 100, on_grid=0, onsite_mw=60, onsite_limit_mw=60, onsite_availability=0.9,
            onsite_usd_per_mwh=30)],
        periods=[Period(1, 1000)], target_mw=100, shortfall_usd_per_mw_year=np.inf,
    )  # fmt: skip
    results = answer(case, EXACT, tmp_path).results
    assert results.siting["unserved_mwh"].item() == pytest.approx(46_000)
    assert results.samples["unserved_mwh"].item() == pytest.approx(46_000)
    assert results.zone_years["unserved_mwh"].item() == 0.0
    assert results.campus_costs["served_mwh"].item() == pytest.approx(54_000)
    costs = results.costs.set_index("term")["usd"]
    assert costs["unserved_load"] == pytest.approx(46_000 * 10_000)


def test_what_it_costs_to_keep_a_campus_counts_its_year_once(tmp_path):
    """At A power costs 10 and then 30, at B 20 in both years, of 1,000 h; 2030 counts 4 times and 2035 1.5 times.

    100 MW stay at A: 40,000 USD a MW saved against 15,000 paid later. One MW more kept from 2030 would cost 10,000 USD
    in 2035, the difference of the year.
    """
    case = make_case(
        [Zone("A"), Zone("B")],
        [Generator("a", "A", 500, (10, 30)), Generator("b", "B", 500, 20)],
        sites=[Site("at_a", "A"), Site("at_b", "B")], periods=[Period(1, 1000)], years=[2030, 2035],
        present_value=(4.0, 1.5), target_mw=100,
    )  # fmt: skip
    results = answer(case, EXACT, tmp_path).results
    placed = results.siting.set_index(["site", "year"])["campus_mw"]
    assert placed["at_a", 2035] == pytest.approx(100)
    prices = results.shadow_prices
    own = prices[(prices["family"] == "no_shrinking") & (prices["label"] == "at_a")]
    assert abs(own["shadow_price"].item()) == pytest.approx(10_000)
    premium = results.siting.set_index(["site", "year"])["premium_usd_per_mw_year"]
    assert premium["at_b", 2035] == pytest.approx(0.0, abs=1e-6)


def test_an_empty_site_is_dearer_by_what_its_power_costs_more_in_a_year(tmp_path):
    """20 USD/MWh at B and 10 at A, for 1,000 h of a year that counts 4 times; B pays 1,500 USD less to be connected.
    A has room for 120 MW and holds 70."""
    case = make_case(
        [Zone("A"), Zone("B")], [Generator("a", "A", 500, 10), Generator("b", "B", 500, 20)],
        sites=[Site("at_a", "A", 120, connection_usd_per_mw_year=2_600),
               Site("at_b", "B", 300, connection_usd_per_mw_year=1_100)],
        periods=[Period(1, 1000)], present_value=4.0, target_mw=70,
    )  # fmt: skip
    siting = answer(case, EXACT, tmp_path).results.siting.set_index("site")
    assert siting["campus_mw"].to_dict() == pytest.approx({"at_a": 70.0, "at_b": 0.0})
    assert siting["premium_usd_per_mw_year"].to_dict() == pytest.approx({"at_a": 0.0, "at_b": 10_000 - 1_500})


def test_water_is_worth_a_year_of_each_period_once(tmp_path):
    """50 MWh of water in a day of two hours that stands for 40: one MWh more of it saves 90 USD a day."""
    case = make_case(
        [Zone("z", (80, 60))],
        [Generator("hydro", "z", 100, 0, dispatch="energy_budget", energy_availability=0.25),
         Generator("gas", "z", 200, 90)],
        sites=[Site("c", "z")], periods=[Period(2, 40)], present_value=3.0,
    )  # fmt: skip
    prices = answer(case, EXACT, tmp_path).results.shadow_prices
    water = prices[prices["family"] == "energy_budget"].iloc[0]
    assert (water["limit"], water["activity"]) == pytest.approx((50.0, 50.0))
    assert water["shadow_price"] == pytest.approx(-90.0)


def test_a_bound_that_binds_stands_at_its_own_end(rich, by_hand):
    """Prairie in 2030 may have no more than 300 MW; a MW more there saves what is found by hand."""
    prices = rich.results.shadow_prices
    own = prices[(prices["meaning"] == "bound of campus") & (prices["label"] == "prairie") & (prices["year"] == 2030)]
    shadow_price = by_hand.shadow_price("campus", "prairie", 2030) / by_hand.count[2030]
    assert (own["limit"].item(), own["slack"].item()) == pytest.approx((300.0, 0.0), abs=1e-6)
    assert own["side"].item() == "at most" and own["shadow_price"].item() == pytest.approx(-shadow_price)
    early = prices[(prices["meaning"] == "bound of built") & (prices["label"] == "east.new_nuclear")]
    assert set(early["year"]) <= {2030, 2035} and (early["shadow_price"].abs() > 1).all()


def test_tables_that_the_audit_refuses_are_no_answer(monkeypatch, tmp_path):
    def spoiled(*arguments):
        results = tables(*arguments)
        return replace(results, siting=results.siting.assign(chips=results.siting["chips"] * 1.01))

    monkeypatch.setattr(answering, "tables", spoiled)
    with pytest.raises(AuditFailed, match="siting, chips"):
        answer(worked_case(), EXACT, tmp_path)


def test_what_fits_is_priced_under_the_same_limits(tmp_path):
    """100 MW at 10 and 50 MW at 800 USD/MWh, load 60, lost load worth 500: 90 MW fit, and none may go unserved though
    that would be cheaper. Nor may firm capacity fall short at 1,000 USD where 20,000 build it.
    """
    case = make_case(
        [Zone("z", 60)],
        [Generator("gas", "z", 100, 10, credit=1.0), Generator("expensive", "z", 50, 800, credit=0.5),
         Generator("new", "z", candidate=True, build_limit_mw=60, build_usd_per_mw_year=20_000, availability=0.0,
                   credit=1.0)],
        sites=[Site("c", "z")], periods=[Period(1, 1000)], hosting_unserved_share=0.0, value_of_lost_load=500.0,
        capacity_shortfall_usd_per_mw_year=1_000.0, reserve_margins={"market": 0.1}, peak_load_mw={"market": 60.0},
    )  # fmt: skip
    found = answer(case, EXACT, tmp_path)
    assert found.hosted.hosted_mw.item() == pytest.approx(90)
    results = found.results
    assert results.zone_years["unserved_mwh"].item() == pytest.approx(0.0, abs=0.1)
    assert results.adequacy["shortfall_mw"].item() == pytest.approx(0.0, abs=1e-6)
    assert results.built["built_mw"].item() == pytest.approx(165 - 125, abs=0.1)
    assert found.solve.case.placement.unserved_limit_share == 0.0


def test_the_reliability_limit_is_a_share_of_the_load_as_it_has_grown():
    """A tenth of 60 MW, and of 90 MW once it has grown by half; 40 MW stand: 20 and 50 MW are missing."""
    case = make_case(
        [Zone("z", 60, load_factor=(1.0, 1.5))], [Generator("gas", "z", 100, 10)],
        sites=[Site("c", "z", load_shape=0.8)],
        hosting_unserved_share=0.1, years=[2030, 2035],
    )  # fmt: skip
    found = solved(case)
    allowed = found.program.row_block("unserved_limit")
    assert (allowed.of(found.program.row_upper) * 1e3).tolist() == pytest.approx([6.0, 9.0])
    assert found.mw("campus", "c", 2030) <= 19 / 0.8 + 1e-6


def test_the_carbon_dioxide_of_onsite_is_part_of_what_a_bad_year_costs():
    """An off-grid campus of 50 MW whose on-site generation costs 20 and emits half a tonne at 30 USD: 35 USD/MWh, 1,000
    hours in a mild year; in a hot one all 100 MW run. The worst half costs 3.5 M USD, the mean 2.625 M USD.
    """
    case = make_case(
        [Zone("z")], [Generator("gas", "z", 50, 10)],
        sites=[Site("isle", "z", 100, on_grid=0, load_shape=(0.5, 1.0), onsite_mw=100, onsite_limit_mw=100,
            onsite_co2=0.5,
                    onsite_usd_per_mwh=20)],
        periods=[Period(1, 1000, 2012), Period(1, 1000, 2018)], samples={2012: 0.5, 2018: 0.5},
        risk=Risk(0.5, 0.4), co2_usd_per_t=30.0, target_mw=100, shortfall_usd_per_mw_year=np.inf,
    )  # fmt: skip
    assert solved(case).cost_usd == pytest.approx(2_625_000 + 0.4 * (3_500_000 - 2_625_000))


def test_labels_that_a_table_lacks_are_named():
    with pytest.raises(KeyError, match="wset"):
        at(worked_case().grid.load_mw, ["wset", "west"])
