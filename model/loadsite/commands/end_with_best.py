"""Ctrl-C during a search ends it with its best point; the next one ends the program at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from loadsite.run.progress import Progress
from loadsite.solve.early_end import EarlyEnd
from loadsite.writing.undisturbed import WAITING

SAID = "told to end: writing down the best answer so far; told once more, it ends at once"


class EndWithBest(EarlyEnd):
    """Hears Ctrl-C and signals to end while a search has a point; `number` is the signal that came, None before.

    What is ignored, as by nohup, stays ignored. `progress` is told when a search ends so.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.number: int | None = None

    @property
    def is_told(self) -> bool:
        return self.number is not None

    @contextmanager
    def heard(self) -> Iterator[None]:
        """While this lasts, the first signal is noted; the next one ends the program as it would without."""
        if self.is_told or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: handler for number in WAITING if callable(handler := signal.getsignal(number))}

        def note(number: int, frame: FrameType | None) -> None:
            self.number = number
            put_back()

        def put_back() -> None:
            for number, handler in before.items():
                signal.signal(number, handler)

        for number in before:
            signal.signal(number, note)
        try:
            yield
        finally:
            put_back()

    def taken_up(self) -> None:
        """Say so."""
        self._progress(SAID)
