"""Figures that took solves of their own: shadow prices of one more of a limit, their valid ranges, and what follows.

The proof that is kept holds the duals of the answer, which only bound them: `loadsite verify` does not recompute these.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

SLOPES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "limits": ("shadow_price_usd_per_mw_year", "valid_for_mw", "shadow_price_beyond_usd_per_mw_year", "known",
        "rent_usd",
               "sentence"),
    "hosting_limits": ("shadow_price_mw_per_mw", "valid_for_mw", "known", "sentence"),
    "hosting_rules": ("shadow_price_mw_per_unit", "known", "sentence"),
    "shortfall": ("campus_price_usd_per_mw_year", "campus_price_valid_for_mw", "campus_price_beyond_usd_per_mw_year",
                  "campus_price_less_usd_per_mw_year", "campus_price_known"),
    "rules": ("binding", "within_tolerance", "shadow_price", "shadow_price_less", "known", "holds_for_more",
              "holds_for_less", "sentence"),
    "siting": ("premium_usd_per_mw_year", "limit_shadow_price_usd_per_mw_year"),
    "build_out": ("binds", "shadow_price_usd_per_mw_year"),
})  # fmt: skip
"""table -> its columns of that kind"""

ORDER = ["kind", "label", "year"]
"""What names a limit; limits stand in the order of their shadow prices."""


def without_slopes(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables without those columns, and limits in the order of their names."""
    return {name: _without(name, table) for name, table in tables.items()}


def _without(name: str, table: pd.DataFrame) -> pd.DataFrame:
    kept = table.drop(columns=[column for column in SLOPES.get(name, ()) if column in table])
    if name not in ("limits", "hosting_limits", "hosting_rules"):
        return kept
    return kept.sort_values(ORDER, kind="stable").reset_index(drop=True)
