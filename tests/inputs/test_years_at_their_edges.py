"""What happens in a year has happened by that model year, and not by the one before: retirements, phases, lead times,
queues, rights of way, off-grid campuses. Read with model years right at the edges.
"""

from __future__ import annotations

from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs import Case, read_case
from loadsite.inputs.calendar import hours_of
from loadsite.inputs.case import Target
from loadsite.inputs.representative import YearInHours, choose_periods
from tiny_study import availability_frame, edit, load_frame, write_tiny_study


def asked_for(*years: int):
    """The scenario asked for these model years."""
    targets = ", ".join(f"{year}: 100" for year in years)
    return lambda text: edit("{2030: 300}", f"{{{targets}}}")(edit("years: [2030]", f"years: {list(years)}")(text))


def case_of(folder: Path, *years: int, **overrides) -> Case:
    return read_case(write_tiny_study(folder, scenario=asked_for(*years), **overrides))


@pytest.fixture(scope="module")
def edges(tmp_path_factory) -> Case:
    return case_of(tmp_path_factory.mktemp("edges"), 2027, 2028, 2031, 2032, 2033)


def test_a_fleet_is_gone_in_the_year_it_leaves(edges: Case) -> None:
    """Of 500 MW of coal 200 leave in 2028 and 300 in 2032."""
    assert edges.fleet.existing_mw.loc["NORTH.coal"].to_dict() == {2027: 500, 2028: 300, 2031: 300, 2032: 0, 2033: 0}


def test_retirements_of_one_fleet_add_up(tmp_path: Path) -> None:
    """100 and 150 MW have left by 2030, whatever the order of the rows."""
    rows = "generator,year,retired_mw\nNORTH.coal,2029,150\nNORTH.coal,2027,100\nISLE.gas_ct,2030,70\n"
    case = case_of(tmp_path, 2030, retirements=rows)
    assert case.fleet.existing_mw.loc[["NORTH.coal", "ISLE.gas_ct"], 2030].tolist() == [250, 230]


def test_what_has_left_by_the_base_year_is_a_mistake(complaints) -> None:
    assert "leaves in 2025; expected a year after the base year 2025" in complaints(
        retirements="generator,year,retired_mw\nNORTH.coal,2025,100\n"
    )


def test_phases_begin_in_their_year(edges: Case) -> None:
    """100 MW from 2028 and 400 MW from 2031."""
    assert edges.sites.limit_mw.loc["plain"].to_dict() == {2027: 0, 2028: 100, 2031: 400, 2032: 400, 2033: 400}


def test_an_island_draws_from_its_year_on(edges: Case) -> None:
    assert edges.sites.on_grid.loc["cove"].to_dict() == {2027: 0, 2028: 0, 2031: 0, 2032: 1, 2033: 1}


def test_a_queue_holds_up_to_its_year(edges: Case) -> None:
    """900 MW of wind until 2032, 1,500 MW of sun until 2028."""
    queues = edges.build_out.queue_limit_mw
    assert queues.loc["wind.NORTH"].to_dict() == {2027: 900, 2028: 900, 2031: 900, 2032: 900, 2033: inf}
    assert queues.loc["solar.SOUTH"].to_dict() == {2027: 1500, 2028: 1500, 2031: inf, 2032: inf, 2033: inf}


def test_lead_times_end_in_their_year(edges: Case, tmp_path: Path) -> None:
    """From the end of 2025: turbines 3, combined cycles 5, sun 2, batteries 1 year; rights of way 4 and 8."""
    first = {"gas_ct": 2028, "gas_cc": 2031, "solar": 2027}
    fleet = edges.fleet.generators
    for technology, year in first.items():
        own = edges.fleet.build_limit_mw[(fleet["technology"] == technology) & fleet["candidate"]]
        may = [column for column in own.columns if (own[column] > 0).any()]
        assert may[0] == year, technology
    case = case_of(tmp_path, 2028, 2029, 2033)
    assert case.grid.corridor_limit_mw.loc["NORTH-SOUTH"].tolist() == [0, 500, 500]
    assert case.grid.corridor_limit_mw.loc["ISLE-SOUTH"].tolist() == [0, 0, 300]


def test_a_pace_waits_for_the_fastest_of_its_technologies(edges: Case) -> None:
    """1,000 MW of gas a year, a fifth of it in NORTH: by 2027 two years' worth, which turbines cannot yet take; by 2028
    three, from then on from model year to model year.
    """
    assert edges.build_out.annual_build_limit_mw.loc["gas.NORTH"].to_dict() == pytest.approx(
        {2027: 400, 2028: 600, 2031: 600, 2032: 200, 2033: 200}
    )


def test_present_values_stand_for_the_years_until_the_next(edges: Case) -> None:
    """2027 for itself at 1; 2028 for 2028 to 2030; the last for as long as the one before it, one year."""
    weights = edges.horizon.years["present_value_weight"]
    v = 1 / 1.05
    assert weights.to_dict() == pytest.approx({2027: 1.0, 2028: v + v**2 + v**3, 2031: v**4, 2032: v**5, 2033: v**6})
    assert weights.index.tolist() == [2027, 2028, 2031, 2032, 2033]


def test_the_last_model_year_stands_for_as_long_as_the_one_before(tmp_path: Path) -> None:
    weights = case_of(tmp_path, 2028, 2031).horizon.years["present_value_weight"]
    v = 1 / 1.05
    assert weights.to_dict() == pytest.approx({2028: 1 + v + v**2, 2031: v**3 + v**4 + v**5})


def test_a_window_begins_with_its_first_hour(tmp_path: Path) -> None:
    """12 August is the 225th day of 2024: hour 224 x 24 of the load, and its weather; 366 times a day."""
    case = case_of(tmp_path, 2030)
    first = case.horizon.snapshots.iloc[0]
    assert first["time_utc"] == pd.Timestamp("2024-08-12", tz="UTC") and first["weight_h"] == 366.0
    assert (case.horizon.periods["first"].tolist(), case.horizon.periods["last"].tolist()) == ([0], [23])
    load = load_frame()
    assert case.grid.load_mw.loc["NORTH"].tolist() == load["NORTH"].iloc[224 * 24 : 225 * 24].tolist()
    at_hour = availability_frame().set_index("hour_utc")["solar.SOUTH"]
    same = at_hour[(at_hour.index.month == 8) & (at_hour.index.day == 12)]
    assert case.fleet.availability.loc["SOUTH.solar"].tolist() == same.tolist()


def test_hours_of_another_time_zone_are_not_taken(complaints) -> None:
    said = complaints(scenario=edit("from_utc: 2024-08-12T00:00", 'from_utc: "2024-08-12T00:00+02:00"'))
    assert "is not a whole hour in UTC" in said


def test_fixed_cost_of_new_plants_is_per_kw(edges: Case) -> None:
    """30 USD/kW a year of a combined cycle, 25 of a battery; on-site generation pays 35 with its annuity, 8 % and 20
    years."""
    fixed = edges.fleet.fixed_usd_per_mw_year
    assert (fixed.loc[[label for label in fixed.index if ".gas_cc" in label and "new" in label], 2031] == 30_000).all()
    storage_fleet = edges.storage_fleet.fixed_usd_per_mw_year
    assert (storage_fleet.loc[edges.storage_fleet.storage["candidate"], 2031] == 25_000).all()
    recovery = 0.08 / (1 - 1.08**-20)
    own = edges.sites.onsite_build_usd_per_mw_year.loc["cove", 2031]
    assert own == pytest.approx(2_000_000 * recovery + 35_000)
    assert edges.sites.sites.loc["cove", "onsite_availability"] == pytest.approx(0.92)


def test_the_contract_and_the_reliability_limit_are_those_of_the_scenario(tmp_path: Path) -> None:
    asked = edit(
        "shortfall_usd_per_mw_year: 5000000", "shortfall_usd_per_mw_year: 5000000\n  unserved_limit_share: 0.00002"
    )
    case = read_case(write_tiny_study(tmp_path, scenario=asked))
    assert isinstance(case.placement, Target) and case.placement.unserved_limit_share == 0.00002
    contract = case.contract
    assert (contract.interruptible_share, contract.interruption_energy_share,
        contract.interruption_usd_per_mwh) == (0.25, 0.005, 300.0)
    assert contract.watts_per_chip == 2250.0


def test_chained_levels_close_where_the_next_period_opens(tmp_path: Path) -> None:
    """Three days: 0 to 1, 1 to 2, and 2 to 0 again."""
    window = "until_utc: 2024-08-15T00:00\n  period: day\n  state_of_charge: inter_period"
    case = read_case(write_tiny_study(tmp_path, scenario=edit("until_utc: 2024-08-13T00:00", window)))
    periods = case.horizon.periods
    assert list(zip(periods["opening_boundary"], periods["closing_boundary"], strict=True)) == [(0, 1), (1, 2), (2, 0)]
    assert (periods["first"].tolist(), periods["last"].tolist()) == ([0, 24, 48], [23, 47, 71])


def test_hydro_may_run_at_all_it_has_in_an_hour(edges: Case) -> None:
    """Its outage of 5 % limits the hour, its water only the day."""
    assert (edges.fleet.availability.loc["ISLE.hydro"] == 0.95).all()


def test_a_group_of_days_is_represented_by_its_middle() -> None:
    """Days of 10, 11 and 15 MW and a few of 100: 11 is nearest to the mean of the low ones, 12."""
    load = np.repeat([10.0, 11.0, 15.0, 100.0, 101.0, 400.0], 24)
    index = hours_of(2024)[: len(load)]
    chosen = choose_periods(YearInHours(pd.DataFrame({"M": load}, index=index), pd.DataFrame(index=index)), 24, 3)
    assert chosen.starts[0] == 24 and chosen.weights[0] == 3.0


def test_values_of_a_table_do_not_depend_on_the_order_of_its_rows(tmp_path: Path) -> None:
    """NORTH gas at 3 USD in 2025 and 5 in 2035: 4.2 in 2031."""
    case = case_of(
        tmp_path, 2031, fuel_prices=edit("NORTH,gas,2025,3\nNORTH,gas,2035,5", "NORTH,gas,2035,5\nNORTH,gas,2025,3")
    )
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc", 2031] == pytest.approx(7 * 4.2)


def test_a_table_that_begins_too_late_is_told(complaints) -> None:
    said = complaints(fuel_prices=edit("NORTH,gas,2025,3", "NORTH,gas,2032,3"))
    assert '"NORTH.gas" has values for 2032 to 2035; expected one for 2030 as well' in said


def test_the_words_say_by_how_much_three_days_miss_the_energy_of_the_year(tmp_path: Path) -> None:
    window = "resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00"
    asked = edit(window, "resolution: days\n  count: 3")
    case = read_case(write_tiny_study(tmp_path, scenario=asked))
    load = load_frame().set_index("hour_utc").to_numpy().sum()
    stands_for = case.grid.load_mw.to_numpy().sum(axis=0) @ case.horizon.snapshots["weight_h"].to_numpy()
    missed = 100 * (stands_for / load - 1)
    assert len(set(case.horizon.periods["weight"])) > 1 and abs(missed) > 0.1
    assert f"yearly energy against all hours: load {missed:+.1f} %" in case.horizon.resolution
