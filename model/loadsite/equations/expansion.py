"""Expansion: how much can be built by when. Lead times are upper bounds of the built variables (zero before them)."""

from __future__ import annotations

from typing import Any


def pace(m: Any, p: Any, y: Any) -> Any:
    """What enters service in a zone is within the build-out plan's pace since the last year in which any could. [GW]

    sum(built[g, y] for g in pace_generators[p]) + sum(storage_built[s, y] for s in pace_storage[p])
    <= pace_limit[p, y]

    Shadow price [M$/GW, at most 0]: what a faster pace would save.
    """
    return (
        sum(m.built[g, y] for g in m.pace_generators[p]) + sum(m.storage_built[s, y] for s in m.pace_storage[p])
        <= m.pace_limit[p, y]
    )


def queue(m: Any, q: Any, y: Any) -> Any:
    """What enters service in a zone is within what waits in its interconnection queue, all years so far. [GW]

    sum(built[g, v]) + sum(storage_built[s, v]) <= queue_limit[q, y], over v in years_until[y]

    Shadow price [M$/GW, at most 0]: what one more GW in the queue would save.
    """
    return (
        sum(m.built[g, v] for g in m.queue_generators[q] for v in m.years_until[y])
        + sum(m.storage_built[s, v] for s in m.queue_storage[q] for v in m.years_until[y])
        <= m.queue_limit[q, y]
    )


def corridor_limit(m: Any, k: Any, y: Any) -> Any:
    """New transmission in a corridor is within what its right of way and lead time allow, all years so far. [GW]

    sum(line_built[k, v] for v in years_until[y]) <= corridor_allowed[k, y]

    Shadow price [M$/GW, at most 0]: what one more GW allowed would save.
    """
    return sum(m.line_built[k, v] for v in m.years_until[y]) <= m.corridor_allowed[k, y]


def own_supply_limit(m: Any, c: Any, y: Any) -> Any:
    """New supply behind the meter is within what the site allows, all years so far. [GW]

    sum(own_supply_built[c, v] for v in years_until[y]) <= own_supply_allowed[c]

    Shadow price [M$/GW, at most 0]: what one more GW allowed would save.
    """
    return sum(m.own_supply_built[c, v] for v in m.years_until[y]) <= m.own_supply_allowed[c]
