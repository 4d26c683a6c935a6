"""Workers as actors of a Dask cluster: one already running, or Dask's own processes on this machine."""

from __future__ import annotations

from concurrent.futures import CancelledError
from types import TracebackType
from typing import Any, Self

from loadsite.safe_path import guard_children, nothing_handed_over
from loadsite.solve.benders.subproblem import Subproblem
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.benders.workers import Bounds, Request, Workers
from loadsite.solve.outcomes import SolverUnfit, WorkerLost

LOOPBACK = "127.0.0.1"
"""Dask asks nobody who they are: its ports are open to this machine alone."""
STARTING_S = 60
"""How long to wait for a cluster's first worker [s]."""


class DaskActors(Workers):
    """One actor per worker of the cluster; a lost one is made anew on a worker that is left.

    Without `scheduler` (an address such as tcp://host:8786), Dask starts `count` processes on the loopback address.
    """

    def __init__(self, subproblems: list[Subproblem], bounds: Bounds, count: int, scheduler: str | None) -> None:
        try:
            import distributed
        except ModuleNotFoundError as missing:
            raise SolverUnfit('the dask engine needs the extra "dask": pip install "loadsite[dask]"') from missing
        self._cluster = None
        if scheduler is None:
            guard_children()  # Dask starts workers anew where they die
            with nothing_handed_over():
                self._cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=count, threads_per_worker=1, processes=True, host=LOOPBACK, dashboard_address=None
                )
        self._client = distributed.Client(  # type: ignore[no-untyped-call]
            self._cluster if scheduler is None else scheduler
        )
        try:
            self._client.wait_for_workers(1, timeout=STARTING_S)
        except TimeoutError as silent:
            self.close()
            raise WorkerLost(f"no Dask worker came within {STARTING_S} s") from silent
        # A closed connection is an OSError; a lost actor says so by RuntimeError when it is spoken to.
        self._lost_errors = (OSError, RuntimeError, CancelledError, distributed.KilledWorker)
        addresses = self._addresses()
        super().__init__(subproblems, bounds, len(addresses))
        self._pending: dict[int, Any] = {}
        self._actors = [self._start(k, addresses[k]) for k in range(len(addresses))]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the cluster; end it where it is our own."""
        self._client.close()  # type: ignore[no-untyped-call]
        if self._cluster is not None:
            self._cluster.close()

    def _addresses(self) -> list[str]:
        return sorted(self._client.scheduler_info(n_workers=-1)["workers"])

    def _start(self, k: int, address: str) -> Any:
        return self._client.submit(
            SubproblemSolver,
            self.assigned[k],
            self.bounds.lower,
            self.bounds.upper,
            actor=True,
            workers=[address],
            pure=False,
        )

    def put(self, k: int, request: Request) -> bool:
        try:
            self._pending[k] = getattr(self._actors[k].result(), request.verb)(*request.arguments)
        except self._lost_errors:
            return False
        return True

    def take(self, k: int) -> list[Any] | None:
        try:
            return self._pending.pop(k).result()  # type: ignore[no-any-return]
        except self._lost_errors:
            return None

    def replace(self, k: int) -> None:
        self._client.wait_for_workers(1, timeout=STARTING_S)
        addresses = self._addresses()
        self._actors[k] = self._start(k, addresses[k % len(addresses)])
