"""Ctrl-C during a solve."""

from __future__ import annotations

import _thread
import signal
import threading

import pytest

from loadsite.solve.interrupt import run_interruptibly


class Solver:
    """Stands in for HiGHS: works until it is told to stop."""

    def __init__(self) -> None:
        self.told_to_stop = threading.Event()
        self.stopped = False

    def run(self) -> str:
        self.told_to_stop.wait(10.0)
        self.stopped = True
        return "ran"

    def cancelSolve(self) -> None:
        self.told_to_stop.set()


@pytest.fixture
def interrupts_are_heard():
    """Also where these tests run in the background of a shell, which has interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts_are_heard")
def test_the_solver_is_stopped_and_the_interrupt_goes_on():
    solver = Solver()
    threading.Timer(0.1, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(solver)
    assert solver.told_to_stop.is_set()
    assert solver.stopped, "the model must not be left to a thread that still works on it"


def test_without_an_interrupt_the_outcome_is_handed_back():
    solver = Solver()
    solver.cancelSolve()
    assert run_interruptibly(solver) == "ran"


def test_an_error_in_the_solver_comes_through():
    solver = Solver()

    def exhausted() -> None:
        raise MemoryError

    solver.run = exhausted
    with pytest.raises(MemoryError):
        run_interruptibly(solver)
