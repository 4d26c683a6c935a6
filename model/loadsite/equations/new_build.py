"""New build by zone: how much of a technology a zone has room for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loadsite.equations.families import Facts, Limit, in_every_year
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case

ZONE_LIMITS_KEPT = "built within limits of zones"


def zone_limit(m: Any, k: Any, y: Any) -> Any:
    """What is built of a technology in a zone is within what the zone has room for, all years so far. [GW]

    sum(built[g, v]) + sum(storage_built[s, v]) <= zone_limit_gw[k], over v in years_until[y]

    Shadow price [M$/GW, at most 0]: what room for one more GW would save.
    """
    return (
        sum(m.built[g, v] for g in m.zone_limit_generators[k] for v in m.years_until[y])
        + sum(m.storage_built[s, v] for s in m.zone_limit_storage[k] for v in m.years_until[y])
        <= m.zone_limit_gw[k]
    )


def zone_limit_again(case: Case, reading: Any, findings: Any) -> None:
    """What the table `built` says of each technology and zone, added up."""
    limits = case.build_out.zone_limit
    so_far = np.zeros((len(limits), len(reading.years)))
    for kind, things in (("generator", case.fleet.generators), ("storage", case.storage_fleet.storage)):
        claim = reading.yearly("built", "built_mw", "label", things.index, kind)
        for label, values in zip(claim.labels, claim.values, strict=True):
            here = (limits[["technology", "zone"]] == things.loc[label, ["technology", "zone"]]).all(axis=1).to_numpy()
            so_far[here] += np.cumsum(values)
    allowed = np.repeat(limits["limit_mw"].to_numpy(dtype=float)[:, None], len(reading.years), axis=1)
    findings.at_most(ZONE_LIMITS_KEPT, so_far, allowed, (limits.index, reading.years))


def _limit_mw(case: Case) -> pd.DataFrame:
    return in_every_year(case, case.build_out.zone_limit["limit_mw"].astype(float))


ZONE_LIMIT = Facts(
    limit=Limit("limit of the zone", from_table("zone_limit"), one_more="{} allowed", mw=_limit_mw),
    called="limit of {} in its zone",
    audited=(ZONE_LIMITS_KEPT,),
    audit=zone_limit_again,
)
