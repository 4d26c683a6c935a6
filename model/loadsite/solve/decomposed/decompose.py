"""Solve a program by its units: few representatives first, then more, then all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.central_points import central, central_point
from loadsite.solve.decomposed.clusters import Clusters, cluster
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.excess import EXCESS_PRICES
from loadsite.solve.decomposed.filling import Filling
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.level_set import Nearest
from loadsite.solve.decomposed.master import Master, NoPoint
from loadsite.solve.decomposed.method import BeyondLimits, Found, Iteration, Stop, search
from loadsite.solve.decomposed.nearby import Nearby
from loadsite.solve.decomposed.ownership import Calendar
from loadsite.solve.decomposed.parts import Parts, parts_of
from loadsite.solve.decomposed.pool import Duals, Known, Pool, key_of
from loadsite.solve.decomposed.spread import spreads
from loadsite.solve.decomposed.units import Budget, Positions, Unit
from loadsite.solve.decomposed.workers import Bounds, Workers
from loadsite.solve.early_end import NEVER
from loadsite.solve.moved import Moved
from loadsite.solve.no_answer import LimitReached, Unsettled
from loadsite.solve.solution import Solution
from loadsite.solve.ties import Spreads, Ties

STAGES = ((20, 5e-3), (90, 1e-3), (400, 5e-4))
"""(representatives, relative gap): what is learnt on few units is nearly true of all, and cheap to learn."""

SLACK_ROUNDS_INHERITED = 1
"""A cut that has been slack for longer teaches the next stage little and makes its master large."""

KNOWN_LEVEL = 0.2
"""How far above the least that is known, as a share of the gap allowed, a first point near a known one may cost."""

ROUNDS_OF_REPRESENTATIVES = 5
"""Iterations in which representatives may exceed a yearly limit once the bounds have met: they may have to, as each
stands for several units, where all units keep it.
"""

FEW_LIVE = 2.5
"""Live budgets per unit up to which a nearest point is looked for: it is a corner, and corners share out budgets badly.
With more, as many yearly rules have them, one cut after another only moves what is lacking from one unit to another.
(A year has 1.4 of them, four years 1.8, and 3.5 with limits by state.)
"""

Dearest = Callable[[Solution], Sequence[Sequence[Moved]]]
"""The limits that matter most by a solution, as directions, in parties of those that may be moved together."""

Hire = Callable[[list[Unit], Bounds], AbstractContextManager[Workers]]
"""Makes the workers that answer for the units, until the context is left."""


@dataclass(frozen=True)
class Progress:
    """One iteration of a search over representatives of all units."""

    units_asked: int
    units: int
    iteration: Iteration


@dataclass(frozen=True)
class Decomposed:
    """A feasible point of the whole program, a proven lower bound [M$], and how many cuts came from the pool; `spreads`
    are of the sums asked for. `ended` is what ended the search before the bounds met as asked; None where they did.
    """

    solution: Solution
    lower_bound: float
    cuts_from_pool: int
    spreads: Spreads
    ended: LimitReached | None


@dataclass(frozen=True)
class _Stage:
    """A finished search over representatives."""

    clusters: Clusters
    master: Master
    found: Found


def solve_decomposed(
    program: LinearProgram,
    calendar: Calendar,
    stop: Stop,
    ties: Ties,
    hire: Hire,
    kept: Pool | None,
    told: Callable[[Progress], None],
    dearest: Dearest = lambda solution: (),
) -> Decomposed:
    """Search until both bounds meet as `stop` asks; its `worth_rows` are rows of the whole program, and the columns of
    `ties` are first-stage ones of it.

    What is learnt is added to the pool, and what the pool holds of the same grid is where the search begins. In the end
    units are asked where limits have moved: those that are `dearest` by the solution.

    Errors: LimitReached where not even one feasible point was found in time; Unsettled, WorkerLost; ValueError where a
    row ties units without being first-stage.
    """
    *cheaper, dearest_price = EXCESS_PRICES
    for price in cheaper:
        with suppress(BeyondLimits):
            return _solved(parts_of(program, calendar, price), stop, ties, hire, kept, told, dearest)
    return _solved(parts_of(program, calendar, dearest_price), stop, ties, hire, kept, told, dearest)


def _solved(
    parts: Parts,
    stop: Stop,
    ties: Ties,
    hire: Hire,
    kept: Pool | None,
    told: Callable[[Progress], None],
    dearest: Dearest,
) -> Decomposed:
    """From what the pool knows of the grid; without it where that leads nowhere, or where nothing is known."""
    at = {int(row): k for k, row in enumerate(parts.first_stage.rows)}
    stop = replace(stop, worth_rows=tuple(at[row] for row in stop.worth_rows))
    key = key_of(parts.sums.original.columns, parts.first_stage, parts.units) if kept else ""
    if kept:
        known = kept.load(key, parts.units, len(parts.bounds.lower))
        if known.points:
            try:
                return _searched(parts, stop, ties, hire, kept, key, known, told, dearest)
            except (Unsettled, ArithmeticError, LookupError, TypeError, ValueError) as wrong:
                kept.mistrust(key, f"a search that began from it ended with {type(wrong).__name__}: {wrong}")
    return _searched(parts, stop, ties, hire, kept, key, Known({}, [], []), told, dearest)


def _searched(
    parts: Parts,
    stop: Stop,
    ties: Ties,
    hire: Hire,
    kept: Pool | None,
    key: str,
    known: Known,
    told: Callable[[Progress], None],
    dearest: Dearest,
) -> Decomposed:
    known_count = known.cut_count
    with hire(parts.units, parts.bounds) as workers:
        groups, sums = (
            tuple(np.searchsorted(parts.first_stage.columns, each) for each in sets)
            for sets in (ties.interchangeable, ties.sums)
        )
        search_all = _Search(parts.first_stage, parts.units, parts.budgets, groups, workers, stop, told)
        try:
            stage = search_all.from_pool(known) if known.points else search_all.by_stages()
        except NoPoint as found:
            raise parts.no_answer(found) from None
        if isinstance(stage.found.ended, BeyondLimits):
            raise stage.found.ended
        if kept:
            learnt = stage.master.table.cuts[known_count:]
            cuts = (cut for cut in learnt if not cut.of_feasibility)
            kept.keep(key, cuts, workers.bases(), stage.found.point)
        operations = workers.operate([unit.number for unit in parts.units], stage.found.point)
        reached = stage.found
        solution = parts.solution(reached, operations)
        told_of = spreads(stage.master, stage.found.point, solution.objective, sums)
        if reached.ended is None:
            nearby = Nearby(parts, stage.master, reached.point, solution)
            nearby.learn(workers, dearest(solution))
            solution = replace(solution, nearby=nearby)
        return Decomposed(solution, reached.lower.bound, known_count, told_of, reached.ended)


@dataclass(frozen=True)
class _Search:
    """Everything a search needs, over all units."""

    first_stage: FirstStage
    units: list[Unit]
    budgets: list[Budget]
    groups: tuple[Positions, ...]
    workers: Workers
    stop: Stop
    told: Callable[[Progress], None]

    @property
    def everyone(self) -> Clusters:
        return Clusters([unit.number for unit in self.units], np.arange(len(self.units)))

    def by_stages(self) -> _Stage:
        """From nothing: few representatives first, each stage beginning where the last one ended.

        Representatives may have no answer where all units have one, or only one beyond yearly limits, as each counts
        several times against these; that there is none at all is told by the last stage. None of their points is an
        answer to end with.
        """
        first_stop = replace(
            self.stop, worth_rows=(), rounds_beyond_limits=ROUNDS_OF_REPRESENTATIVES, early=NEVER
        )  # fmt: skip
        stage: _Stage | None = None
        for count, gap in STAGES:
            if 2 * count <= len(self.units):
                with suppress(NoPoint):
                    stage = self._stage(stage, cluster(self.units, count), replace(first_stop, relative_gap=gap))
        return self._stage(stage, self.everyone, self.stop)

    def _stage(self, before: _Stage | None, clusters: Clusters, stop: Stop) -> _Stage:
        master = Master(self.first_stage, self.budgets, clusters.weights)
        if before is None:
            master.lower(np.inf)  # raises NoPoint where the first stage alone has none
            trial, first = central_point(master, np.inf, np.inf), clusters.representatives[0]
            self.workers.ask([first], trial)
            self._lend_bases(clusters.representatives, np.full(len(self.units), first))
            return self._run(clusters, master, trial, stop)
        self._lend_bases(clusters.representatives, before.clusters.represented_by)
        point = _spread_budgets(before, len(self.first_stage.columns), self.budgets)
        master.add_aside(_inherited(before, clusters, self.units, self.workers), [point])
        return self._run(clusters, master, point, stop)

    def _lend_bases(self, borrowers: list[int], lender_of: Positions) -> None:
        """Units without a basis begin from that of another, whichever worker has it: the answer is the same for any
        number of workers.
        """
        left = {basis.unit: basis for basis in self.workers.bases()}
        lent = [(unit, left.get(int(lender_of[unit]))) for unit in borrowers if unit not in left]
        self.workers.begin([replace(basis, unit=unit) for unit, basis in lent if basis is not None])

    def from_pool(self, known: Known) -> _Stage:
        """From what is known of the grid: all units at once, beginning as near as may be to a point known well. That is
        the one by which the first-stage limits of now are missed least. The duals are let go of: cuts hold them too.
        """
        master = Master(self.first_stage, self.budgets, self.everyone.weights)
        master.add_aside(self.workers.derive(known.duals), known.points)
        known.duals.clear()
        self.workers.begin(known.bases)
        share = KNOWN_LEVEL * self.stop.relative_gap
        well_known = min(known.points, key=self.first_stage.missed_by)
        lower = master.lower(np.inf, passed_over=share)
        first = self._beside(master, well_known, lower.told, share)
        if first is None and not lower.settled:
            # All that was passed over, together, may lift the least by more than was thought: no point is so cheap.
            first = self._beside(master, well_known, master.lower(np.inf).told, share)
        if first is None:
            raise Unsettled(f"{self.first_stage.program.name}: no point was found near one that is known")
        return self._run(self.everyone, master, first, self.stop)

    def _beside(self, master: Master, known: Floats, least: float, share: float) -> Floats | None:
        """A point as near as may be to a known one that may cost, by what is known, the least [M$] and twice a `share`
        of it more; a central one where many budgets are shared out. None where none is found.
        """
        # What was passed over may lift the least by as much again.
        level = least + 2.0 * share * abs(least)
        near = Nearest(level, known[: len(self.first_stage.columns)])
        found = master.point(near) if master.live_per_unit <= FEW_LIVE else None
        return central(master, level, np.inf, known) if found is None else found

    def _run(self, clusters: Clusters, master: Master, first: Floats, stop: Stop) -> _Stage:
        def tell(iteration: Iteration) -> None:
            self.told(Progress(len(clusters.representatives), len(self.units), iteration))

        canonical = Filling(master, self.groups).filled
        found = search(master, clusters.representatives, self.workers.ask, first, stop, canonical, tell)
        return _Stage(clusters, master, found)


def _inherited(before: _Stage, clusters: Clusters, units: list[Unit], workers: Workers) -> list[Cut]:
    """Cuts the stage before ended with: its own, and from their duals those of the units it stood for.

    The latter lean on no budget, so that budgets come alive only where a unit itself asks for more.
    """
    recent = before.master.slack_rounds <= SLACK_ROUNDS_INHERITED
    held = [before.master.table.cuts[cut] for cut in np.flatnonzero(recent)]
    asked_before = set(before.clusters.representatives)
    own_rows = {unit.number: len(unit.own_rows) for unit in units}
    duals_of: Duals = {}
    for cut in (cut for cut in held if not cut.of_feasibility):
        without_budgets = np.where(np.arange(len(cut.row_dual)) < own_rows[cut.unit], cut.row_dual, np.float32(0.0))
        duals_of.setdefault(cut.unit, []).append(without_budgets)
    newcomers = [unit for unit in clusters.representatives if unit not in asked_before]
    stood_for = before.clusters.represented_by
    return held + workers.derive({unit: duals_of.get(int(stood_for[unit]), []) for unit in newcomers})


def _spread_budgets(before: _Stage, first_count: int, budgets: list[Budget]) -> Floats:
    """Every unit gets the budgets of the unit that stood for it, which counted as often as there are units now."""
    at = {(budget.unit, budget.tying_row): first_count + k for k, budget in enumerate(budgets)}
    spread = before.found.point.copy()
    for k, budget in enumerate(budgets):
        origin = at.get((int(before.clusters.represented_by[budget.unit]), budget.tying_row))
        taken = 0.0 if origin is None else float(before.found.point[origin])
        spread[first_count + k] = min(max(taken, budget.least), budget.most)
    return spread
