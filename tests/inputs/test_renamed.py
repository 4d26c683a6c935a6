"""What the version before called otherwise is told with its new name, where it stands: keys, columns, quantities."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loadsite.export.fields import TABLES as RESULTS
from loadsite.inputs.renamed import NOW
from loadsite.inputs.rules.quantities import QUANTITIES
from loadsite.inputs.scenario import CampusKeys, TimeKeys
from loadsite.inputs.schema import TABLES
from rules_of import complaint, one_rule
from small_cases import every_family
from tiny_study import edit

NO_QUANTITY = "is neither a quantity nor a parameter of the scenario"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("  interruptible_share:", "  pausable_share:", "21:3 campus.pausable_share: now interruptible_share"),
    ("  interruption_energy_share:", "  pause_energy_share:",
     "22:3 campus.pause_energy_share: now interruption_energy_share"),
    ("  interruption_usd_per_mwh:", "  pause_usd_per_mwh:",
     "23:3 campus.pause_usd_per_mwh: now interruption_usd_per_mwh"),
    ("  load_year: 2024\n", "  load_year: 2024\n  storage_levels: chained\n",
     "12:3 time.storage_levels: now state_of_charge"),
    ("  load_year: 2024\n", "  load_year: 2024\n  state_of_charge: chained\n",
     '12:20 time.state_of_charge: "chained" is not one of cyclic, inter_period, own; now inter_period'),
    ("  load_year: 2024\n", "  load_year: 2024\n  state_of_charge: common\n",
     '12:20 time.state_of_charge: "common" is not one of cyclic, inter_period, own; now cyclic'),
])
def test_a_replaced_key_of_a_scenario(old: str, new: str, said: str, complaints: Callable[..., str]) -> None:
    assert complaints(scenario=edit(old, new)) == f"scenarios/tiny.yaml:{said}"


@pytest.mark.parametrize(("column", "old"), [
    ("off_grid", "islanded"), ("onsite_mw", "own_supply_mw"), ("onsite_limit_mw", "own_supply_limit_mw"),
    ("onsite_technology", "own_supply_technology"), ("onsite_mw", "own_mw"), ("onsite_limit_mw", "own_lim_mw"),
    ("onsite_technology", "own_tech"),
])
def test_a_replaced_column_is_told_once(column: str, old: str, complaints: Callable[..., str]) -> None:
    said = complaints(sites=lambda text: text.replace(f'"{column}"', f'"{old}"'))
    assert said == f"sites/tiny/sites.geojson {old}: now {column}"


@pytest.mark.parametrize(("rule", "said"), [
    ("paused <= 3 MWh", f'11 it.rule: "paused" {NO_QUANTITY}; now interrupted'),
    ("drawn <= 3 MWh", f'11 it.rule: "drawn" {NO_QUANTITY}; now grid_withdrawal'),
    ("own_generation <= 3 MWh", f'11 it.rule: "own_generation" {NO_QUANTITY}; now onsite_generation'),
    ("campus_mw[own_supply_technology=gas] <= 3 MW",
     "21 it.rule: campus_mw has no own_supply_technology; now onsite_technology"),
])
def test_a_replaced_quantity_or_label_of_a_rule(rule: str, said: str) -> None:
    assert complaint(one_rule(rule, each="year"), every_family()).split("\n")[0] == f"rules.yaml:3:{said}"


def test_what_is_new_is_there_and_what_is_old_is_not() -> None:
    names = {*CampusKeys.model_fields, *TimeKeys.model_fields, "cyclic", "inter_period", *RESULTS}
    names |= {column for table in TABLES for column in table.column_names} | {each.name for each in QUANTITIES}
    assert set(NOW.values()) <= names and not set(NOW) & names
