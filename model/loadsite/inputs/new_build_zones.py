"""Which zones a technology may be built in, and what building it there costs beside what it costs everywhere."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def zones_that_name(zone_builds: pd.DataFrame, technology: str, zones: Iterable[str]) -> list[str]:
    """The zones in whose rows of zone_builds.csv a technology stands, in the order of `zones`; all of them where it has
    no row.
    """
    named = set(zone_builds.loc[zone_builds["technology"] == technology, "zone"])
    return [zone for zone in zones if not named or zone in named]


def of_zone(zone_builds: pd.DataFrame, candidates: pd.DataFrame, column: str, elsewhere: float) -> pd.Series:
    """Candidate: what zone_builds.csv says of its technology in its zone; `elsewhere` where it has no row."""
    rows = zone_builds.set_index(["technology", "zone"])[column].astype(float)
    wanted = pd.MultiIndex.from_frame(candidates[["technology", "zone"]])
    return rows.reindex(wanted, fill_value=elsewhere).set_axis(candidates.index)
