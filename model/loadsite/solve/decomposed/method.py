"""Level-bundle Benders: trial points are analytic centers of the level set and, near the optimum, in-out points between
the incumbent and the master's optimum. Cuts and both bounds are recomputed, not told by the solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.central_points import central_point, faster_center
from loadsite.solve.decomposed.group import Answer
from loadsite.solve.decomposed.master import Lower, Master
from loadsite.solve.decomposed.stride import Stride
from loadsite.solve.early_end import NEVER, EarlyEnd
from loadsite.solve.no_answer import CutShort, LimitReached, OutOfTime

LEVEL = 0.3
"""How far above the lower bound, as a share of the gap, the next trial point may cost (0.2 to 0.5 all work)."""

HIGHEST_LEVEL = 0.003
"""No farther than that share of the lower bound: a point that goes beyond its budgets may cost twice the optimum, and
a level set that high holds nearly every point there is.
"""

LEAST_LEVEL = 0.01
"""But no less far than that share of what LEVEL says, as the bound may be next to nothing."""

WIDE = 0.1
"""Above that gap all units are asked, for what they teach, however dear a point turns out to be."""

NEAR = 10.0
"""Within that many times the gap asked for, points are looked for on the way from the cheapest to a central one. Far
from there, points that cost too much lift the lower bound, and that is what is lacking.
"""

NEAR_AT_LEAST = 2e-4
"""And below that gap, however small the gap asked for. Without it, four model years of 4 days spent thirty rounds at
2e-4; from 1e-3 on, the whole year took four rounds more over all days than central points did, which fell from 4e-4 to
6e-5 in one.
"""

IN_OUT_BELOW = 1e-4
"""In-out points below that gap. There, the master's optimum is nearly the answer: over the whole year the gap fell from
1e-4 to 2e-6 in eight rounds over all days, and the incumbent stood within 5 MW of its end by zone. Central points took
as many, and their incumbent was 170 MW away at that gap.
"""

IN_OUT_SHARE = 0.5
"""How far in-out points lie from the incumbent towards the master's optimum. (On eight days 0.8 took twice as many.)"""

MOST_SCOUTS = 0.1
"""Share of the units that may be asked before the others."""

SCOUTED_SHARE = 0.9
"""Share of all surprise that the units asked before the others had."""

SECOND_PARTY = 0.35
"""Share of the units that have been asked once the second party has been."""

TOO_DEAR = 0.25
"""A central point is not worth asking about (further) once it costs that share of the gap more than the level."""

PASSED_OVER = 1e-5
"""Share of the whole cost that cuts set aside may break without being taken back in for a bound."""

PASSED_OVER_OF_GAP = 0.02
"""The same as a share of the gap."""

ITERATION_LIMIT = 200

ROUNDS_BEYOND_LIMITS = 25
"""Iterations in which a yearly limit may still be exceeded, however little it costs, before the search gives up."""

SMALL = 1e-3
"""Costs below this count as this large when a gap is told as a share of them [M$; GW when hosting]: where nothing fits,
or nothing costs anything, no gap is a small share of the cost.
"""

FINEST_GAP = 1e-6
"""No gap smaller than that share of the whole cost is asked for: it is what one program's answer is certified to. So
campuses that cost next to nothing (1 MW in a grid of 100 GW) are not asked for closer than numbers are.
"""

NEVER_EXPECTED = 1e12
"""The surprise of a unit without any operation [M$]."""

SCOUTED_IN_A_ROW = 10
"""After so many points given up all units are asked: those that never surprised may by then."""


class BeyondLimits(LimitReached):
    """The bounds meet, and with them a limit over all periods is exceeded at its price."""


@dataclass(frozen=True)
class Stop:
    """When the gap is small enough: relative to the whole cost, and to what stands on the given master rows."""

    relative_gap: float = 1e-4
    relative_to_worth: float = 1e-2
    worth_rows: tuple[int, ...] = ()
    iteration_limit: int = ITERATION_LIMIT
    deadline: float = np.inf
    """time.monotonic() after which the search gives up [s]"""
    rounds_beyond_limits: int = ROUNDS_BEYOND_LIMITS
    early: EarlyEnd = NEVER
    """whether the search is told to end with its best point"""


@dataclass(frozen=True)
class Iteration:
    """Where the method stands after an iteration, and how many units it asked; bounds in M$."""

    number: int
    lower: float
    upper: float
    cpu_s: float
    units_asked: int

    @property
    def gap(self) -> float:
        """Upper less lower bound, as a share of the upper."""
        return (self.upper - self.lower) / _size(self.upper)


@dataclass(frozen=True)
class Found:
    """The best point of all linking columns, the bounds it was found between, and the master's last duals.

    `ended` is what ended the search before the bounds met as asked; None where they did. The point then keeps all
    budgets unless `ended` is BeyondLimits.
    """

    point: Floats
    lower: Lower
    iterations: tuple[Iteration, ...]
    ended: LimitReached | None = None


Ask = Callable[[Sequence[int], Floats], list[Answer]]
"""Answers of units of those numbers at a point of all linking columns."""

Canonical = Callable[[Floats], Floats]
"""The point of all linking columns that stands for all those of the same cost."""


def search(
    master: Master,
    units: Sequence[int],
    ask: Ask,
    first: Floats,
    stop: Stop,
    canonical: Canonical,
    told: Callable[[Iteration], None],
) -> Found:
    """Ask operation at one point after another until the bounds meet. The answer is `canonical`, so that it does not
    depend on how it was found.

    Where the iterations or the time are up before the bounds meet, or the search is told to end, the best point so far
    is what is found. LimitReached where there is none by then.
    """
    hunt = _Hunt(master, units, ask, canonical, told)
    hunt.visit(first)
    with ExitStack() as hearing:
        heard = False
        while not hunt.is_met(hunt.best_cost, stop):
            ended = hunt.over(stop)
            if ended is not None:
                return Found(hunt.best_known(ended), hunt.lower, tuple(hunt.history), ended)
            if hunt.has_point and not heard:
                hearing.enter_context(stop.early.heard())
                heard = True
            hunt.step(stop)
    point = canonical(hunt.best)
    if _same(point, hunt.best) or not hunt.is_met(hunt.visit(point), stop):
        point = hunt.best
    return Found(point, hunt.lower, tuple(hunt.history))


class _Hunt:
    """What is known so far: the best point, both bounds, and the way there.

    `upper` may rest on a point with excess, at its price, the `cheapest`; `best_cost` never does.
    """

    def __init__(
        self,
        master: Master,
        units: Sequence[int],
        ask: Ask,
        canonical: Canonical,
        told: Callable[[Iteration], None],
    ) -> None:
        self._master = master
        self._units = list(units)
        self._ask = ask
        self._canonical = canonical
        self._told = told
        self._started = time.process_time()
        self._surprise = np.zeros(master.unit_count)
        self._scouted = 0
        self._stride = Stride()
        self._in_out_gains = True
        self._met_beyond_limits = 0
        self._settled = True
        self.upper = np.inf
        self.cheapest: Floats | None = None
        self.best_cost = np.inf
        self.best: Floats = np.zeros(master.linking_count)
        self.lower = Lower(-np.inf, -np.inf, np.zeros(0))
        self.history: list[Iteration] = []

    @property
    def gap(self) -> float:
        """Upper less lower bound, as a share of the upper; infinite before both are known."""
        return (self.upper - self.lower.bound) / _size(self.upper)

    @property
    def has_point(self) -> bool:
        """Whether there is a point that keeps all budgets, and a bound to tell it with."""
        return bool(np.isfinite(self.best_cost) and np.isfinite(self.lower.bound))

    @property
    def too_dear(self) -> float:
        """What a trial point may cost above the level before it is given up [M$]."""
        return TOO_DEAR * (self.upper - self.lower.bound)

    @property
    def level(self) -> float:
        """What the next trial point may cost by what is known [M$]."""
        above = LEVEL * (self.upper - self.lower.bound)
        highest = max(HIGHEST_LEVEL * abs(self.lower.bound), LEAST_LEVEL * above)
        return self.lower.bound + min(above, highest)

    def trial(self) -> Floats:
        """The next point to ask about. Where the bound passed over cuts, the level set may be empty: then they are all
        taken in first.
        """
        if not self._settled:
            point = faster_center(self._master, self.level, self.too_dear, self.cheapest)
            if point is not None:
                return point
            self._bound(passed_over=0.0)
        return central_point(self._master, self.level, self.too_dear, self.cheapest)

    def step(self, stop: Stop) -> None:
        """Ask about the next point: a central point; where the gap is near to what is asked for, one on the way there
        from the incumbent; near the optimum an in-out point, for as long as such points are cheaper each time.
        """
        if self.cheapest is None or self.gap > max(NEAR * stop.relative_gap, NEAR_AT_LEAST):
            self._try(self.trial())
            return
        before = self.upper
        in_out = self.gap <= IN_OUT_BELOW and self._in_out_gains
        if in_out:
            self._try(self._in_out(self.cheapest))
        else:
            self._try(self._canonical(self._stride.step(self.cheapest, self.trial())))
            self._stride.adapt(was_better=self.upper < before)
        self._in_out_gains = not in_out or self.upper < before

    def _in_out(self, incumbent: Floats) -> Floats:
        """The in-out point; a central one where the master's optimum is where the incumbent is, as where the bound
        passed over cuts.
        """
        aim = self._canonical(incumbent + IN_OUT_SHARE * (self._master.optimum - incumbent))
        return self.trial() if _same(aim, incumbent) else aim

    def _try(self, point: Floats) -> None:
        """Ask about a point as `_ask_around` does; all units as long as the gap is wide, and after many that were given
        up.
        """
        if self._scouted >= SCOUTED_IN_A_ROW or self.gap > WIDE:
            self.visit(point)
            return
        answers = self._ask_around(point, self.too_dear)
        if len(answers) == len(self._units):
            self._conclude(point, answers)
        else:
            self._scouted += 1
            self._bound(self._little)
            self._end_iteration(len(answers))

    def visit(self, point: Floats) -> float:
        """Ask all units at a point; what it costs [M$], infinite where a unit cannot keep its budgets."""
        return self._conclude(point, self._learn(self._units, point))

    def _first_stage_cost(self, point: Floats) -> float:
        first = self._master.first_stage.program
        return first.offset + float(first.cost @ point[: first.column_count])

    def _ask_around(self, point: Floats, too_dear: float) -> list[Answer]:
        """Ask the few units that have surprised most, then some more, then all the others: each party only where those
        before it cost about what was expected, no more than `too_dear` above that [M$]. Their answers.

        In a year of many mild days it is one or two hard ones that make most points dear.
        """
        answers: list[Answer] = []
        for party in self._parties():
            answers += self._learn(party, point)
            surprise = sum(self._surprise[answer.cut.unit] for answer in answers)
            if surprise > min(too_dear, NEVER_EXPECTED / 2):
                break
        return answers

    def _parties(self) -> list[list[int]]:
        """All units by how much they surprised when last asked: those with nearly all of it, which are no more than a
        few, then as many as make SECOND_PARTY of all, then the others.
        """
        dearest = np.array(self._units)[np.argsort(-self._surprise[self._units], kind="stable")]
        shares = np.cumsum(self._surprise[dearest]) / max(float(self._surprise[dearest].sum()), 1e-9)
        most = max(1, int(MOST_SCOUTS * len(dearest)))
        first = min(most, int(np.searchsorted(shares, SCOUTED_SHARE)) + 1)
        second = max(first, int(SECOND_PARTY * len(dearest)))
        return [part.tolist() for part in np.split(dearest, [first, second]) if len(part)]

    def _learn(self, units: Sequence[int], point: Floats) -> list[Answer]:
        """Answers of some units at a point: their cuts are taken in, and what was not known of their cost is noted."""
        expected = self._master.known_cost(units, point)
        answers = self._ask(units, point)
        for answer, known in zip(answers, expected, strict=True):
            unit = answer.cut.unit
            surprise = self._master.weights[unit] * max(0.0, answer.cost - known)
            self._surprise[unit] = min(surprise, NEVER_EXPECTED)
        self._master.add(answer.cut for answer in answers)
        return answers

    def _conclude(self, point: Floats, answers: list[Answer]) -> float:
        operation = sum(float(self._master.weights[answer.cut.unit]) * answer.cost for answer in answers)
        cost = self._first_stage_cost(point) + operation
        if cost < self.upper:
            self.upper, self.cheapest = cost, point
        feasible_cost = cost if all(answer.within_budgets for answer in answers) else np.inf
        if feasible_cost < self.best_cost:
            self.best_cost, self.best = feasible_cost, point
        self._scouted = 0
        self._bound(self._little)
        self._end_iteration(len(answers))
        return feasible_cost

    @property
    def _little(self) -> float:
        """The share of the whole cost that a bound may pass over."""
        return min(PASSED_OVER, PASSED_OVER_OF_GAP * self.gap)

    def _bound(self, passed_over: float) -> None:
        """What has been learnt lifts the lower bound; the best so far is kept with the duals that prove it."""
        found = self._master.lower(self.upper, passed_over)
        self.lower = max(self.lower, found, key=lambda lower: lower.bound)
        self._settled = found.settled

    def _end_iteration(self, units_asked: int) -> None:
        spent = time.process_time() - self._started
        self.history.append(Iteration(len(self.history) + 1, self.lower.bound, self.upper, spent, units_asked))
        self._told(self.history[-1])

    def is_met(self, cost: float, stop: Stop) -> bool:
        """Whether a cost is as near to the lower bound as asked."""
        gap = cost - self.lower.bound
        if not np.isfinite(cost) or gap > stop.relative_gap * _size(cost):
            return False
        rows = list(stop.worth_rows)
        limits = self._master.first_stage.program.row_lower[rows]
        if not limits.any():
            return True  # nothing is asked for, so that nothing but the whole cost is to be known
        worth = float(np.abs(self.lower.first_stage_row_dual[rows] * limits).sum())
        return bool(gap <= max(stop.relative_to_worth * worth, FINEST_GAP * _size(cost)))

    def over(self, stop: Stop) -> LimitReached | None:
        """What ends the search now, if anything does."""
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
        """The best point that keeps all budgets; where the bounds met beyond them, the one at which they did. Raises
        what ended the search where there is none.
        """
        if isinstance(ended, BeyondLimits) and self.cheapest is not None:
            return self.cheapest
        if not self.has_point:
            raise ended
        return self.best

    def _how_far(self) -> str:
        gap = (self.best_cost - self.lower.bound) / _size(self.best_cost)
        return f"the gap is {gap:.1e}" if np.isfinite(gap) else "no point was found that keeps every yearly limit"


def _size(cost: float) -> float:
    """What a gap is measured against [M$]."""
    return max(abs(cost), SMALL)


def _same(one: Floats, other: Floats) -> bool:
    """Whether points differ by rounding only."""
    return bool(np.allclose(one, other, rtol=0.0, atol=1e-6))
