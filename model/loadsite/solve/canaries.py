"""Small programs with known answers. A solver that gets one wrong is not to be trusted with a large one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.errors import LoadsiteError
from loadsite.solve.fallbacks import SolveOptions, run_with_fallbacks
from loadsite.solve.outcomes import Infeasible, Unbounded
from loadsite.solve.strategy import Strategy

INF = np.inf
STRATEGIES = tuple(
    Strategy(algorithm, {"presolve": presolve}) for algorithm in ("simplex", "hipo") for presolve in ("on", "off")
)
"""Without presolve too: it alone solves some of these, and the algorithm would never run."""


@dataclass(frozen=True)
class CanaryResult:
    """One canary solved in one way: what was expected, what came, and how long it took [s]."""

    name: str
    way: str
    expected: str
    found: str
    passed: bool
    wall_s: float


@dataclass(frozen=True)
class Canary:
    """A program and its answer: the optimal objective [M$], or the error that says there is none."""

    program: LinearProgram
    answer: float | type[LoadsiteError]


def run_canaries() -> list[CanaryResult]:
    """Every canary in every way, each through the proof it would need in earnest."""
    with TemporaryDirectory() as folder:
        return [_run(canary, way, Path(folder)) for canary in all_canaries() for way in STRATEGIES]


def all_canaries() -> tuple[Canary, ...]:
    """The canaries, in the order they run."""
    return (_degenerate(), _badly_scaled(), _storage(), _duplicated(), _infeasible(), _unbounded())


def _run(canary: Canary, way: Strategy, folder: Path) -> CanaryResult:
    started = time.perf_counter()
    answer = canary.answer
    try:
        options = SolveOptions(threads=1, time_limit_s=60.0)
        objective = run_with_fallbacks(canary.program, (way,), options, folder).objective
    except LoadsiteError as ended:
        found = type(ended).__name__
        passed = isinstance(answer, type) and isinstance(ended, answer)
    else:
        found = f"{objective:.9g}"
        passed = isinstance(answer, float) and abs(objective - answer) <= 1e-9 * max(1.0, abs(answer))
    return CanaryResult(
        name=canary.program.name,
        way=f"{way.algorithm}, presolve {way.options['presolve']}",
        expected=answer.__name__ if isinstance(answer, type) else f"{answer:.9g}",
        found=found,
        passed=passed,
        wall_s=time.perf_counter() - started,
    )


def _degenerate() -> Canary:
    """Three plants of 1 GW, three loads of 1 GW; each plant's own load costs 1, another's 2. Optimum 3."""
    rows = np.zeros((6, 9))
    for plant in range(3):
        for load in range(3):
            rows[plant, 3 * plant + load] = 1.0
            rows[3 + load, 3 * plant + load] = 1.0
    cost = 2.0 - np.eye(3).ravel()
    return Canary(_program("degenerate", rows, [1.0] * 6, [1.0] * 6, [0.0] * 9, [INF] * 9, cost.tolist()), 3.0)


def _badly_scaled() -> Canary:
    """Coefficients from 1e-6 to 1e6.

    1e-6 x + y >= 1 with x <= 5e5 at 1e-3 and y at 1e4: half from x (500), half from y (5,000); 1e6 w >= 3 with
    w at 2e6 costs 6. Optimum 5,506.
    """
    rows = np.array([[1e-6, 1.0, 0.0], [0.0, 0.0, 1e6]])
    program = _program("badly scaled", rows, [1.0, 3.0], [INF, INF], [0.0] * 3, [5e5, INF, INF], [1e-3, 1e4, 2e6])
    return Canary(program, 5506.0)


def _storage() -> Canary:
    """Four hours of 1 GW load; power costs 1, 1, 3, 3; storage charges up to 0.5 GW at 80 % and ends as it began.

    Charging 0.5 GWh in each cheap hour costs 1 and delivers 0.8 GWh worth 2.4: 2 + 6 + 1 - 2.4. Optimum 6.6.
    """
    hours = np.eye(4)
    generation, charge, discharge, level = hours, -hours, hours, np.zeros((4, 4))
    balance = np.hstack([generation, charge, discharge, level])
    energy = np.hstack([np.zeros((4, 4)), -0.8 * hours, hours, hours - np.roll(hours, -1, axis=1)])
    upper = [2.0] * 4 + [0.5] * 4 + [INF] * 8
    cost = [1.0, 1.0, 3.0, 3.0] + [0.0] * 12
    limits = [1.0] * 4 + [0.0] * 4
    return Canary(_program("storage", np.vstack([balance, energy]), limits, limits, [0.0] * 16, upper, cost), 6.6)


def _duplicated() -> Canary:
    """The same equation three times, once negated, and columns without bounds: x = y + 1, x + y >= 3. Optimum 2."""
    rows = np.array([[1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
    lower, upper = [1.0, 1.0, -1.0, 3.0], [1.0, 1.0, -1.0, INF]
    return Canary(_program("duplicated rows", rows, lower, upper, [-INF] * 2, [INF] * 2, [1.0, 0.0]), 2.0)


def _infeasible() -> Canary:
    """Round a ring of four each must exceed the next by a little."""
    rows = np.eye(4) - np.roll(np.eye(4), 1, axis=1)
    return Canary(_program("infeasible", rows, [0.01] * 4, [INF] * 4, [0.0] * 4, [INF] * 4, [1.0] * 4), Infeasible)


def _unbounded() -> Canary:
    """Two storage units that hand energy to each other and gain 1 % on each way, paid for what they hold."""
    rows = np.array([[1.0, -1.01], [-1.01, 1.0]])
    return Canary(_program("unbounded", rows, [-INF] * 2, [0.0] * 2, [0.0] * 2, [INF] * 2, [-1.0, -1.0]), Unbounded)


def _program(
    name: str,
    rows: Floats,
    row_lower: list[float],
    row_upper: list[float],
    lower: list[float],
    upper: list[float],
    cost: list[float],
) -> LinearProgram:
    row, column = np.nonzero(rows)
    count, width = rows.shape
    costs = np.array(cost)
    return LinearProgram(
        name=name,
        columns=(Block("x", 0, (Axis("column", np.arange(width)),)),),
        rows=(Block("row", 0, (Axis("row", np.arange(count)),)),),
        lower=np.array(lower),
        upper=np.array(upper),
        row_lower=np.array(row_lower),
        row_upper=np.array(row_upper),
        starts=np.searchsorted(row, np.arange(count + 1)).astype(np.int32),
        indices=column.astype(np.int32),
        values=rows[row, column],
        cost=costs,
        offset=0.0,
        cost_terms={"cost": (np.arange(width, dtype=np.int32), costs)},
        cost_term_constants={},
    )
