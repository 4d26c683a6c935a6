"""Newton systems whose columns fall into subproblems: found block by block, and the same as found whole.

    [ P   A' ] [x]   [f]
    [ A  -1/Q] [y] = [g]
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.block_bordered import BORDER, BorderedSystem


def test_one_border_column_and_one_subproblem() -> None:
    """One row x + t, P = (1, 1), Q = 1, f = 0, g = 3:  x = -y, t = -y and x + t - y = 3, so that y = -1."""
    system = BorderedSystem(sparse.csr_array([[1.0, 1.0]]), np.array([BORDER, 0]), np.zeros(1, dtype=np.int64))
    system.factor(np.ones(2), np.ones(1))
    columns, rows = system.solve(np.zeros(2), np.array([3.0]))
    assert columns == pytest.approx([1.0, 1.0]) and rows == pytest.approx([-1.0])


def entries(random: np.random.Generator, subproblem_of: np.ndarray, subproblems: int) -> Floats:
    """A row over the border alone, over one subproblem as well, or over all: a first-stage row, a cut, a linking
    row.
    """
    which = random.integers(0, 3)
    own = subproblem_of == random.integers(0, subproblems)
    border = subproblem_of == BORDER
    mentioned = [border, border | own, np.ones(len(border), dtype=bool)][which]
    return np.where(mentioned & (random.random(len(subproblem_of)) < 0.6), random.normal(size=len(subproblem_of)), 0.0)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 5), st.integers(0, 13), st.integers(1, 20))
def test_the_same_as_solved_whole(seed: int, border: int, subproblems: int, own: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    subproblem_of = random.permutation(np.append(np.full(border, BORDER), random.integers(0, subproblems, own)))
    matrix = np.array([entries(random, subproblem_of, subproblems) for _ in range(rows)])
    p, q = random.uniform(0.1, 9.0, len(subproblem_of)), random.uniform(0.1, 9.0, rows)
    f, g = random.normal(size=len(subproblem_of)), random.normal(size=rows)
    system = BorderedSystem(sparse.csr_array(matrix), subproblem_of, random.integers(0, 3, subproblems))
    system.factor(p, q)
    whole = np.linalg.solve(np.block([[np.diag(p), matrix.T], [matrix, -np.diag(1.0 / q)]]), np.append(f, g))
    assert np.append(*system.solve(f, g)) == pytest.approx(whole, abs=1e-10)


@pytest.mark.parametrize("weight", [np.nan, np.inf, 0.0, -1.0])
def test_a_weight_that_is_no_positive_number_is_refused(weight: float) -> None:
    system = BorderedSystem(sparse.csr_array([[1.0, 1.0]]), np.array([BORDER, 0]), np.zeros(1, dtype=np.int64))
    with pytest.raises(np.linalg.LinAlgError):
        system.factor(np.array([1.0, weight]), np.ones(1))
    with pytest.raises(np.linalg.LinAlgError):
        system.factor(np.ones(2), np.array([weight]))
