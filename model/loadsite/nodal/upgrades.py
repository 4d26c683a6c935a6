"""What an upgrade of a branch that binds would save: the hour solved once more without its limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loadsite.nodal.dcopf import Dispatch, solve_snapshot
from loadsite.nodal.flow_law import law_of
from loadsite.nodal.grid import Grid, Positions
from loadsite.nodal.limits import Limits
from loadsite.nodal.network import Network
from loadsite.nodal.outages import Outages
from loadsite.nodal.secure_limits import SecureLimits


def parallel_to(grid: Grid, branch: int) -> Positions:
    """A branch, and every other one between the same two buses."""
    one, other = grid.branch_from, grid.branch_to
    ends = (one[branch], other[branch])
    return np.flatnonzero(((one == ends[0]) & (other == ends[1])) | ((one == ends[1]) & (other == ends[0])))


def saved_without(limits: Limits, dispatch: Dispatch, branch: str) -> float:
    """What the hour would cost less were a branch, and what is parallel to it, without limits [USD/h]."""
    network = limits.network
    position = [str(name) for name in network.grid.branches.index].index(branch)
    freed = network.grid.branches.copy()
    rows = freed.index[parallel_to(network.grid, position)]
    freed.loc[rows, ["rating_mw", "outage_rating_mw", "angle_max_deg"]] = np.inf
    freed.loc[rows, "angle_min_deg"] = -np.inf
    grid = replace(network.grid, branches=freed)
    other = Network(grid, law_of(network.law.convention, grid))
    without: Limits = Limits(other)
    if isinstance(limits, SecureLimits):
        outages = Outages(other, [*limits.outages.branches.tolist(), *limits.outages.splitting])
        without = SecureLimits(other, outages)
    left = [key for key in dispatch.keys if key.branch not in set(parallel_to(network.grid, position).tolist())]
    return dispatch.cost_usd_per_h - solve_snapshot(without, dispatch.snapshot, left).cost_usd_per_h
