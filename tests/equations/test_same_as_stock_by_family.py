"""Stock Pyomo, one object per row, and the compiled arrays are the same linear program, family by family."""

from __future__ import annotations

from functools import cache

import pytest

from further_families import every_further_family
from loadsite.arrays import stock
from loadsite.equations.build import build
from matrices import Readable, assert_same, from_arrays, from_pyomo
from small_cases import every_family, every_family_hosting
from solved import compiled

ASKED = {"target": every_family, "hosting": every_family_hosting, "further": every_further_family}
FAMILIES = [
    "no_shrinking", "annual_build", "queue", "corridor_limit", "onsite_limit", "new_storage_boundary_limit",
    "reserve_margin", "balance", "new_generation_limit", "ramp_up", "ramp_down", "new_ramp_up",
    "new_ramp_down", "energy_budget",
    "expandable_flow_limit", "first_storage_energy", "storage_energy", "last_storage_energy",
    "new_storage_energy_limit", "new_charge_limit", "new_discharge_limit", "interruption_limit", "interruption_budget",
    "onsite_balance", "onsite_generation_limit",
]
FURTHER = [
    "zone_limit", "ramp_up_round", "ramp_down_round", "new_ramp_up_round", "new_ramp_down_round", "no_return",
    "kept_at_least", "kept_generation_limit", "kept_ramp_up", "kept_ramp_down", "kept_ramp_up_round",
    "kept_ramp_down_round", "committed_campus", "committed_build",
    "committed_limit", "committed_output", "minimum_output", "commitment_change", "commitment_change_round",
    "minimum_up_time", "minimum_down_time", "committed_ramp_up", "committed_ramp_down", "committed_ramp_up_round",
    "committed_ramp_down_round",
]
"""What not every case has."""


@cache
def both_roads(asked: str) -> tuple[Readable, Readable]:
    case = ASKED[asked]()
    return from_arrays(compiled(case)), from_pyomo(build(case, stock))


@pytest.mark.parametrize(
    ("asked", "family"),
    [("target", f) for f in [*FAMILIES, "target"]] + [("hosting", f) for f in [*FAMILIES, "unserved_limit"]]
    + [("further", f) for f in FURTHER],
)
def test_a_family_is_the_same_by_both_roads(asked, family):
    arrays, pyomo = (readable.only(family) for readable in both_roads(asked))
    assert arrays.entries, f"the case has no rows of {family}"
    assert_same(arrays, pyomo)


@pytest.mark.parametrize("asked", ASKED)
def test_the_whole_program_is_the_same_by_both_roads(asked):
    arrays, pyomo = both_roads(asked)
    assert_same(arrays, pyomo)


@pytest.mark.parametrize("asked", ASKED)
def test_no_family_is_left_out_here(asked):
    families = {block.name for block in compiled(ASKED[asked]()).rows}
    also = {"target": {"target"}, "hosting": {"unserved_limit"}, "further": {"target", *FURTHER}}
    assert families == {*FAMILIES, *also[asked]}
