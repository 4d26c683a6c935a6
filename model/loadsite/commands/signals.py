"""A program that is told to end does: it lets go of what is half done, as after Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from loadsite.errors import SIGNALLED

ENDING = (signal.SIGTERM, signal.SIGHUP)


class ToldToEnd(KeyboardInterrupt):
    """The system, or another program, told this one to end; `number` is the signal."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"told to end by signal {number}")


def status_of(interrupt: KeyboardInterrupt) -> int:
    """The exit status of a program that was ended so: that of the signal, or of Ctrl-C."""
    return SIGNALLED + (interrupt.number if isinstance(interrupt, ToldToEnd) else signal.SIGINT)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Signals that end a program raise ToldToEnd, once; a signal that is ignored, as by nohup, stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ENDING}

    def end(number: int, frame: FrameType | None) -> None:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise ToldToEnd(number)

    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
