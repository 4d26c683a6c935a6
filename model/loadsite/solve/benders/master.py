"""Master problem: first-stage decisions, a lower bound theta of the cost of every subproblem, and resource shares
allocated among subproblems.

    minimise  first-stage cost + sum(theta)   subject to the first-stage rows, the linking rows with their operation
    replaced by resource shares, and theta[u] >= cut for every cut of every subproblem u.

Its optimum is a lower bound of the whole program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.cut_table import CutTable
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.level_set import SIMPLEX, TrialPoint
from loadsite.solve.benders.master_basis import MasterBasis, master_basis_of
from loadsite.solve.benders.master_program import MasterRows
from loadsite.solve.benders.subproblem import Positions, ResourceShare
from loadsite.solve.highs import Options, hand_over, ray_of_infeasible
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.outcomes import Unsettled
from loadsite.solve.weak_duality import lower_bound, with_cost_bounds

SLACK_ROUNDS_STAYED = 4
"""A cut that has been slack for this many rounds is deactivated until a point violates it."""

TIGHT = 1e-6
"""A cut is tight where it comes this close to theta, relative to theta."""

REACTIVATE_ABOVE = 1e-5
"""Relative violation above which an inactive cut is reactivated: a tenth of the gap asked for, were all of them so."""

ROW_TOLERANCE = 1e-8
"""Feasibility tolerance of rows, relative to their activity: ten times what a vertex may miss them by."""

MAX_ROUNDS = 20
"""Rounds of reactivation for one bound, which is proven without some of the cuts all the same."""


@dataclass(frozen=True)
class _Solution:
    """Master solution: a point of all coupling columns, and theta of each subproblem there [M$]."""

    point: Floats
    theta: Floats


@dataclass(frozen=True)
class LowerBound:
    """Lower bound [M$] with the master's duals that prove it, and the solver's objective.

    The bound may be minus infinity where no point is known yet whose cost holds decisions within bounds. `cut_dual`
    says how much of the bound rests on each cut. The duals of a subproblem's cuts, so weighted, with those of the
    first-stage rows are duals of the whole program that prove the same bound.

    It is `exact` where no inactive cut could lift it by more than the violation tolerance. Elsewhere what all cuts say
    together may cost more than the solver's objective.
    """

    bound: float
    solver_objective: float
    first_stage_row_dual: Floats
    cut_dual: tuple[tuple[Cut, float], ...] = ()
    exact: bool = True


class NoPoint(Exception):
    """Infeasible master: no first-stage decisions satisfy their rows and the cuts; multipliers of either sign that
    should prove it.
    """

    def __init__(self, first_stage_row_ray: Floats, cut_ray: tuple[tuple[Cut, float], ...]) -> None:
        self.first_stage_row_ray = first_stage_row_ray
        self.cut_ray = cut_ray
        super().__init__("no first-stage decisions satisfy their rows")


class Master:
    """Master problem with cut selection. Columns: first stage, then theta of every subproblem, then the live resource
    shares. A subproblem counts `weights` times.

    Every cut added is kept in `table`. Rows are the active ones: a cut long slack is deactivated, and reactivated where
    a solution violates it, so that the program stays small and forgets nothing.

    A resource share is live once an active cut has a slope on it. Until then it stands at the least that its subproblem
    can use: a linking row limited from above gains from that, and no cut asks for more. Those of linking rows limited
    from below, or without a least, are live from the start.
    """

    def __init__(self, first_stage: FirstStage, resource_shares: list[ResourceShare], weights: Floats) -> None:
        self.first_stage = first_stage
        self.resource_shares = resource_shares
        self.weights = weights
        self.subproblem_count = len(weights)
        self._first_count = len(first_stage.columns)
        self.table = CutTable(self.coupling_count)
        self.slack_rounds: Positions = np.zeros(0, dtype=np.int64)
        self._active: Positions = np.zeros(0, dtype=np.int64)
        self._master_basis: MasterBasis | None = None
        self._optimum: _Solution | None = None
        limited_below = {
            int(row)
            for row, limit in zip(
                first_stage.linking, first_stage.program.row_lower[len(first_stage.rows) :], strict=True
            )
            if np.isfinite(limit)
        }
        self._least = np.array([resource_share.least for resource_share in resource_shares])
        self._most = np.array([resource_share.most for resource_share in resource_shares])
        self._multiplicity = self._share_multiplicity()
        # Base rows over all coupling columns.
        self._base = sparse.hstack([rows_matrix(first_stage.program), self._multiplicity], format="csr")
        self.base_rows = MasterRows(
            first_stage.program, self._base, self._multiplicity, self._least, self._most, weights
        )
        self._live: list[int] = [
            k
            for k, share in enumerate(resource_shares)
            if share.linking_row in limited_below or np.isneginf(share.least)
        ]

    @property
    def live(self) -> Positions:
        """The live resource shares, by number."""
        return self._live_now()

    @property
    def active(self) -> Positions:
        """Active cuts, by number."""
        return self._active

    @property
    def coupling_count(self) -> int:
        return self._first_count + len(self.resource_shares)

    @property
    def optimum(self) -> Floats:
        """Optimum of the master at the last lower bound: a point of all coupling columns."""
        if self._optimum is None:
            raise ValueError("no lower bound was computed yet")
        return self._optimum.point

    def add(self, cuts: Iterable[Cut]) -> None:
        """Add cuts, all active."""
        self._activate(self._store(cuts))

    def add_inactive(self, cuts: Iterable[Cut], points: Iterable[Floats]) -> None:
        """Add cuts; activate, per subproblem, only the one with the largest value at each given point."""
        self._store(cuts)
        for point in points:
            self._activate(self.table.highest(self.table.at(point)))
        self.slack_rounds[self._active] = SLACK_ROUNDS_STAYED - 1

    def known_cost(self, subproblems: Iterable[int], point: Floats) -> list[float]:
        """Largest cut value of each subproblem at a point: what its operation costs at least [M$]."""
        known = np.zeros(self.subproblem_count)
        is_optimality_cut = ~self.table.is_feasibility_cut
        np.maximum.at(known, self.table.subproblems[is_optimality_cut], self.table.at(point)[is_optimality_cut])
        return [float(known[subproblem]) for subproblem in subproblems]

    def keeps_rows(self, point: Floats) -> bool:
        """Feasibility of a point of all coupling columns in the first-stage and the linking rows."""
        base = self.first_stage.program
        activity = self._base @ point
        beyond = np.maximum(base.row_lower - activity, activity - base.row_upper)
        return bool((beyond <= ROW_TOLERANCE * np.maximum(1.0, np.abs(activity))).all())

    def program_below(self, most_cost: float) -> LinearProgram:
        """Master program, its columns held below what they alone may cost where all together costs that [M$]."""
        return with_cost_bounds(self._program(), most_cost)

    def solve(self, upper: float, violation_tolerance: float = 0.0) -> LowerBound:
        """Solve the master. The bound is recomputed from its duals, not read from the solver; `upper` is what a point
        already found costs [M$]. Inactive cuts stay so where they are violated by no more than the share
        `violation_tolerance` of the master's cost, all together, or where those reactivated before lifted it by no
        more: the last of them lift the bound least and take as long as the first.

        Raises NoPoint.
        """
        solver_objective = -np.inf
        for turn in range(MAX_ROUNDS):
            program = with_cost_bounds(self._program(), upper)
            highs = _solved(program, SIMPLEX, self._basis(self._master_basis))
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                raise self._no_point(program)
            self._master_basis = self._master_basis_of(highs)
            active, duals = self._active, np.asarray(highs.getSolution().row_dual)
            found = self._solution(_values(highs))
            solver_objective, before = float(highs.getInfo().objective_function_value), solver_objective
            exact = not self._reactivate(found, violation_tolerance * abs(solver_objective), 2**turn)
            if exact or solver_objective - before < violation_tolerance * abs(solver_objective):
                break
        base_rows = self.first_stage.program.row_count
        leaned_on = self._shares(active, np.maximum(duals[base_rows:], 0.0))
        self._optimum = found
        self._deactivate(found)
        return LowerBound(lower_bound(program, duals), solver_objective, duals[:base_rows], leaned_on, exact)

    def trial_point(self, rule: TrialPoint) -> Floats:
        """Trial point by a rule, of a level set that is known to have points; Unsettled where none is found."""
        point = self.find_trial_point(rule)
        if point is None:
            raise Unsettled(f"{self.first_stage.program.name}: no point was found below a cost that some point has")
        return point

    def find_trial_point(self, rule: TrialPoint) -> Floats | None:
        """Trial point of all coupling columns by a rule, no cut violated that a later round could reactivate; None
        where the level set is empty. Unsettled where there is no level, as no bound was proven.
        """
        if np.isnan(rule.level):
            raise Unsettled(f"{self.first_stage.program.name}: the solver's duals prove no lower bound at all")
        master_basis: MasterBasis | None = None
        for turn in range(rule.max_rounds):
            program = self._program()
            highs = _solved(rule.build(program, self._live_now()), rule.options, self._basis(master_basis))
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return None
            master_basis = self._master_basis_of(highs)
            values = _values(highs)[: program.column_count]
            found = self._solution(np.clip(values, program.lower, program.upper))
            if not self._reactivate(found, rule.allowed, 2**turn):
                break
        return found.point

    def _live_now(self) -> Positions:
        return np.array(self._live, dtype=np.int64)

    def _store(self, cuts: Iterable[Cut]) -> Positions:
        numbers = self.table.add(cuts)
        self.slack_rounds = np.append(self.slack_rounds, np.zeros_like(numbers))
        return numbers

    def _activate(self, numbers: Positions) -> None:
        """Activate cuts. Resource shares that they lean on come alive."""
        self._active = np.union1d(self._active, numbers)
        self.slack_rounds[numbers] = 0
        leaned_on = np.unique(self.table.slopes[numbers].indices)
        resource_shares = leaned_on[leaned_on >= self._first_count] - self._first_count
        self._live = sorted({*self._live, *resource_shares.tolist()})

    def _reactivate(self, found: _Solution, allowed: float, most: int) -> bool:
        """Reactivate the most violated cuts; return whether their total violation exceeds `allowed` [M$]."""
        values = self.table.at(found.point)
        theta = self._theta_by_cut(found)
        above = (values - theta) / np.maximum(1.0, np.abs(theta))
        above[self._active] = -np.inf
        highest = self.table.highest(above, most)
        violated = highest[above[highest] > REACTIVATE_ABOVE]
        self._activate(violated)
        # Of no use in the end, they go again at once.
        self.slack_rounds[violated] = SLACK_ROUNDS_STAYED - 1
        violation = np.zeros(self.subproblem_count)
        np.maximum.at(violation, self.table.subproblems[violated], (values - theta)[violated])
        no_operation = bool(self.table.is_feasibility_cut[violated].any())
        return no_operation or (bool(len(violated)) and float(self.weights @ violation) > allowed)

    def _deactivate(self, found: _Solution) -> None:
        """Deactivate cuts slack for SLACK_ROUNDS_STAYED rounds whose row is basic, so that the basis stays valid."""
        theta = self._theta_by_cut(found)
        tight = (self.table.at(found.point) >= theta - TIGHT * np.maximum(1.0, np.abs(theta)))[self._active]
        self.slack_rounds[self._active] = np.where(tight, 0, self.slack_rounds[self._active] + 1)
        basis = self._master_basis
        stays = [
            self.slack_rounds[cut] < SLACK_ROUNDS_STAYED or (basis is not None and not basis.is_basic(cut))
            for cut in self._active.tolist()
        ]
        self._active = self._active[np.array(stays, dtype=bool)]

    def _theta_by_cut(self, found: _Solution) -> Floats:
        """Theta of each cut's subproblem; zero for a feasibility cut."""
        return np.where(self.table.is_feasibility_cut, 0.0, found.theta[self.table.subproblems])

    def _no_point(self, program: LinearProgram) -> NoPoint | Unsettled:
        ray = ray_of_infeasible(program)
        if ray is None:
            return Unsettled(f"{program.name}: no point was found, nor a proof that there is none")
        base_rows = self.first_stage.program.row_count
        return NoPoint(ray[:base_rows], self._shares(self._active, ray[base_rows:]))

    def _shares(self, numbers: Positions, shares: Floats) -> tuple[tuple[Cut, float], ...]:
        cuts = self.table.cuts
        return tuple((cuts[cut], float(share)) for cut, share in zip(numbers, shares, strict=True) if share != 0.0)

    def _basis(self, master_basis: MasterBasis | None) -> highspy.HighsBasis | None:
        return None if master_basis is None else master_basis.basis(self._live, self._active.tolist())

    def _master_basis_of(self, highs: Any) -> MasterBasis | None:
        columns, base_rows = self._first_count + self.subproblem_count, self.first_stage.program.row_count
        return master_basis_of(highs, columns, base_rows, self._live, self._active.tolist())

    def _solution(self, values: Floats) -> _Solution:
        thetas_end = self._first_count + self.subproblem_count
        point = np.append(values[: self._first_count], self._least)
        point[self._first_count + self._live_now()] = values[thetas_end:]
        return _Solution(point, values[self._first_count : thetas_end])

    def _program(self) -> LinearProgram:
        return self.base_rows.program(self.table, self._active, self._live_now())

    def _share_multiplicity(self) -> sparse.csc_array:
        """Multiplicity by base row and resource share: how often a share counts in its linking row."""
        row_of = {int(row): len(self.first_stage.rows) + k for k, row in enumerate(self.first_stage.linking)}
        rows = [row_of[resource_share.linking_row] for resource_share in self.resource_shares]
        times = self.weights[[resource_share.subproblem for resource_share in self.resource_shares]]
        shape = (self.first_stage.program.row_count, len(self.resource_shares))
        return sparse.csc_array((times, (rows, np.arange(len(rows)))), shape=shape)


def _solved(program: LinearProgram, options: Options, basis: highspy.HighsBasis | None = None) -> Any:
    highs = hand_over(program, {"output_flag": False, "threads": 1, **options})
    if basis is not None:
        highs.setBasis(basis)
    highs.run()
    return highs


def _values(highs: Any) -> Floats:
    return np.asarray(highs.getSolution().col_value)
