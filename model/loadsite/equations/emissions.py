"""Emissions: carbon dioxide of every MWh generated, at the scenario's price."""

from __future__ import annotations

from typing import Any


def emissions_cost(m: Any) -> Any:
    """Carbon dioxide of generators and on-site generation times its price. [M$]

    sum(present_value[y] * weight[t] * co2_price * co2[g] * generation[g, y, t]) and likewise onsite_generation
    + sum(present_value[y] * weight[t] * co2_price * start_co2[g] * started[g, y, t] for g in committed_generators)
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.co2_price * m.co2[g] * m.generation[g, y, t]
        for g in m.generators
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.co2_price * m.onsite_co2[c] * m.onsite_generation[c, y, t]
        for c in m.supplied_sites
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.co2_price * m.start_co2[g] * m.started[g, y, t]
        for g in m.committed_generators
        for y in m.years
        for t in m.snapshots
    )
