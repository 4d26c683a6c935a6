"""What is committed or under construction stands in the answer: campuses at their sites, plants in their zones."""

from __future__ import annotations

from typing import Any

import numpy as np

from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case
from loadsite.origin import NOWHERE, Origin

CAMPUSES, PLANTS = "campuses as committed", "plants built as committed"


def committed_campus(m: Any, c: Any, y: Any) -> Any:
    """A site has at least the campus that stands there or is committed by then. [GW]

    campus[c, y] >= committed_campus_gw[c, y]

    Shadow price [M$/GW-year, at least 0]: what it costs that one more GW is committed there, not wherever it fits best.
    """
    return m.campus[c, y] >= m.committed_campus_gw[c, y]


def committed_campus_again(case: Case, reading: Any, findings: Any) -> None:
    """The MW of the table `siting` against what is committed."""
    least = case.sites.committed_mw
    mw = reading.yearly("siting", "campus_mw", "site", case.sites.sites.index).on(case.sites.sites.index)
    held = mw[case.sites.sites.index.get_indexer(least.index)]
    findings.at_most(CAMPUSES, least.to_numpy(dtype=float), held, (least.index, reading.years))


def _phase(case: Case, site: str, year: int) -> Origin:
    """The row of site_phases.csv that a site has reached in the year."""
    rows = [
        (int(key[1]), place) for (table, key), place in case.origins.items()
        if table == "site_phases" and key[0] == site and int(key[1]) <= year
    ]  # fmt: skip
    return max(rows, key=lambda each: each[0])[1] if rows else NOWHERE


COMMITTED_CAMPUS = Facts(
    limit=Limit("committed campus", _phase, one_more="campus at {} that is not committed",
                mw=lambda case: case.sites.committed_mw),
    called="campus committed at {}",
    part="being committed to its site",
    audited=(CAMPUSES,),
    audit=committed_campus_again,
)  # fmt: skip


def committed_build(m: Any, k: Any, y: Any) -> Any:
    """What is committed or under construction of a technology in a zone is built, all years so far. [GW]

    sum(built[g, v]) + sum(storage_built[s, v]) >= committed_build_gw[k, y], over v in years_until[y]

    Shadow price [M$/GW, at least 0]: what it costs that one more GW is committed.
    """
    return (
        sum(m.built[g, v] for g in m.committed_build_generators[k] for v in m.years_until[y])
        + sum(m.storage_built[s, v] for s in m.committed_build_storage[k] for v in m.years_until[y])
        >= m.committed_build_gw[k, y]
    )


def committed_build_again(case: Case, reading: Any, findings: Any) -> None:
    """The table `built`, added up by technology and zone, against what is committed."""
    committed, least = case.build_out.committed, case.build_out.committed_mw
    so_far = np.zeros(least.shape)
    for kind, things in (("generator", case.fleet.generators), ("storage", case.storage_fleet.storage)):
        claim = reading.yearly("built", "built_mw", "label", things.index, kind)
        for label, values in zip(claim.labels, claim.values, strict=True):
            here = (committed == things.loc[label, ["technology", "zone"]]).all(axis=1).to_numpy()
            so_far[here] += np.cumsum(values)
    findings.at_most(PLANTS, least.to_numpy(dtype=float), so_far, (least.index, reading.years))


COMMITTED_BUILD = Facts(
    limit=Limit("committed plant", from_table("committed_builds"), one_more="{} that is not committed",
                mw=lambda case: case.build_out.committed_mw),
    called="commitment to build {}",
    audited=(PLANTS,),
    audit=committed_build_again,
)  # fmt: skip
