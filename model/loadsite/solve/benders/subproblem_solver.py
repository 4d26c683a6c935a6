"""Subproblem solver of one worker: evaluates its subproblems at a trial point, with warm-started simplex, and makes
their cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.cuts import Cut, cut_from_duals, cut_from_ray
from loadsite.solve.benders.fixed_first_stage import FixedFirstStage
from loadsite.solve.benders.packed_duals import Singles
from loadsite.solve.benders.subproblem import Subproblem
from loadsite.solve.benders.subproblem_basis import SubproblemBasis, basis_of_solution, highs_basis
from loadsite.solve.highs import Options, hand_over, ray_of_infeasible
from loadsite.solve.outcomes import Unsettled
from loadsite.solve.weak_duality import implied_bounds

CUT_GAP = 1e-7
"""Relative gap allowed between cut value and subproblem cost; larger means a cold re-solve."""

COLD_CUT_GAP = 1e-4
"""Relative gap allowed after a cold re-solve: such a cut holds all the same, and the bounds tell if it is not enough.
"""

COLD: Options = {
    "solver": "simplex",
    "threads": 1,
    "output_flag": False,
    # A hundredth of HiGHS's own: what is certified is the whole, made of hundreds of such answers.
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
SLACK_TOLERANCE = 1e-9
"""Slack below this is rounding [GWh, or whatever a linking row counts]."""

WARM: Options = {
    **COLD,
    # The data are of one size already, and a basis from nearby needs no perturbation to move on.
    "simplex_scale_strategy": 0,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}


@dataclass(frozen=True)
class Evaluation:
    """Evaluation of one subproblem at a point: its cost [M$], the cut that is tight there, and whether it keeps its
    resource shares.

    The cost of a subproblem that does not holds the price of the slack. Where there is no operation at all the cost is
    infinite, and the cut is a feasibility cut.
    """

    cost: float
    cut: Cut
    within_shares: bool


@dataclass(frozen=True)
class Operation:
    """How one subproblem is operated at a point: its own columns."""

    subproblem: int
    own_primal: Floats


class SubproblemSolver:
    """Solver of some subproblems, warm-started from the basis each was left with. Solver objects live for one solve:
    data and basis are handed in.

    An object per subproblem would keep about 11 MB each; a basis is a hundredth of that.
    """

    def __init__(self, subproblems: Iterable[Subproblem], coupling_lower: Floats, coupling_upper: Floats) -> None:
        self._subproblems = {subproblem.number: subproblem for subproblem in subproblems}
        self._coupling_lower = coupling_lower
        self._coupling_upper = coupling_upper
        self._own_bounds: dict[int, tuple[Floats, Floats]] = {}
        self._fixed: dict[int, FixedFirstStage] = {}
        self._bases: dict[int, SubproblemBasis] = {}
        self._latest_point: Floats | None = None
        self._latest: dict[int, Operation] = {}

    def evaluate(self, numbers: Sequence[int], point: Floats) -> list[Evaluation]:
        """Evaluate the subproblems of those numbers at a point of all coupling columns."""
        self._come_to(point)
        return [self._evaluate_one(self._subproblems[number], point) for number in numbers]

    def derive_cuts(self, row_duals: dict[int, list[Singles]]) -> list[Cut]:
        """Derive cuts of subproblems from any row duals: of the subproblems themselves, or of others alike."""
        cuts: list[Cut] = []
        for number, duals in row_duals.items():
            subproblem = self._subproblems[number]
            bounds = self._own_bounds_of(subproblem)
            cuts += [cut_from_duals(subproblem, each.astype(np.float64), *bounds) for each in duals]
        return cuts

    def set_bases(self, bases: Sequence[SubproblemBasis]) -> list[int]:
        """Set starting bases kept of an earlier search, or lent by other subproblems; the numbers of the subproblems
        they fit.
        """
        fitting = []
        for basis in bases:
            columns, rows = self._fixed_first_stage_of(self._subproblems[basis.subproblem]).shape
            if len(basis.codes) == columns + rows:
                self._bases[basis.subproblem] = basis
                fitting.append(basis.subproblem)
        return fitting

    def bases(self) -> list[SubproblemBasis]:
        """The basis each subproblem was left with."""
        return list(self._bases.values())

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        """How the subproblems of those numbers are operated at a point."""
        self._come_to(point)
        for number in numbers:
            if number not in self._latest:
                subproblem = self._subproblems[number]
                solved = self._solve(subproblem, point, WARM)
                if solved is None:
                    raise Unsettled(f"{subproblem.program.name}: no operation was found where there was one before")
                self._latest[number] = solved.operation
        return [self._latest[number] for number in numbers]

    def _come_to(self, point: Floats) -> None:
        """Forget how subproblems were operated elsewhere."""
        if self._latest_point is None or not np.array_equal(point, self._latest_point):
            self._latest_point, self._latest = point, {}

    def _evaluate_one(self, subproblem: Subproblem, point: Floats) -> Evaluation:
        for options, allowed in ((WARM, CUT_GAP), (COLD, COLD_CUT_GAP)):
            solved = self._solve(subproblem, point, options)
            if solved is None:
                return self._infeasible(subproblem, point)
            cut = cut_from_duals(subproblem, solved.row_dual, *self._own_bounds_of(subproblem))
            if cut.at(point) >= solved.cost - allowed * max(1.0, abs(solved.cost)):
                self._latest[subproblem.number] = solved.operation
                return Evaluation(solved.cost, cut, solved.within_shares)
        raise Unsettled(f"{subproblem.program.name}: the duals of its operation do not bear out its cost")

    def _infeasible(self, subproblem: Subproblem, point: Floats) -> Evaluation:
        """Evaluation of an infeasible subproblem: an infinite cost, and the feasibility cut."""
        fixed = self._fixed_first_stage_of(subproblem)
        at = fixed.at(point)
        crossing, kept_ray = fixed.crossing_ray(at), ray_of_infeasible(at.program)
        rays = [] if crossing is None else [crossing]
        if kept_ray is not None:
            rays += [fixed.ray(at, kept_ray), fixed.ray(at, -kept_ray)]
        for ray in rays:
            cut = cut_from_ray(subproblem, ray, *self._own_bounds_of(subproblem))
            if cut.at(point) > 0.0:
                return Evaluation(np.inf, cut, within_shares=False)
        raise Unsettled(f"{subproblem.program.name}: no operation was found, nor a proof that there is none")

    def _own_bounds_of(self, subproblem: Subproblem) -> tuple[Floats, Floats]:
        """Bounds of a subproblem's own columns that hold wherever coupling columns stand."""
        if subproblem.number not in self._own_bounds:
            lower, upper = self._coupling_lower[subproblem.coupling], self._coupling_upper[subproblem.coupling]
            lower, upper = implied_bounds(subproblem.with_coupling_bounds(lower, upper))
            first, own = len(subproblem.coupling), subproblem.program.lower[len(subproblem.coupling) :]
            lower = own if np.array_equal(lower[first:], own) else lower[first:].copy()
            self._own_bounds[subproblem.number] = lower, upper[first:].copy()
        return self._own_bounds[subproblem.number]

    def _solve(self, subproblem: Subproblem, point: Floats, options: Options) -> _Solved | None:
        """None where there is no operation at the point."""
        fixed = self._fixed_first_stage_of(subproblem)
        basis = self._bases.get(subproblem.number) if options is WARM else None
        at = fixed.at(point) if basis is None else fixed.at(point, basis.basic_columns(fixed.shape[0]))
        highs = hand_over(at.program, options)
        if basis is not None:
            highs.setBasis(highs_basis(basis, at))
        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            if options is WARM:
                return self._solve(subproblem, point, COLD)
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            raise Unsettled(f"{subproblem.program.name}: {highs.modelStatusToString(status)}")
        found = highs.getSolution()
        values, kept_dual = at.values(np.asarray(found.col_value)), np.asarray(found.row_dual)
        reduced_costs = fixed.reduced_costs(kept_dual)
        _, basic = highs.getBasicVariables()
        self._bases[subproblem.number] = basis_of_solution(
            subproblem.number, basic, at, values, kept_dual, reduced_costs
        )
        own_count = len(subproblem.own_columns)
        return _Solved(
            cost=at.fixed_cost + float(highs.getInfo().objective_function_value),
            row_dual=fixed.row_dual(at, kept_dual, reduced_costs),
            operation=Operation(subproblem.number, values[:own_count]),
            within_shares=bool((values[own_count:][~subproblem.is_soft] <= SLACK_TOLERANCE).all()),
        )

    def _fixed_first_stage_of(self, subproblem: Subproblem) -> FixedFirstStage:
        if subproblem.number not in self._fixed:
            self._fixed[subproblem.number] = FixedFirstStage(subproblem)
        return self._fixed[subproblem.number]


@dataclass(frozen=True)
class _Solved:
    """What the solver said of one subproblem at one point."""

    cost: float
    row_dual: Floats
    operation: Operation
    within_shares: bool
