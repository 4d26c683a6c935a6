"""How branches carry power in DC flow: two conventions, each a law of its own, named in every result.

`matpower`     flow = 100 / (x tap) (angle_from - angle_to - shift)     MATPOWER User's Manual, section 3.7
`powermodels`  flow = 100 x / (r^2 + x^2) (angle_from - angle_to)       PowerModels.jl, DCPPowerModel

with r and x in per unit on 100 MVA and angles in radians. An angle limit is a limit on the flow that goes with it.
PowerModels takes angle limits of a quarter turn and more, and missing ones, for 60 degrees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.grid import Grid
from loadsite.nodal.schema import BASE_MVA

ZERO_REACTANCE_PU = 1e-6
"""A smaller one is taken for this: a closed switch then carries what it has to, at no angle to speak of."""
POWERMODELS_ANGLE_DEG = 60.0
QUARTER_TURN_DEG = 90.0


class Convention(StrEnum):
    """Convention of DC power flow."""

    MATPOWER = "matpower"
    POWERMODELS = "powermodels"


@dataclass(frozen=True)
class FlowLaw:
    """By branch: MW per radian, the shift [rad], and the limits of its flow [MW] without an outage.

    A branch of no susceptance carries nothing; `gauge_mw_per_rad` is then what its angle is counted with, so that a
    limit on the angle is one on MW all the same.
    """

    convention: Convention
    susceptance_mw_per_rad: Floats
    gauge_mw_per_rad: Floats
    shift_rad: Floats
    lower_mw: Floats
    upper_mw: Floats


def law_of(convention: Convention, grid: Grid) -> FlowLaw:
    """The law of a grid in that convention."""
    laws: dict[Convention, Callable[[Grid], FlowLaw]] = {
        Convention.MATPOWER: matpower_law, Convention.POWERMODELS: powermodels_law,
    }  # fmt: skip
    return laws[convention](grid)


def matpower_law(grid: Grid) -> FlowLaw:
    """Reactance and taps alone, with phase shifts."""
    x = grid.branches["reactance_pu"].to_numpy(float)
    tap = grid.branches["tap_ratio"].to_numpy(float)
    x = np.where(np.abs(x) < ZERO_REACTANCE_PU, ZERO_REACTANCE_PU, x)
    shift = np.radians(grid.branches["shift_deg"].to_numpy(float))
    least, most = (grid.branches[name].to_numpy(float) for name in ("angle_min_deg", "angle_max_deg"))
    return _law(Convention.MATPOWER, grid, BASE_MVA / (x * tap), shift, least, most)


def powermodels_law(grid: Grid) -> FlowLaw:
    """The imaginary part of the series admittance, without taps and shifts; no reactance, no flow."""
    x, r = (grid.branches[name].to_numpy(float) for name in ("reactance_pu", "resistance_pu"))
    size = r**2 + x**2
    b = BASE_MVA * np.divide(x, size, out=np.zeros(len(x)), where=size > 0.0)
    least, most = (grid.branches[name].to_numpy(float) for name in ("angle_min_deg", "angle_max_deg"))
    least = np.where(least <= -QUARTER_TURN_DEG, -POWERMODELS_ANGLE_DEG, least)
    most = np.where(most >= QUARTER_TURN_DEG, POWERMODELS_ANGLE_DEG, most)
    return _law(Convention.POWERMODELS, grid, b, np.zeros(len(x)), least, most)


def _law(convention: Convention, grid: Grid, b: Floats, shift: Floats, least: Floats, most: Floats) -> FlowLaw:
    gauge = np.where(b == 0.0, BASE_MVA, b)
    one = gauge * (np.radians(least) - shift)
    other = gauge * (np.radians(most) - shift)
    rating = np.where(b == 0.0, np.inf, grid.branches["rating_mw"].to_numpy(float))
    return FlowLaw(
        convention, b, gauge, shift, np.maximum(np.minimum(one, other), -rating),
        np.minimum(np.maximum(one, other), rating),
    )  # fmt: skip
