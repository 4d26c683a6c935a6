"""Work in a process of its own that is killed, told to end, or finds the disk full, just before its nth step.

A step is what changes the disk: a file opened to be written, a name given, taken or moved. Python tells of each.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from loadsite.errors import LoadsiteError

PRELOADED = ["stopped_somewhere", "loadsite.cli", "loadsite.commands.run", "loadsite.run.solved_folder",
             "loadsite.report.single", "loadsite.batch.solved_case"]  # fmt: skip
NAMED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "ctypes.dlsym"}
FREEING = {"os.remove", "os.rmdir", "os.chmod"}
"""What a full disk still does."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LONGEST_S = 300


class How(Enum):
    """What happens at the step."""

    KILLED = "kill"
    TOLD = "told to end"
    FULL = "disk full"


def stopped(step: int, how: How, note: Path, work: Callable[..., int | None], *arguments: Any) -> int:
    """Do `work`, stopped before its step; its exit status, or minus the signal. `note` holds its steps and words."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_stopped, args=(step, how, note, work, arguments))
    process.start()
    process.join(LONGEST_S)
    assert process.exitcode is not None, "it hangs"
    return process.exitcode


def steps_of(note: Path, work: Callable[..., int | None], *arguments: Any) -> int:
    """How many steps the work has when nothing stops it."""
    assert stopped(0, How.KILLED, note, work, *arguments) == 0, note.read_text()
    return int(note.read_text().splitlines()[-1])


def _stopped(step: int, how: How, note: Path, work: Callable[..., int | None], arguments: tuple[Any, ...]) -> None:
    words = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    os.dup2(words, 2)
    os.dup2(words, 1)
    sys.stdout, sys.stderr = (open(k, "w", encoding="utf-8", closefd=False) for k in (1, 2))  # noqa: SIM115
    done = 0

    def hook(event: str, told: tuple[Any, ...]) -> None:
        nonlocal done
        if event in NAMED or (event == "open" and told[2] & WRITES and str(told[0]).startswith("/")):
            done += 1
            if how is How.FULL:
                if done >= step > 0 and event not in FREEING:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            elif done == step:
                os.kill(os.getpid(), signal.SIGKILL if how is How.KILLED else signal.SIGTERM)

    sys.addaudithook(hook)
    try:
        status = work(*arguments) or 0
    except LoadsiteError as error:
        os.write(words, f"{error}\n".encode())
        status = error.exit_status
    except BaseException:  # what a user would see as a traceback
        os.write(words, traceback.format_exc().encode())
        status = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(words, f"{done}\n".encode())
    os._exit(status)
