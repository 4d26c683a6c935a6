"""What is retired by choice of what may be, and what that saves."""

from __future__ import annotations

import pandas as pd

from loadsite.results.families import Solved, long_table


def retirements(solved: Solved) -> pd.DataFrame:
    """generator, zone, technology, year, planned_mw, kept_mw, retired_mw, saved_usd.

    planned_mw is what stands after the retirements of the tables, retired_mw what is retired beside them by then, and
    saved_usd its fixed cost of one year.
    """
    fleet, labels = solved.case.fleet, solved.labels("kept")
    planned = fleet.existing_mw.loc[labels].to_numpy(dtype=float)
    kept = solved.value("kept")
    saved = (planned - kept) * fleet.fixed_usd_per_mw_year.loc[labels].to_numpy(dtype=float)
    values = {"planned_mw": planned, "kept_mw": kept, "retired_mw": planned - kept, "saved_usd": saved + 0.0}
    about = {"generator": fleet.generators[["zone", "technology"]]}
    return long_table({"generator": labels, "year": solved.years}, values, about)
