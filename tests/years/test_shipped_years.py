"""The shipped scenario of four model years, as its Case."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadsite.inputs import Case, read_case
from loadsite.inputs.case import Target

SCENARIO = Path(__file__).parents[2] / "scenarios" / "stargate_2026_2035.yaml"


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(SCENARIO)


def test_targets_are_those_of_the_programme(case: Case) -> None:
    assert isinstance(case.placement, Target)
    assert case.placement.target_mw.to_dict() == {2028: 6750, 2030: 10_000, 2032: 12_600, 2035: 14_800}


def test_the_phases_of_the_announced_sites_add_up_to_the_targets_that_are_derived(case: Case) -> None:
    """Abilene, Frontier, Milam, Jupiter, Lordstown, Port Washington and PORTS: 6,750 MW in 2028; 12,600 and 14,800."""
    stargate = ["abilene", "frontier", "milam", "jupiter", "lordstown", "lighthouse", "ports"]
    assert case.sites.limit_mw.loc[stargate].sum()[[2028, 2032, 2035]].tolist() == [6_750, 12_600, 14_800]


def test_present_values_are_of_2025(case: Case) -> None:
    """2028 stands for 2028 and 2029, three and four years away."""
    weight = case.horizon.years["present_value_weight"]
    assert weight[2028] == pytest.approx(1.0536**-3 + 1.0536**-4)
    assert weight[2035] == pytest.approx(1.0536**-10 + 1.0536**-11 + 1.0536**-12)


def test_gas_waits_for_its_lead_time_and_then_has_all_that_was_delivered(case: Case) -> None:
    """1 GW a year, 0.0634 of it in PJM East: 5 years by 2030, 2 more by 2032."""
    annual_build = case.build_out.annual_build_limit_mw.loc["gas.PJM_EAST"]
    assert annual_build[[2030, 2032, 2035]].tolist() == pytest.approx([317.0, 126.8, 190.2])
    assert (case.fleet.build_limit_mw[2028].loc[["PJM_EAST.gas_ct.new", "PJM_EAST.gas_cc.2030.new"]] == 0).all()


def test_a_combined_cycle_burns_what_those_of_its_year_burn(case: Case) -> None:
    rate = case.fleet.generators["heat_rate_mmbtu_per_mwh"]
    assert rate["PJM_EAST.gas_cc.2030.new"] == pytest.approx(6.238)
    assert rate["PJM_EAST.gas_cc.2035.new"] == pytest.approx(6.159)
