"""Transmission: directed transfer limits between zones."""

from __future__ import annotations

from typing import Any


def expandable_flow_limit(m: Any, l: Any, y: Any, t: Any) -> Any:  # noqa: E741
    """Flow on a line that can be expanded stays within what stands and what is built in its corridor. [GW]

    flow[l, y, t] - sum(line_built[corridor[l], v] for v in years_until[y]) <= line_capacity[l]

    Other lines have their capacity as the upper bound of `flow`.
    Shadow price [M$/GWh after weights, at most 0]: the congestion rent of one GW, the price difference it would earn.
    """
    return m.flow[l, y, t] - sum(m.line_built[m.corridor[l], v] for v in m.years_until[y]) <= m.line_capacity[l]
