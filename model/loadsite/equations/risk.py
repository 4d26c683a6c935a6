"""Risk: what the operation of bad samples (load years) costs beyond the mean of all, in each model year.

Conditional value at risk in its linear form, as the mean deviation about a quantile: of the costs Q of samples of
probability p,

    CVaR - mean = min over level of sum(p * (level_share / (1 - level_share) * max(Q - level, 0) + max(level - Q, 0)))

Source: Rockafellar and Uryasev, Optimization of conditional value-at-risk, 2000; rewritten for the difference to the
mean, so that every other term of the objective stays the expected cost that it is.
"""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts


def operating_cost_of_sample(m: Any, y: Any, w: Any) -> Any:
    """The operating cost of a sample lies above or below a level common to all samples of the year. [M$]

    sum(weight[t] * (fuel_cost + variable + co2_price * co2) * generation[g, y, t])
    + fuel_added, starts and hurdle of those that have them, and likewise discharge, onsite_generation, unserved,
    campus_unserved and interrupted, over t in snapshots_of_sample[w]
    - probability[w] * (cost_level[y] + cost_above[y, w] - cost_below[y, w]) == 0

    What soft rules cost when broken is not part of it.
    Shadow price [1]: by how much more than its probability the cost of the sample counts.
    """
    hours = m.snapshots_of_sample[w]
    return (
        sum(
            m.weight[t] * (m.fuel_cost[g, y] + m.variable[g, y] + m.co2_price * m.co2[g]) * m.generation[g, y, t]
            for g in m.generators
            for t in hours
        )
        + sum(
            m.weight[t] * m.fuel_added[g, t] * m.generation[g, y, t] for g in m.moving_fuel_generators for t in hours
        )
        + sum(
            m.weight[t] * (m.start_cost[g, y] + m.co2_price * m.start_co2[g]) * m.started[g, y, t]
            for g in m.committed_generators
            for t in hours
        )
        + sum(
            m.weight[t] * m.start_fuel_added[g, t] * m.started[g, y, t]
            for g in m.moving_fuel_committed
            for t in hours
        )
        + sum(m.weight[t] * m.hurdle[l] * m.flow[l, y, t] for l in m.lines for t in hours)  # noqa: E741
        + sum(m.weight[t] * m.storage_variable[s, y] * m.discharge[s, y, t] for s in m.storage for t in hours)
        + sum(
            m.weight[t] * (m.onsite_cost[c, y] + m.co2_price * m.onsite_co2[c]) * m.onsite_generation[c, y, t]
            for c in m.supplied_sites
            for t in hours
        )
        + sum(m.weight[t] * m.value_of_lost_load * m.unserved[z, y, t] for z in m.zones for t in hours)
        + sum(m.weight[t] * m.value_of_lost_load * m.campus_unserved[c, y, t] for c in m.supplied_sites for t in hours)
        + sum(m.weight[t] * m.interruption_price * m.interrupted[c, y, t] for c in m.sites for t in hours)
        - m.probability[w] * (m.cost_level[y] + m.cost_above[y, w] - m.cost_below[y, w])
        == 0
    )


OPERATING_COST_OF_SAMPLE = Facts(audited=("costs term by term",))


def risk(m: Any) -> Any:
    """Weight of risk times the mean operating cost of the bad samples less that of all. [M$]

    sum(present_value[y] * risk_weight * probability[w] * (tail_odds * cost_above[y, w] + cost_below[y, w]))

    tail_odds is level over one minus level.
    """
    return sum(
        m.present_value[y] * m.risk_weight * m.probability[w] * m.tail_odds * m.cost_above[y, w]
        + m.present_value[y] * m.risk_weight * m.probability[w] * m.cost_below[y, w]
        for y in m.years
        for w in m.samples
    )
