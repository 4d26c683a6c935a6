"""Workers as processes of this machine, of which this one is the first."""

from __future__ import annotations

import multiprocessing
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from loadsite.errors import LoadsiteError
from loadsite.safe_path import nothing_handed_over
from loadsite.solve.decomposed.group import UnitGroup
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.decomposed.workers import Bounds, Question, Workers


@dataclass(frozen=True)
class _Helper:
    """A process made by spawn, and the pipe to it."""

    process: Any
    pipe: Connection

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


class Helpers:
    """Processes that are started before there is work for them: a second is spent on reading their modules."""

    def __init__(self, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._waiting = [self._start() for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in self._waiting:
            helper.end()

    def take(self) -> _Helper:
        """One that waits for its units, or else a new one. Who takes it ends it."""
        return self._waiting.pop() if self._waiting else self._start()

    def _start(self) -> _Helper:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        with nothing_handed_over():
            process.start()
        there.close()
        return _Helper(process, here)


class Processes(Workers):
    """Worker 0 is this process, which would only wait otherwise; the others are helpers."""

    def __init__(self, units: list[Unit], bounds: Bounds, count: int, helpers: Helpers) -> None:
        super().__init__(units, bounds, count)
        self._helpers = helpers
        self._own = UnitGroup(self.dealt[0], bounds.lower, bounds.upper)
        self._asked_here: SimpleQueue[Question] = SimpleQueue()
        self._running = {k: helpers.take() for k in range(1, count)}
        for k in self._running:
            self._hand_over(k)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in self._running.values():
            helper.end()

    @property
    def process_ids(self) -> list[int]:
        """Of the processes now running, without this one."""
        return [helper.process.pid for helper in self._running.values()]

    def _hand_over(self, k: int) -> None:
        self._running[k].pipe.send((self.dealt[k], self.bounds))

    def put(self, k: int, question: Question) -> bool:
        if k == 0:
            self._asked_here.put(question)
            return True
        try:
            self._running[k].pipe.send(question)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def take(self, k: int) -> list[Any] | None:
        """Worker 0 answers when it is waited for: the others have been asked by then."""
        if k == 0:
            return self._asked_here.get().answer(self._own)
        try:
            answer = self._running[k].pipe.recv()
        except (EOFError, ConnectionResetError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    def replace(self, k: int) -> None:
        self._running[k].end()
        self._running[k] = self._helpers.take()
        self._hand_over(k)


def _serve(pipe: Connection) -> None:
    """What a worker process does: take units, then answer questions until the pipe closes. Ctrl-C, which a terminal
    sends to all processes, is for the first of them to hear.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        units, bounds = pipe.recv()
        group = UnitGroup(units, bounds.lower, bounds.upper)
        while True:
            pipe.send(_answer(group, pipe.recv()))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return


def _answer(group: UnitGroup, question: Question) -> Any:
    try:
        return question.answer(group)
    except (LoadsiteError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        return error
