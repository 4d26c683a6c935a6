"""From the files of the tiny study to its Case, figure by figure."""

from __future__ import annotations

import dataclasses
from math import inf, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs import Case, read_case, read_scenario
from loadsite.inputs.case import Hosting, Target
from tiny_study import availability_frame, edit, load_frame, write_tiny_study


def two_years(text: str) -> str:
    """The scenario asked for 2029 and 2033."""
    return edit("{2030: 300}", "{2029: 100, 2033: 300}")(edit("years: [2030]", "years: [2029, 2033]")(text))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read_case(write_tiny_study(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read_case(write_tiny_study(tmp_path_factory.mktemp("study"), scenario=two_years))


def annuity(rate: float, years: int) -> float:
    return rate / (1 - (1 + rate) ** -years)


def test_the_scenario_alone_says_how_to_solve(tmp_path: Path) -> None:
    scenario = read_scenario(write_tiny_study(tmp_path))
    assert (scenario.solve.threads, scenario.solve.time_limit_s) == (1, 60)
    assert scenario.transmission.life_years == 40, "a key left out has its default"


def test_lines_carry_the_published_limit(case: Case) -> None:
    assert case.grid.lines.loc["SOUTH>NORTH", "capacity_mw"] == 300


@pytest.mark.parametrize(("limits", "capacity_mw"), [("low", 200), ("high", 400)])
def test_lines_carry_the_limit_asked_for(limits: str, capacity_mw: float, tmp_path: Path) -> None:
    case = read_case(write_tiny_study(tmp_path, scenario=edit("limits: published", f"limits: {limits}")))
    assert case.grid.lines.loc["SOUTH>NORTH", "capacity_mw"] == capacity_mw


def test_a_corridor_costs_an_annuity_and_upkeep(case: Case) -> None:
    """200 km x 1000 USD/MW-km = 200,000 USD/MW, over 40 years at 5 %, and 1.5 % a year."""
    cost = case.grid.corridors.loc["NORTH-SOUTH", "build_usd_per_mw_year"]
    assert cost == pytest.approx(200_000 * (annuity(0.05, 40) + 0.015))


def test_a_corridor_opens_after_its_lead_time(case: Case, later: Case) -> None:
    """4 and 8 years from the end of 2025: 2029 and 2033."""
    assert case.grid.corridor_limit_mw[2030].to_dict() == {"NORTH-SOUTH": 500, "ISLE-SOUTH": 0}
    assert later.grid.corridor_limit_mw[2029].to_dict() == {"NORTH-SOUTH": 500, "ISLE-SOUTH": 0}
    assert later.grid.corridor_limit_mw[2033].to_dict() == {"NORTH-SOUTH": 500, "ISLE-SOUTH": 300}


def test_load_grows_along_straight_lines(case: Case) -> None:
    """NORTH: 1 in 2024 and 1.5 in 2034, so 1.3 in 2030."""
    assert case.grid.load_factor.loc["NORTH", 2030] == pytest.approx(1.3)


def test_load_growth_is_relative_to_the_load_year(tmp_path: Path) -> None:
    """With 2 in the load year and 3 in 2034, 2030 has 2.6 / 2."""
    grown = edit("NORTH,2024,1\nNORTH,2034,1.5", "NORTH,2024,2\nNORTH,2034,3")
    case = read_case(write_tiny_study(tmp_path, load_growth=grown))
    assert case.grid.load_factor.loc["NORTH", 2030] == pytest.approx(1.3)


def test_the_peak_of_a_market_is_that_of_its_zones_together(tmp_path: Path) -> None:
    """NORTH peaks in one hour at 1000, SOUTH in another at 800; together they never exceed 1000 x 1.3 + 100 x 1.12."""
    load = load_frame().assign(NORTH=100.0, SOUTH=100.0)
    load.loc[10, "NORTH"], load.loc[5000, "SOUTH"] = 1000.0, 800.0
    case = read_case(write_tiny_study(tmp_path, load=load))
    assert case.grid.peak_load_mw.loc["M1", 2030] == pytest.approx(1000 * 1.3 + 100 * 1.12)


def test_the_peak_is_that_of_the_whole_year_whatever_the_window(case: Case) -> None:
    load = load_frame()
    assert case.grid.peak_load_mw.loc["M2", 2030] == pytest.approx(load["ISLE"].max() * 1.06)


def test_reserve_margins_can_be_left_out(case: Case, tmp_path: Path) -> None:
    assert case.grid.reserve_margins["margin_share"].to_dict() == {"M1": 0.15, "M2": 0.1}
    without = read_case(write_tiny_study(tmp_path, scenario=edit("reserve_margins: true", "reserve_margins: false")))
    assert without.grid.reserve_margins.empty


def test_fleets_retire_year_by_year(later: Case) -> None:
    """500 MW of coal, 200 gone in 2028 and 300 in 2032."""
    assert later.fleet.existing_mw.loc["NORTH.coal"].to_dict() == {2029: 300, 2033: 0}


def test_fuel_costs_price_times_heat_rate(case: Case) -> None:
    """Gas in NORTH: 3 in 2025, 5 in 2035, so 4 USD/MMBtu in 2030; times 7 and 6.4 MMBtu/MWh."""
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc", 2030] == pytest.approx(28)
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc.new", 2030] == pytest.approx(25.6)
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.wind", 2030] == 0


def test_a_single_price_holds_in_every_year(later: Case) -> None:
    assert later.fleet.fuel_usd_per_mwh.loc["ISLE.gas_ct"].tolist() == [60, 60]


def test_burning_fuel_emits(case: Case) -> None:
    """53 kg/MMBtu x 7 MMBtu/MWh = 0.371 t/MWh."""
    assert case.fleet.generators.loc["NORTH.gas_cc", "co2_t_per_mwh"] == pytest.approx(0.371)
    assert case.fleet.generators.loc["SOUTH.solar", "co2_t_per_mwh"] == 0


def test_what_can_be_built_is_what_has_costs_and_a_place_in_the_plan(case: Case) -> None:
    """Not coal and hydro, which have no costs; not gas_recip, which no plan counts: it is on-site generation only."""
    built = case.fleet.generators[case.fleet.generators["candidate"]]
    assert set(built["technology"]) == {"gas_cc", "gas_ct", "solar", "wind"}
    assert set(built["zone"]) == {"NORTH", "SOUTH", "ISLE"}
    assert case.storage_fleet.storage.index.tolist() == [
        "SOUTH.battery", "NORTH.battery.new", "SOUTH.battery.new", "ISLE.battery.new"]


def test_building_costs_an_annuity_at_the_technology_s_own_rate(case: Case) -> None:
    """Combined cycle: 2400 in 2025, 2000 in 2035, so 2200 USD/kW in 2030, over 30 years at 6 %."""
    cost = case.fleet.build_usd_per_mw_year.loc["SOUTH.gas_cc.new", 2030]
    assert cost == pytest.approx(2200 * 1000 * annuity(0.06, 30))
    assert case.fleet.fixed_usd_per_mw_year.loc["SOUTH.gas_cc.new", 2030] == 30_000


def test_a_technology_without_a_rate_takes_the_scenario_s(case: Case) -> None:
    cost = case.fleet.build_usd_per_mw_year.loc["SOUTH.gas_ct.new", 2030]
    assert cost == pytest.approx(1500 * 1000 * annuity(0.05, 30))


def test_nothing_is_built_before_its_lead_time(later: Case) -> None:
    """Combined cycle takes 5 years from the end of 2025: not 2029, but 2033."""
    assert later.fleet.build_limit_mw.loc["NORTH.gas_cc.new"].to_dict() == {2029: 0, 2033: inf}
    assert later.fleet.build_limit_mw.loc["NORTH.gas_cc"].to_dict() == {2029: 0, 2033: 0}


def test_the_pace_is_the_country_s_times_the_zone_s_share_times_the_years(later: Case) -> None:
    """Wind in NORTH: 2 GW/year x 0.2 x 4 years from 2025 to 2029, and 4 more to 2033."""
    assert later.build_out.annual_build_limit_mw.loc["wind.NORTH"].to_dict() == {2029: 1600, 2033: 1600}
    assert later.fleet.generators.loc["NORTH.wind.new", "annual_build"] == "wind.NORTH"


def test_technologies_of_one_kind_share_a_pace(case: Case) -> None:
    gas = case.fleet.generators.index[case.fleet.generators["annual_build"] == "gas.ISLE"]
    assert list(gas) == ["ISLE.gas_cc.new", "ISLE.gas_ct.new"]


def test_what_the_plan_does_not_name_is_not_built(tmp_path: Path) -> None:
    case = read_case(write_tiny_study(tmp_path, plan=edit("  wind: 2\n", "")))
    assert case.build_out.annual_build_limit_mw.loc["wind.NORTH", 2030] == 0


def test_another_apportionment_is_another_column(tmp_path: Path) -> None:
    case = read_case(write_tiny_study(tmp_path, plan=edit("population", "capacity")))
    assert case.build_out.annual_build_limit_mw.loc["wind.NORTH", 2030] == pytest.approx(2 * 0.3 * 1000 * 5)


def test_a_queue_caps_until_its_year(later: Case) -> None:
    assert later.build_out.queue_limit_mw.loc["wind.NORTH"].to_dict() == {2029: 900, 2033: inf}
    assert later.build_out.queue_limit_mw.loc["solar.SOUTH"].to_dict() == {2029: inf, 2033: inf}
    assert later.fleet.generators.loc["SOUTH.wind.new", "queue"] == "", "no queue, no cap"


def test_weather_fleets_give_what_the_profile_says(case: Case) -> None:
    """12 August, 20:00: the same month, day and hour of the weather year."""
    weather = availability_frame().set_index("hour_utc").loc[pd.Timestamp("2012-08-12 20:00", tz="UTC")]
    assert case.fleet.availability.loc["SOUTH.solar", 20] == weather["solar.SOUTH"]
    assert case.fleet.availability.loc["SOUTH.solar.new", 20] == weather["solar.SOUTH"]


def test_firm_fleets_give_one_minus_their_outage(case: Case) -> None:
    assert (case.fleet.availability.loc["ISLE.gas_ct"] == 0.9).all()
    assert (case.fleet.availability.loc["ISLE.gas_cc.new"] == 0.95).all()


def test_hydro_has_an_outage_and_a_budget_of_energy(case: Case) -> None:
    weather = availability_frame().set_index("hour_utc").loc[pd.Timestamp("2012-08-12 07:00", tz="UTC")]
    assert (case.fleet.availability.loc["ISLE.hydro"] == 0.95).all()
    assert case.fleet.energy_availability.index.tolist() == ["ISLE.hydro"]
    assert case.fleet.energy_availability.loc["ISLE.hydro", 7] == weather["hydro.ISLE"]


def test_a_leap_day_of_the_weather_year_is_left_out_of_a_common_load_year(tmp_path: Path) -> None:
    def march(text: str) -> str:
        return text.replace("load_year: 2024", "load_year: 2023").replace("2024-08-12", "2023-03-01").replace(
            "2024-08-13", "2023-03-02")

    grown = edit("NORTH,2024", "NORTH,2023")
    case = read_case(write_tiny_study(
        tmp_path, scenario=march, load=load_frame(2023),
        load_growth=lambda text: grown(text).replace("SOUTH,2024", "SOUTH,2023").replace("ISLE,2024", "ISLE,2023")))
    weather = availability_frame().set_index("hour_utc").loc[pd.Timestamp("2012-03-01 05:00", tz="UTC")]
    assert case.fleet.availability.loc["NORTH.wind", 5] == weather["wind.NORTH"]
    assert case.horizon.snapshots["weight_h"].sum() == pytest.approx(8760)


def test_weather_of_the_load_year_itself_is_taken_as_it_is(tmp_path: Path) -> None:
    own = availability_frame(2024)
    case = read_case(write_tiny_study(tmp_path, availability=own))
    weather = own.set_index("hour_utc").loc[pd.Timestamp("2024-08-12 05:00", tz="UTC")]
    assert case.fleet.availability.loc["NORTH.wind", 5] == weather["wind.NORTH"]


def test_storage_loses_the_same_on_both_ways(case: Case) -> None:
    old = case.storage_fleet.storage.loc["SOUTH.battery"]
    assert (old["power_mw"], old["energy_mwh"], old["availability"]) == (100, 200, 0.98)
    assert old["charge_efficiency"] == old["discharge_efficiency"] == pytest.approx(sqrt(0.81))


def test_a_site_s_limit_follows_its_phases(case: Case, later: Case, tmp_path: Path) -> None:
    """100 MW from 2028, 400 MW from 2031, whatever limit_mw says; nothing before; without phases limit_mw."""
    assert case.sites.limit_mw.loc["plain", 2030] == 100
    assert later.sites.limit_mw.loc["plain"].to_dict() == {2029: 100, 2033: 400}
    assert later.sites.limit_mw.loc["cove"].to_dict() == {2029: 200, 2033: 200}
    early = read_case(write_tiny_study(tmp_path, site_phases=edit("plain,2028,100\n", "")))
    assert early.sites.limit_mw.loc["plain", 2030] == 0


def test_zone_state_and_market_come_from_where_the_site_lies(case: Case) -> None:
    assert case.sites.sites.loc["plain", ["zone", "state", "market"]].tolist() == ["NORTH", "AA", "M1"]
    assert case.sites.sites.loc["cove", ["zone", "state", "market"]].tolist() == ["ISLE", "BB", "M2"]


def test_sites_of_another_reference_system_are_brought_to_longitude_and_latitude(tmp_path: Path) -> None:
    """Easting and northing in web mercator of -99, 34 and -95, 33."""
    def mercator(text: str) -> str:
        text = edit("-99.0,\n     34.0", "-11020629.58,\n     4028802.03")(text)
        text = edit("-95.0,\n     33.0", "-10575351.62,\n     3895303.96")(text)
        named = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}'
        return edit('"FeatureCollection"', f'"FeatureCollection", {named}')(text)

    case = read_case(write_tiny_study(tmp_path, sites=mercator))
    assert case.sites.sites["longitude"].tolist() == pytest.approx([-99, -95], abs=1e-6)
    assert case.sites.sites["latitude"].tolist() == pytest.approx([34, 33], abs=1e-6)


def test_an_island_joins_the_grid_in_its_year(later: Case) -> None:
    assert later.sites.on_grid.loc["cove"].to_dict() == {2029: 0, 2033: 1}
    assert later.sites.on_grid.loc["plain"].to_dict() == {2029: 1, 2033: 1}


def test_a_connection_is_station_and_line(case: Case, later: Case) -> None:
    """plain: 100,000 + 15 km (the scenario's) x 2000 USD/MW-km; cove: 150,000 + 5 km x 4000; over 40 years at 5 %."""
    assert case.sites.connection_usd_per_mw_year["plain"] == pytest.approx(130_000 * annuity(0.05, 40))
    assert case.sites.connection_usd_per_mw_year["cove"] == 0, "off-grid in all model years"
    assert later.sites.connection_usd_per_mw_year["cove"] == pytest.approx(170_000 * annuity(0.05, 40))


def test_onsite_burns_the_fuel_of_its_zone(case: Case) -> None:
    """Gas at 6 USD/MMBtu in ISLE x 9 MMBtu/MWh + 8; 2000 USD/kW over 20 years at 8 %, and 35 USD/kW-year."""
    assert case.sites.onsite_usd_per_mwh.loc["cove", 2030] == pytest.approx(62)
    cost = case.sites.onsite_build_usd_per_mw_year.loc["cove", 2030]
    assert cost == pytest.approx(2000 * 1000 * annuity(0.08, 20) + 35_000)
    assert case.sites.sites.loc["cove", "onsite_availability"] == pytest.approx(0.92)
    assert case.sites.sites.loc["cove", "onsite_co2_t_per_mwh"] == pytest.approx(53 * 9 / 1000)
    assert case.sites.onsite_build_usd_per_mw_year.loc["plain", 2030] == 0
    assert list(case.sites.with_onsite) == ["cove"]


def test_only_the_sites_asked_for(tmp_path: Path) -> None:
    case = read_case(write_tiny_study(tmp_path, scenario=lambda text: text + "only_sites: [cove]\n"))
    assert case.sites.sites.index.tolist() == ["cove"]


def test_a_target_with_its_price(case: Case) -> None:
    assert isinstance(case.placement, Target)
    assert case.placement.target_mw.to_dict() == {2030: 300}
    assert case.placement.shortfall_usd_per_mw_year == 5_000_000
    assert case.placement.unserved_limit_share is None


def test_a_target_without_a_price_may_not_be_missed(tmp_path: Path) -> None:
    firm = edit("  shortfall_usd_per_mw_year: 5000000", "  unserved_limit_share: 0.001")
    case = read_case(write_tiny_study(tmp_path, scenario=firm))
    assert isinstance(case.placement, Target)
    assert case.placement.shortfall_usd_per_mw_year == inf
    assert case.placement.unserved_limit_share == 0.001


def test_hosting_asks_for_the_most_that_fits(tmp_path: Path) -> None:
    place = "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000\n"
    hosting = edit(place, "host: {unserved_limit_share: 0.00002}\n")
    assert read_case(write_tiny_study(tmp_path, scenario=hosting)).placement == Hosting(0.00002)


def test_model_years_stand_for_the_years_until_the_next(later: Case, case: Case) -> None:
    """2029 stands for 2029 to 2032, 2033 for as many, discounted to 2029 at 5 %; a single year counts once."""
    four = sum(1.05**-k for k in range(4))
    weights = later.horizon.years["present_value_weight"]
    assert weights.to_dict() == pytest.approx({2029: four, 2033: four * 1.05**-4})
    assert case.horizon.years["present_value_weight"].to_dict() == {2030: 1}


def test_everything_says_where_it_stands(case: Case) -> None:
    assert str(case.origins["lines", "SOUTH>NORTH"]) == "lines.csv:3"
    assert str(case.origins["generators", "NORTH.coal"]) == "generators.csv:3"
    assert str(case.origins["generators", "NORTH.wind.new"]) == "technologies.csv:6"
    assert str(case.origins["storage", "NORTH.battery.new"]) == "technologies.csv:8"
    assert str(case.origins["queue", "solar.SOUTH"]) == "queues.csv:3"
    assert str(case.origins["annual_build", "solar.SOUTH"]) == "tiny_plan.yaml:5"
    assert str(case.origins["site_phases", ("plain", 2031)]) == "site_phases.csv:3"
    assert str(case.origins["scenario", "place.target_mw"]) == "tiny.yaml:8"


def test_every_file_read_has_its_hash(case: Case, tmp_path: Path) -> None:
    assert len(case.input_hashes) == 3 + 17 + 2
    other = read_case(write_tiny_study(tmp_path, lines=edit("AC,400", "AC,401")))
    different = {file for file in case.input_hashes if case.input_hashes[file] != other.input_hashes[file]}
    assert different == {"../sites/tiny/lines.csv"}


def test_a_case_is_frozen(case: Case) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.name = "another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        case.origins["a", "b"] = "c"  # type: ignore[index]


def test_the_order_of_rows_changes_nothing_but_the_order(case: Case, tmp_path: Path) -> None:
    def reverse(text: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([head, *reversed(rows)]) + "\n"

    other = read_case(write_tiny_study(
        tmp_path, lines=reverse, generators=reverse, fuel_prices=reverse, load_growth=reverse, retirements=reverse,
        site_phases=reverse, technology_costs=reverse))
    for frame in ("existing_mw", "fuel_usd_per_mwh", "build_usd_per_mw_year"):
        one, two = getattr(case.fleet, frame), getattr(other.fleet, frame)
        assert np.array_equal(one, two.loc[one.index])
    assert np.array_equal(case.sites.limit_mw, other.sites.limit_mw)
