"""What is built against what the build-out plan and the interconnection queues let be built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.origin import NOWHERE
from loadsite.results.families import MW, Solved, long_table
from loadsite.results.limits import shadow_price_of

COLUMNS = (
    "kind", "label", "zone", "plan_technology", "year", "limit_mw", "used_mw", "used_share", "binds",
    "shadow_price_usd_per_mw_year", "origin",
)  # fmt: skip
KINDS = {"annual_build": "annual build limit", "queue": "interconnection queue"}
"""What the table `limits` calls them."""


def build_out(solved: Solved, limits: pd.DataFrame) -> pd.DataFrame:
    """kind, label, zone, plan_technology, year, limit_mw, used_mw, used_share, binds, shadow_price_usd_per_mw_year,
    origin.

    `limits` is the table of that name. `kind` is annual_build or queue. Of an annual build limit, `used_mw` is what
    enters service in the year; of a queue, all built up to it. A
    limit binds where it is used up and one more MW of it would save money. `limit_mw` is infinite where a queue's year
    has passed.
    """
    plan, case = solved.case.build_out, solved.case
    parts = []
    for kind, about in (("annual_build", plan.annual_build), ("queue", plan.queue)):
        rows = solved.program.row_block(kind)
        if not rows.size:
            continue
        labels = pd.Index(rows.axes[0].labels, dtype=object)
        upper = rows.of(solved.program.row_upper) * MW
        shadow_price = shadow_price_of(limits, KINDS[kind], labels, solved.years)
        used = _used_mw(solved, kind, labels)
        share = np.divide(used, upper, out=np.zeros_like(used), where=np.isfinite(upper) & (upper > 0))
        told = long_table(
            {"kind": [kind], "label": labels, "year": solved.years},
            {
                "limit_mw": upper[None],
                "used_mw": used[None],
                "used_share": share[None],
                "binds": (shadow_price > 0.5)[None],
                "shadow_price_usd_per_mw_year": shadow_price[None],
            },
            {"label": about[["zone", "plan_technology"]]},
        )
        origins = [str(case.origins.get((kind, str(label)), NOWHERE)) for label in told["label"]]
        parts.append(told.assign(origin=origins).astype(dict.fromkeys(("kind", "label"), object)))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)] if parts else pd.DataFrame(columns=list(COLUMNS))


def _used_mw(solved: Solved, kind: str, labels: pd.Index) -> np.ndarray:
    """Label by year: what counts towards each annual build limit or queue [MW]."""
    used = np.zeros((len(labels), len(solved.years)))
    for family, table in (("built", solved.case.fleet.generators),
        ("storage_built", solved.case.storage_fleet.storage)):
        position = labels.get_indexer(pd.Index(table.loc[solved.labels(family), kind]))
        np.add.at(used, position[position >= 0], solved.value(family)[position >= 0])
    return np.cumsum(used, axis=1) if kind == "queue" else used
