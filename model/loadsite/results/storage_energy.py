"""Energy of storage that is built apart from its power. [MWh]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.results.families import Solved, long_table


def storage_energy(solved: Solved) -> pd.DataFrame:
    """storage, zone, technology, year, built_mwh, standing_mwh."""
    labels, built = solved.labels("energy_built"), solved.value("energy_built")
    about = {"storage": solved.case.storage_fleet.storage[["zone", "technology"]]}
    values = {"built_mwh": built, "standing_mwh": np.cumsum(built, axis=1)}
    return long_table({"storage": labels, "year": solved.years}, values, about)
