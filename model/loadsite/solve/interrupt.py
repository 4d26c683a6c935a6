"""A solve that Ctrl-C can stop: HiGHS works in a thread of its own while this one listens."""

from __future__ import annotations

import threading
from typing import Any


def run_interruptibly(highs: Any) -> Any:
    """`highs.run()`. On KeyboardInterrupt the solver is told to stop, waited for, and the interrupt raised."""
    outcome: list[Any] = []
    failure: list[MemoryError] = []
    done = threading.Event()

    def work() -> None:
        try:
            outcome.append(highs.run())
        except MemoryError as out_of_memory:
            failure.append(out_of_memory)
        finally:
            done.set()

    highs.HandleUserInterrupt = True
    threading.Thread(target=work, name="HiGHS", daemon=True).start()
    try:
        # Thread.join, once interrupted, takes the thread for ended; a wait without end hears no signal on Windows
        while not done.wait(0.2):
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()
        done.wait()
        raise
    if failure:
        raise failure[0]
    return outcome[0]
