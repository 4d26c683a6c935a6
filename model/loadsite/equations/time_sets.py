"""Names of the sets that carry time: whatever is indexed by snapshot or period belongs to a period.

A rule for each of them may be written for some periods alone, as `windows` has them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

YEAR_SET = "years"
YEAR_SETS = (YEAR_SET, "later_years")
SNAPSHOT_SETS = ("snapshots", "first_snapshots", "later_snapshots", "last_snapshots")
PERIOD_SET = "periods"

Window = dict[str, tuple[int, int]]
"""Name of a set that carries time -> its first member in some periods, and the first one after them."""


def windows(periods: pd.DataFrame, count: int) -> list[Window]:
    """Runs of periods, as equal as may be and no more than `count`, from the `first` and `last` snapshot of each."""
    first, end = periods["first"].to_numpy(dtype=int), periods["last"].to_numpy(dtype=int) + 1
    found: list[Window] = []
    for run in np.array_split(np.arange(len(periods)), min(count, len(periods))):
        snapshots = (int(first[run[0]]), int(end[run[-1]]))
        found.append({**dict.fromkeys(SNAPSHOT_SETS, snapshots), PERIOD_SET: (int(run[0]), int(run[-1]) + 1)})
    return found
