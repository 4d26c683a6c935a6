"""Transmission: directed transfer limits between zones."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts, Limit, in_every_year
from loadsite.equations.limit_origins import from_table


def expandable_flow_limit(m: Any, l: Any, y: Any, t: Any) -> Any:  # noqa: E741
    """Flow on a line that can be expanded stays within what stands and what is built in its corridor. [GW]

    flow[l, y, t] - sum(line_built[corridor[l], v] for v in years_until[y]) <= line_capacity[l]

    Other lines have their capacity as the upper bound of `flow`.
    Shadow price [M$/GWh after weights, at most 0]: the congestion rent of one GW, the price difference it would earn.
    """
    return m.flow[l, y, t] - sum(m.line_built[m.corridor[l], v] for v in m.years_until[y]) <= m.line_capacity[l]


TRANSFER_LIMIT = Limit(
    "transfer limit", from_table("lines"), one_more="transfer limit on {}",
    mw=lambda case: in_every_year(case, case.grid.lines["capacity_mw"]),
)
EXPANDABLE_FLOW_LIMIT = Facts(TRANSFER_LIMIT, audited=("flows within transfer limits",))
