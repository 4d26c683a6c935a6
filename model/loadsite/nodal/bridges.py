"""Branches without which an island falls apart (Tarjan, Information Processing Letters 2, 1974)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loadsite.nodal.grid import Positions


def bridges(
    buses: int, begins: Positions, ends: Positions, closed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """By branch, whether its two ends are connected by nothing else that is closed; parallel branches are no bridges.
    """
    beside: list[list[tuple[int, int]]] = [[] for _ in range(buses)]
    for branch in np.flatnonzero(closed).tolist():
        one, other = int(begins[branch]), int(ends[branch])
        beside[one].append((other, branch))
        beside[other].append((one, branch))
    found = np.zeros(len(begins), dtype=bool)
    order = [-1] * buses
    low = [0] * buses
    count = 0
    for root in range(buses):
        if order[root] >= 0:
            continue
        order[root] = low[root] = count
        count += 1
        stack = [(root, -1, iter(beside[root]))]
        while stack:
            bus, came_by, left = stack[-1]
            for other, branch in left:
                if branch == came_by:
                    continue
                if order[other] < 0:
                    order[other] = low[other] = count
                    count += 1
                    stack.append((other, branch, iter(beside[other])))
                    break
                low[bus] = min(low[bus], order[other])
            else:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    low[above] = min(low[above], low[bus])
                    found[came_by] = low[bus] > order[above]
    return found
