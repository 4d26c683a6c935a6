"""Regularised Benders: trial points are central in the level set, cuts are proven, both bounds are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.group import Answer
from loadsite.solve.decomposed.master import Lower, Master
from loadsite.solve.no_answer import LimitReached

LEVEL = 0.3
"""How far above the lower bound, as a share of the gap, the next trial point may cost (0.2 to 0.5 all work)."""


@dataclass(frozen=True)
class Stop:
    """When the gap is small enough: relative to the whole cost, and to what stands on the given master rows."""

    relative_gap: float = 1e-4
    relative_to_worth: float = 1e-2
    worth_rows: tuple[int, ...] = ()
    iteration_limit: int = 200
    deadline: float = np.inf
    """time.monotonic() after which the search gives up [s]"""


@dataclass(frozen=True)
class Iteration:
    """Where the method stands after an iteration; bounds in M$."""

    number: int
    lower: float
    upper: float
    cpu_s: float

    @property
    def gap(self) -> float:
        """Upper less lower bound, as a share of the upper."""
        return (self.upper - self.lower) / max(abs(self.upper), 1e-9)


@dataclass(frozen=True)
class Found:
    """The best point of all linking columns, the bounds it was found between, and the master's last duals."""

    point: Floats
    upper: float
    lower: Lower
    iterations: tuple[Iteration, ...]


Ask = Callable[[Floats], list[Answer]]


def search(master: Master, ask: Ask, first_point: Floats, stop: Stop, told: Callable[[Iteration], None]) -> Found:
    """Ask operation at one point after another until the bounds meet. LimitReached after too many iterations."""
    first = master.first_stage
    first_count = len(first.columns)
    point, best, upper = first_point, first_point, np.inf
    bound = -np.inf
    history: list[Iteration] = []
    started = time.process_time()
    for number in range(1, stop.iteration_limit + 1):
        answers = ask(point)
        operation = sum(master.weights[answer.cut.unit] * answer.cost for answer in answers)
        cost = first.program.offset + float(first.program.cost @ point[:first_count]) + operation
        if cost < upper:
            upper, best = cost, point
        master.add(answer.cut for answer in answers)
        lower = master.lower(bound, upper)
        bound = lower.bound
        history.append(Iteration(number, lower.bound, upper, time.process_time() - started))
        told(history[-1])
        if _is_met(upper, lower, master, stop):
            return Found(best, upper, lower, tuple(history))
        if time.monotonic() > stop.deadline:
            raise LimitReached(f"the time is up; after {number} iterations the gap is {history[-1].gap:.1e}")
        point = master.centre(lower.bound + LEVEL * (upper - lower.bound))
    raise LimitReached(f"the bounds have not met after {stop.iteration_limit} iterations")


def _is_met(upper: float, lower: Lower, master: Master, stop: Stop) -> bool:
    gap = upper - lower.bound
    if gap > stop.relative_gap * abs(upper):
        return False
    rows = list(stop.worth_rows)
    program = master.first_stage.program
    worth = float(np.abs(lower.first_stage_row_dual[rows] * program.row_lower[rows]).sum())
    return not rows or gap <= stop.relative_to_worth * worth
