"""The whole linear program on one page: what is decided, what must hold, what is minimised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyomo

from loadsite.equations import (
    adequacy,
    bounds,
    campus,
    expansion,
    generation,
    objective,
    risk,
    rules,
    siting,
    storage,
    transmission,
)
from loadsite.equations.balance import balance
from loadsite.equations.data import declare_data
from loadsite.equations.sets import declare_sets
from loadsite.inputs.case import Case, Hosting


def build(case: Case, pyo: Any) -> Any:
    """The linear program of a case, declared with the constructors of `loadsite.arrays.components` or `.stock`."""
    m = pyomo.ConcreteModel(name=case.name)
    declare_sets(m, case)
    declare_data(m, case, pyo)

    # Decided once for every model year [GW, levels in GWh]
    m.campus = pyo.Var(m.sites, m.years, upper=bounds.campus(m, case))
    m.built = pyo.Var(m.candidates, m.years, upper=bounds.built(m, case))
    m.storage_built = pyo.Var(m.new_storage, m.years, upper=bounds.storage_built(m, case))
    m.line_built = pyo.Var(m.expandable_corridors, m.years, upper=bounds.line_built(m, case))
    m.own_supply_built = pyo.Var(m.supplied_sites, m.years, upper=bounds.own_supply_built(m, case))
    m.storage_level = pyo.Var(m.storage, m.years, m.levels, upper=bounds.stored_energy(m, case)[:, None, None])
    m.capacity_shortfall = pyo.Var(m.margin_markets, m.years, upper=bounds.capacity_shortfall(case))

    # Decided for every hour [GW, state of charge in GWh]
    m.generation = pyo.Var(m.generators, m.years, m.snapshots, upper=bounds.generation(m, case))
    m.flow = pyo.Var(m.lines, m.years, m.snapshots, upper=bounds.flow(m, case)[:, None, None])
    m.charge = pyo.Var(m.storage, m.years, m.snapshots, upper=bounds.stored_power(m, case)[:, None, None])
    m.discharge = pyo.Var(m.storage, m.years, m.snapshots, upper=bounds.stored_power(m, case)[:, None, None])
    m.state_of_charge = pyo.Var(m.storage, m.years, m.snapshots, upper=bounds.stored_energy(m, case)[:, None, None])
    m.unserved = pyo.Var(m.zones, m.years, m.snapshots)
    m.paused = pyo.Var(m.sites, m.years, m.snapshots)
    m.drawn = pyo.Var(m.supplied_sites, m.years, m.snapshots, upper=bounds.drawn(m, case)[:, :, None])
    m.own_generation = pyo.Var(m.supplied_sites, m.years, m.snapshots)
    m.campus_unserved = pyo.Var(m.supplied_sites, m.years, m.snapshots)

    # Siting and expansion
    m.no_shrinking = pyo.Constraint(m.sites, m.later_years, rule=siting.no_shrinking)
    m.pace = pyo.Constraint(m.paces, m.years, rule=expansion.pace)
    m.queue = pyo.Constraint(m.queues, m.years, rule=expansion.queue)
    m.corridor_limit = pyo.Constraint(m.expandable_corridors, m.years, rule=expansion.corridor_limit)
    m.own_supply_limit = pyo.Constraint(m.supplied_sites, m.years, rule=expansion.own_supply_limit)
    m.new_storage_level_limit = pyo.Constraint(
        m.new_storage, m.years, m.levels, rule=storage.new_storage_level_limit
    )
    m.reserve_margin = pyo.Constraint(m.margin_markets, m.years, rule=adequacy.reserve_margin)

    # Operation
    m.balance = pyo.Constraint(m.zones, m.years, m.snapshots, rule=balance)
    m.new_generation_limit = pyo.Constraint(
        m.candidates, m.years, m.snapshots, rule=generation.new_generation_limit
    )
    m.ramp_up = pyo.Constraint(m.ramping_generators, m.years, m.later_snapshots, rule=generation.ramp_up)
    m.ramp_down = pyo.Constraint(m.ramping_generators, m.years, m.later_snapshots, rule=generation.ramp_down)
    m.new_ramp_up = pyo.Constraint(
        m.ramping_candidates, m.years, m.later_snapshots, rule=generation.new_ramp_up
    )
    m.new_ramp_down = pyo.Constraint(
        m.ramping_candidates, m.years, m.later_snapshots, rule=generation.new_ramp_down
    )
    m.energy_budget = pyo.Constraint(m.budget_generators, m.years, m.periods, rule=generation.energy_budget)
    m.expandable_flow_limit = pyo.Constraint(
        m.expandable_lines, m.years, m.snapshots, rule=transmission.expandable_flow_limit
    )
    m.first_storage_energy = pyo.Constraint(
        m.storage, m.years, m.first_snapshots, rule=storage.first_storage_energy
    )
    m.storage_energy = pyo.Constraint(m.storage, m.years, m.later_snapshots, rule=storage.storage_energy)
    m.last_storage_energy = pyo.Constraint(m.storage, m.years, m.last_snapshots, rule=storage.last_storage_energy)
    m.new_storage_energy_limit = pyo.Constraint(
        m.new_storage, m.years, m.snapshots, rule=storage.new_storage_energy_limit
    )
    m.new_charge_limit = pyo.Constraint(m.new_storage, m.years, m.snapshots, rule=storage.new_charge_limit)
    m.new_discharge_limit = pyo.Constraint(m.new_storage, m.years, m.snapshots, rule=storage.new_discharge_limit)
    m.pause_limit = pyo.Constraint(m.sites, m.years, m.snapshots, rule=campus.pause_limit)
    if len(case.horizon.samples) == 1:
        m.pause_budget = pyo.Constraint(m.sites, m.years, rule=campus.pause_budget)
    else:
        m.pause_budget_of_sample = pyo.Constraint(m.sites, m.years, m.samples, rule=campus.pause_budget_of_sample)
    m.own_supply_balance = pyo.Constraint(m.supplied_sites, m.years, m.snapshots, rule=campus.own_supply_balance)
    m.own_generation_limit = pyo.Constraint(
        m.supplied_sites, m.years, m.snapshots, rule=campus.own_generation_limit
    )

    # What bad load years cost beyond the mean [M$]
    if case.risk is not None:
        m.cost_level = pyo.Var(m.years)
        m.cost_above = pyo.Var(m.years, m.samples)
        m.cost_below = pyo.Var(m.years, m.samples)
        m.operating_cost_of_sample = pyo.Constraint(m.years, m.samples, rule=risk.operating_cost_of_sample)

    # What the modeller's rule files ask for
    rules.declare_rules(m, case, pyo)

    # What is asked for
    if case.placement.unserved_limit_share is not None:
        m.unserved_limit = pyo.Constraint(m.years, rule=siting.unserved_limit)
    if isinstance(case.placement, Hosting):
        m.cost = pyo.Objective(terms={"campus_placed": objective.campus_placed})
    else:
        m.shortfall = pyo.Var(m.years, upper=bounds.shortfall(case.placement))
        m.target = pyo.Constraint(m.years, rule=siting.target)
        m.cost = pyo.Objective(terms={**objective.COST_TERMS, **_risk_term(case), **rules.cost_terms(case)})
    return m


def _risk_term(case: Case) -> dict[str, Callable[[Any], Any]]:
    return {} if case.risk is None else {risk.risk.__name__: risk.risk}
