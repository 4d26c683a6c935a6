"""From a case to a proven answer: build, compile, solve, certify, tabulate, audit. Nothing leaves without proof."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, inf
from pathlib import Path

import pandas as pd

from loadsite.arrays import components
from loadsite.arrays.compiler import ModelCompiler, compile_model
from loadsite.arrays.linear_program import LinearProgram
from loadsite.arrays.stamped import stamp_model
from loadsite.audit import Audit, audit
from loadsite.equations.build import build
from loadsite.equations.time_sets import windows
from loadsite.errors import LoadsiteError
from loadsite.explain.conflict import FILE, explain_case, refuse_what_cannot_add_up
from loadsite.inputs.case import Case, Hosting, Target
from loadsite.results.families import Solved
from loadsite.results.hosting_rules import hosting_rules
from loadsite.results.limits import hosting_limits, most_expensive
from loadsite.results.periods import calendar
from loadsite.results.site_order import ties
from loadsite.results.siting import hosted_mw
from loadsite.results.tables import Results, tables
from loadsite.run.least_campus import least_campus_mw
from loadsite.run.progress import CostStanding, FitStanding, Progress, Watch
from loadsite.solve import (
    Certificate,
    Infeasible,
    LimitReached,
    Method,
    ProofOptions,
    Ranges,
    Solution,
    ranges,
    solve_certified,
)
from loadsite.solve.benders.solve import Progress as SearchProgress
from loadsite.solve.outcomes import SolveEnded
from loadsite.solve.ties import Spreads

LAST_DIGITS = 1e-6
"""Share of the most MW that fit that is left out when they are placed at least cost, so that there is room to do so."""

ROOM_BY_PERIODS = 1e-3
"""The same where they were found period by period, to within a gap."""

HELD_UP_TO = 12_000_000
"""Rows and columns of the largest program that is held whole. The year of four states has 8.8 million: in parts it took
227 CPU seconds and 2.46 GB, whole 152 and 2.63 GB; four model years would hold four times as much.
"""

PART_SIZE = 600_000
"""Rows and columns of one part of a program that is not: 15 MB of its matrix, and as much again while it is compiled.
"""

LEAST_EXPLAINING_S = 30.0
"""What explaining an infeasible program may take, or twice its solve where that is longer [s]."""


class NotByPeriods(LoadsiteError):
    """The decomposed method was asked for where periods cannot be solved one by one."""


@dataclass(frozen=True)
class Solve:
    """One program solved and certified."""

    case: Case
    program: LinearProgram
    method: Method
    solution: Solution
    certificate: Certificate
    ranges: Ranges
    spreads: Spreads
    """of `open_zones`: what they hold in answers that cost no more, within the gap [GW]"""
    seconds: dict[str, float]
    """wall time by stage: build, solve"""
    ended: str = ""
    """what ended the search before its bounds met as asked; "" where they did"""


@dataclass(frozen=True)
class Hosted:
    """The most MW that fit, before they were priced."""

    solve: Solve
    hosted_mw: pd.Series
    """by year [MW]"""
    limits: pd.DataFrame
    """what one more MW of each limit would add; see `hosting_limits`"""
    rules: pd.DataFrame
    """rules, interruption budgets and the limit on unserved energy that limit the MW; see `hosting_rules`"""


@dataclass(frozen=True)
class Answer:
    """A least-cost solve, its results and both proofs; when hosting, after the search for the most MW that fit."""

    asked: Case
    solve: Solve
    results: Results
    audit: Audit
    hosted: Hosted | None
    seconds: dict[str, float]
    """wall time by stage, over all solves"""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What went wrong beside the solves and touches no answer, in sentences."""
        solves = [self.solve, *([self.hosted.solve] if self.hosted else [])]
        return tuple(remark for solve in solves for attempt in solve.solution.attempts for remark in attempt.remarks)

    @property
    def not_closed(self) -> Solve | None:
        """The solve whose bounds did not meet as asked, the first of them; None where all did."""
        solves = (self.solve,) if self.hosted is None else (self.hosted.solve, self.solve)
        return next((solve for solve in solves if solve.ended), None)


def compiled(case: Case) -> LinearProgram:
    """The linear program of a case; a large one is compiled in parts, each of some periods, and never held whole."""
    model = build(case, components)
    size = ModelCompiler(model).size
    if size <= HELD_UP_TO:
        return compile_model(model, case.name)
    return stamp_model(model, case.name, windows(case.horizon.periods, ceil(size / PART_SIZE)))


def answer(case: Case, options: ProofOptions, folder: Path, progress: Progress = lambda stage: None) -> Answer:
    """The proven answer to a case. Logs go to `folder`; `progress` is told each stage as it begins.

    When hosting, the most MW that fit are found first; the same MW are then placed at least cost, under the same limit
    on unserved energy and with nothing short, so that there are prices and costs to tell.

    A search that ends before its bounds meet as asked still gives its best point and its bounds: see `not_closed`.

    Raises:
        NoAnswer: infeasible, unbounded, a limit reached without any feasible point, not certified, or not confirmed by
            the audit.
        NotByPeriods: the case has risk and the options ask for the decomposed method.
    """
    hosted = None
    priced = case
    if case.risk is not None:
        options = _in_one_program(case, options)
    if isinstance(case.placement, Hosting):
        hosted = _most_that_fit(case, options, folder / "hosting", progress)
        priced = priced_case(case, case.placement, hosted.hosted_mw, hosted.solve.program, hosted.solve.method)
    done = _solved(priced, options, folder, progress)
    progress("writing tables")
    begun = time.perf_counter()
    results = tables(priced, done.program, done.solution, done.spreads)
    tabulated = time.perf_counter()
    progress("auditing against the input tables")
    checked = audit(priced, results)
    seconds = {stage: spent + (hosted.solve.seconds[stage] if hosted else 0.0) for stage, spent in done.seconds.items()}
    seconds |= {"tables": tabulated - begun, "audit": time.perf_counter() - tabulated}
    return Answer(case, done, results, checked, hosted, seconds)


def _in_one_program(case: Case, options: ProofOptions) -> ProofOptions:
    """Risk ties all hours of a load year together, so that there is nothing to gain from solving period by period."""
    if options.method is Method.DECOMPOSED:
        raise NotByPeriods(f"{case.name} weighs the risk of bad load years, which the decomposed method cannot; "
                           "choose single or auto")
    return replace(options, method=Method.SINGLE)


def _most_that_fit(case: Case, options: ProofOptions, folder: Path, progress: Progress) -> Hosted:
    done = _solved(case, options, folder, progress)
    solved = Solved(case, done.program, done.solution)
    return Hosted(done, hosted_mw(solved), hosting_limits(solved), hosting_rules(solved))


def priced_case(
    case: Case, hosting: Hosting, hosted_mw: pd.Series, program: LinearProgram, found_by: Method
) -> Case:
    """The same case, asked to place what was hosted [MW by year] with nothing falling short.

    A search by periods stops at a gap, and its next one needs room to keep the limit on unserved energy. There is none
    where rules ask for as much as fits. `program` is the one that asked for the most.
    """
    room = ROOM_BY_PERIODS if found_by is Method.DECOMPOSED else LAST_DIGITS
    asked_for = hosted_mw.clip(upper=least_campus_mw(program))
    target = Target((hosted_mw * (1.0 - room)).clip(lower=asked_for), inf, hosting.unserved_limit_share)
    return replace(case, placement=target, prices=replace(case.prices, capacity_shortfall_usd_per_mw_year=inf))


def _solved(case: Case, options: ProofOptions, folder: Path, progress: Progress) -> Solve:
    progress("writing the linear program")
    begun = time.perf_counter()
    program = compiled(case)
    built = time.perf_counter()
    size = f"{program.row_count:,} rows, {program.column_count:,} columns, {program.nonzero_count:,} non-zeros"
    aim = "the most MW that fit" if isinstance(case.placement, Hosting) else "the least cost"
    progress("adding up what the limits allow")
    refuse_what_cannot_add_up(case, program, folder)
    progress(f"solving for {aim}: {size}")

    watch = Watch(options.relative_gap, FitStanding if isinstance(case.placement, Hosting) else CostStanding)

    def told(search: SearchProgress) -> None:
        progress(watch.standing(search))

    try:
        proven = solve_certified(program, calendar(case), options, folder, told, ties(case, program), progress,
                       lambda solution: most_expensive(Solved(case, program, solution)))  # fmt: skip
    except (Infeasible, LimitReached) as ended:
        progress("finding out which limits clash")
        raise _explained(case, program, ended, folder, time.perf_counter() - built) from None
    seconds = {"build": built - begun, "solve": time.perf_counter() - built}
    why = "" if proven.ended is None else proven.ended.what
    return Solve(case, program, proven.method, proven.solution, proven.certificate, ranges(program), proven.spreads,
                 seconds, why)  # fmt: skip


def _explained(case: Case, program: LinearProgram, ended: SolveEnded, folder: Path, spent_s: float) -> SolveEnded:
    """The same end, told by the limits that clash and how to repair them; all of it is kept among the logs.

    Periods solved one by one may run out of iterations where there is no answer: that is looked for as well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    twice = 2.0 * spent_s if isinstance(ended, Infeasible) else 0.0
    found = explain_case(case, program, folder, max(LEAST_EXPLAINING_S, twice))
    if found is None:
        return ended
    with suppress(OSError):  # a disk that is full takes the file, not the answer
        (folder / FILE).write_text(f"{found.whole}\n{ended.what}\n", encoding="utf-8")
    return Infeasible(f"{case.name} has no answer. {found.short}", ended.attempts, ended.model_file)
