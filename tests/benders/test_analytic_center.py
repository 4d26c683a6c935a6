"""Middles of polytopes one knows: where the product of all distances to the limits is greatest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.analytic_center import FEASIBLE, analytic_center
from loadsite.solve.benders.block_bordered import BORDER

CLOSE = 0.05
"""The search ends as soon as it is well inside."""


def polytope(
    rows: list[list[float]], row_lower: list[float], row_upper: list[float], upper: list[float]
) -> LinearProgram:
    matrix = np.array(rows).reshape(-1, len(upper))
    return LinearProgram(
        name="by hand", columns=(), rows=(), lower=np.zeros(len(upper)), upper=np.array(upper),
        row_lower=np.array(row_lower), row_upper=np.array(row_upper),
        starts=np.arange(len(matrix) + 1, dtype=np.int32) * len(upper),
        indices=np.tile(np.arange(len(upper), dtype=np.int32), len(matrix)), values=matrix.ravel(),
        cost=np.zeros(len(upper)), offset=0.0, cost_terms={}, cost_term_constants={},
    )  # fmt: skip


def center_of(program: LinearProgram, *start: float) -> np.ndarray | None:
    no_subproblems = np.full(len(start), BORDER)
    return analytic_center(program, no_subproblems, np.zeros(0, dtype=np.int64), np.array(start))


def test_a_box() -> None:
    assert center_of(polytope([], [], [], [2.0, 4.0]), 0.1, 0.1) == pytest.approx([1.0, 2.0], abs=CLOSE)


def test_a_triangle() -> None:
    """x y (1 - x - y) is greatest where x = y = 1 / 3."""
    triangle = polytope([[1.0, 1.0]], [-np.inf], [1.0], [np.inf, np.inf])
    assert center_of(triangle, 0.9, 0.05) == pytest.approx([1 / 3, 1 / 3], abs=CLOSE)


def test_an_equality_is_kept_to() -> None:
    segment = polytope([[1.0, 1.0]], [1.0], [1.0], [np.inf, np.inf])
    point = center_of(segment, 0.9, 0.9)
    assert point == pytest.approx([0.5, 0.5], abs=CLOSE) and sum(point) == pytest.approx(1.0, abs=FEASIBLE)


def test_an_equality_is_kept_to_however_near_the_limits_are() -> None:
    """x + y + z = w and none above w, for a w of 1e-5: weights of limits are 1 / w**2."""
    w = 1e-5
    point = center_of(polytope([[1.0, 1.0, 1.0]], [w], [w], [w, w, w]), 0.0, 0.0, 0.0)
    assert point == pytest.approx([w / 3, w / 3, w / 3], rel=1e-4)


def test_a_column_that_cannot_move_stays() -> None:
    """x = 0, y between 0 and 2, x + y at most 1."""
    assert center_of(polytope([[1.0, 1.0]], [-np.inf], [1.0], [0.0, 2.0]), 0.0, 0.1)[0] == 0.0


def test_a_start_outside_is_no_hindrance() -> None:
    triangle = polytope([[1.0, 1.0]], [-np.inf], [1.0], [np.inf, np.inf])
    assert center_of(triangle, 7.0, 3.0) == pytest.approx([1 / 3, 1 / 3], abs=CLOSE)


def test_nothing_is_found_where_there_is_nothing() -> None:
    """x + y at least 3, both at most 1."""
    assert center_of(polytope([[1.0, 1.0]], [3.0], [np.inf], [1.0, 1.0]), 0.5, 0.5) is None


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(0, 12))
def test_every_polytope_with_an_inside_has_a_center_of_inside(seed: int, columns: int, rows: int) -> None:
    """Rows that some inner point of the box keeps to with room to spare; the last of them an equality, at times."""
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(rows, columns))
    at = matrix @ random.uniform(0.2, 0.8, columns)
    room = np.where(random.random(rows) < 0.1, 0.0, 1.0) if rows <= columns else np.ones(rows)
    program = polytope(matrix.tolist(), (at - room).tolist(), (at + room).tolist(), [1.0] * columns)
    point = center_of(program, *random.random(columns))
    assert point is not None and (point > 0.0).all() and (point < 1.0).all()
    activity = matrix @ point
    missed = np.maximum(program.row_lower - activity, activity - program.row_upper)
    assert missed.max(initial=-np.inf) <= FEASIBLE * np.maximum(1.0, np.abs(at) + 1.0).max(initial=1.0)
