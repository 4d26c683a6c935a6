"""A solve that Ctrl-C can stop: HiGHS works in a thread of its own while this one listens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any


def run_interruptibly(highs: Any) -> Any:
    """`highs.run()`. On KeyboardInterrupt the solver is told to stop, waited for, and the interrupt raised."""
    highs.HandleUserInterrupt = True
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="HiGHS") as one:
        solving = one.submit(highs.run)
        try:
            # a wait without end would hear no signal on Windows
            while not wait([solving], timeout=0.2).done:
                pass
        except KeyboardInterrupt:
            highs.cancelSolve()
            raise
    return solving.result()
