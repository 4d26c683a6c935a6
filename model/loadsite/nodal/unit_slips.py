"""Figures that are of another unit than their column says: errors where nothing else can be, remarks where it may be.

What is refused is beyond every grid looked at: the cases of MATPOWER 8.1 and the typical ones of pglib-opf v23.07, in
which the largest reactance is 69.6 p.u. (case9241pegase) and the largest median of a grid 0.75 p.u. (case3_lmbd).
"""

from __future__ import annotations

import numpy as np

from loadsite.inputs.cells import Rows
from loadsite.inputs.problems import Problems
from loadsite.nodal.schema import BASE_MVA

MEDIAN_REACTANCE_PU = 2.0
LOAD_TO_GENERATION = 10.0
QUARTER_TURN = np.pi / 2


def check_units(tables: dict[str, Rows], problems: Problems) -> None:
    """Note reactances in ohm and loads that are no MW, where the whole table is so."""
    branches = tables["branches"]
    x = np.abs(branches.frame["reactance_pu"].to_numpy(float))
    median = float(np.median(x))
    if median > MEDIAN_REACTANCE_PU:
        at = int(np.argmax(x))
        problems.add(branches.origins[at], "reactance_pu", f"{x[at]:g} p.u. on 100 MVA, and {median:g} in the middle "
                     f"of all branches; expected {MEDIAN_REACTANCE_PU:g} at most there", "ohm in place of per unit?")
    buses = tables["buses"]
    on = buses.frame["in_service"].to_numpy(bool)
    load = np.where(on, buses.frame["load_mw"].to_numpy(float), 0.0)
    generators = tables["generators"].frame
    most = float(np.maximum(generators["p_max_mw"].to_numpy(float), 0.0)[generators["in_service"].to_numpy(bool)].sum())
    if load.sum() > LOAD_TO_GENERATION * most > 0:
        at = int(np.argmax(load))
        problems.add(buses.origins[at], "load_mw", f"{load[at]:g} MW; all loads are {load.sum():g} MW, more than "
                     f"{LOAD_TO_GENERATION:g} times the {most:g} MW that all generators give", "kW in place of MW?")


def unreachable_ratings(branches: Rows) -> tuple[str, ...]:
    """A remark on branches that would have to turn by more than 90 degrees to carry their rating."""
    x = np.abs(branches.frame["reactance_pu"].to_numpy(float))
    rating = branches.frame["rating_mw"].to_numpy(float)
    angle = np.where(np.isfinite(rating), rating, 0.0) * x / BASE_MVA
    beyond = np.flatnonzero(angle > QUARTER_TURN)
    if not beyond.size:
        return ()
    at = int(beyond[np.argmax(angle[beyond])])
    name = branches.frame["branch"].iloc[at]
    return (f"{len(beyond)} branches would need more than 90 degrees to carry their rating, most of all {name} "
            f"({branches.origins[at]}: {x[at]:g} p.u., {rating[at]:g} MW): ohm in place of per unit, or a rating that "
            "stands for none?",)  # fmt: skip
