"""A group of units kept by one process: asked for a point, it answers with what operation costs and with cuts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.bounds import implied_bounds
from loadsite.solve.decomposed.basis import UnitBasis, highs_basis, unit_basis
from loadsite.solve.decomposed.condensed import Condensed
from loadsite.solve.decomposed.cuts import Cut, Singles, cut_from_duals, cut_from_ray
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.highs import Options, hand_over, ray_of_infeasible
from loadsite.solve.no_answer import Unsettled

TOUCHES = 1e-7
"""A cut from optimal duals touches the cost of operation up to this share of it; less is another solve."""

NEARLY_TOUCHES = 1e-4
"""What a second solve may leave: such a cut holds all the same, and the bounds tell if it is not enough."""

COLD: Options = {
    "solver": "simplex",
    "threads": 1,
    "output_flag": False,
    # A hundredth of HiGHS's own: what is certified is the whole, made of hundreds of such answers.
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
EXCESS_TOLERATED = 1e-9
"""GWh, or whatever a tying row counts: less is rounding."""

WARM: Options = {
    **COLD,
    # The data are of one size already, and a basis from nearby needs no perturbation to move on.
    "simplex_scale_strategy": 0,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}


@dataclass(frozen=True)
class Answer:
    """What one unit's operation costs at a point [M$], the cut that touches it there, and whether it keeps its budgets.

    The cost of a unit that does not holds the price of the excess. Where there is no operation at all the cost is
    infinite, and the cut is one of feasibility.
    """

    cost: float
    cut: Cut
    within_budgets: bool


@dataclass(frozen=True)
class Operation:
    """How one unit is operated at a point: its own columns."""

    unit: int
    own_primal: Floats


class UnitGroup:
    """Units and the basis each was left with. Solver objects live for one solve: data and basis are handed in.

    An object per unit would keep about 11 MB each; a basis is a hundredth of that.
    """

    def __init__(self, units: Iterable[Unit], linking_lower: Floats, linking_upper: Floats) -> None:
        self._units = {unit.number: unit for unit in units}
        self._linking_lower = linking_lower
        self._linking_upper = linking_upper
        self._own_bounds: dict[int, tuple[Floats, Floats]] = {}
        self._condensed: dict[int, Condensed] = {}
        self._bases: dict[int, Any] = {}
        self._codes: dict[int, UnitBasis] = {}
        self._latest_point: Floats | None = None
        self._latest: dict[int, Operation] = {}

    def ask(self, numbers: Sequence[int], point: Floats) -> list[Answer]:
        """Cost and cut of the units of those numbers at a point of all linking columns."""
        self._come_to(point)
        return [self._answer(self._units[number], point) for number in numbers]

    def derive(self, row_duals: dict[int, list[Singles]]) -> list[Cut]:
        """Cuts of units from any row duals: of the units themselves, or of others alike."""
        cuts: list[Cut] = []
        for number, duals in row_duals.items():
            unit = self._units[number]
            cuts += [cut_from_duals(unit, each.astype(np.float64), *self._own_bounds_of(unit)) for each in duals]
        return cuts

    def begin(self, bases: Sequence[UnitBasis]) -> list[int]:
        """Start from bases kept of an earlier search, or lent by other units; the numbers of the units they fit."""
        fitting = []
        for basis in bases:
            columns, rows = self._condensed_of(self._units[basis.unit]).shape
            if len(basis.codes) == columns + rows:
                self._bases[basis.unit] = highs_basis(basis, columns)
                self._codes[basis.unit] = basis
                fitting.append(basis.unit)
        return fitting

    def bases(self) -> list[UnitBasis]:
        """The basis each unit was left with."""
        return list(self._codes.values())

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        """How the units of those numbers are operated at a point."""
        self._come_to(point)
        for number in numbers:
            if number not in self._latest:
                unit = self._units[number]
                solved = self._solve(unit, point, WARM)
                if solved is None:
                    raise Unsettled(f"{unit.program.name}: no operation was found where there was one before")
                self._latest[number] = solved.operation
        return [self._latest[number] for number in numbers]

    def _come_to(self, point: Floats) -> None:
        """Forget how units were operated elsewhere."""
        if self._latest_point is None or not np.array_equal(point, self._latest_point):
            self._latest_point, self._latest = point, {}

    def _answer(self, unit: Unit, point: Floats) -> Answer:
        for options, allowed in ((WARM, TOUCHES), (COLD, NEARLY_TOUCHES)):
            solved = self._solve(unit, point, options)
            if solved is None:
                return self._no_operation(unit, point)
            cut = cut_from_duals(unit, solved.row_dual, *self._own_bounds_of(unit))
            if cut.at(point) >= solved.cost - allowed * max(1.0, abs(solved.cost)):
                self._latest[unit.number] = solved.operation
                return Answer(solved.cost, cut, solved.within_budgets)
        raise Unsettled(f"{unit.program.name}: the duals of its operation do not bear out its cost")

    def _no_operation(self, unit: Unit, point: Floats) -> Answer:
        """An infinite cost, and the cut that says why."""
        condensed = self._condensed_of(unit)
        at = condensed.at(point)
        crossing, kept_ray = condensed.crossing_ray(at), ray_of_infeasible(at.program)
        rays = [] if crossing is None else [crossing]
        if kept_ray is not None:
            rays += [condensed.ray(at, kept_ray), condensed.ray(at, -kept_ray)]
        for ray in rays:
            cut = cut_from_ray(unit, ray, *self._own_bounds_of(unit))
            if cut.at(point) > 0.0:
                return Answer(np.inf, cut, within_budgets=False)
        raise Unsettled(f"{unit.program.name}: no operation was found, nor a proof that there is none")

    def _own_bounds_of(self, unit: Unit) -> tuple[Floats, Floats]:
        """Bounds of a unit's own columns that hold wherever linking columns stand."""
        if unit.number not in self._own_bounds:
            lower, upper = self._linking_lower[unit.linking], self._linking_upper[unit.linking]
            lower, upper = implied_bounds(unit.with_linking_bounds(lower, upper))
            self._own_bounds[unit.number] = lower[len(unit.linking) :], upper[len(unit.linking) :]
        return self._own_bounds[unit.number]

    def _solve(self, unit: Unit, point: Floats, options: Options) -> _Solved | None:
        """None where there is no operation at the point."""
        condensed = self._condensed_of(unit)
        at = condensed.at(point)
        highs = hand_over(at.program, options)
        basis = self._bases.get(unit.number)
        if basis is not None and options is WARM:
            highs.setBasis(basis)
        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            if options is WARM:
                return self._solve(unit, point, COLD)
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            raise Unsettled(f"{unit.program.name}: {highs.modelStatusToString(status)}")
        found = highs.getSolution()
        values, kept_dual = np.asarray(found.col_value), np.asarray(found.row_dual)
        _, basic = highs.getBasicVariables()
        self._bases[unit.number] = highs.getBasis()
        self._codes[unit.number] = unit_basis(unit.number, basic, at.program, values, kept_dual)
        own_count = len(unit.own_columns)
        return _Solved(
            cost=float(highs.getInfo().objective_function_value),
            row_dual=condensed.row_dual(at, kept_dual),
            operation=Operation(unit.number, values[:own_count]),
            within_budgets=bool((values[own_count:][~unit.paid_for] <= EXCESS_TOLERATED).all()),
        )

    def _condensed_of(self, unit: Unit) -> Condensed:
        if unit.number not in self._condensed:
            self._condensed[unit.number] = Condensed(unit)
        return self._condensed[unit.number]


@dataclass(frozen=True)
class _Solved:
    """What the solver said of one unit at one point."""

    cost: float
    row_dual: Floats
    operation: Operation
    within_budgets: bool
