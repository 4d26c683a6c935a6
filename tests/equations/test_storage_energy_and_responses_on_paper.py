"""Storage whose energy is built apart from its power, costs of charging, and demand response, on paper and by PyPSA."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import RESPONSE_COLUMNS, Case
from loadsite.run.answer import answer
from small_cases import Generator, Period, Site, Storage, Zone, make_case, random_grid
from solved import ALL, solved
from two_roads import by_periods_and_as_one
from worked_case import EXACT


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-5)


def apart(case: Case, usd: float, least: float = 0.0, most: float = np.inf, charge_usd: float = 0.0) -> Case:
    """The candidate "new" builds energy at so many USD/MWh-year; charging costs something."""
    fleet, years = case.storage_fleet, case.horizon.years.index
    storage = fleet.storage.assign(duration_h=fleet.storage["duration_h"].where(fleet.storage.index != "new", 0.0))
    hours = pd.DataFrame([[least, most]], ["new"], ["least_duration_h", "most_duration_h"])
    return replace(case, storage_fleet=replace(
        fleet, storage=storage, duration_range_h=hours,
        energy_usd_per_mwh_year=pd.DataFrame({year: usd for year in years}, ["new"]),
        charge_usd_per_mwh=pd.DataFrame({year: charge_usd for year in years}, ["new"]),
    ))  # fmt: skip


def sunny(**changes) -> Case:
    """Four hours, 365 times: sun of 100 MW for nothing in the first two, 30 MW of load in all, oil at 200 USD/MWh."""
    arguments = {
        "zones": [Zone("z", 30)], "generators": [Generator("sun", "z", 100, availability=(1, 1, 0, 0)),
                                                 Generator("oil", "z", 50, 200)],
        "storage_fleet": [Storage("new", "z", candidate=True, build_usd_per_mw_year=20_000)],
        "sites": [Site("c", "z")], "periods": [Period(4, 365.0)],
    }  # fmt: skip
    return make_case(**{**arguments, **changes})


def test_power_and_energy_are_each_as_large_as_they_pay(tmp_path):
    """30 MW and 60 MWh: 20,000 USD/MW-year and 9,000 USD/MWh-year, for 73,000 USD a year and MWh shifted."""
    found = answer(apart(sunny(), 9_000.0), EXACT, tmp_path)
    assert found.results.built.set_index("label")["built_mw"]["new"] == near(30)
    assert found.results.further["storage_energy"]["standing_mwh"].tolist() == near([60])
    assert found.results.storage_boundaries["energy_mwh"].tolist() == near([60])
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["storage_investment"] == near(30 * 20_000 + 60 * 9_000) and costs["fuel"] == near(0)


def test_a_most_and_a_least_duration_hold():
    """At 1.5 hours at most, 40 MW for 60 MWh; at 3 at least 90 MWh, or less power and oil: still the 30 MW."""
    short = solved(apart(sunny(), 9_000.0, most=1.5))
    assert short.mw("storage_built", "new", 2030) == near(40) and short.mw("energy_built", "new", 2030) == near(60)
    price = short.shadow_price("most_duration", "new", 2030)
    assert price == near(-20_000 / 1.5), "one more MWh allowed saves the power that it would take"
    long = solved(apart(sunny(), 9_000.0, least=3.0))
    assert long.mw("storage_built", "new", 2030) == near(30) and long.mw("energy_built", "new", 2030) == near(90)
    assert long.shadow_price("least_duration", "new", 2030) == near(9_000)


def test_charging_costs_what_is_charged(tmp_path):
    """60 MWh a day at 0.7 USD/MWh; at efficiencies of 0.9 each it would be 60 / 0.81."""
    found = answer(apart(sunny(), 9_000.0, charge_usd=0.7), EXACT, tmp_path)
    assert found.results.costs.set_index("term")["usd"]["variable_cost"] == near(365 * 60 * 0.7)


FAULTS = {
    "least duration of storage": {"least": 2.5}, "most duration of storage": {"most": 1.9},
    "costs term by term": {"charge_usd": 0.5},
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_names_what_is_wrong(fault, tmp_path):
    found = answer(apart(sunny(), 9_000.0), EXACT, tmp_path)
    with pytest.raises(AuditFailed, match=fault):
        audit(apart(sunny(), 9_000.0, **FAULTS[fault]), found.results)


@pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `pypsa`")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_pypsa_builds_power_and_energy_alike():
    """In PyPSA energy is a store behind two links of one size; losses and costs of charging and discharge as here."""
    pypsa = pytest.importorskip("pypsa")
    load, sun = (40.0, 35.0, 60.0, 80.0, 75.0, 50.0), (1.0, 0.8, 0.3, 0.0, 0.0, 0.1)
    case = apart(sunny(
        zones=[Zone("z", load)], periods=[Period(6, 365.0)],
        generators=[Generator("sun", "z", 200, availability=sun), Generator("oil", "z", 100, 90)],
        storage_fleet=[Storage("new", "z", charge_efficiency=0.9, discharge_efficiency=0.95, candidate=True,
                             build_usd_per_mw_year=8_000, variable_usd_per_mwh=0.4)],
    ), 5_000.0, charge_usd=0.6)  # fmt: skip
    network = pypsa.Network()
    network.set_snapshots(range(6))
    network.snapshot_weightings.loc[:, "objective"] = 365.0
    network.add("Bus", ["z", "inside"])
    network.add("Load", "load", bus="z", p_set=pd.Series(load, network.snapshots))
    network.add("Generator", "sun", bus="z", p_nom=200, p_max_pu=pd.Series(sun, network.snapshots))
    network.add("Generator", "oil", bus="z", p_nom=100, marginal_cost=90)
    network.add("Link", "in", bus0="z", bus1="inside", efficiency=0.9, marginal_cost=0.6, p_nom_extendable=True,
                capital_cost=8_000)
    network.add("Link", "out", bus0="inside", bus1="z", efficiency=0.95, marginal_cost=0.4 * 0.95,
                p_nom_extendable=True)
    network.add("Store", "energy", bus="inside", e_nom_extendable=True, capital_cost=5_000, e_cyclic=True)

    def one_size(network, snapshots):
        size = network.model["Link-p_nom"]
        network.model.add_constraints(size.loc["in"] - 0.95 * size.loc["out"] == 0, name="one size")

    network.optimize(solver_name="highs", extra_functionality=one_size, include_objective_constant=False,
                     solver_options={"output_flag": False})
    found = solved(case)
    assert found.cost_usd == pytest.approx(network.objective, rel=1e-6)
    assert found.mw("energy_built", "new", 2030) == pytest.approx(network.stores.loc["energy", "e_nom_opt"], rel=1e-4)
    assert found.mw("energy_built", "new", 2030) > 1.0


def responding(*rows: tuple, **changes) -> Case:
    """Load of 90, 130, 150 MW, gas of 100 MW at 30 USD/MWh; hours count 10 times."""
    arguments = {
        "zones": [Zone("z", (90, 130, 150))], "generators": [Generator("gas", "z", 100, 30, credit=1.0)],
        "sites": [Site("c", "z")], "periods": [Period(3, 10.0)],
    }  # fmt: skip
    case = make_case(**{**arguments, **changes})
    labels = [f"r{number}" for number in range(len(rows))]
    return replace(case, responses=pd.DataFrame(list(rows), labels, list(RESPONSE_COLUMNS)))


def test_load_is_reduced_in_the_order_of_its_segments(tmp_path):
    """20 % of the load at 700, 15 MW at 200 USD/MWh; 5 MW in the last hour stay unserved at 10,000."""
    case = responding(("z", 0.0, 0.2, 700.0, np.inf, 0.0), ("z", 15.0, 0.0, 200.0, np.inf, 0.0))
    found = answer(case, EXACT, tmp_path)
    table = found.results.further["demand_response"]
    assert table["reduced_mw"].tolist() == near([0, 15, 30, 0, 15, 15])
    assert found.results.balance["reduced_mw"].tolist() == near([0, 30, 45])
    assert found.results.balance["unserved_mw"].tolist() == near([0, 0, 5])
    assert found.results.prices["price_usd_per_mwh"].tolist() == near([30, 700, 10_000])
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["demand_response"] == near(10 * (45 * 700 + 30 * 200))
    worth = found.results.limits.set_index(["kind", "label"])["shadow_price_usd_per_mw_year"]
    assert worth["demand response", "r1"] == near(10 * (500 + 9_800))


def test_hours_of_a_year_hold_back_what_costs_least(tmp_path):
    """15 MW for 12 hours of the 20 in which they are wanted: as much as possible in the dearest."""
    case = responding(("z", 15.0, 0.0, 200.0, 12.0, 0.0), ("z", 0.0, 0.21, 700.0, np.inf, 0.0))
    found = answer(case, EXACT, tmp_path)
    assert found.results.further["demand_response"]["reduced_mw"].tolist()[:3] == near([0, 3, 15])
    prices = found.results.shadow_prices
    told = prices[prices["family"] == "response_hours"]["shadow_price"].tolist()
    assert told == near([-500])
    more = solved(responding(("z", 15.0, 0.0, 200.0, 12.1, 0.0), ("z", 0.0, 0.21, 700.0, np.inf, 0.0))).cost_usd
    assert (more - solved(case).cost_usd) / (15.0 * 0.1) == near(-500)
    longer = case.responses.assign(hours_per_year=[11.0, np.inf])
    with pytest.raises(AuditFailed, match="hours of demand response"):
        audit(replace(case, responses=longer), found.results)
    smaller = case.responses.assign(reduced_mw=[14.0, 0.0], hours_per_year=[np.inf, np.inf])
    with pytest.raises(AuditFailed, match="demand response within its size"):
        audit(replace(case, responses=smaller), found.results)


def test_demand_response_counts_towards_the_margin(tmp_path):
    """165 MW of firm capacity are wanted: gas of 100 and 0.8 of 40 MW; 33 are missing."""
    case = responding(("z", 40.0, 0.0, 200.0, np.inf, 0.8), reserve_margins={"market": 0.1},
                      peak_load_mw={"market": 150})  # fmt: skip
    adequacy = answer(case, EXACT, tmp_path).results.adequacy
    assert adequacy["shortfall_mw"].tolist() == near([165 - 100 - 32])


def test_by_periods_and_as_one(tmp_path):
    """A yearly limit of hours ties the periods."""
    case = random_grid(2, 24, 8, periods=[Period(6, 366.0)] * 4, target_mw=600.0, value_of_lost_load=3000.0)
    rows = [["z0", 120.0, 0.0, 35.0, 500.0, 0.0], ["z1", 0.0, 0.05, 60.0, np.inf, 0.0]]
    case = replace(case, responses=pd.DataFrame(rows, ["a", "b"], list(RESPONSE_COLUMNS)))
    decomposed, whole = by_periods_and_as_one(case, tmp_path, 1e-6)
    assert decomposed == pytest.approx(whole, rel=1e-5)
    assert solved(case).shadow_price("response_hours", "a", 2030) < 0.0
    assert solved(case).mw("reduced", "a", 2030, ALL).sum() > 1.0
