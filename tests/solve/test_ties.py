"""Among optima of one program, by hand: 3 units are asked for, of x (up to 2), y (up to 2) and z (up to 5).

x and y cost 1, z costs 1.5 and is not worth it: 3 = x + y at a cost of 3, with x from 1 to 2.
"""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.solve.certificate import certify
from loadsite.solve.ladder import SolveOptions, solve
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
    one, both = face.spread(np.array([0])), face.spread(np.array([0, 1]))
    assert (one.least, one.most) == (pytest.approx(1.0), pytest.approx(2.0))
    assert (both.least, both.most) == (pytest.approx(3.0), pytest.approx(3.0))
