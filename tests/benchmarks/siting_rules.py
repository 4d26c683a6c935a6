"""The benchmark LP as ordinary Pyomo rules: which sites get the campus MW, and what is built and run for them.

`build(data, pyo)` writes it with the Var, Param, Constraint and Objective of `pyo`: `loadsite.arrays.components` for
the array compiler, `loadsite.arrays.stock` for a conventional Pyomo model. Units are MW, MWh and USD.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyomo.environ as pyomo
from siting_data import BUILDABLE, RAMPING, SitingData


def build(data: SitingData, pyo: Any) -> pyomo.ConcreteModel:
    """The whole LP on one page: sets, data, decisions, rows, cost."""
    m = pyomo.ConcreteModel()
    _declare_sets(m, data)
    _declare_data(m, data, pyo)

    m.generation = pyo.Var(m.zones, m.technologies, m.snapshots, upper=data.generation_upper_mw())
    m.charge = pyo.Var(m.zones, m.snapshots)
    m.discharge = pyo.Var(m.zones, m.snapshots)
    m.state_of_charge = pyo.Var(m.zones, m.snapshots)
    m.unserved = pyo.Var(m.zones, m.snapshots)
    m.flow = pyo.Var(m.lines, m.snapshots, lower=-data.line_mw[:, None], upper=data.line_mw[:, None])
    m.served = pyo.Var(m.sites, m.snapshots)
    m.campus = pyo.Var(m.sites, upper=data.site_limit_mw)
    m.built = pyo.Var(m.zones, m.buildable, upper=data.build_limit_mw[:, BUILDABLE])
    m.storage_built = pyo.Var(m.zones, upper=data.storage_build_limit_mw)

    m.balance = pyo.Constraint(m.zones, m.snapshots, rule=balance)
    m.generation_limit = pyo.Constraint(m.zones, m.buildable, m.snapshots, rule=generation_limit)
    m.storage_balance = pyo.Constraint(m.zones, m.snapshots, rule=storage_balance)
    m.storage_limit = pyo.Constraint(m.zones, m.snapshots, rule=storage_limit)
    m.charge_limit = pyo.Constraint(m.zones, m.snapshots, rule=charge_limit)
    m.discharge_limit = pyo.Constraint(m.zones, m.snapshots, rule=discharge_limit)
    m.served_limit = pyo.Constraint(m.sites, m.snapshots, rule=served_limit)
    m.ramp_up = pyo.Constraint(m.zones, m.ramping, m.later_snapshots, rule=ramp_up)
    m.ramp_down = pyo.Constraint(m.zones, m.ramping, m.later_snapshots, rule=ramp_down)
    m.unserved_budget = pyo.Constraint(m.sites, rule=unserved_budget)
    m.target = pyo.Constraint(rule=target)
    m.emission_cap = pyo.Constraint(rule=emission_cap)

    m.cost = pyo.Objective(terms={
        "generation": lambda m: sum(
            m.generation_cost[z, k] * m.generation[z, k, t]
            for z in m.zones for k in m.technologies for t in m.snapshots
        ),
        "charging": lambda m: sum(m.charge_cost[z] * m.charge[z, t] for z in m.zones for t in m.snapshots),
        "unserved": lambda m: m.value_of_lost_load * sum(m.unserved[z, t] for z in m.zones for t in m.snapshots),
        "building": lambda m: sum(m.build_cost[z, k] * m.built[z, k] for z in m.zones for k in m.buildable),
        "storage": lambda m: sum(m.storage_build_cost[z] * m.storage_built[z] for z in m.zones),
        "connection": lambda m: sum(m.site_cost[c] * m.campus[c] for c in m.sites),
    })
    return m


def balance(m: Any, z: Any, t: Any) -> Any:
    """[MW] generation + discharge - charge + unserved + inflow - outflow - what the campuses draw = load"""
    return (
        sum(m.generation[z, k, t] for k in m.technologies)
        + m.discharge[z, t]
        - m.charge[z, t]
        + m.unserved[z, t]
        + sum(m.flow[line, t] for line in m.lines_in[z])
        - sum(m.flow[line, t] for line in m.lines_out[z])
        - sum(m.served[c, t] for c in m.sites_in[z])
        == m.load_mw[z, t]
    )


def generation_limit(m: Any, z: Any, k: Any, t: Any) -> Any:
    """[MW] generation <= availability * (existing + built)"""
    return m.generation[z, k, t] <= m.availability[z, k, t] * (m.existing[z, k] + m.built[z, k])


def storage_balance(m: Any, z: Any, t: Any) -> Any:
    """[MWh] level - level an hour before (the last, at the first) - what charging adds + what discharging takes = 0"""
    return (
        m.state_of_charge[z, t]
        - m.state_of_charge[z, m.before[t]]
        - m.storage_efficiency * m.charge[z, t]
        + m.discharge[z, t] / m.storage_efficiency
        == 0
    )


def storage_limit(m: Any, z: Any, t: Any) -> Any:
    """[MWh] level <= hours * (existing + built)"""
    return m.state_of_charge[z, t] <= m.storage_hours * (m.storage_existing[z] + m.storage_built[z])


def charge_limit(m: Any, z: Any, t: Any) -> Any:
    """[MW] charge <= existing + built"""
    return m.charge[z, t] <= m.storage_existing[z] + m.storage_built[z]


def discharge_limit(m: Any, z: Any, t: Any) -> Any:
    """[MW] discharge <= existing + built"""
    return m.discharge[z, t] <= m.storage_existing[z] + m.storage_built[z]


def served_limit(m: Any, c: Any, t: Any) -> Any:
    """[MW] a campus draws no more than its MW"""
    return m.served[c, t] <= m.campus[c]


def ramp_up(m: Any, z: Any, k: Any, t: Any) -> Any:
    """[MW] generation - generation an hour before <= ramp share * existing"""
    return m.generation[z, k, t] - m.generation[z, k, t - 1] <= m.ramp_share[k] * m.existing[z, k]


def ramp_down(m: Any, z: Any, k: Any, t: Any) -> Any:
    """[MW] generation an hour before - generation <= ramp share * existing"""
    return m.generation[z, k, t - 1] - m.generation[z, k, t] <= m.ramp_share[k] * m.existing[z, k]


def unserved_budget(m: Any, c: Any) -> Any:
    """[MWh] energy served - least hours * campus >= 0"""
    return sum(m.served[c, t] for t in m.snapshots) - m.least_served_hours * m.campus[c] >= 0


def target(m: Any) -> Any:
    """[MW] the MW asked for are placed"""
    return sum(m.campus[c] for c in m.sites) >= m.target_mw


def emission_cap(m: Any) -> Any:
    """[t] emissions over the horizon <= cap"""
    return sum(
        m.emissions[k] * m.generation[z, k, t] for z in m.zones for k in m.emitting for t in m.snapshots
    ) <= m.emission_cap_t


def _declare_sets(m: pyomo.ConcreteModel, data: SitingData) -> None:
    m.zones = pyomo.RangeSet(0, data.zone_count - 1)
    m.technologies = pyomo.RangeSet(0, data.technology_count - 1)
    m.buildable = pyomo.Set(initialize=BUILDABLE)
    m.ramping = pyomo.Set(initialize=RAMPING)
    m.emitting = pyomo.Set(initialize=data.emitting)
    m.snapshots = pyomo.RangeSet(0, data.snapshot_count - 1)
    m.later_snapshots = pyomo.RangeSet(1, data.snapshot_count - 1)
    m.lines = pyomo.RangeSet(0, data.line_count - 1)
    m.sites = pyomo.RangeSet(0, data.site_count - 1)
    m.lines_in = pyomo.Set(m.zones, initialize=_members_by_zone(data.line_to, data.zone_count))
    m.lines_out = pyomo.Set(m.zones, initialize=_members_by_zone(data.line_from, data.zone_count))
    m.sites_in = pyomo.Set(m.zones, initialize=_members_by_zone(data.site_zone, data.zone_count))


def _declare_data(m: pyomo.ConcreteModel, data: SitingData, pyo: Any) -> None:
    m.load_mw = pyo.Param(m.zones, m.snapshots, values=data.load_mw)
    m.availability = pyo.Param(m.zones, m.technologies, m.snapshots, values=data.availability)
    m.existing = pyo.Param(m.zones, m.technologies, values=data.existing_mw)
    m.generation_cost = pyo.Param(m.zones, m.technologies, values=data.generation_cost)
    m.emissions = pyo.Param(m.technologies, values=data.emissions)
    m.ramp_share = pyo.Param(m.technologies, values=data.ramp_share)
    m.build_cost = pyo.Param(m.zones, m.technologies, values=data.build_cost)
    m.storage_existing = pyo.Param(m.zones, values=data.storage_mw)
    m.storage_build_cost = pyo.Param(m.zones, values=data.storage_build_cost)
    m.charge_cost = pyo.Param(m.zones, values=data.charge_cost)
    m.site_cost = pyo.Param(m.sites, values=data.site_cost)
    m.before = pyo.Param(m.snapshots, values=np.roll(np.arange(data.snapshot_count), 1))
    m.storage_hours = pyo.Param(values=data.storage_hours)
    m.storage_efficiency = pyo.Param(values=data.storage_efficiency)
    m.least_served_hours = pyo.Param(values=(1 - data.unserved_share) * data.snapshot_count)
    m.target_mw = pyo.Param(values=data.target_mw)
    m.emission_cap_t = pyo.Param(values=data.emission_cap_t)
    m.value_of_lost_load = pyo.Param(values=data.value_of_lost_load)


def _members_by_zone(zone_of: Sequence[int] | np.ndarray, zone_count: int) -> dict[int, list[int]]:
    return {zone: np.flatnonzero(np.asarray(zone_of) == zone).tolist() for zone in range(zone_count)}
