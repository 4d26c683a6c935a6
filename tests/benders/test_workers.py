"""Worker processes that die are replaced, and the answers are the same."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from loadsite.run.answer import calendar
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.first_stage import first_stage_of
from loadsite.solve.benders.processes import Processes, ProcessPool
from loadsite.solve.benders.subproblem import build_subproblems
from loadsite.solve.benders.workers import Bounds
from small_cases import Period, random_grid
from solved import compiled


@pytest.fixture(scope="module")
def parts():
    case = random_grid(2, 24, 1, periods=[Period(6, 365.0)] * 4)
    program = compiled(case)
    subproblems, resource_shares = build_subproblems(program, block_structure(program, calendar(case)))
    lower, upper = first_stage_of(program, block_structure(program, calendar(case))).column_bounds()
    none, all_ = np.zeros(len(resource_shares)), np.full(len(resource_shares), np.inf)
    bounds = Bounds(np.concatenate([lower, none]), np.concatenate([upper, all_]))
    point = np.concatenate([np.minimum(upper, 0.05), none])
    return subproblems, bounds, point


def test_a_killed_worker_is_replaced_and_asked_again(parts) -> None:
    subproblems, bounds, point = parts
    numbers = [subproblem.number for subproblem in subproblems]
    with ProcessPool(0) as none, Processes(subproblems, bounds, 1, none) as alone:
        expected = [answer.cost for answer in alone.evaluate(numbers, point)]
    with ProcessPool(1) as process_pool, Processes(subproblems, bounds, 2, process_pool) as workers:
        first = [answer.cost for answer in workers.evaluate(numbers, point)]
        os.kill(workers.process_ids[0], signal.SIGKILL)
        again = [answer.cost for answer in workers.evaluate(numbers, point)]
    assert first == pytest.approx(expected, rel=1e-9)
    assert again == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_an_error_in_a_worker_reaches_the_one_who_asked(parts) -> None:
    subproblems, bounds, point = parts
    with ProcessPool(1) as pool, Processes(subproblems, bounds, 2, pool) as workers, pytest.raises(ValueError):
        workers.evaluate([subproblems[1].number], np.full_like(point, np.nan))


@pytest.mark.slow
def test_a_killed_dask_worker_is_replaced(parts) -> None:
    pytest.importorskip("distributed", reason="the dask engine needs the extra dask")
    from loadsite.solve.benders.dask_workers import DaskActors

    subproblems, bounds, point = parts
    numbers = [subproblem.number for subproblem in subproblems]
    with DaskActors(subproblems, bounds, 2, None) as workers:
        first = [answer.cost for answer in workers.evaluate(numbers, point)]
        victim = next(iter(workers._client.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)
        again = [answer.cost for answer in workers.evaluate(numbers, point)]
    assert again == pytest.approx(first, rel=1e-9)
