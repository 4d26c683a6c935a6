"""Unit commitment by the hour: what is committed, starts and shuts down. [MW of the hour]"""

from __future__ import annotations

import pandas as pd

from loadsite.results.families import Solved, long_table


def commitment(solved: Solved) -> pd.DataFrame:
    """generator, zone, technology, year, snapshot, time_utc, committed_mw, started_mw, shut_mw."""
    labels = solved.labels("committed")
    values = {
        "committed_mw": solved.value("committed"), "started_mw": solved.value("started"),
        "shut_mw": solved.value("shut"),
    }  # fmt: skip
    about = {"generator": solved.case.fleet.generators[["zone", "technology"]], "snapshot": solved.hours}
    return long_table({"generator": labels, "year": solved.years, "snapshot": solved.hours.index}, values, about)
