"""Objective: the present value of everything that is paid, term by term; or, when hosting, the MW placed.

Investment is annualised with the capital recovery factor of the technology's real rate and life and paid in every
model year it stands, as is its fixed cost, both as they were in the year `v` in which it entered service. A year counts
`present_value[y]` times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loadsite.equations.commitment import starting
from loadsite.equations.emissions import emissions_cost
from loadsite.inputs.case import Case

CostTerm = Callable[[Any], Any]


def generator_investment(m: Any) -> Any:
    """Annuities of the generators built, from the year they enter service. [M$]

    sum(present_value[y] * build_cost[g, v] * built[g, v]) over y and v in years_until[y]
    """
    return sum(
        m.present_value[y] * m.build_cost[g, v] * m.built[g, v]
        for g in m.candidates
        for y in m.years
        for v in m.years_until[y]
    )


def storage_investment(m: Any) -> Any:
    """Annuities of the storage built. [M$]

    sum(present_value[y] * storage_build_cost[s, v] * storage_built[s, v]) over y and v in years_until[y]
    """
    return sum(
        m.present_value[y] * m.storage_build_cost[s, v] * m.storage_built[s, v]
        for s in m.new_storage
        for y in m.years
        for v in m.years_until[y]
    )


def line_investment(m: Any) -> Any:
    """Annuities and upkeep of the transmission built. [M$]

    sum(present_value[y] * line_cost[k] * line_built[k, v]) over y and v in years_until[y]
    """
    return sum(
        m.present_value[y] * m.line_cost[k] * m.line_built[k, v]
        for k in m.expandable_corridors
        for y in m.years
        for v in m.years_until[y]
    )


def connection(m: Any) -> Any:
    """Annuities of the connections of the campuses. [M$]

    sum(present_value[y] * connection_cost[c] * campus[c, y])
    """
    return sum(m.present_value[y] * m.connection_cost[c] * m.campus[c, y] for c in m.sites for y in m.years)


def site_charge(m: Any) -> Any:
    """What campuses pay for standing where a layer of the scenario has a price. [M$]

    sum(present_value[y] * site_charge_cost[c] * campus[c, y])
    """
    return sum(m.present_value[y] * m.site_charge_cost[c] * m.campus[c, y] for c in m.sites for y in m.years)


def onsite_investment(m: Any) -> Any:
    """Annuities and fixed cost of new on-site generation. [M$]

    sum(present_value[y] * onsite_build_cost[c, v] * onsite_built[c, v]) over y and v in years_until[y]
    """
    return sum(
        m.present_value[y] * m.onsite_build_cost[c, v] * m.onsite_built[c, v]
        for c in m.supplied_sites
        for y in m.years
        for v in m.years_until[y]
    )


def fixed_cost(m: Any) -> Any:
    """Fixed cost of what stands and of what is built. [M$]

    sum(present_value[y] * standing_fixed_cost[y]) + sum(present_value[y] * kept_fixed_cost[g, y] * kept[g, y])
    + sum(present_value[y] * new_fixed_cost[g, v] * built[g, v])
    + sum(present_value[y] * new_storage_fixed_cost[s, v] * storage_built[s, v]) over y and v in years_until[y]
    """
    return (
        sum(m.present_value[y] * m.standing_fixed_cost[y] for y in m.years)
        + sum(
            m.present_value[y] * m.kept_fixed_cost[g, y] * m.kept[g, y]
            for g in m.retiring_generators
            for y in m.years
        )
        + sum(
            m.present_value[y] * m.new_fixed_cost[g, v] * m.built[g, v]
            for g in m.candidates
            for y in m.years
            for v in m.years_until[y]
        )
        + sum(
            m.present_value[y] * m.new_storage_fixed_cost[s, v] * m.storage_built[s, v]
            for s in m.new_storage
            for y in m.years
            for v in m.years_until[y]
        )
    )


def fuel(m: Any) -> Any:
    """Fuel burnt by generators. [M$]

    sum(present_value[y] * weight[t] * fuel_cost[g, y] * generation[g, y, t])
    + sum(present_value[y] * weight[t] * fuel_added[g, t] * generation[g, y, t] for g in moving_fuel_generators)

    fuel_added is what fuel costs in an hour above, or below, the price of the year.
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.fuel_cost[g, y] * m.generation[g, y, t]
        for g in m.generators
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.fuel_added[g, t] * m.generation[g, y, t]
        for g in m.moving_fuel_generators
        for y in m.years
        for t in m.snapshots
    )


def variable_cost(m: Any) -> Any:
    """Variable cost of generators without fuel, less tax credits, and of storage by discharge. [M$]

    sum(present_value[y] * weight[t] * variable[g, y] * generation[g, y, t]), likewise storage_variable and discharge
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.variable[g, y] * m.generation[g, y, t]
        for g in m.generators
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.storage_variable[s, y] * m.discharge[s, y, t]
        for s in m.storage
        for y in m.years
        for t in m.snapshots
    )


def hurdle(m: Any) -> Any:
    """Hurdle rates, wheeling and variable cost of what lines send. [M$]

    sum(present_value[y] * weight[t] * hurdle[l] * flow[l, y, t])
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.hurdle[l] * m.flow[l, y, t]
        for l in m.lines  # noqa: E741
        for y in m.years
        for t in m.snapshots
    )


def onsite_operation(m: Any) -> Any:
    """Fuel and variable cost of on-site generation. [M$]

    sum(present_value[y] * weight[t] * onsite_cost[c, y] * onsite_generation[c, y, t])
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.onsite_cost[c, y] * m.onsite_generation[c, y, t]
        for c in m.supplied_sites
        for y in m.years
        for t in m.snapshots
    )


def unserved_load(m: Any) -> Any:
    """Load of zones and of campuses left unserved, at the value of lost load. [M$]

    sum(present_value[y] * weight[t] * value_of_lost_load * unserved[z, y, t]), likewise campus_unserved
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.value_of_lost_load * m.unserved[z, y, t]
        for z in m.zones
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.value_of_lost_load * m.campus_unserved[c, y, t]
        for c in m.supplied_sites
        for y in m.years
        for t in m.snapshots
    )


def interruption(m: Any) -> Any:
    """Campus load interrupted, at its strike price. [M$]

    sum(present_value[y] * weight[t] * interruption_price * interrupted[c, y, t])
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.interruption_price * m.interrupted[c, y, t]
        for c in m.sites
        for y in m.years
        for t in m.snapshots
    )


def shortfall(m: Any) -> Any:
    """Requested campus load that is not placed, at its price. [M$]

    sum(present_value[y] * shortfall_price * shortfall[y])
    """
    return sum(m.present_value[y] * m.shortfall_price * m.shortfall[y] for y in m.years)


def capacity_shortfall(m: Any) -> Any:
    """Firm capacity missing from the reserve margins, at its price. [M$]

    sum(present_value[y] * capacity_shortfall_price * capacity_shortfall[r, y])
    """
    return sum(
        m.present_value[y] * m.capacity_shortfall_price * m.capacity_shortfall[r, y]
        for r in m.margin_markets
        for y in m.years
    )


COST_TERMS = {
    rule.__name__: rule
    for rule in (
        generator_investment, storage_investment, line_investment, connection, site_charge, onsite_investment,
        fixed_cost, fuel, variable_cost, onsite_operation, emissions_cost, unserved_load, interruption, shortfall,
        capacity_shortfall,
    )
}  # fmt: skip


FURTHER_TERMS: tuple[tuple[CostTerm, Callable[[Case], bool]], ...] = (
    (starting, lambda case: not case.fleet.commitment.empty),
    (hurdle, lambda case: bool((case.grid.hurdle_usd_per_mwh != 0.0).any())),
)
"""Terms of what not every case has, and when."""


def cost_terms(case: Case) -> dict[str, CostTerm]:
    """The terms of a case by name."""
    return {**COST_TERMS, **{term.__name__: term for term, there in FURTHER_TERMS if there(case)}}


def campus_placed(m: Any) -> Any:
    """When hosting: the MW placed, all sites and years, with a minus sign as the program minimises. [GW]

    - sum(campus[c, y])
    """
    return -sum(m.campus[c, y] for c in m.sites for y in m.years)
