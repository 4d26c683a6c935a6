"""Dispatch of a program to a method: as one linear program or by Benders decomposition, by the size of the program; the
answer is certified.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.block_structure import Calendar
from loadsite.solve.benders.cost_floor import most_earned, with_cost_floor, without_cost_floor
from loadsite.solve.benders.cut_pool import CutPool
from loadsite.solve.benders.dask_workers import DaskActors
from loadsite.solve.benders.processes import Processes, ProcessPool
from loadsite.solve.benders.solve import KeyLimits, Progress, StartWorkers, solve_by_benders
from loadsite.solve.benders.stopping_rule import ITERATION_LIMIT, StoppingRule
from loadsite.solve.certificate import TOLERANCE, Certificate, certify, certify_between
from loadsite.solve.early_end import NEVER, EarlyEnd
from loadsite.solve.fallbacks import SolveOptions, solve
from loadsite.solve.memory import peak_memory_mb
from loadsite.solve.numerics import check_numbers
from loadsite.solve.one_program import ITERATIONS_BEFORE_ONE_PROGRAM, is_wide, may_be_one
from loadsite.solve.outcomes import CutShort, LimitReached, SolveEnded, Unsettled
from loadsite.solve.solution import Attempt, Solution, with_reduced_costs
from loadsite.solve.ties import NO_TIES, OptimalFace, Spreads, Ties

SINGLE_UP_TO_NONZEROS = 40_000
"""Above this, periods solved one by one were faster than one program (see docs/speed.md), but for wide ones."""


LEAST_CHOOSING_S, CHOOSING = 5.0, 0.1
"""What choosing among optima may take, or that share of the solve where it is longer, for each further solve [s]."""


class Method(StrEnum):
    """Solution method of a program."""

    AUTO = "auto"
    SINGLE = "single"
    DECOMPOSED = "decomposed"


class Engine(StrEnum):
    """Engine that runs the workers of a decomposed solve."""

    LOCAL = "local"
    DASK = "dask"


@dataclass(frozen=True)
class Crew:
    """Workers of the decomposed method: how many, of which engine, and the address of a running Dask scheduler."""

    processes: int = 1
    engine: Engine = Engine.LOCAL
    scheduler: str | None = None

    @contextmanager
    def at_hand(self) -> Iterator[StartWorkers]:
        """Starter of the workers, whose processes are being started meanwhile; the first local process is this one."""
        if self.engine is Engine.DASK:
            yield lambda subproblems, bounds: DaskActors(subproblems, bounds, self.processes, self.scheduler)
        else:
            with ProcessPool(self.processes - 1) as process_pool:
                yield lambda subproblems, bounds: Processes(subproblems, bounds, self.processes, process_pool)


@dataclass(frozen=True)
class ProofOptions:
    """Solver options: the method, and how close the bounds must come.

    `relative_gap` is against the whole cost, `campus_gap` against what the campuses cost (the worth of `target_rows`);
    both are for the decomposed method only. `target_rows` names the family of rows that asks for campuses.
    `pool` is the folder of cut pools; none is kept without one.
    """

    method: Method = Method.AUTO
    single: SolveOptions = field(default_factory=SolveOptions)
    workers: Crew = field(default_factory=Crew)
    relative_gap: float = 1e-4
    campus_gap: float = 1e-2
    target_rows: str = "target"
    pool: Path | None = None
    early: EarlyEnd = NEVER
    """whether a search by periods is told to end with its best point"""


@dataclass(frozen=True)
class CertifiedSolution:
    """Certified solution: a solution and its certificate, and which method found it.

    `ended` is what ended a search before its bounds met as asked, None where they did. The solution is feasible and the
    lower bound is proven all the same; the certificate holds the gap that was proven, wider than the one asked for.
    """

    method: Method
    solution: Solution
    certificate: Certificate
    spreads: Spreads = ()
    """of the sums that `ties` names: what they hold in answers that cost no more, within the gap"""
    ended: LimitReached | None = None


def solve_certified(
    program: LinearProgram,
    calendar: Calendar,
    options: ProofOptions,
    folder: Path,
    report: Callable[[Progress], None] = lambda progress: None,
    ties: Ties = NO_TIES,
    turned: Callable[[str], None] = lambda why: None,
    key_limits: KeyLimits = lambda solution: (),
) -> CertifiedSolution:
    """Solve a program whose operation falls into the calendar's periods to a certified solution, chosen by `ties` among
    those of the same cost. `key_limits` names the limits that matter most by a solution put together from periods: what
    one more of them is worth is found out as long as there are subproblems to evaluate.

    Where the method is open and a search by periods does not close, the program is solved as one in the time left, if
    it is small enough; `turned` is told why. The point found by periods is the answer where that does not end either,
    and where the search was told to end.

    Raises:
        NoAnswer: infeasible, unbounded, a limit reached without any feasible point, or not certified.
    """
    if _chosen(program, calendar, options.method) is Method.SINGLE:
        return _as_one(program, options.single, folder, ties)
    if options.method is Method.DECOMPOSED or not may_be_one(program):
        return _period_by_period(program, calendar, options, report, ties, key_limits, ITERATION_LIMIT)
    deadline = time.monotonic() + options.single.time_limit_s
    by_periods: CertifiedSolution | None = None
    try:
        by_periods = _period_by_period(
            program, calendar, options, report, ties, key_limits, ITERATIONS_BEFORE_ONE_PROGRAM
        )
        ended: SolveEnded | None = by_periods.ended
    except (LimitReached, Unsettled) as without_point:
        ended = without_point
    if by_periods is not None and (ended is None or isinstance(ended, CutShort)):
        return by_periods
    assert ended is not None
    left_s = deadline - time.monotonic()
    if left_s > 0.0:
        turned(f"{ended.what}; solving all periods as one program")
        try:
            return _as_one(program, replace(options.single, time_limit_s=left_s), folder, ties)
        except (LimitReached, Unsettled) as last:
            ended = last
    if by_periods is None:
        raise ended
    return by_periods


def _as_one(program: LinearProgram, options: SolveOptions, folder: Path, ties: Ties) -> CertifiedSolution:
    begun, program = time.monotonic(), program.whole()
    found = solve(program, options, folder)
    certificate, optimum = certify(program, found), with_reduced_costs(program, found)
    if not len(ties.order):
        return CertifiedSolution(Method.SINGLE, optimum, certificate)
    each_s = max(LEAST_CHOOSING_S, CHOOSING * (time.monotonic() - begun))
    face = OptimalFace(program, optimum, each_s)
    chosen = face.preferred(ties.order)
    spreads = tuple(face.spread(columns) for columns in ties.sums)
    return CertifiedSolution(Method.SINGLE, chosen, certify(program, chosen), spreads)


def _chosen(program: LinearProgram, calendar: Calendar, method: Method) -> Method:
    if method is not Method.AUTO:
        return method
    if np.isinf(most_earned(program, calendar)).any():
        return Method.SINGLE
    if program.nonzero_count <= SINGLE_UP_TO_NONZEROS or calendar.subproblem_count == 1:
        return Method.SINGLE
    return Method.SINGLE if may_be_one(program) and is_wide(program, calendar) else Method.DECOMPOSED


def _period_by_period(
    program: LinearProgram,
    calendar: Calendar,
    options: ProofOptions,
    report: Callable[[Progress], None],
    ties: Ties,
    key_limits: KeyLimits,
    iteration_limit: int,
) -> CertifiedSolution:
    wall, cpu = time.monotonic(), _cpu_s()
    asked_for = [block for block in program.rows if block.name == options.target_rows]
    stop = StoppingRule(
        relative_gap=options.relative_gap,
        relative_to_row_value=options.campus_gap,
        valued_rows=tuple(row for block in asked_for for row in range(block.span.start, block.span.stop)),
        iteration_limit=iteration_limit,
        deadline=wall + options.single.time_limit_s,
        early=options.early,
    )
    iterations = []

    def listen(progress: Progress) -> None:
        iterations.append(progress.iteration)
        report(progress)

    pool = CutPool(options.pool) if options.pool else None
    with options.workers.at_hand() as start_workers:
        check_numbers(program)
        floored = with_cost_floor(program, calendar)
        found = solve_by_benders(floored, calendar, stop, ties, start_workers, pool, listen, key_limits)
    attempt = Attempt(
        algorithm="decomposed",
        options={
            "engine": options.workers.engine,
            "processes": options.workers.processes,
            "relative_gap": options.relative_gap,
            "cuts_from_pool": found.cuts_from_pool,
        },
        status="bounds have met" if found.ended is None else found.ended.what,
        cpu_s=_cpu_s() - cpu,
        wall_s=time.monotonic() - wall,
        iterations=len(iterations),
        peak_memory_mb=peak_memory_mb(),
        verdict="certified" if found.ended is None else "feasible, and the lower bound proven",
        remarks=tuple(pool.remarks) if pool else (),
    )
    solution = replace(without_cost_floor(program, found.solution), attempts=(attempt,))
    allowed = options.relative_gap
    if found.ended is not None:
        allowed = max(allowed, TOLERANCE + _gap_share(found.solution.objective, found.lower_bound))
    certificate = certify_between(program, solution, found.lower_bound, allowed)
    known_within = replace(solution, gap=certificate.gap)
    return CertifiedSolution(Method.DECOMPOSED, known_within, certificate, found.spreads, found.ended)


def _gap_share(objective: float, bound: float) -> float:
    """The gap as `certify_between` measures it."""
    return abs(objective - bound) / max(1.0, abs(objective))


def _cpu_s() -> float:
    """CPU seconds of this process and of those it started that have ended [s]."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
