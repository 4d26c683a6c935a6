"""Optimality and feasibility cuts: lower bounds of one subproblem's cost, linear in the coupling columns.

Weak duality makes a cut of any row duals y of the subproblem's program: with z = cost - A'y on its own columns,

    operation(x) >= y+'L - y-'U + z+'l - z-'u - (A_coupling'y)'x    for every x.

With cost = 0 and a right side above zero, y says that there is no operation at x at all: a feasibility cut.

The figures come from the program and y alone; the solver's word is not taken for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.packed_duals import PackedDuals, Singles, packed
from loadsite.solve.benders.subproblem import Positions, Subproblem
from loadsite.solve.matrix import rows_matrix


@dataclass(frozen=True)
class Cut:
    """Optimality cut: theta of `subproblem` >= intercept + slope @ x[coupling]; M$, and M$ per GW or GWh. Made of
    `duals`, which are kept to single precision: near enough for prices, and for another cut that is nearly as good.

    A feasibility cut says 0 >= intercept + slope @ x[coupling] instead.
    """

    subproblem: int
    intercept: float
    coupling: Positions
    slope: Floats
    duals: PackedDuals
    is_feasibility_cut: bool = False

    @property
    def row_dual(self) -> Singles:
        """Duals of all rows of the subproblem's program."""
        return self.duals.unpacked()

    def at(self, x: Floats) -> float:
        """Value of the cut at a point of all coupling columns."""
        return self.intercept + float(self.slope @ x[self.coupling])


def cut_from_duals(subproblem: Subproblem, row_dual: Floats, own_lower: Floats, own_upper: Floats) -> Cut:
    """Optimality cut of a subproblem from any row duals, proven; `own_lower` and `own_upper` bound its own columns, by
    their own bounds or by what the rows imply. Duals that lean on an infinite limit are set to zero first.
    """
    return _cut(subproblem, row_dual, subproblem.program.cost, own_lower, own_upper, is_feasibility_cut=False)


def cut_from_ray(subproblem: Subproblem, ray: Floats, own_lower: Floats, own_upper: Floats) -> Cut:
    """Feasibility cut of a subproblem from any multipliers of its rows, proven, scaled to a slope of one."""
    nothing = np.zeros(subproblem.program.column_count)
    cut = _cut(subproblem, ray, nothing, own_lower, own_upper, is_feasibility_cut=True)
    size = float(np.abs(cut.slope).max(initial=0.0)) or 1.0
    return replace(cut, intercept=cut.intercept / size, slope=cut.slope / size, duals=packed(cut.row_dual / size))


def _cut(
    subproblem: Subproblem,
    row_dual: Floats,
    cost: Floats,
    own_lower: Floats,
    own_upper: Floats,
    is_feasibility_cut: bool,
) -> Cut:
    program, coupling_count = subproblem.program, len(subproblem.coupling)
    matrix = rows_matrix(program)
    leans_on_nothing = ((row_dual > 0) & np.isneginf(program.row_lower)) | (
        (row_dual < 0) & np.isposinf(program.row_upper)
    )
    dual = np.where(leans_on_nothing, 0.0, row_dual)
    reduced = cost - matrix.T @ dual
    own_value = _dual_value(reduced[coupling_count:], own_lower, own_upper)
    if np.isneginf(own_value):
        dual = _within_penalties(subproblem, dual, cost, own_lower, own_upper)
        reduced = cost - matrix.T @ dual
        own_value = _dual_value(reduced[coupling_count:], own_lower, own_upper)
    return Cut(
        subproblem.number,
        _dual_value(dual, program.row_lower, program.row_upper) + own_value,
        subproblem.coupling,
        reduced[:coupling_count].copy(),
        packed(dual),
        is_feasibility_cut,
    )


def _within_penalties(
    subproblem: Subproblem, dual: Floats, cost: Floats, own_lower: Floats, own_upper: Floats
) -> Floats:
    """Duals clipped to the penalty of going beyond their row: a row may be broken without limit at a price, and a dual
    above that price by rounding proves nothing at all.
    """
    matrix = rows_matrix(subproblem.program).tocsc()[:, len(subproblem.coupling) :]
    alone = np.diff(matrix.indptr) == 1
    most, least = np.full(len(dual), np.inf), np.full(len(dual), -np.inf)
    for unlimited, sign in ((np.isposinf(own_upper), 1.0), (np.isneginf(own_lower), -1.0)):
        columns = np.flatnonzero(alone & unlimited)
        rows, entries = matrix.indices[matrix.indptr[columns]], sign * matrix.data[matrix.indptr[columns]]
        price = sign * cost[len(subproblem.coupling) :][columns] / entries
        np.minimum.at(most, rows[entries > 0], _inward(price, -1.0)[entries > 0])
        np.maximum.at(least, rows[entries < 0], _inward(price, 1.0)[entries < 0])
    return np.clip(dual, least, most)


def _inward(price: Floats, way: float) -> Floats:
    """Moved a little beyond rounding."""
    return price + way * 1e-12 * np.abs(price)


def _dual_value(duals: Floats, lower: Floats, upper: Floats) -> float:
    """The sum of each dual times the limit it leans on, zero where the dual is zero; minus infinity where one leans on
    none.
    """
    limit = np.where(duals > 0, lower, upper)
    return float(np.sum(np.multiply(duals, limit, out=np.zeros_like(duals), where=duals != 0)))
