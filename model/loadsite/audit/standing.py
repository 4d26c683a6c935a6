"""What stands of each fleet, as the tables of a result say."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.audit.reading import Reading
from loadsite.inputs.case import Case


def existing_mw(case: Case, reading: Reading) -> Floats:
    """Generator by year: what stands already and has not been retired by choice [MW]."""
    planned = case.fleet.existing_mw.to_numpy(float)
    may_retire = case.fleet.retirement.index
    if may_retire.empty:
        return planned
    kept = planned.copy()
    kept[case.fleet.generators.index.get_indexer(may_retire)] = reading.yearly(
        "retirements", "kept_mw", "generator", may_retire).on(may_retire)
    return kept


def standing_mw(case: Case, reading: Reading) -> Floats:
    """Generator by year: what stands already and what has been built [MW]."""
    known = case.fleet.generators.index
    built = reading.yearly("built", "built_mw", "label", known, "generator").on(known)
    return np.asarray(existing_mw(case, reading) + np.cumsum(built, axis=1))
