"""Numbers that cannot be solved reliably are refused, with the row or column that holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadsite.solve import OutOfRange, Range, check_numbers, ranges
from loadsite.solve.highs import check_version
from loadsite.solve.outcomes import SolverUnfit
from small_programs import INF, program_of


def program(coefficient=2.0):
    return program_of([[1, -0.5], [0, coefficient]], [-3, 1], [INF, 40], [0, -7], [INF, 9], [0.25, 60])


def test_ranges_leave_out_zeros_and_infinities():
    found = ranges(program())
    assert found.matrix == Range(0.5, 2.0)
    assert found.cost == Range(0.25, 60.0)
    assert found.bounds == Range(7.0, 9.0)
    assert found.limits == Range(1.0, 40.0)


def test_nothing_to_range():
    empty = program_of(np.zeros((0, 1)), [], [], [0], [INF], [0])
    assert ranges(empty).matrix == ranges(empty).limits == Range(0.0, 0.0)


@pytest.mark.parametrize("coefficient", [1e-7, -1e7, 1.0])
def test_up_to_the_limits_is_fine(coefficient):
    assert check_numbers(program(coefficient)).matrix.largest >= 1.0


@pytest.mark.parametrize("coefficient", [0.99e-7, 1.01e7, -2e8, INF, float("nan")])
def test_beyond_them_the_row_and_the_column_are_named(coefficient):
    with pytest.raises(OutOfRange, match=r"row\[1\]: coefficient .* of x\[1\]; expected .* 1e-07 to 1e\+07"):
        check_numbers(program(coefficient))


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("cost", np.nan, "x[1]: cost nan"),
        ("cost", np.inf, "x[1]: cost inf"),
        ("lower", np.inf, "x[1]: lower bound inf"),
        ("upper", -np.inf, "x[1]: upper bound -inf"),
        ("upper", 1e30, "x[1]: upper bound 1e+30"),
        ("row_lower", np.nan, "row[1]: lower limit nan"),
        ("row_upper", -np.inf, "row[1]: upper limit -inf"),
    ],
)
def test_every_vector_is_looked_at(part, value, words):
    vector = getattr(program(), part).copy()
    vector[1] = value
    with pytest.raises(OutOfRange) as caught:
        check_numbers(replace(program(), **{part: vector}))
    assert words in str(caught.value)


def test_all_problems_at_once_with_how_many_more():
    with pytest.raises(OutOfRange) as caught:
        check_numbers(replace(program(), cost=np.array([np.nan, np.inf]), offset=np.nan))
    assert "x[0]: cost nan; expected a magnitude up to 1e+15 (and 1 more)" in str(caught.value)
    assert "constant of the cost: nan" in str(caught.value)


@pytest.mark.parametrize("version", ["1.14.0", "1.15.0", "0.99.9"])
def test_an_old_solver_is_refused(version):
    with pytest.raises(SolverUnfit, match=rf"HiGHS {version} is too old.*pip install"):
        check_version(version)


@pytest.mark.parametrize("version", ["1.15.1", "1.16.0", "2.0.0"])
def test_a_newer_solver_is_taken(version):
    check_version(version)
