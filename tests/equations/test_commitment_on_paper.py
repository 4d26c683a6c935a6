"""Linearised unit commitment, worked out on paper, against PyPSA, and by periods."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import COMMITMENT_COLUMNS, Case
from loadsite.run.answer import answer
from small_cases import Generator, Period, Site, Zone, make_case, random_grid
from solved import ALL, solved
from two_roads import by_periods_and_as_one
from worked_case import EXACT


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-5)


def committed(case: Case, usd_per_mw: float = 0.0, co2: float = 0.0, mmbtu: float = 0.0, cyclic: bool = False,
              **fleets: tuple[float, int, int]) -> Case:
    """Fleet = (minimum output, minimum up time, minimum down time); all pay the same for a start."""
    rows = [[least, up, down, mmbtu, co2] for least, up, down in fleets.values()]
    table = pd.DataFrame(rows, list(fleets), list(COMMITMENT_COLUMNS))
    usd = pd.DataFrame({year: usd_per_mw for year in case.horizon.years.index}, table.index)
    fleet = replace(case.fleet, commitment=table, start_usd_per_mw=usd)
    return replace(case, fleet=fleet, horizon=replace(case.horizon, cyclic=cyclic))


def night(load=(100, 40, 100), **changes) -> Case:
    """Coal of 100 MW at 20 USD/MWh beside gas at 45; in the second hour of three there is less load. Hours count twice.
    """
    arguments = {
        "zones": [Zone("z", load)], "generators": [Generator("coal", "z", 100, 20), Generator("gas", "z", 100, 45)],
        "sites": [Site("c", "z")], "periods": [Period(len(load), 2.0)],
    }  # fmt: skip
    return make_case(**{**arguments, **changes})


def test_without_a_cost_of_starts_a_fleet_follows_the_load():
    """40 of 100 MW are committed in the second hour, and 60 start again at no cost."""
    found = solved(committed(night(), coal=(0.6, 1, 1)))
    assert found.mw("generation", "coal", 2030, ALL) == near([100, 40, 100])
    assert found.mw("committed", "coal", 2030, 1) <= 40 / 0.6 + 1e-6
    assert found.cost_usd == near(2 * 240 * 20)


def test_a_start_costs_and_minimum_output_decides_how_much_shuts_down(tmp_path):
    """With 50 % minimum output at most 80 MW stay on for a load of 40; 20 MW shut down and start again at 15 USD/MW.

    One MW more at night keeps two MW on.
    """
    found = answer(committed(night(), 15.0, coal=(0.5, 1, 1)), EXACT, tmp_path)
    table = found.results.further["commitment"]
    assert table["committed_mw"].tolist() == near([100, 80, 100])
    assert table["started_mw"].tolist() == near([0, 0, 20]) and table["shut_mw"].tolist() == near([0, 20, 0])
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["starting"] == near(2 * 20 * 15) and costs["fuel"] == near(2 * 240 * 20)
    more = solved(committed(night((100, 40.5, 100)), 15.0, coal=(0.5, 1, 1))).cost_usd
    less = solved(committed(night((100, 40.0, 100)), 15.0, coal=(0.5, 1, 1))).cost_usd
    assert (more - less) / 0.5 == near(2 * (20 - 15 / 0.5))
    assert found.results.prices["price_usd_per_mwh"].tolist()[1] == near(20 - 15 / 0.5)
    least = found.results.hourly_shadow_prices["minimum_output"]["shadow_price"].tolist()
    assert least[1] == near(15 / 0.5)


def test_a_start_that_costs_more_than_power_elsewhere_does_not_happen():
    """Load in one hour of a round alone: a start of 20 USD/MW is less than the 25 USD/MWh saved, one of 30 is more."""
    case = night((0, 90, 0), periods=[Period(3)])
    assert solved(committed(case, 20.0, cyclic=True, coal=(0.5, 1, 1))).mw("generation", "coal", 2030, 1) == near(90)
    assert solved(committed(case, 30.0, cyclic=True, coal=(0.5, 1, 1))).mw("generation", "coal", 2030, 1) == near(0)


def test_what_has_started_stays_on_for_its_minimum_time():
    """Coal is worth 25 USD/MWh in the second hour of a round; on for three hours it must give half in the other two.

    Per MW committed: 25 saved at 90 of load, and in hours without load its half has nowhere to go.
    """
    case = night((0, 90, 0, 30), periods=[Period(4)])
    free = solved(committed(case, 1.0, cyclic=True, coal=(0.5, 1, 1)))
    assert free.mw("committed", "coal", 2030, ALL) == near([0, 90, 0, 30])
    held = solved(committed(case, 1.0, cyclic=True, coal=(0.5, 3, 1)))
    assert held.mw("committed", "coal", 2030, ALL) == near([0, 0, 0, 0]), "hours of no load lie within every three"


def test_what_has_shut_down_stays_off_for_its_minimum_time():
    """Load of 100, 0, 100, 100 in a round. All of coal must be off in the second hour and then stays off for two."""
    case = night((100, 0, 100, 100), periods=[Period(4)])
    found = solved(committed(case, 0.0, cyclic=True, coal=(0.5, 1, 2)))
    assert found.mw("committed", "coal", 2030, ALL) == near([100, 0, 0, 100])
    assert found.cost_usd == near(200 * 20 + 100 * 45)


def test_an_open_period_has_no_hour_before_its_first():
    """Committed in the first hour at no start; times that would reach before it do not hold anything."""
    case = night((90, 0, 0), periods=[Period(3)])
    found = solved(committed(case, 1000.0, coal=(0.5, 3, 3)))
    assert found.mw("generation", "coal", 2030, ALL) == near([90, 0, 0])
    assert found.mw("started", "coal", 2030, ALL) == near([0, 0, 0])


def test_committed_fleets_ramp_by_what_stays_on_and_start_at_their_minimum(tmp_path):
    """Ramp 20 %, minimum 30 %: 100 MW that start give at most 30 MW in that hour and 50 in the next."""
    case = night((0, 100, 100, 100), generators=[Generator("coal", "z", 100, 20, ramp=0.2),
                                                 Generator("gas", "z", 100, 45)])  # fmt: skip
    found = answer(committed(case, 1.0, coal=(0.3, 1, 1)), EXACT, tmp_path)
    output = found.results.dispatch[found.results.dispatch["generator"] == "coal"]["generation_mw"]
    assert output.tolist() == near([0, 30, 50, 70])


def test_carbon_of_starts_is_told_and_paid(tmp_path):
    case = replace(night(), prices=replace(night().prices, co2_usd_per_t=10.0))
    found = answer(committed(case, 15.0, co2=0.2, coal=(0.5, 1, 1)), EXACT, tmp_path)
    assert found.results.emissions["co2_t"].sum() == near(2 * 20 * 0.2)
    assert found.results.costs.set_index("term")["usd"]["emissions_cost"] == near(2 * 20 * 0.2 * 10)


def test_fuel_of_starts_follows_the_price_of_the_hour(tmp_path):
    """A start burns 5 MMBtu/MW; in the third hour it costs 0.1 USD/MMBtu more, at a heat rate of 8."""
    case = night(generators=[Generator("coal", "z", 100, 20, heat_rate=8.0), Generator("gas", "z", 100, 45)])
    added = pd.DataFrame([[0.0, 0.0, 0.8]], ["coal"], range(3))
    case = replace(case, fleet=replace(case.fleet, fuel_added_usd_per_mwh=added))
    found = answer(committed(case, 15.0, mmbtu=5.0, coal=(0.5, 1, 1)), EXACT, tmp_path)
    assert found.results.costs.set_index("term")["usd"]["starting"] == near(2 * 20 * (15 + 5 * 0.1))


FAULTS = {
    "committed of what stands": ("committed_mw", 0, 101.0), "minimum output": ("committed_mw", 1, 90.0),
    "starts and shutdowns": ("started_mw", 2, 10.0), "output of what is committed": ("committed_mw", 0, 90.0),
    "costs term by term": ("started_mw", 2, 21.0),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_names_what_is_wrong(fault, tmp_path):
    found = answer(committed(night(), 15.0, coal=(0.5, 1, 1)), EXACT, tmp_path)
    column, row, value = FAULTS[fault]
    table = found.results.further["commitment"].copy()
    table.loc[row, column] = value
    with pytest.raises(AuditFailed, match=fault):
        audit(found.solve.case, replace(found.results, further={"commitment": table}))


@pytest.mark.parametrize(("column", "fault"), [(1, "minimum up time"), (2, "minimum down time")])
def test_the_audit_recomputes_minimum_times(column, fault, tmp_path):
    """Four hours of which the third has load again: what starts in it is off in the fourth."""
    case = night((100, 0, 60, 0))
    found = answer(committed(case, 1.0, coal=(0.5, 1, 1)), EXACT, tmp_path)
    times = [0.5, 1, 1]
    times[column] = 2 if column == 1 else 3
    with pytest.raises(AuditFailed, match=fault):
        audit(committed(case, 1.0, coal=tuple(times)), found.results)


def test_by_periods_and_as_one(tmp_path):
    """Standing, new and retiring fleets, ramps, minimum times and closed periods."""
    case = random_grid(2, 24, 6, periods=[Period(6, 366.0)] * 4, target_mw=300.0)
    fleets = {"z0.coal": (0.8, 4, 3), "z0.gas": (0.7, 2, 2), "z1.new_gas": (0.8, 2, 3), "z1.coal": (0.9, 3, 3)}
    case = committed(case, 3.0, cyclic=True, **fleets)
    may = pd.DataFrame([[2030, 0.0]], ["z1.coal"], ["from_year", "kept_mw"])
    case = replace(case, fleet=replace(case.fleet, retirement=may))
    decomposed, whole = by_periods_and_as_one(case, tmp_path)
    assert decomposed == pytest.approx(whole, rel=1e-6)
    assert solved(case).mw("started", ALL, ALL, ALL).sum() > 10.0


@pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `pypsa`")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_pypsa_commits_alike():
    """PyPSA's linearised unit commitment of two fleets over eight hours; at equal costs of starts and shutdowns it would
    tighten its program further.
    """
    pypsa = pytest.importorskip("pypsa")
    load = (260, 180, 120, 90, 150, 280, 300, 210)
    fleets = {"coal": (0.5, 3, 2), "cc": (0.4, 2, 2)}
    case = committed(night(load, generators=[
        Generator("coal", "z", 150, 20), Generator("cc", "z", 120, 34), Generator("oil", "z", 100, 120),
    ], periods=[Period(8)]), 90.0, **fleets)  # fmt: skip
    network = pypsa.Network()
    network.set_snapshots(range(8))
    network.add("Bus", "z")
    network.add("Load", "load", bus="z", p_set=pd.Series(load, network.snapshots, dtype=float))
    for name, mw, usd in (("coal", 150, 20), ("cc", 120, 34)):
        least, up, down = fleets[name]
        network.add("Generator", name, bus="z", p_nom=mw, marginal_cost=usd, committable=True, p_min_pu=least,
                    start_up_cost=90.0 * mw, shut_down_cost=0.0, min_up_time=up, min_down_time=down,
                    up_time_before=1, down_time_before=0)  # fmt: skip
    network.add("Generator", "oil", bus="z", p_nom=100, marginal_cost=120)
    network.optimize(solver_name="highs", linearized_unit_commitment=True, include_objective_constant=False,
                     solver_options={"output_flag": False})
    found = solved(case)
    assert found.mw("started", "coal", 2030, ALL).sum() + found.mw("started", "cc", 2030, ALL).sum() > 1.0
    assert found.cost_usd == pytest.approx(network.objective, rel=1e-6)
