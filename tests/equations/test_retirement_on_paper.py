"""Retirement as a decision, worked out on paper, and against PyPSA over three years."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise

import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import Case
from loadsite.results.tables import Results
from loadsite.run.answer import answer
from small_cases import Generator, Period, Site, Zone, make_case, random_grid
from solved import ALL, solved
from two_roads import by_periods_and_as_one
from worked_case import EXACT

YEARS = [2030, 2033, 2036]


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-5)


def may_retire(case: Case, **rows: tuple[int, float]) -> Case:
    """Fleet = (first year, MW committed to stay)."""
    table = pd.DataFrame(list(rows.values()), list(rows), ["from_year", "kept_mw"])
    return replace(case, fleet=replace(case.fleet, retirement=table))


def old_coal(from_year: int = 2033, kept_mw: float = 0.0, **changes) -> Case:
    """100 MW of coal at 20 USD/MWh and 300,000 USD/MW-year beside plenty of gas at 30; load of 60, 60, then 90 MW.

    Coal saves 10 USD/MWh over 8,760 hours, 87,600 USD/MW-year where it runs, and costs more than that.
    """
    arguments = {
        "zones": [Zone("z", 60, load_factor=(1.0, 1.0, 1.5))],
        "generators": [Generator("coal", "z", 100, 20, fixed_usd_per_mw_year=300_000, credit=0.9),
                       Generator("gas", "z", 200, 30, credit=0.95)],
        "sites": [Site("c", "z")], "periods": [Period(1, 8760.0)], "years": YEARS, "present_value": (3.0, 2.5, 2.0),
        "reserve_margins": {"market": 0.1}, "peak_load_mw": {"market": (60, 60, 90)},
    }  # fmt: skip
    return may_retire(make_case(**{**arguments, **changes}), coal=(from_year, kept_mw))


def test_what_costs_more_than_it_saves_is_retired_when_it_may(tmp_path):
    """From 2033 on, all of it: 300,000 less 87,600 USD/MW-year saved of what would run, 300,000 of the rest."""
    found = answer(old_coal(), EXACT, tmp_path)
    table: pd.DataFrame = found.results.further["retirements"].set_index("year")
    assert table["kept_mw"].tolist() == near([100, 0, 0])
    assert table["retired_mw"].tolist() == near([0, 100, 100])
    assert table["saved_usd"].tolist() == near([0, 30e6, 30e6])
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["fixed_cost"] == near(3 * 30e6)
    assert costs["fuel"] == near(8760 * (3 * 60 * 20 + 2.5 * 60 * 30 + 2 * 90 * 30))
    assert found.results.capacity.set_index(["label", "year"])["capacity_mw"]["coal", 2033] == near(0)
    adequacy = found.results.adequacy.set_index("year")["existing_mw"]
    assert adequacy.tolist() == near([0.9 * 100 + 190, 190, 190])


def test_what_owners_have_committed_to_keep_stays_and_has_its_price(tmp_path):
    """40 MW stay. In 2033 one MW more kept costs 300,000 and saves 87,600 as there is load for it."""
    found = answer(old_coal(kept_mw=40.0), EXACT, tmp_path)
    assert found.results.further["retirements"]["kept_mw"].tolist() == near([100, 40, 40])
    prices = found.results.shadow_prices
    prices = prices[prices["family"] == "kept_at_least"].set_index("year")["shadow_price"]
    assert 2.5 * prices[2033] + 2.0 * prices[2036] == near(4.5 * (300_000 - 87_600))
    more = solved(old_coal(kept_mw=40.5)).cost_usd - solved(old_coal(kept_mw=40.0)).cost_usd
    assert more / 0.5 == near((2.5 + 2.0) * (300_000 - 87_600))
    shadow_price = found.results.limits.set_index(["kind", "label", "year"])["shadow_price_usd_per_mw_year"]
    assert shadow_price["committed to stay", "coal", 2036] == pytest.approx(300_000 - 87_600)
    assert shadow_price["committed to stay", "coal", 2033] == near(0), "what has to stay in 2036 stays before"


def test_what_is_retired_does_not_come_back():
    """In 2036 coal at 5 USD/MWh would save 25 USD/MWh, 219,000 USD/MW-year for 40,000; in 2033 it costs 212,400 more.

    Over both years: 2.5 * 212,400 = 531,000 against 2 * 179,000 = 358,000: it goes. At 4 years of weight it is kept.
    """
    changes = {
        "generators": [
            Generator("coal", "z", 100, (20, 20, 5), fixed_usd_per_mw_year=(300_000, 300_000, 40_000)),
            Generator("gas", "z", 200, 30),
        ],
        "reserve_margins": {}, "peak_load_mw": {},
    }  # fmt: skip
    assert solved(old_coal(**changes)).mw("kept", "coal", ALL) == near([100, 0, 0])
    later = old_coal(**changes, present_value=(3.0, 2.5, 4.0))
    assert solved(later).mw("kept", "coal", ALL) == near([100, 60, 60])


def test_what_enters_service_later_may_be_kept_whatever_was_retired():
    """50 MW more stand in 2036 by plan, of which none has to be kept."""
    case = old_coal(generators=[
        Generator("coal", "z", (100, 100, 150), (20, 20, 5), fixed_usd_per_mw_year=(300_000, 300_000, 40_000)),
        Generator("gas", "z", 200, 30),
    ], reserve_margins={}, peak_load_mw={})  # fmt: skip
    assert solved(case).mw("kept", "coal", ALL) == near([100, 0, 50])


def test_a_reserve_margin_keeps_what_it_needs():
    """115.5 MW of firm capacity in 2036 are 99 + 16.5; gas of 100 MW gives 95, so coal has to give what is missing."""
    case = old_coal(generators=[Generator("coal", "z", 100, 20, fixed_usd_per_mw_year=300_000, credit=0.9),
                                Generator("gas", "z", 100, 30, credit=0.95)],
                    reserve_margins={"market": 0.1}, peak_load_mw={"market": (60, 60, 105)},
                    capacity_shortfall_usd_per_mw_year=1e6)  # fmt: skip
    assert solved(case).mw("kept", "coal", ALL)[2] == near((105 * 1.1 - 95) / 0.9)


def test_a_fleet_that_is_kept_ramps_by_its_share():
    """Load 100, then 60 MW, as many hours each. Kept at 80 MW the fleet falls by no more than 20 MW in an hour."""
    case = make_case(
        [Zone("z", (80, 30))], [Generator("coal", "z", 100, 10, ramp=0.25, fixed_usd_per_mw_year=90_000),
                                Generator("gas", "z", 200, 50)],
        periods=[Period(2, 4380.0)],
    )  # fmt: skip
    kept = solved(may_retire(case, coal=(2030, 80.0)))
    assert kept.mw("kept", "coal", 2030) == near(80)
    assert kept.mw("generation", "coal", 2030, ALL) == near([50, 30])


FAULTS = {
    "kept as committed": lambda table: table.assign(kept_mw=[100, 30, 30]),
    "retired plants stay retired": lambda table: table.assign(kept_mw=[100, 40, 45]),
    "kept of what stands": lambda table: table.assign(kept_mw=[101, 40, 40]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_names_what_is_wrong(fault, tmp_path):
    found = answer(old_coal(kept_mw=40.0), EXACT, tmp_path)
    wrong: Results = replace(found.results, further={
        "retirements": FAULTS[fault](found.results.further["retirements"]).astype({"kept_mw": float})})
    with pytest.raises(AuditFailed, match=fault):
        audit(found.solve.case, wrong)


def test_by_periods_and_as_one(tmp_path):
    case = random_grid(2, 24, 9, periods=[Period(6, 366.0)] * 4, target_mw=300.0, years=YEARS[:2],
                       present_value=(3.0, 4.0))  # fmt: skip
    fixed = case.fleet.fixed_usd_per_mw_year.copy()
    fixed.loc[["z0.coal", "z1.coal"]] = 160_000.0
    case = replace(case, fleet=replace(case.fleet, fixed_usd_per_mw_year=fixed))
    case = may_retire(case, **{"z0.coal": (2030, 50.0), "z1.coal": (2033, 0.0), "z1.gas": (2030, 0.0)})
    decomposed, whole = by_periods_and_as_one(case, tmp_path)
    assert decomposed == pytest.approx(whole, rel=1e-6)
    kept = solved(case)
    assert kept.mw("kept", "z0.coal", 2030) < case.fleet.existing_mw.loc["z0.coal", 2030] - 1.0


@pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `pypsa`")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_pypsa_retires_alike_over_three_years():
    """In PyPSA a plant that may retire is one that may be built again each year at its fixed cost, no larger than the
    year before.
    """
    pypsa = pytest.importorskip("pypsa")
    generators = [Generator("coal", "z", 100, (20, 20, 5), fixed_usd_per_mw_year=(300_000, 300_000, 40_000)),
                  Generator("gas", "z", 70, 30), Generator("oil", "z", 200, 190)]  # fmt: skip
    case = old_coal(generators=generators, from_year=2030, reserve_margins={}, peak_load_mw={},
                    zones=[Zone("z", (60, 95), load_factor=(1.0, 0.9, 1.4))], periods=[Period(2, 4380.0)])
    weights = case.horizon.years["present_value_weight"]
    network = pypsa.Network()
    network.set_snapshots(range(6))
    network.snapshot_weightings.loc[:, "objective"] = [4380.0 * weights[year] for year in YEARS for _ in range(2)]
    network.add("Bus", "z")
    load = [mw * case.grid.load_factor.loc["z", year] for year in YEARS for mw in (60, 95)]
    network.add("Load", "load", bus="z", p_set=pd.Series(load, network.snapshots))
    for number, year in enumerate(YEARS):
        here = pd.Series([1.0 * (t // 2 == number) for t in range(6)], network.snapshots)
        fleet = case.fleet
        network.add("Generator", f"coal {year}", bus="z", p_nom_extendable=True, p_nom_max=100, p_max_pu=here,
                    capital_cost=fleet.fixed_usd_per_mw_year.loc["coal", year] * weights[year],
                    marginal_cost=fleet.fuel_usd_per_mwh.loc["coal", year])
    network.add("Generator", "gas", bus="z", p_nom=70, marginal_cost=30)
    network.add("Generator", "oil", bus="z", p_nom=200, marginal_cost=190)

    def stays_retired(network, snapshots):
        size = network.model["Generator-p_nom"]
        for before, after in pairwise(YEARS):
            network.model.add_constraints(size.loc[f"coal {after}"] - size.loc[f"coal {before}"] <= 0,
                                          name=f"stays retired {after}")  # fmt: skip

    network.optimize(solver_name="highs", extra_functionality=stays_retired, include_objective_constant=False,
                     solver_options={"output_flag": False})
    found = solved(case)
    assert found.cost_usd == pytest.approx(network.objective, rel=1e-6)
    assert found.mw("kept", "coal", ALL) == pytest.approx(
        [network.generators.loc[f"coal {year}", "p_nom_opt"] for year in YEARS], abs=1e-3)
    assert 1.0 < found.mw("kept", "coal", 2033) < 99.0
