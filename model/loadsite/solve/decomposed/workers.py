"""Who asks the units: this process alone, or several processes that keep their units from one question to the next."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from loadsite.arrays.linear_program import Floats
from loadsite.errors import LoadsiteError
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.group import Answer, Operation, UnitGroup
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.no_answer import WorkerLost

Verb = Literal["ask", "derive", "operate"]


class Workers(Protocol):
    """Answers in the order of the units asked."""

    def ask(self, numbers: Sequence[int], point: Floats) -> list[Answer]: ...

    def derive(self, row_duals: dict[int, list[Floats]]) -> list[Cut]: ...

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]: ...


@dataclass(frozen=True)
class Bounds:
    """Bounds of the linking columns."""

    lower: Floats
    upper: Floats


class OneProcess:
    """All units in this process."""

    def __init__(self, units: list[Unit], bounds: Bounds) -> None:
        self._group = UnitGroup(units, bounds.lower, bounds.upper)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def ask(self, numbers: Sequence[int], point: Floats) -> list[Answer]:
        return self._group.ask(numbers, point)

    def derive(self, row_duals: dict[int, list[Floats]]) -> list[Cut]:
        return self._group.derive(row_duals)

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        return self._group.operate(numbers, point)


class Processes:
    """Units dealt out to processes made by spawn. A process that dies is replaced, its units handed over again."""

    REPLACEMENTS = 3

    def __init__(self, units: list[Unit], bounds: Bounds, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._bounds = bounds
        self._dealt = [units[k::count] for k in range(count)]
        self._home = {unit.number: k for k, dealt in enumerate(self._dealt) for unit in dealt}
        self._replaced = 0
        self._running = [self._start(k) for k in range(count)]

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

    def ask(self, numbers: Sequence[int], point: Floats) -> list[Answer]:
        found = self._gather([("ask", [n for n in numbers if self._home[n] == k], point) for k in self._all])
        by_unit = {answer.cut.unit: answer for answer in found}
        return [by_unit[number] for number in numbers]

    def derive(self, row_duals: dict[int, list[Floats]]) -> list[Cut]:
        return self._gather(
            [("derive", {n: duals for n, duals in row_duals.items() if self._home[n] == k}) for k in self._all]
        )

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        found = self._gather([("operate", [n for n in numbers if self._home[n] == k], point) for k in self._all])
        by_unit = {operation.unit: operation for operation in found}
        return [by_unit[number] for number in numbers]

    @property
    def _all(self) -> range:
        return range(len(self._dealt))

    def _start(self, k: int) -> tuple[Any, Connection]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()
        here.send((self._dealt[k], self._bounds))
        return process, here

    def _gather(self, questions: list[tuple[Any, ...]]) -> list[Any]:
        """Put a question to every process at once and join the answers; ask again where a process died."""
        waiting = list(self._all)
        answers: dict[int, list[Any]] = {}
        while waiting:
            lost = [k for k in waiting if not self._put(k, questions[k])]
            for k in waiting:
                if k not in lost:
                    answer = self._take(k)
                    if answer is None:
                        lost.append(k)
                    else:
                        answers[k] = answer
            for k in lost:
                self._replace(k)
            waiting = lost
        return [item for k in self._all for item in answers[k]]

    def _put(self, k: int, question: tuple[Any, ...]) -> bool:
        try:
            self._running[k][1].send(question)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _take(self, k: int) -> list[Any] | None:
        try:
            answer = self._running[k][1].recv()
        except (EOFError, ConnectionResetError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    def _replace(self, k: int) -> None:
        self._replaced += 1
        if self._replaced > self.REPLACEMENTS * len(self._dealt):
            raise WorkerLost(f"worker processes died {self._replaced} times; memory may be short")
        process, pipe = self._running[k]
        pipe.close()
        process.join()
        self._running[k] = self._start(k)


def _serve(pipe: Connection) -> None:
    """What a worker process does: take units, then answer questions until the pipe closes."""
    try:
        units, bounds = pipe.recv()
        group = UnitGroup(units, bounds.lower, bounds.upper)
        while True:
            verb, *arguments = pipe.recv()
            pipe.send(_answer(group, verb, arguments))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return


def _answer(group: UnitGroup, verb: Verb, arguments: list[Any]) -> Any:
    try:
        return getattr(group, verb)(*arguments)
    except (LoadsiteError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        return error
