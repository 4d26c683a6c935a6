"""What happens when a way of solving fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadsite.solve import Infeasible, LimitReached, SolveOptions, Unsettled, fallbacks, strategy
from loadsite.solve.highs import Status
from loadsite.solve.strategy import Strategy
from small_programs import INF, program_of, random_program

ONE_THREAD = SolveOptions(threads=1)
STUCK = Strategy("simplex", {"simplex_iteration_limit": 0, "presolve": "off"})
SIMPLEX = Strategy("simplex", {})
HIPO = Strategy("hipo", {"run_crossover": "on"})


def test_small_programs_start_with_simplex_and_large_ones_with_hipo(monkeypatch):
    program = random_program(20, 30, seed=1)
    algorithms = [each.algorithm for each in strategy.fallback_sequence(program)]
    assert algorithms == ["simplex", "hipo"] * 3
    monkeypatch.setattr(strategy, "SIMPLEX_UP_TO_NONZEROS", 3)
    algorithms = [each.algorithm for each in strategy.fallback_sequence(program)]
    assert algorithms == ["hipo", "simplex"] * 3


@pytest.mark.parametrize("tried", strategy.fallback_sequence(random_program(40, 60, seed=3)), ids=str)
def test_every_strategy_gives_the_same_certified_optimum(tried, tmp_path):
    program = random_program(40, 60, seed=3)
    expected = fallbacks.run_with_fallbacks(program, (SIMPLEX,), ONE_THREAD, tmp_path).objective
    found = fallbacks.run_with_fallbacks(program, (tried,), ONE_THREAD, tmp_path).objective
    assert found == pytest.approx(expected, rel=1e-9)


def test_a_strategy_that_gets_stuck_is_followed_by_the_next(tmp_path):
    solution = fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (STUCK, HIPO), ONE_THREAD, tmp_path)
    assert [a.algorithm for a in solution.attempts] == ["simplex", "hipo"]
    assert [a.verdict for a in solution.attempts] == ["no answer", "certified"]


def test_an_answer_that_fails_the_certificate_is_not_taken(tmp_path, monkeypatch):
    """The first run's prices are spoiled by a part in ten thousand; the next strategy's are taken instead."""
    honest = fallbacks.run_highs

    def spoiled(program, algorithm, options, log_file):
        run = honest(program, algorithm, options, log_file)
        if algorithm == "hipo":
            return run
        return replace(run, solution=replace(run.solution, row_dual=run.solution.row_dual * 1.0001))

    monkeypatch.setattr(fallbacks, "run_highs", spoiled)
    solution = fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (SIMPLEX, HIPO), ONE_THREAD, tmp_path)
    assert "not confirmed" in solution.attempts[0].verdict
    assert "reduced costs recomputed" in solution.attempts[0].verdict
    assert solution.attempts[1].verdict == "certified"


def test_infeasible_is_not_believed_without_proof(tmp_path, monkeypatch):
    """A solver that calls a feasible program infeasible, ray and all, is not believed; the next strategy solves it."""
    honest = fallbacks.run_highs

    def liar(program, algorithm, options, log_file):
        run = honest(program, algorithm, options, log_file)
        if algorithm == "hipo" or "elastic" in program.name:
            return run
        return replace(run, status=Status.INFEASIBLE, solution=None, dual_ray=np.ones(program.row_count))

    monkeypatch.setattr(fallbacks, "run_highs", liar)
    solution = fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (SIMPLEX, HIPO), ONE_THREAD, tmp_path)
    assert [a.verdict for a in solution.attempts] == [
        "not proven",
        "auxiliary: random 3, rows elastic",
        "certified",
    ]


@pytest.mark.parametrize("claim", [Status.UNBOUNDED, Status.INFEASIBLE_OR_UNBOUNDED])
def test_unbounded_is_not_believed_without_proof(tmp_path, monkeypatch, claim):
    honest = fallbacks.run_highs

    def liar(program, algorithm, options, log_file):
        run = honest(program, algorithm, options, log_file)
        return run if "," in program.name or algorithm == "hipo" else replace(run, status=claim, solution=None)

    monkeypatch.setattr(fallbacks, "run_highs", liar)
    solution = fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (SIMPLEX, HIPO), ONE_THREAD, tmp_path)
    assert solution.attempts[0].verdict == "not proven"
    assert solution.attempts[-1].verdict == "certified"


@pytest.mark.parametrize("tried", [SIMPLEX, HIPO, Strategy("simplex", {"presolve": "off"})], ids=str)
def test_infeasible_is_proven_whichever_way_it_is_found(tmp_path, tried):
    """Random rows, and one more that asks for more than they leave."""
    program = random_program(40, 60, seed=3)
    cost = np.random.default_rng(0).uniform(1, 2, 60)
    bounded = replace(program, upper=np.minimum(program.upper, 20.0), cost=cost)
    least = fallbacks.run_with_fallbacks(bounded, (SIMPLEX,), ONE_THREAD, tmp_path).objective
    matrix = np.zeros((41, 60))
    row = np.repeat(np.arange(40), np.diff(bounded.starts))
    matrix[row, bounded.indices] = bounded.values
    matrix[40] = cost
    limits = np.append(bounded.row_lower, -INF), np.append(bounded.row_upper, least - 1e-3)
    asked_too_much = program_of(matrix, *limits, bounded.lower, bounded.upper, np.zeros(60))
    with pytest.raises(Infeasible, match=r"row\[40\]"):
        fallbacks.run_with_fallbacks(asked_too_much, (tried,), ONE_THREAD, tmp_path)


def test_when_nothing_helps_the_program_is_kept(tmp_path):
    with pytest.raises(Unsettled) as caught:
        folder = tmp_path / "new" / "folder"
        fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (STUCK, STUCK), ONE_THREAD, folder)
    assert [a.status for a in caught.value.attempts] == ["Iteration limit reached"] * 2
    assert caught.value.model_file == tmp_path / "new" / "folder" / "program.mps"
    assert caught.value.model_file.exists()


def test_a_program_kept_by_an_earlier_run_does_not_outlive_it(tmp_path):
    (tmp_path / "program.mps").write_text("of an earlier run")
    fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (SIMPLEX,), ONE_THREAD, tmp_path)
    assert not (tmp_path / "program.mps").exists()


def test_the_reason_is_told_even_where_the_program_cannot_be_kept(tmp_path, monkeypatch):
    def full(_program, path):
        raise OSError(f"{path}: no space left on device")

    monkeypatch.setattr(fallbacks, "write_model", full)
    with pytest.raises(Unsettled, match=r"could not be kept: .*no space left") as caught:
        fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (STUCK,), ONE_THREAD, tmp_path)
    assert caught.value.model_file is None


def test_out_of_memory_is_a_limit(tmp_path, monkeypatch):
    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr("loadsite.solve.highs.hand_over", exhausted)
    monkeypatch.setattr(fallbacks, "write_model", lambda *_: None)
    with pytest.raises(LimitReached, match="the memory ran out"):
        fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (SIMPLEX,), ONE_THREAD, tmp_path)


def test_no_strategy_takes_more_than_half_of_the_time_left_but_the_last(tmp_path):
    options = SolveOptions(threads=1, time_limit_s=100.0)
    solution = fallbacks.run_with_fallbacks(random_program(40, 60, seed=3), (STUCK, HIPO), options, tmp_path)
    first, last = (attempt.options["time_limit"] for attempt in solution.attempts)
    assert first == pytest.approx(50.0, abs=1.0)
    assert 50.0 < last <= 100.0
