"""What the tables say adds up: balance, costs, places, chips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.export.fields import meaning
from loadsite.inputs.case import Case, Hosting
from loadsite.results.families import Solved
from loadsite.results.operation import TERMS
from loadsite.results.prices import NoPrices, prices
from loadsite.results.tables import tables
from loadsite.run.answer import answer
from small_cases import Generator, Site, Zone, make_case
from worked_case import EXACT, HOURS, YEARS


def test_the_balance_of_every_zone_and_hour_adds_up_to_zero(worked):
    balance = worked.results.balance
    assert len(balance) == 3 * len(YEARS) * HOURS
    assert balance[list(TERMS)].sum(axis=1).abs().max() < 1e-9
    assert (balance["load_mw"] < 0).all()
    assert balance["campuses_mw"].min() < 0 and balance["grid_withdrawal_mw"].min() < 0


def test_cost_terms_add_up_to_the_objective(worked):
    assert worked.results.costs["usd"].sum() == pytest.approx(worked.solve.solution.objective * 1e6, rel=1e-9)
    assert worked.results.costs["meaning"].str.endswith(".").all()


def test_no_table_holds_a_blank(worked):
    """But for columns that say that they are blank where something is not known."""
    for name, table in worked.results.by_name().items():
        told = [column for column in table if "blank where unknown" not in meaning(name, column)]
        assert not table[told].isna().any().any(), name
    limits = worked.results.limits
    assert limits["valid_for_mw"].isna().sum() < len(limits) / 4


def test_sites_add_up_to_states_markets_and_the_target(worked):
    results = worked.results
    total = results.siting.groupby("year")["campus_mw"].sum().to_dict()
    for table in (results.siting_by_state, results.siting_by_market):
        assert table.groupby("year")["campus_mw"].sum().to_dict() == pytest.approx(total)
    told = results.shortfall.set_index("year")
    assert (told["placed_mw"] + told["shortfall_mw"]).to_dict() == pytest.approx({2030: 600.0, 2035: 1000.0})


def test_a_chip_is_watts_of_facility_power(worked):
    row = worked.results.siting.set_index(["site", "year"]).loc[("harbour", 2030)]
    assert row["campus_mw"] == pytest.approx(250.0)
    assert row["chips"] == pytest.approx(250e6 / 2250)


def test_the_price_at_a_campus_is_the_average_over_what_it_is_served(worked):
    """price_usd_per_mwh == sum(weight * price * served) / sum(weight * served)"""
    hours, results = worked.results.campuses, worked.results
    of_site = hours[(hours["site"] == "prairie") & (hours["year"] == 2030)]
    energy = (of_site["requested_mw"] - of_site["interrupted_mw"]).to_numpy() * results.snapshots["weight_h"].to_numpy()
    in_zone = (results.prices["zone"] == "west") & (results.prices["year"] == 2030)
    price = results.prices.loc[in_zone, "price_usd_per_mwh"].to_numpy()
    told = results.siting.set_index(["site", "year"]).loc[("prairie", 2030), "price_usd_per_mwh"]
    assert told == pytest.approx((price * energy).sum() / energy.sum())


def test_what_one_more_mw_of_campus_costs_is_its_energy_connection_and_capacity(worked):
    """A campus between its limits costs at the margin what all of them cost: nothing else is paid for it.

    campus price == sum(weight * price * load_shape) + connection + capacity - what interruption saves
    """
    results = worked.results
    site = results.siting.set_index(["site", "year"]).loc[("refinery", 2030)]
    assert 0 < site["campus_mw"] < site["limit_mw"] and site["interrupted_mwh"] == 0
    energy_mwh = site["requested_mwh"] / site["campus_mw"]
    per_mwh = site["price_usd_per_mwh"] + site["connection_usd_per_mwh"] + site["capacity_usd_per_mwh"]
    campus_price = results.shortfall.set_index("year").loc[2030, "campus_price_usd_per_mw_year"]
    # the campus stays, and grows, in 2035; what it is worth there is told by the shadow price of never shrinking
    assert per_mwh * energy_mwh == pytest.approx(campus_price, rel=1e-6)


def test_what_is_built_stands_in_every_later_year(worked):
    built = worked.results.built.set_index(["label", "year"])["built_mw"]
    capacity = worked.results.capacity.set_index(["label", "year"])
    two_years = built[("east.new_gas_cc", 2030)] + built[("east.new_gas_cc", 2035)]
    assert capacity.loc[("east.new_gas_cc", 2035), "new_mw"] == pytest.approx(two_years)
    assert capacity.loc[("west.coal", 2035), "existing_mw"] == 500.0


def test_reserve_margins_are_told_term_by_term(worked):
    """existing + new + shortfall >= peak load + margin + campuses"""
    told = worked.results.adequacy
    covered = told["existing_mw"] + told["new_mw"] + told["shortfall_mw"]
    needed = told["peak_load_mw"] + told["margin_mw"] + told["campuses_mw"]
    assert (covered >= needed - 1e-6).all()
    binding = told["capacity_price_usd_per_mw_year"] > 1
    assert (abs(covered - needed)[binding] < 1e-6).all()


def test_hosting_has_no_prices_of_its_own(hosted):
    search = hosted.hosted.solve
    with pytest.raises(NoPrices, match="least-cost solve"):
        prices(Solved(search.case, search.program, search.solution))
    with pytest.raises(NoPrices, match="minimises no cost"):
        tables(search.case, search.program, search.solution)


def test_hosting_ends_with_the_same_mw_at_least_cost(hosted):
    most = hosted.hosted.hosted_mw
    told = hosted.results.shortfall.set_index("year")
    assert told["placed_mw"].to_dict() == pytest.approx(most.to_dict(), rel=2e-6)
    assert told["shortfall_mw"].max() == 0.0
    assert isinstance(hosted.asked.placement, Hosting)
    share = hosted.asked.placement.unserved_limit_share
    weight = hosted.results.snapshots["weight_h"].to_numpy()
    for year in YEARS:
        zones = hosted.results.balance[hosted.results.balance["year"] == year]
        unserved = (zones["unserved_mw"].to_numpy().reshape(3, -1) @ weight).sum()
        sites = hosted.results.siting[hosted.results.siting["year"] == year]
        load = -(zones["load_mw"].to_numpy().reshape(3, -1) @ weight).sum()
        assert unserved + sites["unserved_mwh"].sum() <= share * load * (1 + 1e-6)


def test_hosting_tells_what_one_more_mw_of_a_limit_lets_in(hosted):
    """A site that is full takes one more MW for each MW allowed."""
    limits = hosted.hosted.limits.set_index(["kind", "label", "year"])
    assert limits.loc[("site limit", "harbour", 2030), "shadow_price_mw_per_mw"] == pytest.approx(1.0)
    assert "would add 1.00 MW of campus" in limits.loc[("site limit", "harbour", 2030), "sentence"]


def each_day_twice(case: Case) -> Case:
    """The same year told by each of its days twice, at half the weight."""
    snapshots, periods = case.horizon.snapshots, case.horizon.periods
    twice = np.concatenate([np.tile(np.arange(p["first"], p["last"] + 1), 2) for _, p in periods.iterrows()])
    again = snapshots.iloc[twice].reset_index(drop=True)
    again["weight_h"] /= 2
    again["period"] = np.repeat(np.arange(2 * len(periods)), 6)
    first = np.arange(2 * len(periods)) * 6
    days = periods.iloc[np.repeat(np.arange(len(periods)), 2)].reset_index(drop=True)
    days = days.assign(weight=days["weight"] / 2, first=first, last=first + 5)

    def repeated(table: pd.DataFrame) -> pd.DataFrame:
        return table.iloc[:, twice].set_axis(range(len(twice)), axis=1)

    return replace(
        case,
        horizon=replace(case.horizon, snapshots=again, periods=days),
        grid=replace(case.grid, load_mw=repeated(case.grid.load_mw)),
        fleet=replace(
            case.fleet,
            availability=repeated(case.fleet.availability),
            energy_availability=repeated(case.fleet.energy_availability),
        ),
        sites=replace(case.sites, load_shape=repeated(case.sites.load_shape)),
    )


def test_prices_do_not_depend_on_the_weights_that_stand_for_a_year(worked, tmp_path):
    twice = answer(each_day_twice(worked.asked), EXACT, tmp_path)
    assert twice.results.costs["usd"].sum() == pytest.approx(worked.results.costs["usd"].sum(), rel=1e-9)
    once = worked.results.prices["price_usd_per_mwh"].to_numpy().reshape(3, len(YEARS), 2, 1, 6)
    again = twice.results.prices["price_usd_per_mwh"].to_numpy().reshape(3, len(YEARS), 2, 2, 6)
    # yearly averages weigh every hour alike, so they agree even where a price in one hour is not unique
    assert again.mean() == pytest.approx(once.mean(), rel=1e-6)
    assert np.median(abs(again - once)) < 1e-6


def test_prices_do_not_depend_on_how_often_a_year_counts(worked, tmp_path):
    years = worked.asked.horizon.years * 2
    doubled = replace(worked.asked, horizon=replace(worked.asked.horizon, years=years))
    found = answer(doubled, EXACT, tmp_path)
    assert found.results.costs["usd"].sum() == pytest.approx(2 * worked.results.costs["usd"].sum(), rel=1e-9)
    column = "price_usd_per_mwh"
    assert found.results.prices[column].to_numpy() == pytest.approx(worked.results.prices[column].to_numpy(), rel=1e-6)


def test_emissions_are_energy_times_what_a_mwh_emits(worked):
    """By zone and year: generation and on-site generation, each MWh at the tonnes of its generator or site."""
    told, results, case = worked.results.emissions, worked.results, worked.solve.case
    energy = results.capacity.set_index(["kind", "label", "year"])["energy_mwh"]
    per_mwh = case.fleet.generators["co2_t_per_mwh"]
    own_per_mwh = case.sites.sites["onsite_co2_t_per_mwh"]
    expected = sum(
        mwh * (per_mwh[label] if kind == "generator" else own_per_mwh[label])
        for (kind, label, _), mwh in energy.items() if kind in ("generator", "on-site generation")
    )
    assert expected > 0
    assert told["co2_t"].sum() == pytest.approx(expected)
    assert set(told["zone"]) <= set(case.grid.zones.index)


def test_where_nothing_may_be_built_the_tables_say_so(tmp_path):
    """A plant of 100 MW and a site beside it: what stands has one row, what is built has none."""
    case = make_case(
        [Zone("east", load_mw=50.0)], [Generator("plant", "east", 100.0)], corridors=(), sites=[Site("farm", "east")],
        target_mw=20.0,
    )  # fmt: skip
    found = answer(case, EXACT, tmp_path).results
    assert found.built.empty and "built_mw" in found.built
    assert found.capacity["label"].tolist() == ["plant"]
    assert found.siting["campus_mw"].tolist() == [pytest.approx(20.0)]
