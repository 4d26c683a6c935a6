"""Right-hand-side sensitivity of the master: what one more of a limit is worth where the answer was found by Benders.

Cuts say what operation costs at least, and all of them are true for any first-stage decisions. So the cost with a limit
moved is told by the master with the limit moved, its decisions no farther from the answer than TRUST_RADIUS. Limits of
hours move the cuts themselves (see `cut_sensitivity`).

At a limit of nothing cuts may say far too much: what a battery would earn was never evaluated, as none may stand, and a
dual of hours in which it can do nothing is one of many. So what the limit keeps idle is looked at by itself (see
`idle_block`); and where subproblems are few, all are evaluated once more where the most valuable limits have moved a
little: their cuts are true of each of them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.cut_sensitivity import (
    intercept_changes,
    is_affected,
    perturbed,
    share_changes,
    share_sizes,
)
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.level_set import SIMPLEX
from loadsite.solve.benders.master import Master
from loadsite.solve.benders.master_program import MasterRows
from loadsite.solve.benders.structure import DecomposedProgram
from loadsite.solve.benders.subproblem import Positions, Subproblem
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.benders.summed import Sides
from loadsite.solve.benders.workers import Workers
from loadsite.solve.idle_block import IdleBlocks
from loadsite.solve.moved import Known, Moved, Side, SlopeUnknown, some, together
from loadsite.solve.outcomes import Unsettled
from loadsite.solve.persistent import Optimum, Persistent
from loadsite.solve.solution import Solution

STEP = 1e-3
"""Perturbation of a limit: 1 MW [GW, GWh, thousands]."""
TRUST_RADIUS = 0.02
"""Trust region: how far first-stage decisions may move from the answer [GW, GWh]. One MW more of campus asks for 11 MW
of solar where that counts with a tenth in the reserve margin.
"""
ROUNDS = 6
"""Rounds of evaluation at a perturbed limit, as long as there is a model error. A site of nothing with supply of its
own took five: first it seemed to cost nothing, then to go unserved.
"""
ROUNDS_OF_HOURS = 2
"""The same where limits of hours have moved, for which subproblems are made anew: a CPU second for eight days of 24
zones.
"""
MODEL_ERROR = 1e-2
"""Model error that counts as none, as a share of what the moved limits were thought to save."""
CUTS_PER_SUBPROBLEM = 6
"""Cuts of each subproblem that are used, those with the largest value at the answer, besides the active ones of the
master.
"""

MOST_SUBPROBLEMS = 40
"""With more, nothing is evaluated: all days of a year take fifteen CPU seconds, and no cut of so many is alone."""
ASKS, ASKS_OF_FEW = 16, 120
"""Slopes for the tables of a result: half a CPU second each for the days of a year."""
MOST_MOVED = 60
"""Subproblems that are evaluated with limits of their own hours moved: no worker has them so."""


@dataclass(frozen=True)
class _Perturbation:
    """Perturbation per unit of a limit, of lower and upper limits: of first-stage columns, of the rows over them, of
    resource shares; and of intercepts of the cuts in use.
    """

    columns: Sides
    rows: Sides
    resource_shares: Sides
    cuts: Floats


class MasterSensitivity:
    """Sensitivity of the answer of a search, by its cuts. Subproblems are evaluated while it learns, and not
    afterwards.
    """

    known = Known.WITHIN_GAP

    def __init__(self, decomposed: DecomposedProgram, master: Master, point: Floats, solution: Solution) -> None:
        self._decomposed, self._master, self._solution = decomposed, master, solution
        self._idle = IdleBlocks(decomposed.sums.original, solution.primal, solution.row_dual, solution.reduced_cost)
        self._first_count = len(decomposed.first_stage.columns)
        base, activity = master.base_rows.base, master.base_rows.rows @ point
        x = point[: self._first_count]
        # what the answer misses by rounding it may go on missing
        self._row_limits = (np.minimum(base.row_lower, activity), np.maximum(base.row_upper, activity))
        self._limits = (np.minimum(base.lower, x), np.maximum(base.upper, x))
        of_shares = share_sizes(decomposed.subproblems, self._first_count, len(master.resource_shares))
        radius = TRUST_RADIUS * np.append(np.ones(self._first_count), of_shares)
        self._box = (point - radius, point + radius)
        highest = master.table.highest(master.table.at(point), CUTS_PER_SUBPROBLEM)
        self._cuts: Positions = np.union1d(master.active, highest)
        self._kept: Persistent | None = None

    @property
    def asks(self) -> int:
        """Many where subproblems are few; of a year so many that they take no more than a tenth of the search."""
        return ASKS_OF_FEW if self._master.subproblem_count <= MOST_SUBPROBLEMS else ASKS

    def learn(self, workers: Workers, batches: Sequence[Sequence[Moved]]) -> None:
        """Evaluate subproblems where limits have moved, those of a batch together; limits of hours are moved by
        themselves.
        """
        if self._master.subproblem_count > MOST_SUBPROBLEMS:
            return
        original = self._decomposed.sums.original
        for batch in batches:
            moving = [some(each, original) for each in batch]
            of_hours = [bool(self._affected(*self._decomposed.sums.moved(moved))) for moved in moving]
            for hourly in (False, True):
                chosen = [moved for moved, is_hourly in zip(moving, of_hours, strict=True) if is_hourly == hourly]
                if chosen:
                    with suppress(Unsettled):  # less is known then, and the answer is as good as before
                        self._learn_batch(workers, together(*chosen))

    def _learn_batch(self, workers: Workers, moved: Moved) -> None:
        of_columns, of_rows = self._decomposed.sums.moved(moved)
        subproblems = self._affected(of_columns, of_rows)
        bounds = self._decomposed.bounds
        solver = SubproblemSolver(
            [perturbed(subproblem, of_columns, of_rows, STEP) for subproblem in subproblems], bounds.lower, bounds.upper
        )
        for _ in range(ROUNDS_OF_HOURS if subproblems else ROUNDS):
            before, after = self._solved(None), self._solved(self._direction(moved))
            if before is None or after is None:
                return
            if subproblems:
                saved = self._thetas(before) - self._thetas(after)
                ranked = sorted((each.number for each in subproblems), key=lambda number: -float(saved[number]))
                numbers = ranked[:MOST_MOVED]
                evaluations = solver.evaluate(numbers, self._coupling(after))
            else:
                evaluations = workers.evaluate(range(self._master.subproblem_count), self._coupling(after))
            theta = self._thetas(after)
            model_error = sum(max(0.0, each.cost - float(theta[each.cut.subproblem])) for each in evaluations)
            cuts = [self._moved_back(evaluation.cut, moved) for evaluation in evaluations]
            first_new = len(self._master.table.cuts)
            self._master.add(cuts)
            self._cuts = np.append(self._cuts, np.arange(first_new, len(self._master.table.cuts)))
            self._kept = None
            if model_error <= MODEL_ERROR * abs(after.cost - before.cost):
                return

    def _moved_back(self, cut: Cut, moved: Moved) -> Cut:
        """A cut of a subproblem whose own limits have moved, as it is where they have not."""
        of_columns, of_rows = self._decomposed.sums.moved(moved)
        subproblem = self._decomposed.subproblems[cut.subproblem]
        if not is_affected(subproblem, of_columns, of_rows):
            return cut
        by = STEP * float(intercept_changes(subproblem, [cut], of_columns, of_rows)[0])
        return replace(cut, intercept=cut.intercept - by)

    def _thetas(self, optimum: Optimum) -> Floats:
        """Theta of each subproblem [M$]."""
        return optimum.values[self._first_count : self._first_count + self._master.subproblem_count]

    def held(self, column: int) -> MasterSensitivity:
        """The same where a first-stage decision may not leave its value, and moves with both of its bounds."""
        other, at = copy(self), int(np.searchsorted(self._decomposed.first_stage.columns, column))
        lower, upper = (limits.copy() for limits in self._limits)
        lower[at] = upper[at] = self._solution.primal[column]
        other._limits, other._kept = (lower, upper), None
        return other

    def side(self, moved: Moved, sign: float, deadline: float) -> Side:
        """One-sided slope: to the side of more (`sign` 1.0) or of less (-1.0), over the next STEP.

        SlopeUnknown after the deadline, or where nothing near the answer has it.
        """
        if time.monotonic() > deadline:
            raise SlopeUnknown
        moving = some(moved, self._decomposed.sums.original)
        here, there = self._solved(None), self._solved(self._direction(moving), sign * STEP)
        if here is None or there is None:
            raise SlopeUnknown
        slope = sign * (there.cost - here.cost) / STEP
        # any dual is a bound: one more saves no more than it says, and costs no less
        dual = moving.price(self._solution.row_dual, self._solution.reduced_cost)
        if sign < 0.0:
            return Side(min(slope, dual), STEP, np.nan)
        idle = self._idle.slope(moving, STEP)
        return Side(max(slope, dual, -np.inf if idle is None else idle), STEP, np.nan)

    def _affected(self, of_columns: Sides, of_rows: Sides) -> list[Subproblem]:
        return [each for each in self._decomposed.subproblems if is_affected(each, of_columns, of_rows)]

    def _direction(self, moved: Moved) -> _Perturbation:
        of_columns, of_rows = self._decomposed.sums.moved(moved)
        first = self._decomposed.first_stage
        every_row = np.concatenate([first.rows, first.linking])
        least, most = np.zeros(len(self._master.resource_shares)), np.zeros(len(self._master.resource_shares))
        cuts = np.zeros(len(self._cuts))
        subproblem_of = self._master.table.subproblems[self._cuts]
        for subproblem in self._affected(of_columns, of_rows):
            at = np.flatnonzero(subproblem_of == subproblem.number)
            own = [self._master.table.cuts[cut] for cut in self._cuts[at].tolist()]
            if own:
                cuts[at] = intercept_changes(subproblem, own, of_columns, of_rows)
            numbers, at_least, at_most = share_changes(subproblem, self._first_count, of_columns)
            least[numbers], most[numbers] = at_least, at_most
        columns = (of_columns[0][first.columns], of_columns[1][first.columns])
        return _Perturbation(columns, (of_rows[0][every_row], of_rows[1][every_row]), (least, most), cuts)

    def _rows(self, direction: _Perturbation | None, by: float) -> MasterRows:
        """The master's rows with a limit moved, its columns held near the answer."""
        rows = self._master.base_rows
        lower, upper = self._limits
        row_lower, row_upper = self._row_limits
        if direction is not None:
            lower, upper = lower + by * direction.columns[0], upper + by * direction.columns[1]
            row_lower, row_upper = row_lower + by * direction.rows[0], row_upper + by * direction.rows[1]
            least, most = rows.least + by * direction.resource_shares[0], rows.most + by * direction.resource_shares[1]
            rows = replace(rows, least=least, most=most)
        first, (least, most) = self._first_count, self._box
        live = np.isin(np.arange(len(rows.least)), self._master.live)
        return replace(
            rows,
            base=replace(
                rows.base,
                lower=np.maximum(lower, least[:first]),
                upper=np.minimum(upper, most[:first]),
                row_lower=row_lower,
                row_upper=row_upper,
            ),
            least=np.where(live, np.maximum(rows.least, least[first:]), rows.least),
            most=np.where(live, np.minimum(rows.most, most[first:]), rows.most),
        )

    def _solved(self, direction: _Perturbation | None, by: float = STEP) -> Optimum | None:
        table, live = self._master.table, self._master.live
        if self._kept is None:
            self._kept = Persistent(self._rows(None, 0.0).program(table, self._cuts, live), SIMPLEX)
        if direction is None:
            return self._kept.optimum
        limits = self._rows(direction, by).limits(table, self._cuts, live)
        limits.row_lower[self._master.base_rows.base.row_count :] += by * direction.cuts
        return self._kept.moved(limits)

    def _coupling(self, optimum: Optimum) -> Floats:
        """The point of all coupling columns; resource shares that are not live stand at their least."""
        rows = self._master.base_rows
        point = np.append(optimum.values[: self._first_count], rows.least)
        thetas_end = self._first_count + self._master.subproblem_count
        point[self._first_count + self._master.live] = optimum.values[thetas_end:]
        return point
