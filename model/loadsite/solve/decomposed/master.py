"""The master: first-stage decisions, what operation is known to cost at least, and budgets shared out among units.

    minimise  first-stage cost + sum(theta)   subject to the first-stage rows, the tying rows with their operation
    replaced by budgets, and theta[u] >= cut for every cut of every unit.

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
from loadsite.solve.bounds import affordable, lower_bound
from loadsite.solve.decomposed.bordered import BORDER
from loadsite.solve.decomposed.centre import centre
from loadsite.solve.decomposed.corner import Corner, corner_of
from loadsite.solve.decomposed.cut_table import CutTable
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.level_set import CORNER, Central, Wanted
from loadsite.solve.decomposed.master_program import MasterRows
from loadsite.solve.decomposed.units import Budget, Positions
from loadsite.solve.highs import Options, hand_over, ray_of_infeasible
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.no_answer import Unsettled

SLACK_ROUNDS_STAYED = 4
"""A cut that has not been tight for this many rounds is set aside until a point breaks it."""

TIGHT = 1e-6
"""A cut is tight where it comes this close to theta, relative to theta."""

BROKEN = 1e-5
"""A cut set aside is broken where it lies that much above theta: a tenth of the gap asked for, were all of them so."""

KEPT = 1e-8
"""A row is kept where it is missed by no more, relative to its activity: ten times what a corner may miss it by."""

TURNS = 20
"""Times that cuts set aside are taken back in for one bound, which is proven without some of them all the same."""

MANY_COLUMNS = 1000
"""Dense factors of fewer first-stage columns take no time to speak of."""

DEPTH = 0.5
"""How deep in the level set a search for its middle begins: 0 at the cheapest point, 1 at the level."""


@dataclass(frozen=True)
class _Solution:
    """A point of all linking columns, and what operation of each unit is taken to cost there [M$]."""

    point: Floats
    theta: Floats


@dataclass(frozen=True)
class Lower:
    """A proven lower bound [M$], the master's duals that prove it, and the optimum as the solver tells it.

    The bound may be minus infinity where no point is known yet whose cost holds decisions within bounds.
    `cut_dual` says how much of the bound rests on each cut. The duals of a unit's cuts, so weighted, with those of the
    first-stage rows are duals of the whole program that prove the same bound.

    It is `settled` where no cut was passed over that could lift it by more than was allowed. Elsewhere what all cuts
    say together may cost more than the optimum told.
    """

    bound: float
    told: float
    first_stage_row_dual: Floats
    cut_dual: tuple[tuple[Cut, float], ...] = ()
    settled: bool = True


class NoPoint(Exception):
    """No first-stage decisions satisfy their rows and the cuts; multipliers of either sign that should prove it."""

    def __init__(self, first_stage_row_ray: Floats, cut_ray: tuple[tuple[Cut, float], ...]) -> None:
        self.first_stage_row_ray = first_stage_row_ray
        self.cut_ray = cut_ray
        super().__init__("no first-stage decisions satisfy their rows")


class Master:
    """Columns: first stage, then theta of every unit, then the live budgets. A unit counts `weights` times.

    Every cut taken in is kept in `table`. Rows are those at work: a cut long slack is set aside, and taken back where
    a solution breaks it, so that the program stays small and forgets nothing.

    A budget is live once a cut at work has a slope on it. Until then it stands at the least that its unit can use: a
    tying row limited from above gains from that, and no cut asks for more. Those of tying rows limited from below, or
    without a least, are live from the start.
    """

    def __init__(self, first_stage: FirstStage, budgets: list[Budget], weights: Floats) -> None:
        self.first_stage = first_stage
        self.budgets = budgets
        self.weights = weights
        self.unit_count = len(weights)
        self._first_count = len(first_stage.columns)
        self.table = CutTable(self.linking_count)
        self.slack_rounds: Positions = np.zeros(0, dtype=np.int64)
        self._at_work: Positions = np.zeros(0, dtype=np.int64)
        self._corner: Corner | None = None
        self._cheapest: _Solution | None = None
        self._alike: Positions = np.zeros(self.unit_count, dtype=np.int64)
        self._shapes: dict[bytes, int] = {}
        limited_below = {
            int(row)
            for row, limit in zip(
                first_stage.tying, first_stage.program.row_lower[len(first_stage.rows) :], strict=True
            )
            if np.isfinite(limit)
        }
        self._least = np.array([budget.least for budget in budgets])
        self._most = np.array([budget.most for budget in budgets])
        self._times = self._counted()
        # Base rows over all linking columns.
        self._base = sparse.hstack([rows_matrix(first_stage.program), self._times], format="csr")
        self.base_rows = MasterRows(first_stage.program, self._base, self._times, self._least, self._most, weights)
        self._live: list[int] = [
            k for k, budget in enumerate(budgets) if budget.tying_row in limited_below or np.isneginf(budget.least)
        ]

    @property
    def live(self) -> Positions:
        """The live budgets, by number."""
        return self._live_now()

    @property
    def at_work(self) -> Positions:
        """The cuts at work, by number."""
        return self._at_work

    @property
    def linking_count(self) -> int:
        return self._first_count + len(self.budgets)

    @property
    def optimum(self) -> Floats:
        """Where the last lower bound was found: a point of all linking columns."""
        if self._cheapest is None:
            raise ValueError("no lower bound was asked for yet")
        return self._cheapest.point

    @property
    def is_wide(self) -> bool:
        """Whether `middle`, which has dense factors of first-stage columns, takes longer than the sparse solver of
        `point`: these columns are many, and cuts at work not half as many.
        """
        return self._first_count > MANY_COLUMNS and 2 * len(self._at_work) < self._first_count

    @property
    def live_per_unit(self) -> float:
        """How many budgets of a unit are live, on average."""
        return len(self._live) / self.unit_count

    def add(self, cuts: Iterable[Cut]) -> None:
        """Take in cuts, all at work."""
        self._put_to_work(self._lay_down(cuts))

    def add_aside(self, cuts: Iterable[Cut], points: Iterable[Floats]) -> None:
        """Take in many cuts, of which only the highest of every unit at each of the points are at work at first."""
        self._lay_down(cuts)
        for point in points:
            self._put_to_work(self.table.highest(self.table.at(point)))
        self.slack_rounds[self._at_work] = SLACK_ROUNDS_STAYED - 1

    def known_cost(self, units: Iterable[int], point: Floats) -> list[float]:
        """What operation of each unit is known to cost at least at a point [M$]."""
        known = np.zeros(self.unit_count)
        of_cost = ~self.table.of_feasibility
        np.maximum.at(known, self.table.units[of_cost], self.table.at(point)[of_cost])
        return [float(known[unit]) for unit in units]

    def keeps_rows(self, point: Floats) -> bool:
        """Whether a point of all linking columns keeps to the first-stage and the tying rows."""
        base = self.first_stage.program
        activity = self._base @ point
        beyond = np.maximum(base.row_lower - activity, activity - base.row_upper)
        return bool((beyond <= KEPT * np.maximum(1.0, np.abs(activity))).all())

    def program_below(self, most_cost: float) -> LinearProgram:
        """The master's program, its columns held below what they alone may cost where all together costs that [M$]."""
        return affordable(self._program(), most_cost)

    def lower(self, upper: float, passed_over: float = 0.0) -> Lower:
        """Solve the master. The bound is recomputed from its duals, not read from the solver; `upper` is what a point
        already found costs [M$]. Cuts set aside stay so where they break no more than the share `passed_over` of what
        the master costs, all together, or where those taken in before lifted it by no more: the last of them lift the
        bound least and take as long as the first.

        Raises NoPoint.
        """
        told = -np.inf
        for turn in range(TURNS):
            program = affordable(self._program(), upper)
            highs = _solved(program, CORNER, self._basis(self._corner))
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                raise self._no_point(program)
            self._corner = self._corner_of(highs)
            at_work, duals, found = self._at_work, np.asarray(highs.getSolution().row_dual), self._found(_values(highs))
            told, before = float(highs.getInfo().objective_function_value), told
            settled = not self._take_back(found, passed_over * abs(told), 2**turn)
            if settled or told - before < passed_over * abs(told):
                break
        base_rows = self.first_stage.program.row_count
        leaned_on = self._shares(at_work, np.maximum(duals[base_rows:], 0.0))
        self._cheapest = found
        self._set_aside(found)
        return Lower(lower_bound(program, duals), told, duals[:base_rows], leaned_on, settled)

    def point(self, wanted: Wanted) -> Floats | None:
        """A point of all linking columns as wanted, no cut broken that a later turn could take back; None where the
        level set has none.
        """
        corner: Corner | None = None
        for turn in range(wanted.turns):
            program = self._program()
            highs = _solved(wanted.within(program, self._live_now()), wanted.options, self._basis(corner))
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return None
            corner = self._corner_of(highs)
            values = _values(highs)[: program.column_count]
            found = self._found(np.clip(values, program.lower, program.upper))
            if not self._take_back(found, wanted.allowed, 2**turn):
                break
        return found.point

    def middle(self, level: float, allowed: float, known: Floats) -> Floats | None:
        """What `point` gives for Central, found faster from a point of known cost [all linking columns]; None where
        it is not found from there.
        """
        central = Central(level, allowed)
        for turn in range(central.turns):
            program = self._program()
            budget_units = [self.budgets[budget].unit for budget in self._live]
            unit_of = np.concatenate([np.full(self._first_count, BORDER), np.arange(self.unit_count), budget_units])
            start = self._between(program, level, known)
            values = centre(central.within(program, self._live_now()), unit_of.astype(np.int64), self._alike, start)
            if values is None:
                return None
            found = self._found(values)
            if not self._take_back(found, allowed, 2**turn):
                break
        return found.point

    def _live_now(self) -> Positions:
        return np.array(self._live, dtype=np.int64)

    def _between(self, program: LinearProgram, level: float, known: Floats) -> Floats:
        """Values of the program's columns between its cheapest solution and a known point, a little below the level."""
        ends = [known, known if self._cheapest is None else self._cheapest.point]
        dear, cheap = (self._values_at(point) for point in ends)
        cost_of_dear, cost_of_cheap = (program.offset + float(program.cost @ values) for values in (dear, cheap))
        aim = cost_of_cheap + DEPTH * (level - cost_of_cheap)
        share = np.clip((aim - cost_of_cheap) / max(cost_of_dear - cost_of_cheap, 1e-9), 0.0, 1.0)
        values = share * dear + (1.0 - share) * cheap
        room = max(0.0, level - program.offset - float(program.cost @ values))
        values[self._first_count : self._first_count + self.unit_count] += room / 2 / float(self.weights.sum())
        return np.asarray(values)

    def _values_at(self, point: Floats) -> Floats:
        """Columns of the program at a point, theta as high as the cuts say."""
        theta = np.array(self.known_cost(range(self.unit_count), point))
        return np.concatenate([point[: self._first_count], theta, point[self._first_count + self._live_now()]])

    def _lay_down(self, cuts: Iterable[Cut]) -> Positions:
        cuts = list(cuts)
        for cut in cuts:
            mentioned = cut.linking[cut.linking < self._first_count].tobytes()
            self._alike[cut.unit] = self._shapes.setdefault(mentioned, len(self._shapes))
        numbers = self.table.add(cuts)
        self.slack_rounds = np.append(self.slack_rounds, np.zeros_like(numbers))
        return numbers

    def _put_to_work(self, numbers: Positions) -> None:
        """Budgets that the cuts lean on come alive."""
        self._at_work = np.union1d(self._at_work, numbers)
        self.slack_rounds[numbers] = 0
        leaned_on = np.unique(self.table.slopes[numbers].indices)
        budgets = leaned_on[leaned_on >= self._first_count] - self._first_count
        self._live = sorted({*self._live, *budgets.tolist()})

    def _take_back(self, found: _Solution, allowed: float, most: int) -> bool:
        """Put the most broken cuts of every unit back to work, where a solution breaks any; whether they say that it
        costs more than is allowed [M$] above what it was taken to cost.
        """
        values = self.table.at(found.point)
        stands_at = self._stands_at(found)
        above = (values - stands_at) / np.maximum(1.0, np.abs(stands_at))
        above[self._at_work] = -np.inf
        highest = self.table.highest(above, most)
        broken = highest[above[highest] > BROKEN]
        self._put_to_work(broken)
        # Of no use in the end, they go again at once.
        self.slack_rounds[broken] = SLACK_ROUNDS_STAYED - 1
        excess = np.zeros(self.unit_count)
        np.maximum.at(excess, self.table.units[broken], (values - stands_at)[broken])
        no_operation = bool(self.table.of_feasibility[broken].any())
        return no_operation or (bool(len(broken)) and float(self.weights @ excess) > allowed)

    def _set_aside(self, found: _Solution) -> None:
        """Cuts long slack, of which the basis says so too: without their rows it is still one."""
        stands_at = self._stands_at(found)
        tight = (self.table.at(found.point) >= stands_at - TIGHT * np.maximum(1.0, np.abs(stands_at)))[self._at_work]
        self.slack_rounds[self._at_work] = np.where(tight, 0, self.slack_rounds[self._at_work] + 1)
        corner = self._corner
        stays = [
            self.slack_rounds[cut] < SLACK_ROUNDS_STAYED or (corner is not None and not corner.says_slack(cut))
            for cut in self._at_work.tolist()
        ]
        self._at_work = self._at_work[np.array(stays, dtype=bool)]

    def _stands_at(self, found: _Solution) -> Floats:
        """By cut: the theta of its unit; zero for one of feasibility."""
        return np.where(self.table.of_feasibility, 0.0, found.theta[self.table.units])

    def _no_point(self, program: LinearProgram) -> NoPoint | Unsettled:
        ray = ray_of_infeasible(program)
        if ray is None:
            return Unsettled(f"{program.name}: no point was found, nor a proof that there is none")
        base_rows = self.first_stage.program.row_count
        return NoPoint(ray[:base_rows], self._shares(self._at_work, ray[base_rows:]))

    def _shares(self, numbers: Positions, shares: Floats) -> tuple[tuple[Cut, float], ...]:
        cuts = self.table.cuts
        return tuple((cuts[cut], float(share)) for cut, share in zip(numbers, shares, strict=True) if share != 0.0)

    def _basis(self, corner: Corner | None) -> highspy.HighsBasis | None:
        return None if corner is None else corner.basis(self._live, self._at_work.tolist())

    def _corner_of(self, highs: Any) -> Corner | None:
        columns, base_rows = self._first_count + self.unit_count, self.first_stage.program.row_count
        return corner_of(highs, columns, base_rows, self._live, self._at_work.tolist())

    def _found(self, values: Floats) -> _Solution:
        thetas_end = self._first_count + self.unit_count
        point = np.append(values[: self._first_count], self._least)
        point[self._first_count + self._live_now()] = values[thetas_end:]
        return _Solution(point, values[self._first_count : thetas_end])

    def _program(self) -> LinearProgram:
        return self.base_rows.program(self.table, self._at_work, self._live_now())

    def _counted(self) -> sparse.csc_array:
        """By base row and budget: how often a budget counts in the tying row it is a share of."""
        row_of = {int(row): len(self.first_stage.rows) + k for k, row in enumerate(self.first_stage.tying)}
        rows = [row_of[budget.tying_row] for budget in self.budgets]
        times = self.weights[[budget.unit for budget in self.budgets]]
        shape = (self.first_stage.program.row_count, len(self.budgets))
        return sparse.csc_array((times, (rows, np.arange(len(rows)))), shape=shape)


def _solved(program: LinearProgram, options: Options, basis: highspy.HighsBasis | None = None) -> Any:
    highs = hand_over(program, {"output_flag": False, "threads": 1, **options})
    if basis is not None:
        highs.setBasis(basis)
    highs.run()
    return highs


def _values(highs: Any) -> Floats:
    return np.asarray(highs.getSolution().col_value)
