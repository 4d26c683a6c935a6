"""The master: first-stage decisions, what operation is known to cost at least, and budgets shared out among units.

    minimise  first-stage cost + sum(theta)   subject to the first-stage rows, the tying rows with their operation
    replaced by budgets, and theta[u] >= cut for every cut of every unit.

Its optimum is a lower bound of the whole program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.bounds import lower_bound
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Budget, Positions
from loadsite.solve.highs import Options, hand_over, ray_of_infeasible
from loadsite.solve.no_answer import Unsettled

SLACK_ROUNDS_KEPT = 4
"""A cut that has not been tight for this many rounds leaves the master, where there are many."""

MANY_CUTS = 1500

TIGHT = 1e-6
"""A cut is tight where it comes this close to theta, relative to theta."""


CENTRAL: Options = {"solver": "ipx", "run_crossover": "off"}
"""Interior points without crossover end in the middle of a face, not in a corner. IPX is the faster one here: rows are
many, columns few."""


CORNER: Options = {"solver": "simplex", "primal_feasibility_tolerance": 1e-9}
"""A hundredth of HiGHS's own tolerance: a unit may have no operation where decisions miss their rows by more."""

DUST = 0.02
"""GW (or GWh) of a first-stage column of which less is little."""

NEARBY = 0.05
"""Share by which a spare point may differ in what there is more of."""


@dataclass
class HeldCut:
    """A cut, for how many rounds it has been slack, and where the last basis had its row."""

    cut: Cut
    slack_rounds: int = 0
    status: highspy.HighsBasisStatus = highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class _Corner:
    """Where a basis has its columns (first stage and thetas), the live budgets by number, and the base rows."""

    columns: list[highspy.HighsBasisStatus]
    budgets: dict[int, highspy.HighsBasisStatus]
    base_rows: list[highspy.HighsBasisStatus]


@dataclass(frozen=True)
class Lower:
    """A proven lower bound [M$], and the master's duals that prove it.

    `cut_dual` says how much of the bound rests on each cut. The duals of a unit's cuts, so weighted, with those of the
    first-stage rows are duals of the whole program that prove the same bound.
    """

    bound: float
    first_stage_row_dual: Floats
    cut_dual: tuple[tuple[Cut, float], ...] = ()


class NoPoint(Exception):
    """No first-stage decisions satisfy their rows and the cuts; multipliers of either sign that should prove it."""

    def __init__(self, first_stage_row_ray: Floats, cut_ray: tuple[tuple[Cut, float], ...]) -> None:
        self.first_stage_row_ray = first_stage_row_ray
        self.cut_ray = cut_ray
        super().__init__("no first-stage decisions satisfy their rows")


class Master:
    """Columns: first stage, then theta of every unit, then the live budgets. A unit counts `weights` times.

    A budget is live once a cut has a slope on it. Until then it stands at zero: a tying row limited from above gains
    from the least budget, and no cut asks for more. Tying rows limited from below have theirs live from the start.
    """

    def __init__(self, first_stage: FirstStage, budgets: list[Budget], weights: Floats) -> None:
        self.first_stage = first_stage
        self.budgets = budgets
        self.weights = weights
        self.unit_count = len(weights)
        self.held: list[HeldCut] = []
        self._first_count = len(first_stage.columns)
        limited_below = {
            int(row)
            for row, limit in zip(
                first_stage.tying, first_stage.program.row_lower[len(first_stage.rows) :], strict=True
            )
            if np.isfinite(limit)
        }
        self._corner: _Corner | None = None
        self._live: list[int] = [k for k, budget in enumerate(budgets) if budget.tying_row in limited_below]

    @property
    def linking_count(self) -> int:
        return self._first_count + len(self.budgets)

    def add(self, cuts: Iterable[Cut]) -> None:
        """Take in cuts; budgets they lean on come alive."""
        live = set(self._live)
        for cut in cuts:
            self.held.append(HeldCut(cut))
            leaned_on = cut.linking[(cut.linking >= self._first_count) & (cut.slope != 0)] - self._first_count
            live.update(leaned_on.tolist())
        self._live = sorted(live)

    def known_cost(self, units: Iterable[int], point: Floats) -> list[float]:
        """What operation of each unit is known to cost at least at a point [M$]."""
        known: dict[int, float] = {}
        for held in self.held:
            if not held.cut.of_feasibility:
                known[held.cut.unit] = max(known.get(held.cut.unit, 0.0), held.cut.at(point))
        return [known.get(unit, 0.0) for unit in units]

    def lower(self, upper: float) -> Lower:
        """Solve the master. The bound is recomputed from its duals, not read from the solver; `upper` is what a point
        already found costs [M$]. Raises NoPoint.
        """
        program = self._bounded_by_cost(self._program(), upper)
        highs = _solved(program, CORNER, self._last_basis())
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise self._no_point(program)
        self._keep_basis(highs.getBasis())
        values, duals = _values(highs), np.asarray(highs.getSolution().row_dual)
        base_rows = self.first_stage.program.row_count
        leaned_on = tuple(
            (held.cut, float(dual))
            for held, dual in zip(self.held, duals[base_rows:], strict=True)
            if dual > 0.0
        )
        self._age_cuts(values)
        return Lower(lower_bound(program, duals), duals[:base_rows], leaned_on)

    def _no_point(self, program: LinearProgram) -> NoPoint | Unsettled:
        ray = ray_of_infeasible(program)
        if ray is None:
            return Unsettled(f"{program.name}: no point was found, nor a proof that there is none")
        base_rows = self.first_stage.program.row_count
        leaned_on = zip((held.cut for held in self.held), ray[base_rows:].tolist(), strict=True)
        return NoPoint(ray[:base_rows], tuple((cut, share) for cut, share in leaned_on if share != 0.0))

    def _last_basis(self) -> highspy.HighsBasis | None:
        """The basis of the last lower bound, for the cuts and budgets of now: a new cut is slack, a new budget zero."""
        if self._corner is None:
            return None
        basis = highspy.HighsBasis()
        basis.col_status = self._corner.columns + [
            self._corner.budgets.get(budget, highspy.HighsBasisStatus.kLower) for budget in self._live
        ]
        basis.row_status = self._corner.base_rows + [held.status for held in self.held]
        basis.valid = True
        return basis

    def _keep_basis(self, basis: highspy.HighsBasis) -> None:
        fixed_count, base_rows = self._first_count + self.unit_count, self.first_stage.program.row_count
        columns, rows = list(basis.col_status), list(basis.row_status)
        budgets = dict(zip(self._live, columns[fixed_count:], strict=True))
        self._corner = _Corner(columns[:fixed_count], budgets, rows[:base_rows])
        for held, status in zip(self.held, rows[base_rows:], strict=True):
            held.status = status

    def _bounded_by_cost(self, program: LinearProgram, upper: float) -> LinearProgram:
        """The program with columns that cost something held below what they alone may cost at the optimum.

        Nothing costs less than zero, so no column may cost more than a point already found.
        """
        if not np.isfinite(upper) or (program.cost < 0).any() or (program.lower < 0).any():
            return program
        costly = program.cost > 0
        affordable = np.divide(
            upper - program.offset, program.cost, out=np.full(program.column_count, np.inf), where=costly
        )
        return replace(program, upper=np.where(np.isinf(program.upper), affordable, program.upper))

    def centre(self, level: float) -> Floats:
        """A central point of {first-stage cost + sum(theta) <= level}: the next place to ask operation about."""
        program = self._program()
        values = _values(_solved(_within(program, level, np.zeros(program.column_count)), CENTRAL))
        return self._point(np.clip(values, program.lower, program.upper))

    def spare(self, level: float, near: Floats) -> Floats | None:
        """A point of the same set, near another, that does without whatever that has little of; None where that set
        has none so near.

        First-stage columns that cost something and stand below DUST may only shrink and are dear, each by the inverse
        of what there is of it; the others stay within NEARBY of where they are, so that what is known of the cost still
        holds.
        """
        program = self._program()
        first = slice(0, self._first_count)
        at = np.clip(near[first], program.lower[first], program.upper[first])
        little = (at < DUST) & (program.cost[first] > 0)
        dearness = np.zeros(program.column_count)
        dearness[first] = np.where(little, 1.0 / (at + 0.01 * DUST), 0.0)
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[first] = np.maximum(lower[first], np.where(little, 0.0, at * (1.0 - NEARBY)))
        upper[first] = np.minimum(upper[first], np.where(little, at, at * (1.0 + NEARBY)))
        program = replace(program, lower=lower, upper=upper)
        highs = _solved(_within(program, level, dearness), CORNER)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self._point(np.clip(_values(highs), lower, upper))

    def _point(self, values: Floats) -> Floats:
        point = np.zeros(self.linking_count)
        point[: self._first_count] = values[: self._first_count]
        point[self._first_count + np.array(self._live, dtype=np.int64)] = values[self._first_count + self.unit_count :]
        return point

    def _age_cuts(self, values: Floats) -> None:
        point = self._point(values)
        theta = values[self._first_count : self._first_count + self.unit_count]
        for held in self.held:
            stands_at = 0.0 if held.cut.of_feasibility else theta[held.cut.unit]
            tight = held.cut.at(point) >= stands_at - TIGHT * max(1.0, abs(stands_at))
            held.slack_rounds = 0 if tight else held.slack_rounds + 1
        if len(self.held) > MANY_CUTS:
            self.held = [held for held in self.held if held.slack_rounds < SLACK_ROUNDS_KEPT]

    def _program(self) -> LinearProgram:
        base, first_count, live = self.first_stage.program, self._first_count, self._live
        column_of_linking = np.full(self.linking_count, -1, dtype=np.int64)
        column_of_linking[:first_count] = np.arange(first_count)
        column_of_linking[first_count + np.array(live, dtype=np.int64)] = (
            first_count + self.unit_count + np.arange(len(live))
        )
        rows = [self._base_row(k) for k in range(base.row_count)] + [
            _cut_row(held.cut, column_of_linking, first_count) for held in self.held
        ]
        thetas_and_live = self.unit_count + len(live)
        return LinearProgram(
            name=f"{base.name} master",
            columns=(),
            rows=(),
            lower=np.concatenate([base.lower, np.zeros(thetas_and_live)]),
            upper=np.concatenate([base.upper, np.full(thetas_and_live, np.inf)]),
            row_lower=np.concatenate([base.row_lower, [held.cut.intercept for held in self.held]]),
            row_upper=np.concatenate([base.row_upper, np.full(len(self.held), np.inf)]),
            starts=np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])]).astype(np.int32),
            indices=np.concatenate([columns for columns, _ in rows]).astype(np.int32),
            values=np.concatenate([values for _, values in rows]),
            cost=np.concatenate([base.cost, self.weights, np.zeros(len(live))]),
            offset=base.offset,
            cost_terms={},
            cost_term_constants={},
        )

    def _base_row(self, k: int) -> tuple[Positions, Floats]:
        base, own_rows = self.first_stage.program, len(self.first_stage.rows)
        span = slice(base.starts[k], base.starts[k + 1])
        columns, values = base.indices[span].astype(np.int64), base.values[span]
        if k < own_rows:
            return columns, values
        row = int(self.first_stage.tying[k - own_rows])
        shared = [at for at, budget in enumerate(self._live) if self.budgets[budget].tying_row == row]
        times = self.weights[[self.budgets[self._live[at]].unit for at in shared]]
        budget_columns = self._first_count + self.unit_count + np.array(shared, dtype=np.int64)
        return np.concatenate([columns, budget_columns]), np.concatenate([values, times])


def _within(program: LinearProgram, level: float, cost: Floats) -> LinearProgram:
    """The program with its cost held below a level, and another cost to be minimised."""
    if not np.isfinite(level):
        return replace(program, cost=cost, offset=0.0)
    costly = np.flatnonzero(program.cost)
    return replace(
        program,
        cost=cost,
        offset=0.0,
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, level - program.offset),
        starts=np.append(program.starts, program.starts[-1] + len(costly)).astype(np.int32),
        indices=np.append(program.indices, costly).astype(np.int32),
        values=np.append(program.values, program.cost[costly]),
    )


def _cut_row(cut: Cut, column_of_linking: Positions, first_count: int) -> tuple[Positions, Floats]:
    """theta - slope @ x >= intercept; without theta for a cut of feasibility."""
    steep = cut.slope != 0
    columns, values = column_of_linking[cut.linking[steep]], -cut.slope[steep]
    if cut.of_feasibility:
        return columns, values
    return np.append(columns, first_count + cut.unit), np.append(values, 1.0)


def _solved(program: LinearProgram, options: Options, basis: highspy.HighsBasis | None = None) -> Any:
    highs = hand_over(program, {"output_flag": False, "threads": 1, **options})
    if basis is not None:
        highs.setBasis(basis)
    highs.run()
    return highs


def _values(highs: Any) -> Floats:
    return np.asarray(highs.getSolution().col_value)
