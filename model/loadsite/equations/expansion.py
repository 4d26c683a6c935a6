"""Expansion: how much can be built by when. Lead times are upper bounds of the built variables (zero before them)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from loadsite.equations.families import Facts, Limit, in_every_year
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case


def annual_build(m: Any, p: Any, y: Any) -> Any:
    """What enters service in a zone is within the annual build limit of the plan since the last year in which any
    could. [GW]

    sum(built[g, y] for g in annual_build_generators[p]) + sum(storage_built[s, y] for s in annual_build_storage[p])
    <= annual_build_limit[p, y]

    Shadow price [M$/GW, at most 0]: what a higher limit would save.
    """
    return (
        sum(m.built[g, y] for g in m.annual_build_generators[p])
        + sum(m.storage_built[s, y] for s in m.annual_build_storage[p])
        <= m.annual_build_limit[p, y]
    )


ANNUAL_BUILD = Facts(
    limit=Limit(
        "annual build limit", from_table("annual_build"), one_more="{} built in time",
        mw=lambda case: case.build_out.annual_build_limit_mw,
    ),
    called="annual build limit of {}",
    audited=("built within annual build limits",),
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


QUEUE = Facts(
    limit=Limit(
        "interconnection queue", from_table("queue"), one_more="{} in the queue",
        mw=lambda case: case.build_out.queue_limit_mw,
    ),
    called="interconnection queue of {}",
    audited=("built within queue limits",),
)


def corridor_limit(m: Any, k: Any, y: Any) -> Any:
    """New transmission in a corridor is within what its right of way and lead time allow, all years so far. [GW]

    sum(line_built[k, v] for v in years_until[y]) <= corridor_allowed[k, y]

    Shadow price [M$/GW, at most 0]: what one more GW allowed would save.
    """
    return sum(m.line_built[k, v] for v in m.years_until[y]) <= m.corridor_allowed[k, y]


RIGHT_OF_WAY = Limit(
    "right of way", from_table("corridors"), one_more="new transmission allowed in {}",
    mw=lambda case: case.grid.corridor_limit_mw,
)
CORRIDOR_LIMIT = Facts(RIGHT_OF_WAY, called="right of way of {}", audited=("transmission built within rights of way",))


def onsite_limit(m: Any, c: Any, y: Any) -> Any:
    """New on-site generation is within what the site allows, all years so far. [GW]

    sum(onsite_built[c, v] for v in years_until[y]) <= onsite_allowed[c]

    Shadow price [M$/GW, at most 0]: what one more GW allowed would save.
    """
    return sum(m.onsite_built[c, v] for v in m.years_until[y]) <= m.onsite_allowed[c]


def _onsite_allowed(case: Case) -> pd.DataFrame:
    """New supply that a site allows, where a technology of its own is named [MW]."""
    sites = case.sites.sites.loc[case.sites.sites["onsite_technology"] != ""]
    allowed = (sites["onsite_limit_mw"] - sites["onsite_mw"]).clip(lower=0.0)
    return in_every_year(case, allowed)


ONSITE_LIMIT = Facts(
    limit=Limit("on-site generation limit", from_table("sites"), one_more="on-site generation allowed at {}",
        mw=_onsite_allowed),
    called="on-site generation allowed at {}",
    audited=("on-site generation within the site's limit",),
)
