"""Spoilt answers by periods: none passes that costs more than the gap allows, no bound that its duals do not prove."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

import loadsite.solve.dispatch
from loadsite.arrays.linear_program import LinearProgram
from loadsite.results.periods import calendar
from loadsite.solve import CertifiedSolution, Method, ProofOptions, Uncertified, solve_certified
from loadsite.solve.certificate import certify_between, examine_between
from small_cases import Period, every_family, random_grid
from solved import compiled, solved
from spoiled import spoil

GAP = 1e-4
OPTIONS = ProofOptions(Method.DECOMPOSED, relative_gap=GAP, campus_gap=1.0)
CASES = {
    "a made-up grid": lambda: random_grid(3, 24, 7, periods=[Period(6, 365.0)] * 4),
    "every family, two years": every_family,
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def answered(request, tmp_path_factory) -> tuple[LinearProgram, CertifiedSolution, float]:
    """The program, its answer by periods, and its optimum as one program [M$]."""
    case = request.param()
    program = compiled(case)
    proven = solve_certified(program, calendar(case), OPTIONS, tmp_path_factory.mktemp("answered"))
    return program, proven, solved(case).solution.objective


def beyond_the_gap(
    program: LinearProgram, proven: CertifiedSolution, optimum: float, seed: int, count: int
) -> tuple[int, list[str]]:
    """How many of so many spoilt answers are refused; and those that pass though they cost too much, miss a row, or
    prove a bound above the optimum.
    """
    told = proven.certificate.dual_objective
    size, rounding = abs(optimum), 1e-6 * abs(optimum)
    refused, wrong = 0, []
    for what, spoilt in islice(spoil(proven.solution, seed), count):
        found = examine_between(program, spoilt, told, GAP)
        if found.failed:
            refused += 1
            continue
        cost = float(program.cost @ spoilt.primal) + program.offset
        within = optimum - rounding <= cost <= optimum + GAP * size + rounding
        if not (within and found.dual_objective <= optimum + rounding):
            wrong.append(f"{what}: {cost} for {optimum}, at least {found.dual_objective}")
        if abs(spoilt.objective - cost) > rounding:
            wrong.append(f"{what}: told as {spoilt.objective}")
    return refused, wrong


def test_sixty_spoilt_answers(answered) -> None:
    """Reduced costs are no part of this proof, and a dual of a row that hardly matters may move: a third pass."""
    refused, wrong = beyond_the_gap(*answered, seed=3, count=60)
    assert wrong == [] and refused >= 30


@pytest.mark.slow
def test_a_thousand_spoilt_answers(answered) -> None:
    refused, wrong = beyond_the_gap(*answered, seed=17, count=1000)
    assert wrong == [] and refused >= 500


def test_a_bound_moved_by_a_part_in_a_hundred_thousand_is_refused(answered, monkeypatch, tmp_path) -> None:
    """As by a slip in the search itself; the gap allowed is ten times that."""
    program, proven, _ = answered
    told = proven.certificate.dual_objective
    certify_between(program, proven.solution, told, GAP)
    with pytest.raises(Uncertified, match="bound told is proven by its duals"):
        certify_between(program, proven.solution, told + 1e-5 * abs(told), GAP)


def test_a_slip_in_the_bound_of_the_search_ends_without_an_answer(monkeypatch, tmp_path) -> None:
    case = random_grid(3, 24, 7, periods=[Period(6, 365.0)] * 4)
    search = loadsite.solve.dispatch.solve_by_benders

    def slipped(*arguments):
        found = search(*arguments)
        return replace(found, lower_bound=found.lower_bound + 1e-5 * abs(found.lower_bound))

    monkeypatch.setattr(loadsite.solve.dispatch, "solve_by_benders", slipped)
    with pytest.raises(Uncertified, match="bound told is proven by its duals"):
        solve_certified(compiled(case), calendar(case), OPTIONS, tmp_path)


def test_duals_of_another_period_prove_less(answered) -> None:
    """Duals rolled by one row: the bound that is printed is the one they prove, and the gap is refused."""
    program, proven, optimum = answered
    rolled = replace(proven.solution, row_dual=np.roll(proven.solution.row_dual, 1))
    found = examine_between(program, rolled, proven.certificate.dual_objective, GAP)
    assert found.dual_objective < optimum - GAP * abs(optimum) and found.gap > GAP * abs(optimum)
    failed = {each.name for each in found.failed}
    assert {"bound told is proven by its duals", "gap between the proven bounds"} <= failed
