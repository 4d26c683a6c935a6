"""Execution backends of a batch: processes of this machine, or a Dask cluster. What they do is the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self

from loadsite.batch.order import Ended, Ending, Limits, Order, Outcome, Stage
from loadsite.batch.supervise import CHILD, supervised
from loadsite.safe_path import guard_children, nothing_handed_over
from loadsite.solve import SolverUnfit
from loadsite.solve.benders.dask_workers import LOOPBACK
from loadsite.solve.outcomes import WorkerLost

STARTING_S = 60
"""How long to wait for a cluster's first worker [s]."""
STAGES = "loadsite-stages"
"""Topic under which the workers of a cluster tell stages."""

Events = SimpleQueue[Stage | Ended]


class Engine(Protocol):
    """Takes orders. What becomes of them is put into the queue it was made with: stages, and one end per order.

    `room` is how many cases it can solve at once, None where only memory limits that. `submit` gives it an order.
    Leaving the context ends whatever it started.
    """

    @property
    def room(self) -> int | None: ...
    def submit(self, order: Order) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class LocalProcesses:
    """A process per case on this machine; at most `most` at once."""

    def __init__(self, events: Events, limits: Limits, most: int, child: tuple[str, ...] = CHILD) -> None:
        self._events, self._limits, self._child = events, limits, child
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="case")

    @property
    def room(self) -> int | None:
        return None

    def submit(self, order: Order) -> None:
        self._threads.submit(self._solve, order)

    def _solve(self, order: Order) -> None:
        def tell(stage: str) -> None:
            self._events.put(Stage(order.hash, stage))

        outcome = Outcome(Ending.FAILED, "its supervisor ended")
        try:
            outcome = supervised(order, self._limits, tell, self._stop.is_set, self._child)
        finally:
            self._events.put(Ended(order.hash, outcome))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._threads.shutdown(wait=True, cancel_futures=True)


class DaskCluster:
    """A task per case on the workers of a cluster: a running one by its address, or Dask's own of `count` processes."""

    def __init__(self, events: Events, limits: Limits, count: int, scheduler: str | None) -> None:
        try:
            import distributed
        except ModuleNotFoundError as missing:
            raise SolverUnfit('the dask engine needs the extra "dask": pip install "loadsite[dask]"') from missing
        self._events, self._limits = events, limits
        self._cluster: Any = None
        if scheduler is None:
            guard_children()  # Dask starts workers anew where they die
            with nothing_handed_over():
                self._cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=count, threads_per_worker=1, processes=True, host=LOOPBACK, dashboard_address=None
                )
        try:
            self._client = distributed.Client(  # type: ignore[no-untyped-call]
                self._cluster if scheduler is None else scheduler, timeout=STARTING_S
            )
            self._client.wait_for_workers(1, timeout=STARTING_S)
        except (TimeoutError, OSError) as silent:
            if self._cluster is not None:
                self._cluster.close()
            raise WorkerLost(f"no Dask worker came within {STARTING_S} s") from silent
        self._client.subscribe_topic(STAGES, self._heard)  # type: ignore[no-untyped-call]
        self._room = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]

    @property
    def room(self) -> int | None:
        return self._room

    def submit(self, order: Order) -> None:
        future = self._client.submit(solve_as_a_task, order, self._limits, pure=False, retries=0, key=order.hash)
        future.add_done_callback(self._ended(order))  # type: ignore[no-untyped-call]

    def _ended(self, order: Order) -> Callable[[Any], None]:
        def told(future: Any) -> None:
            if future.status == "finished":
                outcome = future.result()
            elif future.status == "error":
                outcome = Outcome(Ending.FAILED, f"the cluster gave it up: {future.exception()}")
            else:
                outcome = Outcome(Ending.FAILED, "the cluster let go of it")
            self._events.put(Ended(order.hash, outcome))
            future.release()

        return told

    def _heard(self, event: tuple[Any, Any]) -> None:
        _, (hash_, stage) = event
        self._events.put(Stage(hash_, stage))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()  # type: ignore[no-untyped-call]
        if self._cluster is not None:
            self._cluster.close()


def solve_as_a_task(order: Order, limits: Limits) -> Outcome:
    """The task of a Dask worker: the same supervised process as on one machine, stages told through the cluster."""
    import distributed

    worker = distributed.get_worker()
    return supervised(order, limits, lambda stage: worker.log_event(STAGES, (order.hash, stage)))
