"""Trial points: analytic centers of the master's level set, by the faster of two methods."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.level_set import AnalyticCenter
from loadsite.solve.benders.master import Master
from loadsite.solve.outcomes import Unsettled


def center_point(master: Master, level: float, allowed: float, known: Floats | None = None) -> Floats:
    """Center of a level set that is known to have points; Unsettled where none is found, or where there is no level, as
    no bound was proven.
    """
    point = find_center_point(master, level, allowed, known)
    if point is None:
        raise Unsettled(f"{master.first_stage.program.name}: no point was found below a cost that some point has")
    return point


def find_center_point(master: Master, level: float, allowed: float, known: Floats | None = None) -> Floats | None:
    """Center of a level set, known to cost no more than is allowed above the level [M$]; found faster from a `known`
    point of all coupling columns. None where neither method finds one, as where the level set has none; Unsettled where
    there is no level, as no bound was proven.
    """
    point = faster_center_point(master, level, allowed, known)
    if point is None and known is not None:
        if master.is_wide:
            return master.analytic_center(level, allowed, known)
        return master.trial_point(AnalyticCenter(level, allowed))
    return point


def faster_center_point(master: Master, level: float, allowed: float, known: Floats | None) -> Floats | None:
    """Center by the method that is the faster one there; as `find_center_point`, of one method alone."""
    if np.isnan(level):
        raise Unsettled(f"{master.first_stage.program.name}: the solver's duals prove no lower bound at all")
    if known is None or master.is_wide:
        return master.trial_point(AnalyticCenter(level, allowed))
    return master.analytic_center(level, allowed, known)
