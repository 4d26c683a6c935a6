"""Plant slips in a copy of the checkout, one at a time, and see whether the fast tests of their room notice.

    python tests/planted/plant.py --room equations --processes 2
    python tests/planted/plant.py --only solve-7 --only inputs-3

Ends with a table of caught and survived by room and the list of survivors; status 1 where fewer than 95 % were caught.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from slips import CHECKOUT, Slip, every_slip

LEAST_CAUGHT_SHARE = 0.95
LONGEST_S = 900.0
"""A slip whose tests do not end by then has hung them: no one would overlook that."""
SLOW_TO_IMPORT = (
    "numpy", "pandas", "scipy.sparse", "scipy.optimize", "pyomo.environ", "geopandas", "pydantic", "lark", "pint",
    "ruamel.yaml", "typer", "rich.console", "pyarrow.parquet", "jinja2", "hypothesis", "pytest",
)  # fmt: skip
"""Imported once, before the processes that run the tests are forked; nothing of the model may be among them."""


@dataclass(frozen=True)
class Outcome:
    """What became of a slip: the first test that failed, "" where none did."""

    slip: Slip
    noticed_by: str
    seconds: float


class Copy:
    """A copy of the checkout in which slips are planted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._times = count(1_000_000_000)
        leave = shutil.ignore_patterns(".git", "__pycache__", ".*_cache", "runs", "*.egg-info")
        shutil.copytree(CHECKOUT, folder, ignore=leave, dirs_exist_ok=True)

    def outcome(self, slip: Slip) -> Outcome:
        """Plant a slip, run its tests, and put the file back."""
        file = self.folder / slip.file
        right = file.read_text(encoding="utf-8")
        self._write(file, slip.planted_in(right))
        started = time.monotonic()
        try:
            noticed_by = self.first_failure(slip.tests)
        finally:
            self._write(file, right)
        return Outcome(slip, noticed_by, time.monotonic() - started)

    def _write(self, file: Path, text: str) -> None:
        """With a time of its own, by which compiled files are told apart."""
        file.write_text(text, encoding="utf-8")
        moment = next(self._times)
        os.utime(file, (moment, moment))

    def first_failure(self, tests: Iterable[str]) -> str:
        """The first test that fails, "" where none does."""
        log = self.folder / "tests.log"
        child = os.fork()
        if child == 0:
            _run_tests(self.folder, list(tests), log)
        give_up = time.monotonic() + LONGEST_S
        while os.waitpid(child, os.WNOHANG)[0] == 0:
            if time.monotonic() > give_up:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return "(the tests hang)"
            time.sleep(0.05)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if any(line.startswith("STATUS 0") for line in lines):
            return ""
        failed = [line.split(" ")[1] for line in lines if line.startswith(("FAILED ", "ERROR "))]
        return failed[0] if failed else "(the tests end early)"


def _run_tests(folder: Path, tests: list[str], log: Path) -> None:
    """In a process of its own, which ends here."""
    os.setsid()
    os.chdir(folder)
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.environ["PYTHONPATH"] = str(folder / "model")
    sys.path[:] = [str(folder / "model"), *(entry for entry in sys.path if not entry.startswith(str(CHECKOUT)))]
    # Processes that tests start by spawn would read this file again.
    sys.modules["__main__"] = types.ModuleType("__main__")
    import pytest

    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=line", "--basetemp", str(folder / "temporary")]
    status = pytest.main([*options, *tests])
    print(f"\nSTATUS {int(status)}", flush=True)
    os._exit(0)


def _work(slips: list[Slip], waiting: multiprocessing.Queue[int], done: multiprocessing.Queue[Outcome]) -> None:
    with tempfile.TemporaryDirectory(prefix="planted") as folder:
        copy = Copy(Path(folder))
        while (number := waiting.get()) >= 0:
            done.put(copy.outcome(slips[number]))


def outcomes(slips: list[Slip], processes: int) -> Iterator[Outcome]:
    """What becomes of each slip, as it is known."""
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)
    context = multiprocessing.get_context("fork")
    waiting: multiprocessing.Queue[int] = context.Queue()
    done: multiprocessing.Queue[Outcome] = context.Queue()
    for number in [*range(len(slips)), *[-1] * processes]:
        waiting.put(number)
    workers = [context.Process(target=_work, args=(slips, waiting, done)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in slips:
        yield done.get()
    for worker in workers:
        worker.join()


def failures_without_slips(slips: list[Slip]) -> list[str]:
    """Tests of the slips' rooms that fail with nothing planted: they would notice anything."""
    tests = dict.fromkeys(test for slip in slips for test in slip.tests)
    with tempfile.TemporaryDirectory(prefix="planted") as folder:
        failure = Copy(Path(folder)).first_failure(tests)
    return [failure] if failure else []


def main() -> int:
    """Plant the slips asked for; the exit status."""
    arguments = _arguments()
    slips = [slip for slip in every_slip()
             if (not arguments.room or slip.room in arguments.room)
             and (not arguments.only or slip.name in arguments.only)]  # fmt: skip
    for failure in failures_without_slips(slips) if arguments.first else []:
        print(f"fails with nothing planted: {failure}")
        return 1
    known = []
    for outcome in outcomes(slips, arguments.processes):
        known.append(outcome)
        slip, noticed = outcome.slip, outcome.noticed_by or "SURVIVED"
        print(f"{slip.name:18} {outcome.seconds:6.1f} s  {noticed}  ({slip.what})", flush=True)
    return _conclude(known)


def _conclude(known: list[Outcome]) -> int:
    rooms = sorted({outcome.slip.room for outcome in known})
    print(f"\n{'room':18} {'planted':>8} {'caught':>8} {'survived':>9}")
    for name, own in [*((room, [o for o in known if o.slip.room == room]) for room in rooms), ("all", known)]:
        caught = sum(bool(outcome.noticed_by) for outcome in own)
        print(f"{name:18} {len(own):8} {caught:8} {len(own) - caught:9}")
    survivors = [outcome.slip for outcome in known if not outcome.noticed_by]
    for slip in survivors:
        print(f"survived: {slip.name} {slip.file}: {slip.what}{': ' + slip.survives if slip.survives else ''}")
    return 0 if len(survivors) <= (1.0 - LEAST_CAUGHT_SHARE) * len(known) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", action="append", help="only the slips of this room; may be given again")
    parser.add_argument("--only", action="append", help="only this slip, such as solve-7; may be given again")
    parser.add_argument("--first", action="store_true", help="first see that the tests pass with nothing planted")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
