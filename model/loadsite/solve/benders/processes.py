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
from loadsite.solve.benders.subproblem import Subproblem
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.benders.workers import Bounds, Request, Workers


@dataclass(frozen=True)
class _WorkerProcess:
    """A process made by spawn, and the pipe to it."""

    process: Any
    pipe: Connection

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


class ProcessPool:
    """Processes that are started before there is work for them: a second is spent on reading their modules."""

    def __init__(self, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._waiting = [self._start() for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker_process in self._waiting:
            worker_process.end()

    def take(self) -> _WorkerProcess:
        """Return an idle worker or start one; the caller terminates it."""
        return self._waiting.pop() if self._waiting else self._start()

    def _start(self) -> _WorkerProcess:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there,), daemon=True)
        with nothing_handed_over():
            process.start()
        there.close()
        return _WorkerProcess(process, here)


class Processes(Workers):
    """Workers as processes: worker 0 is this process, which would only wait otherwise; the others are taken from the
    process pool.
    """

    def __init__(self, subproblems: list[Subproblem], bounds: Bounds, count: int, process_pool: ProcessPool) -> None:
        super().__init__(subproblems, bounds, count)
        self._process_pool = process_pool
        self._own = SubproblemSolver(self.assigned[0], bounds.lower, bounds.upper)
        self._local_requests: SimpleQueue[Request] = SimpleQueue()
        self._running = {k: process_pool.take() for k in range(1, count)}
        for k in self._running:
            self._hand_over(k)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker_process in self._running.values():
            worker_process.end()

    @property
    def process_ids(self) -> list[int]:
        """Of the processes now running, without this one."""
        return [worker_process.process.pid for worker_process in self._running.values()]

    def _hand_over(self, k: int) -> None:
        self._running[k].pipe.send((self.assigned[k], self.bounds))

    def put(self, k: int, request: Request) -> bool:
        if k == 0:
            self._local_requests.put(request)
            return True
        try:
            self._running[k].pipe.send(request)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def take(self, k: int) -> list[Any] | None:
        """Worker 0 answers when it is waited for: the others have their requests by then."""
        if k == 0:
            return self._local_requests.get().run(self._own)
        try:
            reply = self._running[k].pipe.recv()
        except (EOFError, ConnectionResetError):
            return None
        if isinstance(reply, Exception):
            raise reply
        return reply  # type: ignore[no-any-return]

    def replace(self, k: int) -> None:
        self._running[k].end()
        self._running[k] = self._process_pool.take()
        self._hand_over(k)


def _serve(pipe: Connection) -> None:
    """Loop of a worker process: take subproblems, then run requests until the pipe closes. Ctrl-C, which a terminal
    sends to all processes, is for the first of them to hear.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        subproblems, bounds = pipe.recv()
        solver = SubproblemSolver(subproblems, bounds.lower, bounds.upper)
        while True:
            pipe.send(_reply(solver, pipe.recv()))
    except (EOFError, ConnectionResetError, BrokenPipeError):
        return


def _reply(solver: SubproblemSolver, request: Request) -> Any:
    try:
        return request.run(solver)
    except (LoadsiteError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        return error
