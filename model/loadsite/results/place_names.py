"""Names for people of zones and markets, beside their codes."""

from __future__ import annotations

import pandas as pd

from loadsite.inputs.case import Case


def zone_names(case: Case) -> pd.Series:
    """zone -> its name in words"""
    return case.grid.zones["name"].astype(object)


def market_names(case: Case) -> pd.Series:
    """market -> its name in words, or its code where the table of reserve margins names none"""
    of_market = case.grid.zones.drop_duplicates("market").set_index("market")["market_name"]
    return of_market.astype(object)


def named(code: str, name: str) -> str:
    """`East Wisconsin and Upper Michigan (MISO zone 2) [MISO_Z2]`; the code alone where it has no other name."""
    return code if name in ("", code) else f"{name} [{code}]"


def beside(table: pd.DataFrame, area: str, names: pd.Series) -> pd.DataFrame:
    """The table with the column `name` after the column `area` of codes."""
    position = list(table.columns).index(area) + 1
    found = table.copy()
    found.insert(position, "name", names.loc[table[area].astype(object)].to_numpy())
    return found


def with_time_zone(table: pd.DataFrame, case: Case) -> pd.DataFrame:
    """A table by zone with the IANA name of the zone's time zone in the last column; "" where it has none."""
    time_zone = case.grid.zones["time_zone"].astype(object)
    return table.assign(time_zone=time_zone.loc[table["zone"].astype(object)].to_numpy())
