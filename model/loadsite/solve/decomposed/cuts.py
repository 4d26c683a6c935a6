"""Cuts: what one unit's operation costs at least, as a linear function of the linking columns.

Weak duality makes a cut of any row duals y of the unit's program: with z = cost - A'y on its own columns,

    operation(x) >= y+'L - y-'U + z+'l - z-'u - (A_linking'y)'x    for every x.

With cost = 0 and a right side above zero, y says that there is no operation at x at all: a cut of feasibility.

The figures come from the program and y alone; the solver's word is not taken for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.units import Positions, Unit
from loadsite.solve.matrix import rows_matrix


@dataclass(frozen=True)
class Cut:
    """operation of `unit` >= intercept + slope @ x[linking]; M$, and M$ per GW or GWh. Made of `row_dual`.

    One of feasibility says 0 >= intercept + slope @ x[linking] instead.
    """

    unit: int
    intercept: float
    linking: Positions
    slope: Floats
    row_dual: Floats
    of_feasibility: bool = False

    def at(self, x: Floats) -> float:
        """What the cut says at a point of all linking columns."""
        return self.intercept + float(self.slope @ x[self.linking])


def cut_from_duals(unit: Unit, row_dual: Floats, own_lower: Floats, own_upper: Floats) -> Cut:
    """The proven cut of a unit for any row duals; `own_lower` and `own_upper` bound its own columns, by their own
    bounds or by what the rows imply. Duals that lean on an infinite limit are set to zero first.
    """
    return _cut(unit, row_dual, unit.program.cost, own_lower, own_upper, of_feasibility=False)


def cut_from_ray(unit: Unit, ray: Floats, own_lower: Floats, own_upper: Floats) -> Cut:
    """The proven cut of feasibility of a unit for any multipliers of its rows, scaled to a slope of one."""
    nothing = np.zeros(unit.program.column_count)
    cut = _cut(unit, ray, nothing, own_lower, own_upper, of_feasibility=True)
    size = float(np.abs(cut.slope).max(initial=0.0)) or 1.0
    return replace(cut, intercept=cut.intercept / size, slope=cut.slope / size, row_dual=cut.row_dual / size)


def _cut(
    unit: Unit, row_dual: Floats, cost: Floats, own_lower: Floats, own_upper: Floats, of_feasibility: bool
) -> Cut:
    program = unit.program
    leans_on_nothing = ((row_dual > 0) & np.isneginf(program.row_lower)) | (
        (row_dual < 0) & np.isposinf(program.row_upper)
    )
    y = np.where(leans_on_nothing, 0.0, row_dual)
    reduced = cost - rows_matrix(program).T @ y
    link_count = len(unit.linking)
    own, slope = reduced[link_count:], reduced[:link_count]
    intercept = _worth(y, program.row_lower, program.row_upper) + _worth(own, own_lower, own_upper)
    return Cut(unit.number, intercept, unit.linking, slope, y, of_feasibility)


def _worth(dual: Floats, lower: Floats, upper: Floats) -> float:
    """Sum of each dual times the limit it leans on; zero where the dual is zero."""
    limit = np.where(dual > 0, lower, upper)
    return float(np.sum(np.multiply(dual, limit, out=np.zeros_like(dual), where=dual != 0)))
