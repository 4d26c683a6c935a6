"""Every rule of the linear program, printed by Pyomo and compared with the equation it should be."""

from __future__ import annotations

import inspect
import re
from functools import cache
from types import CodeType
from typing import Any

import pyomo.environ as pyomo
import pytest

from loadsite.arrays import components
from loadsite.arrays.symbolic import symbolic
from loadsite.equations import objective
from loadsite.equations.build import build
from small_cases import every_family, every_family_hosting

EQUATIONS = {
    # siting
    "target": "sum(campus[c,y] for c in sites) + shortfall[y]  ==  campus_target[y]",
    "no_shrinking": "campus[c,year_before[y]] - campus[c,y]  <=  0",
    "unserved_limit": (
        "sum(weight[t]*unserved[z,y,t] for z in zones for t in snapshots)"
        " + sum(weight[t]*campus_unserved[c,y,t] for c in supplied_sites for t in snapshots)"
        "  <=  unserved_allowed[y]"
    ),
    # expansion
    "annual_build": (
        "sum(built[g,y] for g in annual_build_generators[p]) + sum(storage_built[s,y] for s in annual_build_storage[p])"
        "  <=  annual_build_limit[p,y]"
    ),
    "queue": (
        "sum(built[g,v] for g in queue_generators[q] for v in years_until[y])"
        " + sum(storage_built[s,v] for s in queue_storage[q] for v in years_until[y])"
        "  <=  queue_limit[q,y]"
    ),
    "corridor_limit": "sum(line_built[k,v] for v in years_until[y])  <=  corridor_allowed[k,y]",
    "onsite_limit": "sum(onsite_built[c,v] for v in years_until[y])  <=  onsite_allowed[c]",
    # adequacy
    "reserve_margin": (
        "firm_capacity_needed[r,y]  <=  "
        "sum(credit[g]*built[g,v] for g in candidates_in_market[r] for v in years_until[y])"
        " + sum(storage_credit[s]*storage_built[s,v] for s in new_storage_in_market[r] for v in years_until[y])"
        " + sum(kept_credit[g]*kept[g,y] for g in retiring_in_market[r])"
        " + capacity_shortfall[r,y]"
        " - sum(margin_factor[r]*firm_draw[c,y]*campus[c,y] for c in sites_in_market[r])"
    ),
    # balance
    "balance": (
        "sum(generation[g,y,t] for g in generators_in[z])"
        " + sum(discharge[s,y,t] - charge[s,y,t] for s in storage_in[z])"
        " + sum(received_share[l]*flow[l,y,t] for l in lines_into[z])"
        " - sum(flow[l,y,t] for l in lines_out_of[z])"
        " + unserved[z,y,t]"
        " - sum(load_shape[c,t]*campus[c,y] - interrupted[c,y,t] for c in grid_sites_in[z])"
        " - sum(grid_withdrawal[c,y,t] for c in supplied_sites_in[z])"
        "  ==  base_load[z,t]*load_factor[z,y]"
    ),
    # generation
    "new_generation_limit": (
        "generation[g,y,t] - availability[g,t]*sum(built[g,v] for v in years_until[y])  <=  0"
    ),
    "ramp_up": "generation[g,y,t] - generation[g,y,t - 1]  <=  ramp[g,y]",
    "ramp_down": "generation[g,y,t - 1] - generation[g,y,t]  <=  ramp[g,y]",
    "new_ramp_up": (
        "generation[g,y,t] - generation[g,y,t - 1] - new_ramp_share[g]*sum(built[g,v] for v in years_until[y])  <=  0"
    ),
    "new_ramp_down": (
        "generation[g,y,t - 1] - generation[g,y,t] - new_ramp_share[g]*sum(built[g,v] for v in years_until[y])  <=  0"
    ),
    "energy_budget": "sum(generation[g,y,t] for t in snapshots_of[p])  <=  energy_allowed[g,y,p]",
    # transmission
    "expandable_flow_limit": (
        "flow[l,y,t] - sum(line_built[corridor[l],v] for v in years_until[y])  <=  line_capacity[l]"
    ),
    # storage
    "first_storage_energy": (
        "state_of_charge[s,y,t] - boundary_state_of_charge[s,y,opening_boundary[t]]"
        " - charge_efficiency[s]*charge[s,y,t] + discharge[s,y,t]/discharge_efficiency[s]  ==  0"
    ),
    "storage_energy": (
        "state_of_charge[s,y,t] - state_of_charge[s,y,t - 1] - charge_efficiency[s]*charge[s,y,t]"
        " + discharge[s,y,t]/discharge_efficiency[s]  ==  0"
    ),
    "last_storage_energy": "state_of_charge[s,y,t] - boundary_state_of_charge[s,y,closing_boundary[t]]  ==  0",
    "new_storage_energy_limit": (
        "state_of_charge[s,y,t] - duration[s]*sum(storage_built[s,v] for v in years_until[y])  <=  0"
    ),
    "new_storage_boundary_limit": (
        "boundary_state_of_charge[s,y,b] - duration[s]*sum(storage_built[s,v] for v in years_until[y])  <=  0"
    ),
    "new_charge_limit": (
        "charge[s,y,t] - storage_availability[s]*sum(storage_built[s,v] for v in years_until[y])  <=  0"
    ),
    "new_discharge_limit": (
        "discharge[s,y,t] - storage_availability[s]*sum(storage_built[s,v] for v in years_until[y])  <=  0"
    ),
    # campus
    "interruption_limit": "interrupted[c,y,t] - interruptible_share*load_shape[c,t]*campus[c,y]  <=  0",
    "interruption_budget": (
        "sum(weight[t]*interrupted[c,y,t] for t in snapshots)"
        " - interruption_energy_share*requested_energy[c]*campus[c,y]  <=  0"
    ),
    "onsite_balance": (
        "onsite_generation[c,y,t] + grid_withdrawal[c,y,t] + interrupted[c,y,t] + campus_unserved[c,y,t]"
        " - load_shape[c,t]*campus[c,y]  ==  0"
    ),
    "onsite_generation_limit": (
        "onsite_generation[c,y,t] - onsite_availability[c]*sum(onsite_built[c,v] for v in years_until[y])"
        "  <=  onsite_availability[c]*onsite[c]"
    ),
}
COST_TERMS = {
    "generator_investment": (
        "sum(present_value[y]*build_cost[g,v]*built[g,v] for g in candidates for y in years for v in years_until[y])"
    ),
    "storage_investment": (
        "sum(present_value[y]*storage_build_cost[s,v]*storage_built[s,v]"
        " for s in new_storage for y in years for v in years_until[y])"
    ),
    "line_investment": (
        "sum(present_value[y]*line_cost[k]*line_built[k,v]"
        " for k in expandable_corridors for y in years for v in years_until[y])"
    ),
    "connection": "sum(present_value[y]*connection_cost[c]*campus[c,y] for c in sites for y in years)",
    "site_charge": "sum(present_value[y]*site_charge_cost[c]*campus[c,y] for c in sites for y in years)",
    "onsite_investment": (
        "sum(present_value[y]*onsite_build_cost[c,v]*onsite_built[c,v]"
        " for c in supplied_sites for y in years for v in years_until[y])"
    ),
    "fixed_cost": (
        "sum(present_value[y]*standing_fixed_cost[y] for y in years)"
        " + sum(present_value[y]*kept_fixed_cost[g,y]*kept[g,y] for g in retiring_generators for y in years)"
        " + sum(present_value[y]*new_fixed_cost[g,v]*built[g,v]"
        " for g in candidates for y in years for v in years_until[y])"
        " + sum(present_value[y]*new_storage_fixed_cost[s,v]*storage_built[s,v]"
        " for s in new_storage for y in years for v in years_until[y])"
    ),
    "fuel": (
        "sum(present_value[y]*weight[t]*fuel_cost[g,y]*generation[g,y,t]"
        " for g in generators for y in years for t in snapshots)"
        " + sum(present_value[y]*weight[t]*fuel_added[g,t]*generation[g,y,t]"
        " for g in moving_fuel_generators for y in years for t in snapshots)"
    ),
    "variable_cost": (
        "sum(present_value[y]*weight[t]*variable[g,y]*generation[g,y,t]"
        " for g in generators for y in years for t in snapshots)"
        " + sum(present_value[y]*weight[t]*storage_variable[s,y]*discharge[s,y,t]"
        " for s in storage for y in years for t in snapshots)"
    ),
    "onsite_operation": (
        "sum(present_value[y]*weight[t]*onsite_cost[c,y]*onsite_generation[c,y,t]"
        " for c in supplied_sites for y in years for t in snapshots)"
    ),
    "emissions_cost": (
        "sum(present_value[y]*weight[t]*co2_price*co2[g]*generation[g,y,t]"
        " for g in generators for y in years for t in snapshots)"
        " + sum(present_value[y]*weight[t]*co2_price*onsite_co2[c]*onsite_generation[c,y,t]"
        " for c in supplied_sites for y in years for t in snapshots)"
        " + sum(present_value[y]*weight[t]*co2_price*start_co2[g]*started[g,y,t]"
        " for g in committed_generators for y in years for t in snapshots)"
    ),
    "unserved_load": (
        "sum(present_value[y]*weight[t]*value_of_lost_load*unserved[z,y,t]"
        " for z in zones for y in years for t in snapshots)"
        " + sum(present_value[y]*weight[t]*value_of_lost_load*campus_unserved[c,y,t]"
        " for c in supplied_sites for y in years for t in snapshots)"
    ),
    "interruption": (
        "sum(present_value[y]*weight[t]*interruption_price*interrupted[c,y,t]"
        " for c in sites for y in years for t in snapshots)"
    ),
    "shortfall": "sum(present_value[y]*shortfall_price*shortfall[y] for y in years)",
    "capacity_shortfall": (
        "sum(present_value[y]*capacity_shortfall_price*capacity_shortfall[r,y] for r in margin_markets for y in years)"
    ),
    "campus_placed": "- sum(campus[c,y] for c in sites for y in years)",
}


@cache
def models() -> tuple[Any, Any]:
    return build(every_family(), components), build(every_family_hosting(), components)


def constraints() -> dict[str, Any]:
    return {c.local_name: c for m in models() for c in m.component_objects(pyomo.Constraint)}


def cost_rules() -> dict[str, Any]:
    return {name: rule for m in models() for name, rule in m.cost.written.terms.items()}


def text(expression: Any, rule: Any) -> str:
    """What Pyomo prints, with the index names that stand in the rule in place of numbers."""
    names = iter([*list(inspect.signature(rule).parameters)[1:], *_summed(rule.__code__)])
    numbers = sorted({int(number) for number in re.findall(r"\b_(\d+)\b", str(expression))})
    named = dict(zip(numbers, names, strict=True))
    return re.sub(r"\b_(\d+)\b", lambda found: named[int(found[1])], str(expression)).replace("SUM(", "sum(")


def _summed(code: CodeType) -> list[str]:
    """Names of the indices of a rule's sums, in the order in which they are written."""
    sums = [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    return [name for inner in sums for name in inner.co_varnames if name != ".0"]


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_constraint_reads_as_its_equation(name):
    constraint = constraints()[name]
    index_set = constraint.index_set() if constraint.is_indexed() else None
    relation, _ = symbolic(constraint.model(), constraint.written.rule, index_set)
    assert text(relation, constraint.written.rule) == EQUATIONS[name]


@pytest.mark.parametrize("name", COST_TERMS)
def test_a_cost_term_reads_as_its_equation(name):
    rule = cost_rules()[name]
    expression, _ = symbolic(models()[name == "campus_placed"], rule, None)
    assert text(expression, rule) == COST_TERMS[name]


def test_every_rule_is_compared():
    assert EQUATIONS.keys() == constraints().keys()
    assert COST_TERMS.keys() == cost_rules().keys()
    assert COST_TERMS.keys() == {*objective.COST_TERMS, "campus_placed"}


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_constraint_is_named_as_its_rule_and_tells_its_unit_and_shadow_price(name):
    rule = constraints()[name].written.rule
    assert rule.__name__ == name
    assert re.search(r"\. \[(GW|GWh)\]\n", rule.__doc__)
    assert "Shadow price" in rule.__doc__


@pytest.mark.parametrize("name", COST_TERMS)
def test_a_cost_term_is_named_as_its_rule_and_tells_its_unit(name):
    rule = cost_rules()[name]
    assert rule.__name__ == name
    assert re.search(r"\. \[(M\$|GW)\]\n", rule.__doc__)
