"""Planned outages: which share of a fleet is not out for maintenance, month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

EVERYWHERE = "all"
"""In place of a zone: every zone that has no row of its own."""


def in_service_share(generators: pd.DataFrame, hours: pd.DatetimeIndex, rows: pd.DataFrame) -> pd.DataFrame:
    """Generator by snapshot: one minus the planned outage of its technology in its zone and the month of the hour [1].

    `rows` are those of planned_outages.csv.
    """
    share = np.ones((len(generators), len(hours)))
    if len(rows):
        out = rows.set_index(["zone", "technology", "month"])["planned_outage_share"].astype(float)
        months = hours.month.to_numpy()
        for number, (zone, technology) in enumerate(zip(generators["zone"], generators["technology"], strict=True)):
            for month in np.unique(months):
                keys = ((zone, technology, month), (EVERYWHERE, technology, month))
                key = next((each for each in keys if each in out.index), None)
                if key is not None:
                    share[number, months == month] = 1.0 - out.loc[key]
    return pd.DataFrame(share, index=generators.index, columns=pd.RangeIndex(len(hours), name="snapshot"))
