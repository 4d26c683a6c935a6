"""A case in a process of its own, watched: ended when it takes longer or more memory than allowed."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import psutil

from loadsite.batch.order import Ending, Limits, Order, Outcome, outcome_from
from loadsite.batch.place import StudyPlace
from loadsite.safe_path import guarded_environment

CHILD = (sys.executable, "-P", "-m", "loadsite.batch.child")
LOOK_EVERY_S = 0.1
ENDING_S = 5.0
MB = 1e6
LAST_WORDS = 3

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Cases run side by side; none may take the others' processors."""


def supervised(
    order: Order,
    limits: Limits,
    tell: Callable[[str], None] = lambda stage: None,
    stopped: Callable[[], bool] = lambda: False,
    child: tuple[str, ...] = CHILD,
) -> Outcome:
    """Solve a case in a process of its own and wait for it; how it ended. Never raises for what the case does.

    `stopped` is asked again and again, and ends the case where it says so.
    """
    begun = time.monotonic()
    with tempfile.TemporaryFile() as words:
        try:
            process = subprocess.Popen(
                child, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words, start_new_session=True,
                env={**os.environ, **ONE_THREAD, **guarded_environment()},
            )  # fmt: skip
        except OSError as error:
            return _failed(f"no process could be started: {error.strerror or error}")
        watched = _Watched(process, order, limits, tell, stopped)
        try:
            outcome = watched.wait()
            if outcome is None:
                _let_end(process)
        finally:
            _end(process)
            StudyPlace(Path(order.place).parent).clear(order.hash)
        if outcome is None:
            outcome = _failed(_how_it_went(process.returncode, words))
    return replace(
        outcome, wall_s=time.monotonic() - begun, peak_memory_mb=max(outcome.peak_memory_mb, watched.peak_mb),
        host=socket.gethostname(),
    )  # fmt: skip


class _Watched:
    """A running case: what it says, and what it takes."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        order: Order,
        limits: Limits,
        tell: Callable[[str], None],
        stopped: Callable[[], bool],
    ) -> None:
        self.process, self.order, self.limits = process, order, limits
        self.tell, self.stopped = tell, stopped
        self.peak_mb = 0.0
        self.begun = time.monotonic()

    def wait(self) -> Outcome | None:
        """The outcome; None where the process ended without one."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(self.order.to_json().encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return None
        os.set_blocking(self.process.stdout.fileno(), False)
        said = b""
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                if ready.select(LOOK_EVERY_S):
                    more = self.process.stdout.read()
                    if more == b"":
                        return None
                    *lines, said = (said + (more or b"")).split(b"\n")
                    for line in lines:
                        outcome = self._heard(line)
                        if outcome is not None:
                            return outcome
                over = self._over()
                if over is not None:
                    return over

    def _heard(self, line: bytes) -> Outcome | None:
        heard = json.loads(line)
        if "outcome" in heard:
            return outcome_from(heard["outcome"])
        self.tell(str(heard["stage"]))
        return None

    def _over(self) -> Outcome | None:
        """What the case has taken too much of, if anything."""
        if self.stopped():
            return _failed("stopped")
        now_mb = resident_mb(self.process.pid)
        self.peak_mb = max(self.peak_mb, now_mb)
        most_s, most_mb = self.limits.time_s, self.limits.memory_mb
        if most_mb is not None and now_mb > most_mb:
            return _failed(f"took {now_mb:,.0f} MB of memory; {most_mb:,.0f} MB were allowed")
        if most_s is not None and time.monotonic() - self.begun > most_s + self.limits.grace_s:
            return Outcome(Ending.TIMED_OUT, f"did not end within the {most_s:g} s allowed")
        return None


def resident_mb(pid: int) -> float:
    """Resident memory of a process and of all it started [MB]; zero where it is gone."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return 0.0
    total = 0
    for each in family:
        try:
            total += each.memory_info().rss
        except psutil.Error:
            continue
    return total / MB


def _let_end(process: subprocess.Popen[bytes]) -> None:
    """A process that has no more to say ends by itself in a moment; how it does tells why."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDING_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and all it started, unless it has ended by itself."""
    assert process.stdin is not None and process.stdout is not None
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe.close()


def _failed(reason: str) -> Outcome:
    return Outcome(Ending.FAILED, reason)


def _how_it_went(status: int | None, words: IO[bytes]) -> str:
    """Why a process ended without an outcome, and its last words."""
    how = f"ended with status {status}"
    if status is not None and status < 0:
        how = f"was ended by signal {-status} ({signal.Signals(-status).name})"
    words.seek(0)
    last = words.read().decode("utf-8", "replace").strip().splitlines()[-LAST_WORDS:]
    return "\n".join([f"its process {how}", *last])
