"""Level-bundle Benders: trial points are analytic centers of the level set as long as the gap is wide, then l1
projections of the incumbent onto it. Cuts and bounds are recomputed in NumPy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.level_set import AnalyticCenter, L1Projection, TrialPoint
from loadsite.solve.benders.master import LowerBound, Master
from loadsite.solve.benders.stopping_rule import (
    FINEST_GAP,
    BeyondLimits,
    Iteration,
    StoppingRule,
    gap_base,
)
from loadsite.solve.benders.subproblem_solver import Evaluation
from loadsite.solve.outcomes import CutShort, LimitReached, OutOfTime

LEVEL = 0.3
"""Level parameter: how far above the lower bound, as a share of the gap, the next trial point may cost (0.2 to 0.5 all
work).
"""

HIGHEST_LEVEL = 0.003
"""Highest level, as a share of the lower bound above it: a point that goes beyond its resource shares may cost twice
the optimum, and a level set that high holds nearly every point there is.
"""

LEAST_LEVEL = 0.01
"""Lowest level, as a share of what LEVEL says, as the lower bound may be next to nothing."""

FULL_EVALUATION_GAP = 0.1
"""Above this relative gap every subproblem is evaluated (no early stop)."""

CENTER_GAP = 1e-3
"""Analytic centers above that gap, l1 projections below."""

FRUITLESS_PROJECTIONS = 3
"""After so many l1 projections in a row that cost no less than the incumbent, a center: vertices may only move what is
lacking of a yearly limit from one subproblem to another.
"""

PROJECTION_LEVEL = 0.02
"""Level of l1 projections, as LEVEL: where the cuts are true, one step leaves a fiftieth of the gap. Of as many
evaluations as 0.1, but the incumbent ends nearer to the optimum: with 0.1 a site of 140 to 280 MW moved by 5 MW with a
pool, at a gap of 1e-7.
"""

FIRST_BATCH_LIMIT = 0.1
"""Share of the subproblems that may be evaluated before the others."""

FIRST_BATCH_ERROR = 0.9
"""Subproblems that caused this share of the last model error are evaluated first."""

SECOND_BATCH = 0.35
"""Share of the subproblems that have been evaluated once the second batch has been."""

STOP_ABOVE = 0.25
"""Stop evaluating a trial point once its cost exceeds the level by this share of the gap."""

VIOLATION_TOLERANCE = 1e-5
"""Cut-violation tolerance: share of the whole cost that inactive cuts may be violated by without being reactivated for
a bound.
"""

VIOLATION_TOLERANCE_OF_GAP = 0.02
"""The same as a share of the gap."""

INFEASIBLE_MODEL_ERROR = 1e12
"""Model error assigned to an infeasible subproblem [M$]."""

EARLY_STOPS_IN_A_ROW = 10
"""After this many early stops in a row, evaluate every subproblem: those that never had a model error may by then."""


@dataclass(frozen=True)
class LoopResult:
    """Best point of all coupling columns, the lower bound it was found with, and the master's last duals.

    `ended` is what ended the loop before the bounds met as asked; None where they did. The point then keeps all
    resource shares unless `ended` is BeyondLimits.
    """

    point: Floats
    lower: LowerBound
    iterations: tuple[Iteration, ...]
    ended: LimitReached | None = None


Evaluate = Callable[[Sequence[int], Floats], list[Evaluation]]
"""Evaluates subproblems of those numbers at a point of all coupling columns."""

Canonical = Callable[[Floats], Floats]
"""Canonical point of all coupling columns among those of the same cost."""


def solve_master_loop(
    master: Master,
    subproblems: Sequence[int],
    evaluate: Evaluate,
    first: Floats,
    stop: StoppingRule,
    canonical: Canonical,
    report: Callable[[Iteration], None],
) -> LoopResult:
    """Benders loop: evaluate one trial point after another until the bounds meet. The answer is `canonical`, so that it
    does not depend on how it was found.

    Where the iterations or the time are up before the bounds meet, or the loop is told to end, the best point so far is
    the result. LimitReached where there is none by then.
    """
    loop = _Loop(master, subproblems, evaluate, canonical, report)
    loop.evaluate_all(first)
    with ExitStack() as hearing:
        heard = False
        while not loop.is_met(loop.best_cost, stop):
            ended = loop.over(stop)
            if ended is not None:
                return LoopResult(loop.best_known(ended), loop.lower, tuple(loop.history), ended)
            if loop.has_point and not heard:
                hearing.enter_context(stop.early.heard())
                heard = True
            loop.step()
    point = canonical(loop.best)
    if _same(point, loop.best) or not loop.is_met(loop.evaluate_all(point), stop):
        point = loop.best
    return LoopResult(point, loop.lower, tuple(loop.history))


class _Loop:
    """State of the loop: incumbent, both bounds, and the way there.

    `upper` may rest on a point with slack, at its price, the `incumbent`; `best_cost` never does.
    """

    def __init__(
        self,
        master: Master,
        subproblems: Sequence[int],
        evaluate: Evaluate,
        canonical: Canonical,
        report: Callable[[Iteration], None],
    ) -> None:
        self._master = master
        self._subproblems = list(subproblems)
        self._evaluate = evaluate
        self._canonical = canonical
        self._report = report
        self._started = time.process_time()
        self._model_error = np.zeros(master.subproblem_count)
        self._early_stops = 0
        self._fruitless = 0
        self._met_beyond_limits = 0
        self._exact = True
        self.upper = np.inf
        self.incumbent: Floats | None = None
        self.best_cost = np.inf
        self.best: Floats = np.zeros(master.coupling_count)
        self.lower = LowerBound(-np.inf, -np.inf, np.zeros(0))
        self.history: list[Iteration] = []

    @property
    def gap(self) -> float:
        """Relative gap: upper less lower bound, as a share of the upper; infinite before both are known."""
        return (self.upper - self.lower.bound) / gap_base(self.upper)

    @property
    def has_point(self) -> bool:
        """Whether there is a point that keeps all resource shares, and a bound to tell it with."""
        return bool(np.isfinite(self.best_cost) and np.isfinite(self.lower.bound))

    @property
    def stop_above(self) -> float:
        """Early-stop threshold: cost above the level at which a trial point is given up [M$]."""
        return STOP_ABOVE * (self.upper - self.lower.bound)

    def level(self, share: float) -> float:
        """Level of the level set: what the next trial point may cost by the cuts [M$], a share of the gap above the
        lower bound.
        """
        above = share * (self.upper - self.lower.bound)
        highest = max(HIGHEST_LEVEL * abs(self.lower.bound), LEAST_LEVEL * above)
        return self.lower.bound + min(above, highest)

    def trial(self) -> Floats:
        """Next trial point from the level set. Where the bound passed over cuts, the level set may be empty: then all
        are reactivated first.
        """
        if not self._exact:
            point = self._master.find_trial_point(self._rule())
            if point is not None:
                return point
            self._solve_master(violation_tolerance=0.0)
        return self._master.trial_point(self._rule())

    def _rule(self) -> TrialPoint:
        """Trial-point rule: centers where little is known, projections of the incumbent where the cuts are nearly true
        around it.
        """
        if self.incumbent is None or not self._projects:
            return AnalyticCenter(self.level(LEVEL), self.stop_above)
        return L1Projection(self.level(PROJECTION_LEVEL), self.incumbent, len(self._master.first_stage.columns))

    @property
    def _projects(self) -> bool:
        """Whether the next trial point is an l1 projection."""
        return self.gap <= CENTER_GAP and self._fruitless < FRUITLESS_PROJECTIONS

    def step(self) -> None:
        """Evaluate the next trial point."""
        before, projects = self.upper, self._projects
        point = self.trial()
        # A canonical point may cost more than the projection it came from, which its cuts then say nothing about.
        self._evaluate_trial(self._canonical(point) if projects and not self._fruitless else point)
        self._fruitless = self._fruitless + 1 if projects and self.upper == before else 0

    def _evaluate_trial(self, point: Floats) -> None:
        """Partial evaluation of a trial point; of all subproblems as long as the gap is wide, and after many early
        stops.
        """
        if self._early_stops >= EARLY_STOPS_IN_A_ROW or self.gap > FULL_EVALUATION_GAP:
            self.evaluate_all(point)
            return
        evaluations = self._evaluate_partially(point, self.stop_above)
        if len(evaluations) == len(self._subproblems):
            self._update_bounds(point, evaluations)
        else:
            self._early_stops += 1
            self._solve_master(self._violation_tolerance)
            self._end_iteration(len(evaluations))

    def evaluate_all(self, point: Floats) -> float:
        """Evaluate all subproblems at a point; its cost [M$], infinite where a subproblem cannot keep its resource
        shares.
        """
        return self._update_bounds(point, self._evaluate_and_cut(self._subproblems, point))

    def _first_stage_cost(self, point: Floats) -> float:
        first = self._master.first_stage.program
        return first.offset + float(first.cost @ point[: first.column_count])

    def _evaluate_partially(self, point: Floats, stop_above: float) -> list[Evaluation]:
        """Partial evaluation with early stop: evaluate the few subproblems with the largest model errors, then some
        more, then all the others: each batch only where those before it cost about what the cuts said, no more than
        `stop_above` above that [M$].

        In a year of many mild days it is one or two hard ones that make most points expensive.
        """
        evaluations: list[Evaluation] = []
        for batch in self._batches():
            evaluations += self._evaluate_and_cut(batch, point)
            model_error = sum(self._model_error[evaluation.cut.subproblem] for evaluation in evaluations)
            if model_error > min(stop_above, INFEASIBLE_MODEL_ERROR / 2):
                break
        return evaluations

    def _batches(self) -> list[list[int]]:
        """Batches of subproblems by their last model error: those with nearly all of it, which are no more than a few,
        then as many as make SECOND_BATCH of all, then the others.
        """
        ranked = np.array(self._subproblems)[np.argsort(-self._model_error[self._subproblems], kind="stable")]
        shares = np.cumsum(self._model_error[ranked]) / max(float(self._model_error[ranked].sum()), 1e-9)
        most = max(1, int(FIRST_BATCH_LIMIT * len(ranked)))
        first = min(most, int(np.searchsorted(shares, FIRST_BATCH_ERROR)) + 1)
        second = max(first, int(SECOND_BATCH * len(ranked)))
        return [part.tolist() for part in np.split(ranked, [first, second]) if len(part)]

    def _evaluate_and_cut(self, subproblems: Sequence[int], point: Floats) -> list[Evaluation]:
        """Evaluate some subproblems at a point, add their cuts, and note their model errors: cost less cut value."""
        expected = self._master.known_cost(subproblems, point)
        evaluations = self._evaluate(subproblems, point)
        for evaluation, known in zip(evaluations, expected, strict=True):
            subproblem = evaluation.cut.subproblem
            model_error = self._master.weights[subproblem] * max(0.0, evaluation.cost - known)
            self._model_error[subproblem] = min(model_error, INFEASIBLE_MODEL_ERROR)
        self._master.add(evaluation.cut for evaluation in evaluations)
        return evaluations

    def _update_bounds(self, point: Floats, evaluations: list[Evaluation]) -> float:
        operation = sum(float(self._master.weights[each.cut.subproblem]) * each.cost for each in evaluations)
        cost = self._first_stage_cost(point) + operation
        if cost < self.upper:
            self.upper, self.incumbent = cost, point
        feasible_cost = cost if all(evaluation.within_shares for evaluation in evaluations) else np.inf
        if feasible_cost < self.best_cost:
            self.best_cost, self.best = feasible_cost, point
        self._early_stops = 0
        self._solve_master(self._violation_tolerance)
        self._end_iteration(len(evaluations))
        return feasible_cost

    @property
    def _violation_tolerance(self) -> float:
        """Cut-violation tolerance of the bound, as a share of the whole cost."""
        return min(VIOLATION_TOLERANCE, VIOLATION_TOLERANCE_OF_GAP * self.gap)

    def _solve_master(self, violation_tolerance: float) -> None:
        """Solve the master and lift the lower bound; the best so far is kept with the duals that prove it."""
        found = self._master.solve(self.upper, violation_tolerance)
        self.lower = max(self.lower, found, key=lambda lower: lower.bound)
        self._exact = found.exact

    def _end_iteration(self, evaluated: int) -> None:
        spent = time.process_time() - self._started
        self.history.append(Iteration(len(self.history) + 1, self.lower.bound, self.upper, spent, evaluated))
        self._report(self.history[-1])

    def is_met(self, cost: float, stop: StoppingRule) -> bool:
        """Stopping rule: whether a cost is as near to the lower bound as asked."""
        gap = cost - self.lower.bound
        if not np.isfinite(cost) or gap > stop.relative_gap * gap_base(cost):
            return False
        rows = list(stop.valued_rows)
        limits = self._master.first_stage.program.row_lower[rows]
        if not limits.any():
            return True  # nothing is asked for, so that nothing but the whole cost is to be known
        shadow_price = float(np.abs(self.lower.first_stage_row_dual[rows] * limits).sum())
        return bool(gap <= max(stop.relative_to_row_value * shadow_price, FINEST_GAP * gap_base(cost)))

    def over(self, stop: StoppingRule) -> LimitReached | None:
        """Limit that ends the loop now, if any does."""
        last = self.history[-1]
        if stop.early.is_told and self.has_point:
            stop.early.taken_up()
            return CutShort(f"told to end after {last.number} iterations; {self._how_far()}")
        self._met_beyond_limits += not np.isfinite(self.best_cost) and last.gap <= stop.relative_gap
        if self._met_beyond_limits > stop.rounds_beyond_limits:
            return BeyondLimits(f"after {last.number} iterations the bounds meet only where a yearly limit is exceeded")
        if last.number >= stop.iteration_limit:
            return LimitReached(f"the bounds have not met after {last.number} iterations; {self._how_far()}")
        if time.monotonic() > stop.deadline:
            return OutOfTime(f"the time is up after {last.number} iterations; {self._how_far()}")
        return None

    def best_known(self, ended: LimitReached) -> Floats:
        """Best feasible point, which keeps all resource shares; where the bounds met beyond them, the one at which they
        did. Raises what ended the loop where there is none.
        """
        if isinstance(ended, BeyondLimits) and self.incumbent is not None:
            return self.incumbent
        if not self.has_point:
            raise ended
        return self.best

    def _how_far(self) -> str:
        gap = (self.best_cost - self.lower.bound) / gap_base(self.best_cost)
        return f"the gap is {gap:.1e}" if np.isfinite(gap) else "no point was found that keeps every yearly limit"


def _same(one: Floats, other: Floats) -> bool:
    """Whether points differ by rounding only."""
    return bool(np.allclose(one, other, rtol=0.0, atol=1e-6))
