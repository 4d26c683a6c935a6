"""Demand response by the hour. [MW of the hour]"""

from __future__ import annotations

import pandas as pd

from loadsite.results.families import Axes, Solved, long_table


def demand_response(solved: Solved) -> pd.DataFrame:
    """response, zone, year, snapshot, time_utc, reduced_mw."""
    labels = solved.labels("reduced")
    about = {"response": solved.case.responses[["zone"]], "snapshot": solved.hours}
    axes: Axes = {"response": labels, "year": solved.years, "snapshot": solved.hours.index}
    return long_table(axes, {"reduced_mw": solved.value("reduced")}, about)
