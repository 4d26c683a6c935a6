"""A few steps that Ctrl-C, or a signal to end, waits for: putting a folder in its place, and clearing up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

WAITING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Signals that would raise an exception do so once the context is left."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no signal raises anything here
        return
    before = {number: handler for number in WAITING if callable(handler := signal.getsignal(number))}
    came: list[tuple[int, FrameType | None]] = []

    def wait(number: int, frame: FrameType | None) -> None:
        came.append((number, frame))

    for number in before:
        signal.signal(number, wait)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            before[signal.Signals(came[0][0])](*came[0])
