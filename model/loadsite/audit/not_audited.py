"""What the audit alone cannot tell from the tables and the inputs, and why.

`loadsite verify` recomputes these too, from the proof kept beside the tables, but for those that take a solve of their
own: see `loadsite.run.recheck`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType

DUAL = "a dual of the linear program; only the program tells it, and its certificate holds every dual and reduced cost"
SOLVED = "each takes a solve of its own; which side of what the zone holds it lies on is checked"
SLOPE = "what one more or less costs, and for how many: each takes solves of its own"
RANGE = "how far a dual holds; only the optimal corner of the program tells it"

NOT_AUDITED: Mapping[str, str] = MappingProxyType({
    "siting.premium_usd_per_mw_year": DUAL,
    "siting.limit_shadow_price_usd_per_mw_year": DUAL,
    "shortfall.campus_price_*": SLOPE,
    "limits.valid_for_mw": SLOPE,
    "limits.shadow_price_beyond_usd_per_mw_year": SLOPE,
    "rules.shadow_price_less": SLOPE,
    "build_out.shadow_price_usd_per_mw_year": DUAL,
    "shadow_prices.shadow_price": DUAL,
    "hourly_shadow_prices/*.shadow_price": DUAL,
    "rules.shadow_price": DUAL,
    "rules.holds_for_*": RANGE,
    "zone_ranges.least_mw": SOLVED,
    "zone_ranges.most_mw": SOLVED,
    "rules.line": "where a rule stands in its file, not a figure of the answer",
})  # fmt: skip
"""table.column (a star stands for anything) -> why"""

TOLD_TWICE = frozenset({
    "hourly_shadow_prices/balance.shadow_price", "hourly_shadow_prices/onsite_balance.shadow_price",
})  # fmt: skip
"""Duals that stand as prices in other tables too, and are held against those."""


def why_not_audited(column: str) -> str:
    """Why a column `table.column` is not audited; "" where it is."""
    if column in TOLD_TWICE:
        return ""
    return next((why for named, why in NOT_AUDITED.items() if fnmatchcase(column, named)), "")
