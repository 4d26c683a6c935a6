"""Workers as processes of this machine."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from loadsite.errors import LoadsiteError
from loadsite.solve.decomposed.group import UnitGroup
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.decomposed.workers import Bounds, DealtOut, Question


class Processes(DealtOut):
    """Processes made by spawn."""

    def __init__(self, units: list[Unit], bounds: Bounds, count: int) -> None:
        super().__init__(units, bounds, count)
        self._context = multiprocessing.get_context("spawn")
        self._running = [self._start() for _ in range(count)]
        # Handed over once all have been started, so that one reads its modules while another takes its units.
        for k in range(count):
            self._hand_over(k)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, pipe in self._running:
            pipe.close()
            process.terminate()
            process.join()

    @property
    def process_ids(self) -> list[int]:
        """Of the processes now running."""
        return [process.pid for process, _ in self._running]

    def _start(self) -> tuple[Any, Connection]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        return process, here

    def _hand_over(self, k: int) -> None:
        self._running[k][1].send((self.dealt[k], self.bounds))

    def put(self, k: int, question: Question) -> bool:
        try:
            self._running[k][1].send(question)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def take(self, k: int) -> list[Any] | None:
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
        return getattr(group, question.verb)(*question.arguments)
    except (LoadsiteError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        return error
