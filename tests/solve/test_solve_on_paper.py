"""Programs one can solve on paper, through the whole fallback sequence."""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.solve import (
    Infeasible,
    LimitReached,
    SolveOptions,
    Unbounded,
    certify,
    lower_bound,
    solve,
)
from small_programs import INF, program_of

ONE_THREAD = SolveOptions(threads=1)


def test_merit_order(tmp_path):
    """2 GW at 10, 5 GW at 30, load 4: the cheap plant is full, the other serves 2 and sets the price."""
    program = program_of([[1, 1]], [4], [4], [0, 0], [2, 5], [10, 30])
    solution = solve(program, ONE_THREAD, tmp_path)
    assert solution.objective == pytest.approx(2 * 10 + 2 * 30)
    np.testing.assert_allclose(solution.primal, [2, 2])
    np.testing.assert_allclose(solution.row_dual, [30])
    np.testing.assert_allclose(solution.reduced_cost, [-20, 0])
    assert certify(program, solution).gap == pytest.approx(0, abs=1e-9)


def test_constant_of_the_cost_counts(tmp_path):
    program = program_of([[1.0]], [3], [INF], [0], [INF], [2], offset=100)
    solution = solve(program, ONE_THREAD, tmp_path)
    assert solution.objective == pytest.approx(106)
    assert lower_bound(program, solution.row_dual) == pytest.approx(106)


def test_dual_of_an_upper_limit_is_negative(tmp_path):
    """maximise x + 2y, x + y <= 4, y <= 3: x = 1, y = 3; one more unit of the row is worth 1."""
    program = program_of([[1, 1]], [-INF], [4], [0, 0], [INF, 3], [-1, -2])
    solution = solve(program, ONE_THREAD, tmp_path)
    np.testing.assert_allclose(solution.primal, [1, 3])
    np.testing.assert_allclose(solution.row_dual, [-1])
    np.testing.assert_allclose(solution.reduced_cost, [0, -1])


def test_no_rows(tmp_path):
    program = program_of(np.zeros((0, 2)), [], [], [1, -3], [5, 2], [1, -1])
    assert solve(program, ONE_THREAD, tmp_path).objective == pytest.approx(1 - 2)


def test_a_row_without_coefficients_that_asks_for_something(tmp_path):
    program = program_of(np.zeros((1, 1)), [1], [1], [0], [1], [1])
    with pytest.raises(Infeasible, match=r"row\[0\]"):
        solve(program, ONE_THREAD, tmp_path)


def test_infeasible_names_the_rows_and_keeps_the_program(tmp_path):
    """x + y <= 4 together with x >= 3 and y >= 2; the fourth row has no part in it."""
    rows = [[1, 1], [1, 0], [0, 1], [1, -1]]
    program = program_of(rows, [-INF, 3, 2, -9], [4, INF, INF, INF], [0, 0], [INF, INF], [1, 1])
    with pytest.raises(Infeasible) as caught:
        solve(program, ONE_THREAD, tmp_path)
    assert caught.value.exit_status == 3
    message = str(caught.value)
    assert all(label in message for label in ("row[0]", "row[1]", "row[2]", str(tmp_path / "program.mps")))
    assert "row[3]" not in message
    assert caught.value.model_file.read_text().startswith("NAME")
    assert caught.value.attempts[0].status == "Infeasible"


def test_bounds_that_exclude_each_other_are_named(tmp_path):
    program = program_of([[1, 1]], [0], [9], [0, 5], [1, 4], [1, 1])
    with pytest.raises(Infeasible, match=r"x\[1\]: bounds 5 to 4 exclude each other"):
        solve(program, ONE_THREAD, tmp_path)


def test_unbounded_names_the_way_down(tmp_path):
    """Selling y, bought as x at a lower price, with nothing to limit either."""
    program = program_of([[1, -1, 0]], [0], [INF], [0, 0, 0], [INF, INF, 1], [2, -3, 1])
    with pytest.raises(Unbounded, match=r"x\[0\], x\[1\]") as caught:
        solve(program, ONE_THREAD, tmp_path)
    assert "x[2]" not in str(caught.value)
    assert caught.value.model_file.exists()


def test_infeasible_is_not_told_as_unbounded(tmp_path):
    """A falling direction in y counts for nothing where x + z = 1 and x + z = 2."""
    program = program_of([[1, 0, 1], [1, 0, 1]], [1, 2], [1, 2], [0, 0, 0], [INF] * 3, [0, -1, 0])
    with pytest.raises(Infeasible):
        solve(program, ONE_THREAD, tmp_path)


def test_time_limit(tmp_path):
    program = program_of([[1, 1]], [4], [4], [0, 0], [2, 5], [10, 30])
    with pytest.raises(LimitReached, match=r"the time allowed \(0 s\) ran out") as caught:
        solve(program, SolveOptions(threads=1, time_limit_s=0.0), tmp_path)
    assert caught.value.model_file == tmp_path / "program.mps"


def test_an_attempt_says_what_it_took(tmp_path):
    program = program_of([[1, 1]], [4], [4], [0, 0], [2, 5], [10, 30])
    (attempt,) = solve(program, ONE_THREAD, tmp_path).attempts
    assert (attempt.algorithm, attempt.status, attempt.verdict) == ("simplex", "Optimal", "certified")
    assert attempt.options["threads"] == 1
    assert attempt.cpu_s >= 0 and attempt.wall_s > 0
    assert attempt.peak_memory_mb > 10
    assert "HiGHS" in (tmp_path / "solve_1_simplex.log").read_text()
