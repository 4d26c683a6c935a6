"""Driver of the Benders method: warm start from the cut pool, or stages of representatives; first few subproblems, then
more, then all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.block_structure import Calendar
from loadsite.solve.benders.cut_pool import CutPool, Duals, WarmStart, key_of
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.level_bundle import LoopResult, solve_master_loop
from loadsite.solve.benders.level_set import AnalyticCenter, L1Projection
from loadsite.solve.benders.master import Master, NoPoint
from loadsite.solve.benders.master_sensitivity import MasterSensitivity
from loadsite.solve.benders.near_optimal_sums import near_optimal_sums
from loadsite.solve.benders.priced_slack import SLACK_PRICES
from loadsite.solve.benders.representatives import Clusters, cluster
from loadsite.solve.benders.stopping_rule import BeyondLimits, Iteration, StoppingRule
from loadsite.solve.benders.structure import DecomposedProgram, decompose
from loadsite.solve.benders.subproblem import Positions, ResourceShare, Subproblem
from loadsite.solve.benders.symmetry_breaking import SymmetryBreaking
from loadsite.solve.benders.workers import Bounds, Workers
from loadsite.solve.early_end import NEVER
from loadsite.solve.moved import Moved
from loadsite.solve.outcomes import LimitReached, Unsettled
from loadsite.solve.solution import Solution
from loadsite.solve.ties import Spreads, Ties

STAGES = ((20, 5e-3), (90, 1e-3), (400, 5e-4))
"""Stages (representatives, relative gap): what is learnt on few subproblems is nearly true of all, and cheap to learn.
"""

SLACK_ROUNDS_INHERITED = 1
"""Cuts slack for more rounds are not inherited: they teach the next stage little and make its master large."""

WARM_START_LEVEL = 0.2
"""Level of the first trial point near a known one, above the lower bound, as a share of the gap allowed."""

ROUNDS_OF_REPRESENTATIVES = 5
"""Iterations in which representatives may exceed a yearly limit once the bounds have met: they may have to, as each
stands for several subproblems, where all subproblems keep it.
"""

KeyLimits = Callable[[Solution], Sequence[Sequence[Moved]]]
"""Limits that matter most by a solution, as directions, in batches of those that may be moved together."""

StartWorkers = Callable[[list[Subproblem], Bounds], AbstractContextManager[Workers]]
"""Starts the workers that evaluate the subproblems, until the context is left."""


@dataclass(frozen=True)
class Progress:
    """Progress: one iteration of a search over representatives of all subproblems."""

    evaluated: int
    subproblems: int
    iteration: Iteration


@dataclass(frozen=True)
class BendersResult:
    """Feasible point of the whole program, a proven lower bound [M$], and how many cuts came from the pool; `spreads`
    are of the sums asked for. `ended` is what ended the search before the bounds met as asked; None where they did.
    """

    solution: Solution
    lower_bound: float
    cuts_from_pool: int
    spreads: Spreads
    ended: LimitReached | None


@dataclass(frozen=True)
class _Stage:
    """Finished stage: a search over representatives."""

    clusters: Clusters
    master: Master
    found: LoopResult


def solve_by_benders(
    program: LinearProgram,
    calendar: Calendar,
    stop: StoppingRule,
    ties: Ties,
    start_workers: StartWorkers,
    pool: CutPool | None,
    report: Callable[[Progress], None],
    key_limits: KeyLimits = lambda solution: (),
) -> BendersResult:
    """Solve a program by Benders decomposition until both bounds meet as `stop` asks; its `valued_rows` are rows of the
    whole program, and the columns of `ties` are first-stage ones of it.

    What is learnt is added to the pool, and what the pool holds of the same grid is the warm start. In the end
    subproblems are evaluated where limits have moved: those that are `key_limits` by the solution.

    Errors: LimitReached where not even one feasible point was found in time; Unsettled, WorkerLost.
    """
    *cheaper, highest_price = SLACK_PRICES
    for price in cheaper:
        with suppress(BeyondLimits):
            return _solved(decompose(program, calendar, price), stop, ties, start_workers, pool, report, key_limits)
    return _solved(decompose(program, calendar, highest_price), stop, ties, start_workers, pool, report, key_limits)


def _solved(
    decomposed: DecomposedProgram,
    stop: StoppingRule,
    ties: Ties,
    start_workers: StartWorkers,
    pool: CutPool | None,
    report: Callable[[Progress], None],
    key_limits: KeyLimits,
) -> BendersResult:
    """From the warm start of the grid; without it where that leads nowhere, or where nothing is known."""
    at = {int(row): k for k, row in enumerate(decomposed.first_stage.rows)}
    stop = replace(stop, valued_rows=tuple(at[row] for row in stop.valued_rows))
    key = key_of(decomposed.sums.original.columns, decomposed.first_stage, decomposed.subproblems) if pool else ""
    if pool:
        warm_start = pool.load(key, decomposed.subproblems, len(decomposed.bounds.lower))
        if warm_start.points:
            try:
                return _searched(decomposed, stop, ties, start_workers, pool, key, warm_start, report, key_limits)
            except (Unsettled, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
                pool.quarantine(key, f"a search that began from it ended with {type(wrong).__name__}: {wrong}")
    return _searched(decomposed, stop, ties, start_workers, pool, key, WarmStart({}, [], []), report, key_limits)


def _searched(
    decomposed: DecomposedProgram,
    stop: StoppingRule,
    ties: Ties,
    start_workers: StartWorkers,
    pool: CutPool | None,
    key: str,
    warm_start: WarmStart,
    report: Callable[[Progress], None],
    key_limits: KeyLimits,
) -> BendersResult:
    pool_count = warm_start.cut_count
    with start_workers(decomposed.subproblems, decomposed.bounds) as workers:
        groups, sums = (
            tuple(np.searchsorted(decomposed.first_stage.columns, each) for each in sets)
            for sets in (ties.interchangeable, ties.sums)
        )
        driver = _Driver(
            decomposed.first_stage, decomposed.subproblems, decomposed.resource_shares, groups, workers, stop, report
        )
        try:
            stage = driver.from_warm_start(warm_start) if warm_start.points else driver.by_stages()
        except NoPoint as found:
            raise decomposed.infeasibility(found) from None
        if isinstance(stage.found.ended, BeyondLimits):
            raise stage.found.ended
        if pool:
            learnt = stage.master.table.cuts[pool_count:]
            cuts = (cut for cut in learnt if not cut.is_feasibility_cut)
            pool.keep(key, cuts, workers.bases(), stage.found.point)
        operations = workers.operate([subproblem.number for subproblem in decomposed.subproblems], stage.found.point)
        reached = stage.found
        solution = decomposed.solution(reached, operations)
        sums_held = near_optimal_sums(stage.master, stage.found.point, solution.objective, sums)
        if reached.ended is None:
            sensitivity = MasterSensitivity(decomposed, stage.master, reached.point, solution)
            sensitivity.learn(workers, key_limits(solution))
            solution = replace(solution, sensitivity=sensitivity)
        return BendersResult(solution, reached.lower.bound, pool_count, sums_held, reached.ended)


@dataclass(frozen=True)
class _Driver:
    """Everything a search needs, over all subproblems."""

    first_stage: FirstStage
    subproblems: list[Subproblem]
    resource_shares: list[ResourceShare]
    groups: tuple[Positions, ...]
    workers: Workers
    stop: StoppingRule
    report: Callable[[Progress], None]

    @property
    def all_subproblems(self) -> Clusters:
        return Clusters([subproblem.number for subproblem in self.subproblems], np.arange(len(self.subproblems)))

    def by_stages(self) -> _Stage:
        """Cold start by stages: few representatives first, each stage beginning where the last one ended.

        Representatives may have no answer where all subproblems have one, or only one beyond yearly limits, as each
        counts several times against these; that there is none at all is told by the last stage. None of their points is
        an answer to end with.
        """
        first_stop = replace(
            self.stop, valued_rows=(), rounds_beyond_limits=ROUNDS_OF_REPRESENTATIVES, early=NEVER
        )  # fmt: skip
        stage: _Stage | None = None
        for count, gap in STAGES:
            if 2 * count <= len(self.subproblems):
                with suppress(NoPoint):
                    stage = self._stage(stage, cluster(self.subproblems, count), replace(first_stop, relative_gap=gap))
        return self._stage(stage, self.all_subproblems, self.stop)

    def _stage(self, before: _Stage | None, clusters: Clusters, stop: StoppingRule) -> _Stage:
        master = Master(self.first_stage, self.resource_shares, clusters.weights)
        if before is None:
            master.solve(np.inf)  # raises NoPoint where the first stage alone has none
            trial, first = master.trial_point(AnalyticCenter(np.inf, np.inf)), clusters.representatives[0]
            self.workers.evaluate([first], trial)
            self._share_bases(clusters.representatives, np.full(len(self.subproblems), first))
            return self._run(clusters, master, trial, stop)
        self._share_bases(clusters.representatives, before.clusters.represented_by)
        point = _expand_shares(before, len(self.first_stage.columns), self.resource_shares)
        master.add_inactive(_inherited_cuts(before, clusters, self.subproblems, self.workers), [point])
        return self._run(clusters, master, point, stop)

    def _share_bases(self, borrowers: list[int], lender_of: Positions) -> None:
        """Start subproblems without a basis from that of another, whichever worker has it: the answer is the same for
        any number of workers.
        """
        left = {basis.subproblem: basis for basis in self.workers.bases()}
        lent = [(number, left.get(int(lender_of[number]))) for number in borrowers if number not in left]
        self.workers.set_bases([replace(basis, subproblem=number) for number, basis in lent if basis is not None])

    def from_warm_start(self, warm_start: WarmStart) -> _Stage:
        """Warm start from what the pool knows of the grid: all subproblems at once, the first trial point as near as
        may be to a known one. That is the one by which the first-stage limits of now are missed least. The duals are
        let go of: cuts hold them too.
        """
        master = Master(self.first_stage, self.resource_shares, self.all_subproblems.weights)
        master.add_inactive(self.workers.derive_cuts(warm_start.duals), warm_start.points)
        warm_start.duals.clear()
        self.workers.set_bases(warm_start.bases)
        share = WARM_START_LEVEL * self.stop.relative_gap
        well_known = min(warm_start.points, key=self.first_stage.missed_by)
        lower = master.solve(np.inf, violation_tolerance=share)
        first = self._near(master, well_known, lower.solver_objective, share)
        if first is None and not lower.exact:
            # All that was passed over, together, may lift the least by more than was thought: no point is so cheap.
            first = self._near(master, well_known, master.solve(np.inf).solver_objective, share)
        if first is None:
            raise Unsettled(f"{self.first_stage.program.name}: no point was found near one that is known")
        return self._run(self.all_subproblems, master, first, self.stop)

    def _near(self, master: Master, known: Floats, least: float, share: float) -> Floats | None:
        """Trial point as near as may be to a known one that may cost, by the cuts, the least [M$] and twice a `share`
        of it more. None where none is found.
        """
        # What was passed over may lift the least by as much again.
        level = least + 2.0 * share * abs(least)
        return master.find_trial_point(L1Projection(level, known, len(self.first_stage.columns)))

    def _run(self, clusters: Clusters, master: Master, first: Floats, stop: StoppingRule) -> _Stage:
        def report_iteration(iteration: Iteration) -> None:
            self.report(Progress(len(clusters.representatives), len(self.subproblems), iteration))

        canonical = SymmetryBreaking(master, self.groups).consolidated
        found = solve_master_loop(
            master, clusters.representatives, self.workers.evaluate, first, stop, canonical, report_iteration
        )
        return _Stage(clusters, master, found)


def _inherited_cuts(before: _Stage, clusters: Clusters, subproblems: list[Subproblem], workers: Workers) -> list[Cut]:
    """Cuts of the stage before: its own, and from their duals those of the subproblems it represented.

    The latter lean on no resource share, so that shares come alive only where a subproblem itself asks for more.
    """
    recent = before.master.slack_rounds <= SLACK_ROUNDS_INHERITED
    held = [before.master.table.cuts[cut] for cut in np.flatnonzero(recent)]
    evaluated_before = set(before.clusters.representatives)
    own_rows = {subproblem.number: len(subproblem.own_rows) for subproblem in subproblems}
    duals_of: Duals = {}
    for cut in (cut for cut in held if not cut.is_feasibility_cut):
        is_own = np.arange(len(cut.row_dual)) < own_rows[cut.subproblem]
        without_shares = np.where(is_own, cut.row_dual, np.float32(0.0))
        duals_of.setdefault(cut.subproblem, []).append(without_shares)
    newcomers = [subproblem for subproblem in clusters.representatives if subproblem not in evaluated_before]
    represented_by = before.clusters.represented_by
    return held + workers.derive_cuts({number: duals_of.get(int(represented_by[number]), []) for number in newcomers})


def _expand_shares(before: _Stage, first_count: int, resource_shares: list[ResourceShare]) -> Floats:
    """Give every subproblem the resource shares of its representative, which counted as often as there are subproblems
    now.
    """
    at = {(share.subproblem, share.linking_row): first_count + k for k, share in enumerate(resource_shares)}
    spread = before.found.point.copy()
    for k, resource_share in enumerate(resource_shares):
        origin = at.get((int(before.clusters.represented_by[resource_share.subproblem]), resource_share.linking_row))
        taken = 0.0 if origin is None else float(before.found.point[origin])
        spread[first_count + k] = min(max(taken, resource_share.least), resource_share.most)
    return spread
