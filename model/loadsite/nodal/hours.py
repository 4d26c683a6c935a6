"""Hours of a grid one after another, each begun with the limits that bound in the one before."""

from __future__ import annotations

from collections.abc import Iterable

from loadsite.nodal.dcopf import Dispatch, solve_snapshot
from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.limits import Limits
from loadsite.nodal.prices import BINDING
from loadsite.nodal.snapshot import Snapshot

KEPT_HOURS = 6
"""A limit that bound in none of so many hours leaves."""


def solve_hours(limits: Limits, hours: Iterable[Snapshot]) -> list[Dispatch]:
    """The certified optimum of every hour."""
    idle: dict[RowKey, int] = {}
    solved = []
    for hour in hours:
        dispatch = solve_snapshot(limits, hour, tuple(idle))
        for at, key in enumerate(dispatch.keys):
            binds = abs(dispatch.shadow_prices_usd_per_mwh[at]) > BINDING
            idle[key] = 0 if binds else idle.get(key, 0) + 1
        idle = {key: hours for key, hours in idle.items() if hours < KEPT_HOURS}
        solved.append(dispatch)
    return solved
