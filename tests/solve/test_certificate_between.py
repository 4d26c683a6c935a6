"""The certificate of a point and a lower bound: every check of it, each broken on its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import loadsite.solve.dispatch as dispatch
from loadsite.solve import Method, ProofOptions, Solution, Uncertified, solve_certified
from loadsite.solve.benders.block_structure import Calendar
from loadsite.solve.benders.solve import BendersResult
from loadsite.solve.certificate import certify_between
from loadsite.solve.ties import Ties
from small_programs import program_of

ALLOWED = 1e-3


def two_plants():
    """3 at most of one at 10 and 5 of the other at 30; 4 at least, 6 at most; 7 is paid whatever is done.

    The point (3, 1.02) costs 67.6 and the least possible is 67, a gap of 0.89 %.
    """
    program = program_of([[1, 1]], [4], [6], [0, 0], [3, 5], [10, 30], offset=7.0)
    nothing = np.zeros(2)
    return program, Solution(67.6, np.array([3.0, 1.02]), np.array([30.0]), nothing, attempts=())


def at(*values: float) -> dict[str, object]:
    """A point, its cost honestly added up."""
    return {"primal": np.array(values), "objective": 7.0 + 10 * values[0] + 30 * values[1]}


def test_a_feasible_point_near_enough_to_the_bound_passes():
    program, point = two_plants()
    certificate = certify_between(program, point, 67.0, 0.01)
    assert (certificate.primal_objective, certificate.dual_objective) == (pytest.approx(67.6), 67.0)
    assert certificate.gap == pytest.approx(0.6)
    assert [check.name for check in certificate.checks] == [
        "rows satisfied", "bounds satisfied", "objective recomputed", "gap told by the search",
        "bound told is proven by its duals", "bound not above the cost", "gap between the proven bounds",
    ]  # fmt: skip
    gap = certificate.checks[-1]
    assert (gap.error, gap.allowed) == (pytest.approx(0.6 / 67.6), 0.01)


@pytest.mark.parametrize(
    ("change", "bound", "named"),
    [
        (at(2.9, 1.09), 61.69, r"rows satisfied: .* at row\[0\]"),  # 3.99 of 4 at least
        (at(3.0, 3.01), 127.3, r"rows satisfied: .* at row\[0\]"),  # 6.01 of 6 at most
        (at(3.01, 1.0), 67.1, r"bounds satisfied: .* at x\[0\]"),  # 3.01 of 3 at most
        (at(-0.01, 4.2), 132.8, r"bounds satisfied: .* at x\[0\]"),  # less than nothing
        ({"objective": 67.3}, 67.3, "objective recomputed"),
        ({}, 66.9, "gap between the proven bounds"),
        ({}, 68.4, "bound told is proven by its duals"),  # a bound above the cost is no bound
    ],
)  # fmt: skip
def test_each_check_is_made(change, bound, named):
    program, point = two_plants()
    with pytest.raises(Uncertified, match=named):
        certify_between(program, replace(point, **change), bound, ALLOWED)


def test_the_gap_may_not_be_a_little_more_than_allowed():
    """0.89 % is not 0.8 %."""
    program, point = two_plants()
    with pytest.raises(Uncertified, match="gap between the proven bounds"):
        certify_between(program, point, 67.0, 0.008)


@pytest.mark.parametrize("part", ["primal", "row_dual", "reduced_cost"])
def test_vectors_must_be_whole_and_finite(part):
    program, point = two_plants()
    spoiled = getattr(point, part).copy()
    spoiled[0] = np.nan
    with pytest.raises(Uncertified, match=f"{part} holds numbers that are not finite"):
        certify_between(program, replace(point, **{part: spoiled}), 67.0, 0.01)
    with pytest.raises(Uncertified, match="expected"):
        certify_between(program, replace(point, **{part: np.zeros(7)}), 67.0, 0.01)


CALENDAR = Calendar(np.zeros(0, dtype=np.int64), 1, 1)


def answered_by(monkeypatch, solution: Solution, lower_bound: float) -> None:
    """Whatever is asked of the search by periods, it finds this."""
    found = BendersResult(solution, lower_bound, 0, (), None)
    monkeypatch.setattr(dispatch, "solve_by_benders", lambda *_: found)


@pytest.mark.parametrize(
    ("primal", "objective", "bound"), [([3.01, 0.9], 64.1, 64.1), ([3.0, 1.02], 67.6, 60.0), ([3.0, 1.02], 60.0, 60.0)]
)
def test_what_the_search_finds_is_certified_against_the_bound_it_proved(
    primal, objective, bound, monkeypatch, tmp_path
):
    """A point that breaks a row, one far above its bound, and one told as cheaper than it is."""
    program, point = two_plants()
    answered_by(monkeypatch, replace(point, primal=np.array(primal), objective=objective), bound)
    with pytest.raises(Uncertified):
        solve_certified(program, CALENDAR, ProofOptions(Method.DECOMPOSED, relative_gap=0.01), tmp_path)
    answered_by(monkeypatch, point, 67.0)
    good = solve_certified(program, CALENDAR, ProofOptions(Method.DECOMPOSED, relative_gap=0.01), tmp_path)
    assert good.certificate.dual_objective == 67.0


def test_what_one_program_finds_is_certified(monkeypatch, tmp_path):
    """A point that is feasible but not the best."""
    program, point = two_plants()
    monkeypatch.setattr(dispatch, "solve", lambda *_: point)
    with pytest.raises(Uncertified, match="no gap"):
        solve_certified(program, CALENDAR, ProofOptions(Method.SINGLE), tmp_path)


def test_what_is_chosen_among_equals_is_certified_itself(monkeypatch, tmp_path):
    """The choice breaks a row though the optimum it was made from does not."""

    class Careless:
        def __init__(self, *arguments: object) -> None:
            pass

        def preferred(self, order: object) -> Solution:
            return two_plants()[1]

    program, _ = two_plants()
    monkeypatch.setattr(dispatch, "OptimalFace", Careless)
    with pytest.raises(Uncertified, match="no gap"):
        solve_certified(program, CALENDAR, ProofOptions(Method.SINGLE), tmp_path, ties=Ties(np.array([0, 1])))
