"""The whole linear program on one page: what is decided, what must hold, what is minimised.

Every line is a record: the rule, or the upper bound, of a family; the index sets it is for each of; and what is told of
it, which stands beside its rule. A family that is not always there says here when it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyomo

from loadsite.equations import (
    adequacy,
    balance,
    bounds,
    campus,
    commitment,
    committed,
    expansion,
    generation,
    new_build,
    objective,
    ramps_round,
    retirement,
    risk,
    rules,
    siting,
    storage,
    transmission,
)
from loadsite.equations.commitment_data import declare_commitment_data, declare_commitment_sets
from loadsite.equations.data import declare_data
from loadsite.equations.families import Decision, Family
from loadsite.equations.sets import declare_sets
from loadsite.inputs.case import Case, Hosting, Target


def _one_sample(case: Case) -> bool:
    return len(case.horizon.samples) == 1


def _several_samples(case: Case) -> bool:
    return len(case.horizon.samples) != 1


def _risk_counts(case: Case) -> bool:
    return case.risk is not None


def _reliability_is_limited(case: Case) -> bool:
    return case.placement.unserved_limit_share is not None


def _campuses_are_asked_for(case: Case) -> bool:
    return isinstance(case.placement, Target)


def _zones_limit_technologies(case: Case) -> bool:
    return not case.build_out.zone_limit.empty


def _retires(case: Case) -> bool:
    return not case.fleet.retirement.empty


def _commits(case: Case) -> bool:
    return not case.fleet.commitment.empty


def _commits_round(case: Case) -> bool:
    return _commits(case) and _cyclic(case)


def _cyclic(case: Case) -> bool:
    return case.horizon.cyclic


FIRST_HOURS = ("years", "first_snapshots")
HOURS, LATER_HOURS = ("years", "snapshots"), ("years", "later_snapshots")

GRID: tuple[Decision | Family, ...] = (
    # Decided once for every model year [GW, levels in GWh]
    Decision("campus", ("sites", "years"), bounds.campus, bounds.CAMPUS),
    Decision("built", ("candidates", "years"), bounds.built, bounds.BUILT),
    Decision("kept", ("retiring_generators", "years"), bounds.kept, bounds.KEPT),
    Decision("storage_built", ("new_storage", "years"), bounds.storage_built, bounds.STORAGE_BUILT),
    Decision("line_built", ("expandable_corridors", "years"), bounds.line_built, bounds.LINE_BUILT),
    Decision("onsite_built", ("supplied_sites", "years"), bounds.onsite_built),
    Decision("boundary_state_of_charge", ("storage", "years", "boundaries"), bounds.stored_energy, bounds.STORED_ENERGY,
        unit="GWh"),
    Decision("capacity_shortfall", ("margin_markets", "years"), bounds.capacity_shortfall),
    # Decided for every hour [GW, state of charge in GWh]
    Decision("generation", ("generators", *HOURS), bounds.generation, bounds.GENERATION),
    Decision("flow", ("lines", *HOURS), bounds.flow, bounds.FLOW),
    Decision("charge", ("storage", *HOURS), bounds.stored_power, bounds.STORED_POWER),
    Decision("discharge", ("storage", *HOURS), bounds.stored_power, bounds.STORED_POWER),
    Decision("state_of_charge", ("storage", *HOURS), bounds.stored_energy, bounds.STORED_ENERGY, unit="GWh"),
    Decision("committed", ("committed_generators", *HOURS)),
    Decision("started", ("committed_generators", *HOURS)),
    Decision("shut", ("committed_generators", *HOURS)),
    Decision("unserved", ("zones", *HOURS)),
    Decision("interrupted", ("sites", *HOURS)),
    Decision("grid_withdrawal", ("supplied_sites", *HOURS), bounds.grid_withdrawal, bounds.GRID_WITHDRAWAL),
    Decision("onsite_generation", ("supplied_sites", *HOURS)),
    Decision("campus_unserved", ("supplied_sites", *HOURS)),
    # Siting and expansion
    Family(siting.no_shrinking, ("sites", "later_years"), siting.NO_SHRINKING),
    Family(retirement.no_return, ("retiring_generators", "later_years"), retirement.NO_RETURN, when=_retires),
    Family(retirement.kept_at_least, ("retiring_generators", "years"), retirement.KEPT_AT_LEAST, when=_retires),
    Family(committed.committed_campus, ("committed_sites", "years"), committed.COMMITTED_CAMPUS,
           when=lambda case: not case.sites.committed_mw.empty),
    Family(committed.committed_build, ("committed_builds", "years"), committed.COMMITTED_BUILD,
           when=lambda case: not case.build_out.committed.empty),
    Family(expansion.annual_build, ("annual_builds", "years"), expansion.ANNUAL_BUILD),
    Family(expansion.queue, ("queues", "years"), expansion.QUEUE),
    Family(new_build.zone_limit, ("zone_limits", "years"), new_build.ZONE_LIMIT, when=_zones_limit_technologies),
    Family(expansion.corridor_limit, ("expandable_corridors", "years"), expansion.CORRIDOR_LIMIT),
    Family(expansion.onsite_limit, ("supplied_sites", "years"), expansion.ONSITE_LIMIT),
    Family(storage.new_storage_boundary_limit, ("new_storage", "years", "boundaries"),
        storage.NEW_STORAGE_BOUNDARY_LIMIT),
    Family(adequacy.reserve_margin, ("margin_markets", "years"), adequacy.RESERVE_MARGIN),
    # Operation
    Family(balance.balance, ("zones", *HOURS), balance.BALANCE),
    Family(generation.new_generation_limit, ("candidates", *HOURS), generation.NEW_GENERATION_LIMIT),
    Family(retirement.kept_generation_limit, ("retiring_generators", *HOURS), retirement.KEPT_GENERATION_LIMIT,
           when=_retires),
    Family(retirement.kept_ramp_up, ("retiring_ramping", *LATER_HOURS), retirement.KEPT_RAMP, when=_retires),
    Family(retirement.kept_ramp_down, ("retiring_ramping", *LATER_HOURS), retirement.KEPT_RAMP, when=_retires),
    Family(retirement.kept_ramp_up_round, ("retiring_ramping", *FIRST_HOURS), retirement.KEPT_RAMP_ROUND,
           when=lambda case: _retires(case) and _cyclic(case)),
    Family(retirement.kept_ramp_down_round, ("retiring_ramping", *FIRST_HOURS), retirement.KEPT_RAMP_ROUND,
           when=lambda case: _retires(case) and _cyclic(case)),
    *(
        Family(rule, (things, *hours), facts, when=when)
        for rule, things, hours, facts, when in (
            (commitment.committed_limit, "committed_generators", HOURS, commitment.COMMITTED_LIMIT, _commits),
            (commitment.committed_output, "committed_generators", HOURS, commitment.COMMITTED_OUTPUT, _commits),
            (commitment.minimum_output, "committed_generators", HOURS, commitment.MINIMUM_OUTPUT, _commits),
            (commitment.commitment_change, "committed_generators", LATER_HOURS, commitment.COMMITMENT_CHANGE, _commits),
            (commitment.commitment_change_round, "committed_generators", FIRST_HOURS, commitment.COMMITMENT_CHANGE,
             _commits_round),
            (commitment.minimum_up_time, "up_generators", HOURS, commitment.MINIMUM_UP_TIME, _commits),
            (commitment.minimum_down_time, "down_generators", HOURS, commitment.MINIMUM_DOWN_TIME, _commits),
            (commitment.committed_ramp_up, "committed_ramping", LATER_HOURS, commitment.COMMITTED_RAMP, _commits),
            (commitment.committed_ramp_down, "committed_ramping", LATER_HOURS, commitment.COMMITTED_RAMP, _commits),
            (commitment.committed_ramp_up_round, "committed_ramping", FIRST_HOURS, commitment.COMMITTED_RAMP,
             _commits_round),
            (commitment.committed_ramp_down_round, "committed_ramping", FIRST_HOURS, commitment.COMMITTED_RAMP,
             _commits_round),
        )
    ),
    Family(generation.ramp_up, ("ramping_generators", *LATER_HOURS), generation.RAMP_UP),
    Family(generation.ramp_down, ("ramping_generators", *LATER_HOURS), generation.RAMP_DOWN),
    Family(generation.new_ramp_up, ("ramping_candidates", *LATER_HOURS), generation.NEW_RAMP_UP),
    Family(generation.new_ramp_down, ("ramping_candidates", *LATER_HOURS), generation.NEW_RAMP_DOWN),
    Family(ramps_round.ramp_up_round, ("ramping_generators", *FIRST_HOURS), ramps_round.RAMP_ROUND, when=_cyclic),
    Family(ramps_round.ramp_down_round, ("ramping_generators", *FIRST_HOURS), ramps_round.RAMP_ROUND, when=_cyclic),
    Family(ramps_round.new_ramp_up_round, ("ramping_candidates", *FIRST_HOURS), ramps_round.NEW_RAMP_ROUND,
           when=_cyclic),
    Family(ramps_round.new_ramp_down_round, ("ramping_candidates", *FIRST_HOURS), ramps_round.NEW_RAMP_ROUND,
           when=_cyclic),
    Family(generation.energy_budget, ("budget_generators", "years", "periods"), generation.ENERGY_BUDGET),
    Family(transmission.expandable_flow_limit, ("expandable_lines", *HOURS), transmission.EXPANDABLE_FLOW_LIMIT),
    Family(storage.first_storage_energy, ("storage", "years", "first_snapshots"), storage.FIRST_STORAGE_ENERGY),
    Family(storage.storage_energy, ("storage", *LATER_HOURS), storage.STORAGE_ENERGY),
    Family(storage.last_storage_energy, ("storage", "years", "last_snapshots"), storage.LAST_STORAGE_ENERGY),
    Family(storage.new_storage_energy_limit, ("new_storage", *HOURS), storage.NEW_STORAGE_ENERGY_LIMIT),
    Family(storage.new_charge_limit, ("new_storage", *HOURS), storage.NEW_CHARGE_LIMIT),
    Family(storage.new_discharge_limit, ("new_storage", *HOURS), storage.NEW_DISCHARGE_LIMIT),
    Family(campus.interruption_limit, ("sites", *HOURS), campus.INTERRUPTION_LIMIT),
    Family(campus.interruption_budget, ("sites", "years"), campus.INTERRUPTION_BUDGET, when=_one_sample),
    Family(campus.interruption_budget_of_sample, ("sites", "years", "samples"), campus.INTERRUPTION_BUDGET_OF_SAMPLE,
           when=_several_samples),
    Family(campus.onsite_balance, ("supplied_sites", *HOURS), campus.ONSITE_BALANCE),
    Family(campus.onsite_generation_limit, ("supplied_sites", *HOURS), campus.ONSITE_GENERATION_LIMIT),
    # What bad load years cost beyond the mean [M$]
    Decision("cost_level", ("years",), unit="M$", when=_risk_counts),
    Decision("cost_above", ("years", "samples"), unit="M$", when=_risk_counts),
    Decision("cost_below", ("years", "samples"), unit="M$", when=_risk_counts),
    Family(risk.operating_cost_of_sample, ("years", "samples"), risk.OPERATING_COST_OF_SAMPLE, when=_risk_counts),
)  # fmt: skip
ASKED: tuple[Decision | Family, ...] = (
    Family(siting.unserved_limit, ("years",), siting.UNSERVED_LIMIT, when=_reliability_is_limited),
    Decision("shortfall", ("years",), bounds.shortfall, when=_campuses_are_asked_for),
    Family(siting.target, ("years",), siting.TARGET, when=_campuses_are_asked_for),
)


def build(case: Case, pyo: Any) -> Any:
    """The linear program of a case, declared with the constructors of `loadsite.arrays.components` or `.stock`."""
    m = pyomo.ConcreteModel(name=case.name)
    declare_sets(m, case)
    declare_commitment_sets(m, case)
    declare_data(m, case, pyo)
    declare_commitment_data(m, case, pyo)
    _declare(GRID, m, case, pyo)
    rules.declare_rules(m, case, pyo)  # what the modeller's rule files ask for
    _declare(ASKED, m, case, pyo)
    if isinstance(case.placement, Hosting):
        m.cost = pyo.Objective(terms={"campus_placed": objective.campus_placed})
    else:
        m.cost = pyo.Objective(terms={**objective.cost_terms(case), **_risk_term(case), **rules.cost_terms(case)})
    return m


def records() -> tuple[Decision | Family, ...]:
    """Every family of variables and of constraints, in the order of the page."""
    return (*GRID, *ASKED)


def record(name: str) -> Decision | Family:
    """The family of that name."""
    for each in records():
        if each.name == name:
            return each
    raise KeyError(f"{name} is no family of the linear program")


def decisions() -> tuple[Decision, ...]:
    """Every family of variables, in the order of the page."""
    return tuple(each for each in records() if isinstance(each, Decision))


def families() -> tuple[Family, ...]:
    """Every family of constraints, in the order of the page."""
    return tuple(each for each in records() if isinstance(each, Family))


def _declare(some: tuple[Decision | Family, ...], m: Any, case: Case, pyo: Any) -> None:
    for each in some:
        if each.when(case):
            each.declare(m, case, pyo)


def _risk_term(case: Case) -> dict[str, Callable[[Any], Any]]:
    return {} if case.risk is None else {risk.risk.__name__: risk.risk}
