"""Fallback sequence: one solver strategy after another until an answer is proven, or it is proven that there is none.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.solve import farkas
from loadsite.solve.certificate import certify
from loadsite.solve.highs import Options, Run, Status, check_solver, run_highs, write_model
from loadsite.solve.labels import label_at
from loadsite.solve.numerics import check_numbers
from loadsite.solve.outcomes import (
    Infeasible,
    LimitReached,
    OutOfTime,
    SolveEnded,
    Unbounded,
    Uncertified,
    Unsettled,
)
from loadsite.solve.solution import Attempt, Solution
from loadsite.solve.strategy import Strategy, fallback_sequence

KEPT_PROGRAM = "program.mps"
LABELS_TOLD = 5


@dataclass(frozen=True)
class SolveOptions:
    """Solve limits: threads (0: HiGHS decides) and wall seconds over all strategies together."""

    threads: int = 0
    time_limit_s: float = math.inf


def solve(program: LinearProgram, options: SolveOptions, folder: Path) -> Solution:
    """A certified optimum. The solver's logs go to `folder`, and where there is no answer the program as MPS.

    Errors: OutOfRange before anything is solved; Infeasible, Unbounded, LimitReached, Unsettled; SolverUnfit.
    """
    return run_with_fallbacks(program, fallback_sequence(program), options, folder)


def run_with_fallbacks(
    program: LinearProgram, strategies: tuple[Strategy, ...], options: SolveOptions, folder: Path
) -> Solution:
    """First certified optimum along the strategies; otherwise the error that says why there is none."""
    check_solver()
    check_numbers(program)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / KEPT_PROGRAM
    kept.unlink(missing_ok=True)  # of an earlier run
    try:
        return _FallbackRun(program, options, folder).run_all(strategies)
    except SolveEnded as ended:
        try:
            write_model(program, kept)
        except OSError as failure:
            what = f"{ended.what}\nThe program could not be kept: {failure}"
            raise type(ended)(what, ended.attempts) from None
        raise type(ended)(ended.what, ended.attempts, kept) from None


class _FallbackRun:
    """State of one fallback sequence: what was tried so far, and the time that is left."""

    def __init__(self, program: LinearProgram, options: SolveOptions, folder: Path) -> None:
        self.program = program
        self.options = options
        self.folder = folder
        self.attempts: list[Attempt] = []
        self.deadline = time.monotonic() + options.time_limit_s

    def run_all(self, strategies: tuple[Strategy, ...]) -> Solution:
        if found := farkas.crossed_limits(self.program):
            raise self.ended(Infeasible, found)
        for strategy in strategies:
            at = len(self.attempts)
            # half of the time left, so that a strategy that does not end leaves time for another
            run = self.run(self.program, strategy, share=1.0 if strategy is strategies[-1] else 0.5)
            if run.status is Status.OPTIMAL and run.solution is not None:
                try:
                    certify(self.program, run.solution)
                except Uncertified as refused:
                    self.judge(at, str(refused))
                else:
                    self.judge(at, "certified")
                    return replace(run.solution, attempts=tuple(self.attempts))
            elif run.status is Status.INFEASIBLE:
                self.judge(at, "proven")
                self.judge(at, self.no_point(strategy, run.dual_ray))
            elif run.status in (Status.UNBOUNDED, Status.INFEASIBLE_OR_UNBOUNDED):
                self.judge(at, "proven")
                self.judge(at, self.no_end(strategy))
            else:
                self.judge(at, "no answer")
        if time.monotonic() >= self.deadline:
            raise self.out_of("time")
        raise self.ended(Unsettled, "every way of solving was tried and none gave an answer that can be proven")

    def run(self, program: LinearProgram, strategy: Strategy, share: float = 1.0) -> Run:
        """One run within a share of the time left; LimitReached where there is none left, or no memory."""
        left = self.deadline - time.monotonic()
        if left <= 0.0:
            raise self.out_of("time")
        limits: Options = {"threads": self.options.threads}
        if math.isfinite(left):
            limits["time_limit"] = share * left
        log_file = self.folder / f"solve_{len(self.attempts) + 1}_{strategy.algorithm}.log"
        run = run_highs(program, strategy.algorithm, {**limits, **strategy.options}, log_file)
        self.attempts.append(run.attempt)
        if run.status is Status.MEMORY_LIMIT:
            raise self.out_of("memory")
        return run

    def help(self, program: LinearProgram, strategy: Strategy) -> Solution | None:
        """Optimum of an auxiliary program; None where the strategy finds none."""
        at = len(self.attempts)
        solution = self.run(program, strategy).solution
        self.judge(at, f"auxiliary: {program.name}")
        return solution

    def judge(self, at: int, verdict: str) -> None:
        self.attempts[at] = replace(self.attempts[at], verdict=verdict)

    def ended(self, kind: type[SolveEnded], what: str) -> SolveEnded:
        tried = "".join(f"\n  {a.algorithm}: {a.status}, {a.cpu_s:.1f} CPU s; {a.verdict}" for a in self.attempts)
        return kind(f"{self.program.name}: {what}{tried}", tuple(self.attempts))

    def out_of(self, what: str) -> SolveEnded:
        allowed = f" allowed ({self.options.time_limit_s:g} s)" if what == "time" else ""
        kind = OutOfTime if what == "time" else LimitReached
        return self.ended(kind, f"the {what}{allowed} ran out before an answer was proven")

    def no_point(self, strategy: Strategy, ray: Floats | None) -> str:
        """Raises Infeasible where that can be proven; otherwise says why not."""
        terms = None if ray is None else farkas.farkas_terms(self.program, ray)
        if terms is None:
            relaxed = self.help(farkas.elastic(self.program), strategy)
            terms = None if relaxed is None else farkas.farkas_terms(self.program, relaxed.row_dual)
        if terms is None:
            return "not proven"
        carried = _largest(self.program.rows + _after(self.program.columns, self.program.row_count), terms)
        raise self.ended(Infeasible, f"no values satisfy every row and bound; Farkas' lemma proves it by {carried}")

    def no_end(self, strategy: Strategy) -> str:
        """Raises Unbounded, or Infeasible, where that can be proven; otherwise says why not."""
        relaxed = self.help(farkas.elastic(self.program), strategy)
        if relaxed is None:
            return "neither a feasible point nor the proof that there is none"
        if not farkas.is_feasible(self.program, relaxed.primal[: self.program.column_count]):
            return self.no_point(strategy, relaxed.row_dual)
        falling = self.help(farkas.steepest_ray(self.program), strategy)
        if falling is None or not farkas.proves_unbounded(self.program, falling.primal):
            return "not proven"
        along = _largest(self.program.columns, falling.primal)
        raise self.ended(Unbounded, f"the cost can be lowered without end, along {along}")


def _after(blocks: tuple[Block, ...], count: int) -> tuple[Block, ...]:
    """The same blocks, `count` positions further on."""
    return tuple(replace(block, start=block.start + count) for block in blocks)


def _largest(blocks: tuple[Block, ...], vector: Floats) -> str:
    """Labels of the largest entries, and how many more there are."""
    order = np.argsort(-np.abs(vector), kind="stable")
    count = int(np.count_nonzero(np.abs(vector) > 1e-9 * np.abs(vector).max()))
    named = ", ".join(label_at(blocks, int(position)) for position in order[: min(count, LABELS_TOLD)])
    return f"{named} and {count - LABELS_TOLD} more" if count > LABELS_TOLD else named
