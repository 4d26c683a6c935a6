"""The calendar of a case as the solver needs it."""

from __future__ import annotations

from loadsite.inputs.case import Case
from loadsite.solve.benders.block_structure import Calendar


def calendar(case: Case) -> Calendar:
    """How the snapshots of a case fall into periods."""
    horizon = case.horizon
    return Calendar(horizon.snapshots["period"].to_numpy(), len(horizon.periods), len(horizon.years))
