"""Worker processes that die are replaced, and the answers are the same."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from loadsite.results.answer import calendar
from loadsite.solve.decomposed.first_stage import first_stage_of
from loadsite.solve.decomposed.processes import Helpers, Processes
from loadsite.solve.decomposed.units import cut_into_units
from loadsite.solve.decomposed.workers import Bounds
from small_cases import Period, random_grid
from solved import compiled


@pytest.fixture(scope="module")
def parts():
    case = random_grid(2, 24, 1, periods=[Period(6, 365.0)] * 4)
    program = compiled(case)
    units, budgets = cut_into_units(program, calendar(case))
    lower, upper = first_stage_of(program, calendar(case)).column_bounds()
    none, all_ = np.zeros(len(budgets)), np.full(len(budgets), np.inf)
    bounds = Bounds(np.concatenate([lower, none]), np.concatenate([upper, all_]))
    point = np.concatenate([np.minimum(upper, 0.05), none])
    return units, bounds, point


def test_a_killed_worker_is_replaced_and_asked_again(parts) -> None:
    units, bounds, point = parts
    numbers = [unit.number for unit in units]
    with Helpers(0) as none, Processes(units, bounds, 1, none) as alone:
        expected = [answer.cost for answer in alone.ask(numbers, point)]
    with Helpers(1) as helpers, Processes(units, bounds, 2, helpers) as workers:
        first = [answer.cost for answer in workers.ask(numbers, point)]
        os.kill(workers.process_ids[0], signal.SIGKILL)
        again = [answer.cost for answer in workers.ask(numbers, point)]
    assert first == pytest.approx(expected, rel=1e-9)
    assert again == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_an_error_in_a_worker_reaches_the_one_who_asked(parts) -> None:
    units, bounds, point = parts
    with Helpers(1) as helpers, Processes(units, bounds, 2, helpers) as workers, pytest.raises(ValueError):
        workers.ask([units[1].number], np.full_like(point, np.nan))


@pytest.mark.slow
def test_a_killed_dask_worker_is_replaced(parts) -> None:
    pytest.importorskip("distributed", reason="the dask engine needs the extra dask")
    from loadsite.solve.decomposed.dask_workers import DaskActors

    units, bounds, point = parts
    numbers = [unit.number for unit in units]
    with DaskActors(units, bounds, 2, None) as workers:
        first = [answer.cost for answer in workers.ask(numbers, point)]
        victim = next(iter(workers._client.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)
        again = [answer.cost for answer in workers.ask(numbers, point)]
    assert again == pytest.approx(first, rel=1e-9)
