"""When a search by periods ends: with nothing asked for, with next to nothing, where nothing fits, and too early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from loadsite.inputs.case import Case
from loadsite.results.periods import calendar
from loadsite.run.answer import answer
from loadsite.solve import (
    CertifiedSolution,
    LimitReached,
    Method,
    ProofOptions,
    SolveOptions,
    dispatch,
    solve_certified,
)
from loadsite.solve.certificate import GAP
from loadsite.solve.early_end import EarlyEnd
from loadsite.solve.outcomes import CutShort
from small_cases import Period, every_family, every_family_hosting, random_grid
from solved import compiled, solved

AS_CLOSE_AS = 1e-5


def by_periods(case: Case, folder, method: Method = Method.DECOMPOSED, told=lambda why: None) -> CertifiedSolution:
    options = ProofOptions(method, SolveOptions(1), relative_gap=AS_CLOSE_AS)
    return solve_certified(compiled(case), calendar(case), options, folder, turned=told)


@pytest.mark.parametrize("target_mw", [(0, 0), (0.001, 0.002), (0, 1100), (1, 1)], ids=str)
def test_a_search_ends_however_little_campuses_cost(target_mw, tmp_path):
    """The gap is asked for as a share of what campuses cost: with nothing asked for, of the whole cost alone."""
    case = every_family(target_mw=target_mw)
    found = by_periods(case, tmp_path)
    assert found.ended is None
    assert found.certificate.primal_objective == pytest.approx(solved(case).solution.objective, rel=2 * AS_CLOSE_AS)


def test_with_nothing_asked_for_the_search_does_not_go_on_to_the_last_digit(tmp_path):
    """Four days of two zones: the bounds are 1e-5 apart after 9 iterations, and never meet exactly."""
    case = random_grid(2, 96, 1, periods=[Period(24, 91.5) for _ in range(4)], target_mw=0.0)
    found = by_periods(case, tmp_path)
    assert found.certificate.primal_objective == pytest.approx(solved(case).solution.objective, rel=2 * AS_CLOSE_AS)
    assert found.certificate.gap > 0.0


def test_where_nothing_fits_no_gap_is_a_small_share_of_nothing(tmp_path):
    """Hosting with no MW allowed at any site: the objective is 0 GW."""
    case = every_family_hosting()
    closed = replace(case, sites=replace(case.sites, limit_mw=case.sites.limit_mw * 0.0))
    found = by_periods(closed, tmp_path)
    assert found.ended is None
    assert found.certificate.primal_objective == pytest.approx(0.0, abs=1e-7)


def test_a_search_that_ends_too_early_keeps_its_best_point_and_its_bound(monkeypatch, tmp_path):
    """Four iterations leave a gap of some percent; the optimum lies between the bounds that are told."""
    monkeypatch.setattr(dispatch, "ITERATION_LIMIT", 4)
    case = every_family()
    found = by_periods(case, tmp_path)
    optimum = solved(case).solution.objective
    certificate = found.certificate
    assert str(found.ended).startswith("the bounds have not met after 4 iterations; the gap is ")
    assert certificate.dual_objective < optimum < certificate.primal_objective
    gap = certificate.gap / certificate.primal_objective
    assert gap > 10 * AS_CLOSE_AS
    (told,) = [check for check in certificate.checks if check.name == GAP]
    assert told.error == pytest.approx(gap) and told.passed
    assert found.solution.attempts[-1].status == str(found.ended)
    assert found.solution.attempts[-1].verdict == "feasible, and the lower bound proven"


def test_auto_solves_as_one_what_periods_do_not_close(monkeypatch, tmp_path):
    monkeypatch.setattr(dispatch, "SINGLE_UP_TO_NONZEROS", 0)
    monkeypatch.setattr(dispatch, "ITERATIONS_BEFORE_ONE_PROGRAM", 4)
    case = every_family()
    told: list[str] = []
    found = by_periods(case, tmp_path, Method.AUTO, told.append)
    assert found.ended is None and found.method is Method.SINGLE
    assert found.solution.objective == pytest.approx(solved(case).solution.objective, rel=1e-9)
    (why,) = told
    assert why.startswith("the bounds have not met after 4 iterations; the gap is ")
    assert why.endswith("; solving all periods as one program")


def test_auto_keeps_the_point_of_the_periods_where_one_program_does_not_end(monkeypatch, tmp_path):
    def endless(*_: object) -> CertifiedSolution:
        raise LimitReached("the time allowed ran out")

    monkeypatch.setattr(dispatch, "SINGLE_UP_TO_NONZEROS", 0)
    monkeypatch.setattr(dispatch, "ITERATIONS_BEFORE_ONE_PROGRAM", 4)
    monkeypatch.setattr(dispatch, "_as_one", endless)
    found = by_periods(every_family(), tmp_path, Method.AUTO)
    assert found.method is Method.DECOMPOSED
    assert str(found.ended).startswith("the bounds have not met after 4 iterations")


def test_a_method_that_was_asked_for_is_the_one_that_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr(dispatch, "ITERATION_LIMIT", 4)
    monkeypatch.setattr(dispatch, "ITERATIONS_BEFORE_ONE_PROGRAM", 2)
    found = by_periods(every_family(), tmp_path)
    assert found.method is Method.DECOMPOSED and found.solution.attempts[-1].iterations == 4


def test_one_program_comes_first_where_much_is_decided_once_for_few_periods(monkeypatch, tmp_path):
    """every_family has 2 periods in each of 2 years, and 78 decisions that are made once: 19 for each."""
    monkeypatch.setattr(dispatch, "SINGLE_UP_TO_NONZEROS", 0)
    case = every_family()
    assert by_periods(case, tmp_path, Method.AUTO).method is Method.DECOMPOSED
    monkeypatch.setattr("loadsite.solve.one_program.MANY_DECISIONS_PER_SUBPROBLEM", 5)
    assert by_periods(case, tmp_path, Method.AUTO).method is Method.SINGLE


class Told(EarlyEnd):
    """Told to end as soon as the search has a point."""

    def __init__(self) -> None:
        self.said, self.listened = False, 0

    @property
    def is_told(self) -> bool:
        return self.listened > 0

    @contextmanager
    def heard(self) -> Iterator[None]:
        self.listened += 1
        yield

    def taken_up(self) -> None:
        self.said = True


@pytest.mark.parametrize("method", [Method.DECOMPOSED, Method.AUTO])
def test_a_search_that_is_told_to_end_keeps_its_best_point_and_its_bound(method, monkeypatch, tmp_path):
    """The same by the default method, which does not begin anew as one program."""
    monkeypatch.setattr(dispatch, "SINGLE_UP_TO_NONZEROS", 0)
    early, case = Told(), every_family()
    options = ProofOptions(method, SolveOptions(1), relative_gap=AS_CLOSE_AS, early=early)
    found = solve_certified(compiled(case), calendar(case), options, tmp_path)
    assert early.said and early.listened == 1
    assert isinstance(found.ended, CutShort) and "told to end after " in str(found.ended)
    optimum, certificate = solved(case).solution.objective, found.certificate
    assert certificate.dual_objective < optimum < certificate.primal_objective
    assert certificate.gap / certificate.primal_objective > 10 * AS_CLOSE_AS
    assert found.method is Method.DECOMPOSED and found.solution.attempts[-1].iterations < 9


def test_the_next_question_of_the_same_run_ends_with_its_first_point(tmp_path):
    """How many MW fit was told to end: what they cost is not searched for to the end either."""
    early = Told()
    case = every_family_hosting()
    options = ProofOptions(Method.DECOMPOSED, SolveOptions(1), relative_gap=AS_CLOSE_AS, early=early)
    found = answer(case, options, tmp_path)
    assert found.hosted is not None and found.not_closed is found.hosted.solve
    assert all(solve.ended.startswith("told to end after ") for solve in (found.hosted.solve, found.solve))
    assert found.solve.solution.attempts[-1].iterations == 1
