"""From the files to the years of a Case: pace, lead times, vintages, phases, load and present value, by figure.

The tiny study's plan: 1 GW of gas a year in the country, of which a fifth in NORTH; combined cycles take 5 years from
the end of 2025, turbines 3, engines behind the meter 1.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path

import pytest

from loadsite.errors import InputError
from loadsite.inputs import Case, read_case
from tiny_study import edit, write_tiny_study


def asked_for(targets: dict[int, float]) -> Callable[[str], str]:
    """The scenario with these model years and MW of campus."""
    said = ", ".join(f"{year}: {mw}" for year, mw in targets.items())

    def edited(text: str) -> str:
        text = edit("years: [2030]", f"years: [{', '.join(map(str, targets))}]")(text)
        return edit("{2030: 300}", f"{{{said}}}")(text)

    return edited


def case_of(folder: Path, *years: int, **overrides: object) -> Case:
    return read_case(write_tiny_study(folder, scenario=asked_for(dict.fromkeys(years, 100)), **overrides))


def test_the_pace_counts_every_calendar_year_once(tmp_path: Path) -> None:
    """Sun, 4 GW a year, 0.2 of it in NORTH: 3 years to 2028, 1 to 2029, 4 to 2033; 0.8 GW each."""
    limit = case_of(tmp_path, 2028, 2029, 2033).build_out.annual_build_limit_mw
    assert limit.loc["solar.NORTH"].tolist() == pytest.approx([2_400, 800, 3_200])


@pytest.mark.parametrize("years", [(2030,), (2029, 2030), (2027, 2030), (2026, 2027, 2028, 2029, 2030)])
def test_what_can_stand_by_a_year_does_not_depend_on_the_model_years_before_it(years: tuple[int, ...], tmp_path: Path):
    """Gas cannot enter service before 2028; the deliveries of 2026 to 2028 stand then: 5 x 200 MW by 2030 anyway."""
    case = case_of(tmp_path, *years)
    gas = case.build_out.annual_build_limit_mw.loc["gas.NORTH"]
    can = case.fleet.build_limit_mw.loc["NORTH.gas_ct.new"] > 0
    assert gas[can].sum() == pytest.approx(1_000)
    assert can.to_dict() == {year: year >= 2028 for year in years}


def test_a_lead_time_counts_from_the_end_of_the_base_year(tmp_path: Path) -> None:
    case = case_of(tmp_path, 2026, 2029, 2030, 2033)
    assert case.fleet.build_limit_mw.loc["SOUTH.gas_cc.new"].tolist() == [0, 0, inf, inf]
    assert case.storage_fleet.build_limit_mw.loc["SOUTH.battery.new"].tolist() == [inf] * 4


def test_onsite_has_the_lead_time_of_its_technology(tmp_path: Path) -> None:
    """Engines that take 3 years enter service from 2028 on; where nothing may be built the limit is zero."""
    later = edit("gas_recip,gas engine,firm,,gas,,0.08,0.9,,0,,,1,", "gas_recip,gas engine,firm,,gas,,0.08,0.9,,0,,,3,")
    limit = case_of(tmp_path, 2027, 2028, technologies=later).sites.onsite_build_limit_mw
    assert limit.loc["cove"].tolist() == [0, inf]
    assert limit.loc["plain"].tolist() == [0, 0]


def test_a_plant_keeps_the_heat_rate_of_the_year_it_enters_service(tmp_path: Path) -> None:
    """6.4 MMBtu/MWh in 2025 and 5.4 in 2035: built in 2030 it burns 5.9 for good, in 2035 5.4. Gas costs 4, then 5."""
    better = edit("gas_cc,2035,2000,1200,30,2,6.4", "gas_cc,2035,2000,1200,30,2,5.4")
    case = case_of(tmp_path, 2030, 2035, technology_costs=better, load_growth=lambda text: text.replace("2034", "2035"))
    fleet = case.fleet
    assert fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc.2030.new"].tolist() == pytest.approx([4 * 5.9, 5 * 5.9])
    assert fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc.2035.new", 2035] == pytest.approx(5 * 5.4)
    assert fleet.build_limit_mw.loc["NORTH.gas_cc.2030.new"].tolist() == [inf, 0]
    assert fleet.build_limit_mw.loc["NORTH.gas_cc.2035.new"].tolist() == [0, inf]
    assert fleet.generators.loc["NORTH.gas_cc.2030.new", "co2_t_per_mwh"] == pytest.approx(0.053 * 5.9)
    assert set(fleet.generators.loc[["NORTH.gas_cc.2030.new", "NORTH.gas_cc.2035.new"], "annual_build"]) == {
        "gas.NORTH"}
    assert str(case.origins["generators", "NORTH.gas_cc.2035.new"]) == "technologies.csv:2"


def test_what_runs_alike_whenever_it_is_built_stays_one_candidate(tmp_path: Path) -> None:
    case = case_of(tmp_path, 2030, 2033)
    assert "NORTH.gas_cc.new" in case.fleet.generators.index
    assert not any("2030" in label for label in case.fleet.generators.index)


def test_one_model_year_in_reach_makes_one_candidate(tmp_path: Path) -> None:
    """Combined cycles can be built in 2030 only, so their name says no year, though heat rates differ."""
    better = edit("gas_cc,2035,2000,1200,30,2,6.4", "gas_cc,2035,2000,1200,30,2,5.4")
    case = case_of(tmp_path, 2028, 2030, technology_costs=better)
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc.new", 2030] == pytest.approx(4 * 5.9)


def test_phases_begin_in_their_year_and_hold(tmp_path: Path) -> None:
    """plain: nothing before 2028, 100 MW until 2030, then 400."""
    limit = case_of(tmp_path, 2027, 2028, 2030, 2031, 2034).sites.limit_mw
    assert limit.loc["plain"].tolist() == [0, 100, 100, 400, 400]


def test_load_growth_must_reach_every_model_year(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"NORTH" has values for 2024 to 2034; expected one for 2035 as well'):
        case_of(tmp_path, 2030, 2035)


def test_a_target_between_model_years_is_refused(tmp_path: Path) -> None:
    between = edit("{2030: 300}", "{2030: 300, 2029: 200}")
    with pytest.raises(InputError, match=r"place.target_mw.2029: 2029 is not a model year; expected 2030"):
        read_case(write_tiny_study(tmp_path, scenario=between))


def test_a_model_year_without_a_target_is_refused(tmp_path: Path) -> None:
    without = edit("years: [2030]", "years: [2029, 2030]")
    with pytest.raises(InputError, match="has no MW for the model year 2029"):
        read_case(write_tiny_study(tmp_path, scenario=without))


def test_costs_are_discounted_to_the_year_asked_for(tmp_path: Path) -> None:
    """At 5 %: 2028 stands for 2028 and 2029, 2030 for 2030 and 2031; to 2026 that is two to five years back."""
    def edited(text: str) -> str:
        return edit("discount_rate: 0.05", "discount_rate: 0.05\n  discount_to: 2026")(
            asked_for({2028: 100, 2030: 100})(text))

    weight = read_case(write_tiny_study(tmp_path, scenario=edited)).horizon.years["present_value_weight"]
    assert weight[2028] == pytest.approx(1 / 1.1025 + 1 / 1.157625)
    assert weight[2030] == pytest.approx(1 / 1.21550625 + 1 / 1.2762815625)

