"""Among optima of one program, by hand: 3 units are asked for, of x (up to 2), y (up to 2) and z (up to 5).

x and y cost 1, z costs 1.5 and is not worth it: 3 = x + y at a cost of 3, with x from 1 to 2.
"""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.solve import ties
from loadsite.solve.certificate import certify
from loadsite.solve.fallbacks import SolveOptions, solve
from loadsite.solve.outcomes import Uncertified
from loadsite.solve.ties import OptimalFace
from small_programs import program_of

PROGRAM = program_of([[1.0, 1.0, 1.0]], [3.0], [np.inf], [0.0, 0.0, 0.0], [2.0, 2.0, 5.0], [1.0, 1.0, 1.5], offset=7.0)


@pytest.fixture
def face(tmp_path) -> OptimalFace:
    return OptimalFace(PROGRAM, solve(PROGRAM, SolveOptions(), tmp_path), 10.0)


@pytest.mark.parametrize(
    ("order", "expected"), [([0, 1, 2], [2, 1, 0]), ([1, 0, 2], [1, 2, 0]), ([2, 1, 0], [1, 2, 0])]
)
def test_the_first_in_order_holds_what_it_can_at_the_same_cost(face, order, expected) -> None:
    """z is never part of an optimum, even where it would come first."""
    chosen = face.preferred(np.array(order))
    assert chosen.primal == pytest.approx(expected)
    assert chosen.objective == pytest.approx(10.0)
    certify(PROGRAM, chosen)


def test_without_an_order_the_optimum_stays(face, tmp_path) -> None:
    assert (face.preferred(np.zeros(0, dtype=np.int64)).primal == solve(PROGRAM, SolveOptions(), tmp_path).primal).all()


def test_the_least_and_the_most_at_the_same_cost(face) -> None:
    both = face.spread(np.array([0, 1]))
    for column in (0, 1):  # of which one holds 2 in the optimum that was found, and the other 1
        one = face.spread(np.array([column]))
        assert (one.least, one.most) == (pytest.approx(1.0), pytest.approx(2.0))
    assert (both.least, both.most) == (pytest.approx(3.0), pytest.approx(3.0))


@pytest.mark.parametrize(("order", "expected"), [([1, 2, 0], [2, 1, 0]), ([2, 1, 0], [2, 0, 1])])
def test_what_stands_at_its_limit_stays_there_where_that_saves(order, expected, tmp_path) -> None:
    """x costs 1, up to 2; y and z cost 1.5: of 3, 2 are x whatever the order, and 1 is the first of the others."""
    program = program_of([[1.0, 1.0, 1.0]], [3.0], [np.inf], [0.0] * 3, [2.0, 2.0, 5.0], [1.0, 1.5, 1.5])
    face = OptimalFace(program, solve(program, SolveOptions(), tmp_path), 10.0)
    assert face.preferred(np.array(order)).primal == pytest.approx(expected)
    x = face.spread(np.array([0]))
    assert (x.least, x.most) == (pytest.approx(2.0), pytest.approx(2.0))


def test_a_choice_that_is_not_certified_is_not_told(face, monkeypatch, tmp_path) -> None:
    """In either order, the optimum it was made from stays."""

    def refuse(*_: object) -> None:
        raise Uncertified("rows satisfied: 1 at row[0]")

    monkeypatch.setattr(ties, "certify", refuse)
    optimum = solve(PROGRAM, SolveOptions(), tmp_path).primal
    for order in ([0, 1, 2], [1, 0, 2]):
        assert (face.preferred(np.array(order)).primal == optimum).all()


def test_a_range_is_told_only_where_its_solves_ended(face, monkeypatch) -> None:
    monkeypatch.setattr(face, "_minimise", lambda columns, cost: False)
    assert face.spread(np.array([0])) is None


def test_of_columns_that_hold_nothing_no_range_is_told(face) -> None:
    """z is empty in every optimum."""
    assert face.spread(np.array([2])) is None
