"""Workers as processes of this machine, of which this one is the first."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from loadsite.errors import LoadsiteError
from loadsite.solve.decomposed.group import UnitGroup
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.decomposed.workers import Bounds, Workers, Question


class Processes(Workers):
    """Worker 0 is this process, which would only wait otherwise; the others are made by spawn."""

    def __init__(self, units: list[Unit], bounds: Bounds, count: int) -> None:
        super().__init__(units, bounds, count)
        self._context = multiprocessing.get_context("spawn")
        self._own = UnitGroup(self.dealt[0], bounds.lower, bounds.upper)
        self._asked_here: SimpleQueue[Question] = SimpleQueue()
        self._running = {k: self._start() for k in range(1, count)}
        # Handed over once all have been started, so that one reads its modules while another takes its units.
        for k in self._running:
            self._hand_over(k)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, pipe in self._running.values():
            pipe.close()
            process.terminate()
            process.join()

    @property
    def process_ids(self) -> list[int]:
        """Of the processes now running, without this one."""
        return [process.pid for process, _ in self._running.values()]

    def _start(self) -> tuple[Any, Connection]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        return process, here

    def _hand_over(self, k: int) -> None:
        self._running[k][1].send((self.dealt[k], self.bounds))

    def put(self, k: int, question: Question) -> bool:
        if k == 0:
            self._asked_here.put(question)
            return True
        try:
            self._running[k][1].send(question)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def take(self, k: int) -> list[Any] | None:
        """Worker 0 answers when it is waited for: the others have been asked by then."""
        if k == 0:
            return self._asked_here.get().answer(self._own)
        try:
            answer = self._running[k][1].recv()
        except (EOFError, ConnectionResetError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    def replace(self, k: int) -> None:
        process, pipe = self._running[k]
        pipe.close()
        process.join()
        self._running[k] = self._start()
        self._hand_over(k)


def _serve(pipe: Connection) -> None:
    """What a worker process does: take units, then answer questions until the pipe closes."""
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
