"""The ladder: one way of solving after another until an answer is proven, or there is provably none."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve import proof
from loadsite.solve.certificate import certify
from loadsite.solve.highs import Options, Run, Status, check_version, run_highs, write_model
from loadsite.solve.labels import label_at
from loadsite.solve.no_answer import (
    Infeasible,
    LimitReached,
    SolveEnded,
    Unbounded,
    Uncertified,
    Unsettled,
)
from loadsite.solve.numerics import check_numbers
from loadsite.solve.solution import Attempt, Solution

SIMPLEX_UP_TO_NONZEROS = 40_000
KEPT_PROGRAM = "program.mps"


@dataclass(frozen=True)
class SolveOptions:
    """What a solve may use: threads (0: HiGHS decides) and wall seconds over all rungs together."""

    threads: int = 0
    time_limit_s: float = math.inf


@dataclass(frozen=True)
class Rung:
    """One way of solving: "simplex" or "hipo", and HiGHS options that differ from their defaults."""

    algorithm: str
    options: Options


def solve(program: LinearProgram, options: SolveOptions, folder: Path) -> Solution:
    """A certified optimum. Logs, and where there is none the program as MPS, go to `folder`.

    Errors: OutOfRange (before any solve), Infeasible, Unbounded, LimitReached, Unsettled; SolverUnfit.
    """
    return climb(program, ladder(program), options, folder)


def ladder(program: LinearProgram) -> tuple[Rung, ...]:
    """Simplex first for small programs and HiPO for large ones; then the other; no presolve; rescaled."""
    simplex = Rung("simplex", {})
    hipo = Rung("hipo", {"run_crossover": "off"})
    crossed = Rung("hipo", {"run_crossover": "on"})
    small = program.nonzero_count <= SIMPLEX_UP_TO_NONZEROS
    usual = (simplex, crossed) if small else (hipo, crossed, simplex)
    scales = _scales(program)
    return (
        *usual,
        *(Rung(rung.algorithm, {**rung.options, "presolve": "off"}) for rung in usual if rung is not hipo),
        *(Rung(rung.algorithm, {**rung.options, **scales}) for rung in usual if rung is not hipo),
    )


def climb(program: LinearProgram, rungs: tuple[Rung, ...], options: SolveOptions, folder: Path) -> Solution:
    """The first certified optimum along the rungs; otherwise an error of its own kind, the program kept."""
    check_version()
    check_numbers(program)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _Climb(program, options, folder).up(rungs)
    except SolveEnded as ended:
        kept = folder / KEPT_PROGRAM
        write_model(program, kept)
        raise type(ended)(ended.what, ended.attempts, kept) from None


class _Climb:
    """The state of one climb: what was tried, and the time that is left."""

    def __init__(self, program: LinearProgram, options: SolveOptions, folder: Path) -> None:
        self.program = program
        self.options = options
        self.folder = folder
        self.attempts: list[Attempt] = []
        self.deadline = time.monotonic() + options.time_limit_s

    def up(self, rungs: tuple[Rung, ...]) -> Solution:
        if found := proof.contradiction(self.program):
            raise Infeasible(found)
        for rung in rungs:
            run = self.run(self.program, rung)
            verdict = "not settled"
            match run.status:
                case Status.OPTIMAL if run.solution is not None:
                    try:
                        certify(self.program, run.solution)
                    except Uncertified as refused:
                        verdict = str(refused)
                    else:
                        self.judge("certified")
                        return replace(run.solution, attempts=tuple(self.attempts))
                case Status.INFEASIBLE:
                    verdict = self.no_point(rung, run.dual_ray)
                case Status.UNBOUNDED | Status.INFEASIBLE_OR_UNBOUNDED:
                    verdict = self.no_end(rung)
            self.judge(verdict)
        tried = "\n".join(f"  {a.algorithm} {a.options}: {a.status}; {a.verdict}" for a in self.attempts)
        what = f"{self.program.name}: no answer could be proven; tried\n{tried}"
        raise Unsettled(what, tuple(self.attempts))

    def run(self, program: LinearProgram, rung: Rung) -> Run:
        """One run within the time left; LimitReached where it runs out."""
        left = self.deadline - time.monotonic()
        if left <= 0.0:
            raise LimitReached(self.limit_words("time"), tuple(self.attempts))
        limits: Options = {"threads": self.options.threads}
        if math.isfinite(left):
            limits["time_limit"] = left
        log_file = self.folder / f"solve_{len(self.attempts) + 1}_{rung.algorithm}.log"
        run = run_highs(program, rung.algorithm, {**limits, **rung.options}, log_file)
        self.attempts.append(run.attempt)
        if run.status is Status.TIME_LIMIT:
            raise LimitReached(self.limit_words("time"), tuple(self.attempts))
        if run.status is Status.MEMORY_LIMIT:
            raise LimitReached(self.limit_words("memory"), tuple(self.attempts))
        return run

    def limit_words(self, what: str) -> str:
        allowed = f" allowed ({self.options.time_limit_s:g} s)" if what == "time" else ""
        return f"{self.program.name}: the {what}{allowed} ran out before an answer was proven"

    def judge(self, verdict: str) -> None:
        self.attempts[-1] = replace(self.attempts[-1], verdict=verdict)

    def no_point(self, rung: Rung, ray: Floats | None) -> str:
        """Infeasible where that can be proven; otherwise why not."""
        if ray is None or not proof.proves_infeasible(self.program, ray):
            relaxed = self.run(proof.elastic(self.program), replace(rung, options=_with_vertex(rung)))
            ray = relaxed.solution.row_dual if relaxed.solution else None
        if ray is None or not proof.proves_infeasible(self.program, ray):
            return "infeasible, but not proven"
        self.judge("proven infeasible")
        raise Infeasible(
            f"{self.program.name}: no values satisfy every row and bound (proven by Farkas' lemma)."
            f" Rows that carry the proof: {_heaviest(self.program, ray)}",
            tuple(self.attempts),
        )

    def no_end(self, rung: Rung) -> str:
        """Unbounded or Infeasible where that can be proven; otherwise why not."""
        vertex = replace(rung, options=_with_vertex(rung))
        relaxed = self.run(proof.elastic(self.program), vertex).solution
        if relaxed is None:
            return "neither a feasible point nor the proof that there is none"
        point = relaxed.primal[: self.program.column_count]
        if not proof.is_feasible(self.program, point):
            return self.no_point(rung, relaxed.row_dual)
        falling = self.run(proof.steepest_ray(self.program), vertex).solution
        if falling is None or not proof.proves_unbounded(self.program, falling.primal):
            return "unbounded, but not proven"
        self.judge("proven unbounded")
        steepest = np.argsort(-np.abs(falling.primal))[:5]
        names = ", ".join(label_at(self.program.columns, int(j)) for j in steepest if falling.primal[j])
        raise Unbounded(
            f"{self.program.name}: the cost can be lowered without end (proven by a ray), along {names}",
            tuple(self.attempts),
        )


def _with_vertex(rung: Rung) -> Options:
    return {**rung.options, "run_crossover": "on"}


def _heaviest(program: LinearProgram, ray: Floats) -> str:
    order = np.argsort(-np.abs(ray))[:5]
    return ", ".join(label_at(program.rows, int(i)) for i in order if ray[i])


def _scales(program: LinearProgram) -> Options:
    """Powers of two that bring typical costs and typical limits to about one."""
    return {
        "user_objective_scale": -_exponent(program.cost),
        "user_bound_scale": -_exponent(
            np.concatenate([program.lower, program.upper, program.row_lower, program.row_upper])
        ),
    }


def _exponent(numbers: Floats) -> int:
    sizes = np.abs(numbers[np.isfinite(numbers) & (numbers != 0.0)])
    return round(math.log2(float(np.median(sizes)))) if sizes.size else 0
