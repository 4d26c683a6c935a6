"""Siting: how many MW of campus each year, all sites together, and no campus that shrinks."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_key, from_reliability_limit


def target(m: Any, y: Any) -> Any:
    """Requested campus load is placed or falls short. [GW]

    sum(campus[c, y] for c in sites) + shortfall[y] == campus_target[y]

    Shadow price [M$/GW-year]: the marginal cost of campus load.
    """
    return sum(m.campus[c, y] for c in m.sites) + m.shortfall[y] == m.campus_target[y]


TARGET = Facts(
    limit=Limit("requested campus load", from_key("place.target_mw"), key="place.target_mw"),
    called="requested campus load in {}",
    part="credit for the target",
    audited=("campus MW and shortfall make the target",),
)


def no_shrinking(m: Any, c: Any, y: Any) -> Any:
    """A campus never gets smaller. [GW]

    campus[c, year_before[y]] - campus[c, y] <= 0

    Shadow price [M$/GW-year]: what it costs to keep a GW placed in an earlier year.
    """
    return m.campus[c, m.year_before[y]] - m.campus[c, y] <= 0


NO_SHRINKING = Facts(part="keeping it in later years", audited=("no campus shrinks",))


def unserved_limit(m: Any, y: Any) -> Any:
    """No more energy of the zones and campuses stays unserved in a year than the reliability limit allows. [GWh]

    sum(weight[t] * unserved[z, y, t]) + sum(weight[t] * campus_unserved[c, y, t]) <= unserved_allowed[y]

    Shadow price [M$/GWh, or GW/GWh when hosting]: what one more GWh unserved would save, or the campus load it would
    add.
    """
    return (
        sum(m.weight[t] * m.unserved[z, y, t] for z in m.zones for t in m.snapshots)
        + sum(m.weight[t] * m.campus_unserved[c, y, t] for c in m.supplied_sites for t in m.snapshots)
        <= m.unserved_allowed[y]
    )


UNSERVED_LIMIT = Facts(
    limit=Limit("unserved energy", from_reliability_limit, key="unserved_limit_share"),
    called="energy that may stay unserved in {}",
    audited=("unserved energy within the reliability limit",),
)
