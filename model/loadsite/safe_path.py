"""No program of a study's folder is run: Python looks for modules where it is installed, not where it is started.

A process started by `python -c` or `python -m`, as those of multiprocessing and Dask are, looks in its working folder
first. That is the folder of a study, whose files may be anyone's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAFE_PATH, SEARCHED = "PYTHONSAFEPATH", "PYTHONPATH"


def keep_to_installed() -> None:
    """For a program of our own: neither this process nor any it starts imports from the working folder."""
    sys.path[:] = without_working_folder(sys.path)
    guard_children()


def guard_children() -> None:
    """Every process that this one starts from now on leaves its working folder alone."""
    os.environ.update(guarded_environment())
    if not os.environ.get(SEARCHED, "absent"):
        del os.environ[SEARCHED]


def guarded_environment() -> dict[str, str]:
    """What is to be set in the environment of a process that we start."""
    searched = [part for part in os.environ.get(SEARCHED, "").split(os.pathsep) if Path(part).is_absolute()]
    return {SAFE_PATH: "1"} | ({SEARCHED: os.pathsep.join(searched)} if SEARCHED in os.environ else {})


@contextmanager
def nothing_handed_over() -> Iterator[None]:
    """While multiprocessing starts a process, which gets the path and the environment of this one."""
    before, environment = sys.path[:], {name: os.environ.get(name) for name in (SAFE_PATH, SEARCHED)}
    guard_children()
    sys.path[:] = without_working_folder(before)
    try:
        yield
    finally:
        sys.path[:] = before
        for name, value in environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def without_working_folder(path: list[str]) -> list[str]:
    """A path without the working folder, unless loadsite itself is there, and without what is relative to it."""
    here = Path.cwd().resolve()
    if Path(__file__).resolve().parents[1] == here:
        return [part for part in path if part and Path(part).is_absolute()]
    return [part for part in path if part and Path(part).is_absolute() and Path(part).resolve() != here]
