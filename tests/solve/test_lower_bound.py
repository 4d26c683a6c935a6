"""Weak duality: whatever the duals, the bound is never above the optimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadsite.solve import SolveOptions, lower_bound, solve
from loadsite.solve.weak_duality import implied_bounds
from small_programs import INF, program_of, random_program


def test_by_hand():
    """minimise 10 a + 30 b, a + b = 4, a <= 2, b <= 5. At y: 4y + 2 min(0, 10 - y) + 5 min(0, 30 - y)."""
    program = program_of([[1, 1]], [4], [4], [0, 0], [2, 5], [10, 30])
    for y, bound in [(0, 0), (10, 40), (20, 60), (30, 80), (40, 50), (-5, -20)]:
        assert lower_bound(program, np.array([y], dtype=float)) == pytest.approx(bound)


def test_a_dual_on_an_infinite_limit_counts_as_zero():
    program = program_of([[1.0]], [1], [INF], [0], [9], [2])
    assert lower_bound(program, np.array([-3.0])) == 0.0
    assert lower_bound(program, np.array([2.0])) == 2.0


def test_bounds_implied_by_the_rows_are_used():
    """x + y <= 6 with x, y >= 0 holds both below 6, so y = 3 on x >= 1 costs 3 + 6 (1 - 3), not -inf."""
    program = program_of([[1, 0], [1, 1]], [1, -INF], [INF, 6], [0, 0], [INF, INF], [1, 1])
    assert lower_bound(program, np.array([3.0, 0.0])) == pytest.approx(3 - 12)


def test_without_any_bound_nothing_can_be_said():
    """x is held only by x - y <= 4, and y by nothing."""
    program = program_of([[1, 0], [1, -1]], [1, -INF], [INF, 4], [0, 0], [INF, INF], [1, 1])
    assert lower_bound(program, np.array([3.0, 0.0])) == -INF


def test_a_dual_above_the_price_of_going_beyond_is_drawn_in():
    """Load 4, 2 of it from a plant at 10, the rest unserved without limit at 50: duals of 50 and a little prove 120."""
    program = program_of([[1, 1]], [4], [4], [0, 0], [2, INF], [10, 50])
    for y, bound in [(50.0, 120.0), (50.0 + 1e-6, 120.0), (90.0, 120.0), (40.0, 100.0)]:
        assert lower_bound(program, np.array([y])) == pytest.approx(bound, rel=1e-12)


def test_long_rows_are_asked_where_short_ones_do_not_hold_a_column():
    """x + a + b + c + d <= 10 alone holds x, which another row of its own length mentions too."""
    rows = [[1, 1, 1, 1, 1], [1, -1, 1, -1, 1], [1, 0, 0, 0, 0]]
    program = program_of(rows, [-INF, -INF, 1], [10, 99, INF], [0] * 5, [INF] * 5, [1, 2, 3, 4, 5])
    assert lower_bound(program, np.array([0.0, 0.0, 3.0])) == pytest.approx(3 - 2 * 10, rel=1e-8)


def test_implied_bounds_run_along_a_chain():
    """x0 <= 2, x1 <= 3 x0, x2 <= 0.5 x1 + 1 and x3 >= -x2."""
    rows = [[-3, 1, 0, 0], [0, -0.5, 1, 0], [0, 0, 1, 1]]
    program = program_of(rows, [-INF, -INF, 0], [0, 1, INF], [0, 0, 0, -INF], [2, INF, INF, INF], [0, 0, 0, 0])
    lower, upper = implied_bounds(program)
    np.testing.assert_allclose(upper, [2, 6, 4, INF])
    np.testing.assert_allclose(lower, [0, 0, 0, -4])


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    program = random_program(60, 90, seed=5)
    return program, solve(program, SolveOptions(threads=1), tmp_path_factory.mktemp("bound"))


def test_exact_at_the_optimum(solved):
    program, solution = solved
    assert lower_bound(program, solution.row_dual) == pytest.approx(solution.objective, rel=1e-9)


@settings(max_examples=200)
@given(seed=st.integers(0, 10**6), noise=st.sampled_from([1e-6, 1e-2, 1.0, 100.0]))
def test_never_above_the_optimum(solved, seed, noise):
    program, solution = solved
    y = solution.row_dual + noise * np.random.default_rng(seed).standard_normal(program.row_count)
    assert lower_bound(program, y) <= solution.objective + 1e-9 * abs(solution.objective)


def test_an_implied_bound_leaves_the_column_s_own_part_out_and_lies_outward():
    """1 <= x and 2 <= y <= 3 with x + y <= 10: x is at most 8, and never told as less."""
    program = program_of([[1, 1]], [-INF], [10], [1, 2], [INF, 3], [-1, 0])
    lower, upper = implied_bounds(program)
    assert (lower.tolist(), upper[1]) == ([1.0, 2.0], 3.0)
    assert 8.0 <= upper[0] <= 8.0 + 1e-7
    # from the other side: x - y >= -4 and x <= 5 leave y at most 9
    lower, upper = implied_bounds(program_of([[1, -1]], [-4], [INF], [1, 0.5], [5, INF], [0, -1]))
    assert 9.0 <= upper[1] <= 9.0 + 1e-7
    # and below: y is free, x + y >= 3 with x <= 5 holds it above -2
    lower, upper = implied_bounds(program_of([[1, 1]], [3], [INF], [0, -INF], [5, 7], [0, 1]))
    assert -2.0 - 1e-7 <= lower[1] <= -2.0
