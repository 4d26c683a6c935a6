"""Plant slips in a copy of the checkout, one at a time, and see whether the fast tests of their room notice.

    python tests/planted/plant.py --room equations --processes 2
    python tests/planted/plant.py --only solve-7 --only inputs-3

First the tests are run with nothing planted: they must pass. Then a slip is caught where a test fails that passed, and
only there: where the tests do not run to an end, nothing is known, and that is told. Ends with a table of caught and
survived by room and the list of survivors; status 1 where fewer than 95 % were caught, or nothing is known of some.
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
    "numpy", "pandas", "scipy.sparse", "scipy.optimize", "pyomo.environ", "geopandas", "pydantic", "lark",
    "ruamel.yaml", "typer", "rich.console", "pyarrow.parquet", "jinja2", "hypothesis", "pytest",
)  # fmt: skip
"""Imported once, before the processes that run the tests are forked; nothing of the model may be among them."""


class NotRun(Exception):
    """The tests did not run to an end: nothing is known of the slip."""


@dataclass(frozen=True)
class Outcome:
    """What became of a slip: the first test that failed, "" where none did; or why nothing is known of it."""

    slip: Slip
    noticed_by: str
    seconds: float
    unknown: str = ""

    @property
    def caught(self) -> bool:
        """Whether a test noticed."""
        return bool(self.noticed_by)


class Copy:
    """A copy of the checkout in which slips are planted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._times = count(1_000_000_000)
        leave = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "__pycache__", ".*_cache", "runs", "*.egg-info")
        shutil.copytree(CHECKOUT, folder, ignore=leave, dirs_exist_ok=True)

    def outcome(self, slip: Slip) -> Outcome:
        """Plant a slip, run its tests, and put the file back."""
        file = self.folder / slip.file
        right = file.read_text(encoding="utf-8")
        started = time.monotonic()
        noticed_by = unknown = ""
        try:
            self._write(file, slip.planted_in(right))
            noticed_by = self.first_failure(slip.tests)
        except (NotRun, ValueError) as error:
            unknown = str(error)
        finally:
            self._write(file, right)
        return Outcome(slip, noticed_by, time.monotonic() - started, unknown)

    def _write(self, file: Path, text: str) -> None:
        """With a time of its own, by which compiled files are told apart."""
        file.write_text(text, encoding="utf-8")
        moment = next(self._times)
        os.utime(file, (moment, moment))

    def first_failure(self, tests: Iterable[str]) -> str:
        """The first test that fails, "" where none does; NotRun where they do not run to an end."""
        log = self.folder / "tests.log"
        log.unlink(missing_ok=True)
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
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        if any(line.startswith("STATUS 0") for line in lines):
            return ""
        failed = [line.split(" ")[1] for line in lines if line.startswith(("FAILED ", "ERROR "))]
        if not failed:
            raise NotRun(f"the tests did not run to an end: {' '.join(lines[-2:])[-200:]}")
        return failed[0]


def _run_tests(folder: Path, tests: list[str], log: Path) -> None:
    """In a process of its own, which ends here."""
    os.setsid()
    os.chdir(folder)
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.environ["PYTHONPATH"] = str(folder / "model")
    of_checkout = {str(CHECKOUT), *(str(CHECKOUT / name) for name in ("model", "tests", "tests/planted"))}
    sys.path[:] = [str(folder / "model"), *(entry for entry in sys.path if entry not in of_checkout)]
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


def failure_without_slips(slips: list[Slip]) -> str:
    """The first test of the slips that fails with nothing planted, which would notice anything; "" where all pass."""
    tests = dict.fromkeys(test for slip in slips for test in slip.tests)
    with tempfile.TemporaryDirectory(prefix="planted") as folder:
        return Copy(Path(folder)).first_failure(tests)


def main() -> int:
    """Plant the slips asked for; the exit status."""
    arguments = _arguments()
    slips = [slip for slip in every_slip()
             if (not arguments.room or slip.room in arguments.room)
             and (not arguments.only or slip.name in arguments.only)]  # fmt: skip
    try:
        failure = failure_without_slips(slips)
    except NotRun as error:
        failure = str(error)
    if failure or not slips:
        print(f"with nothing planted: {failure or 'no slip is named so'}")
        return 1
    known = []
    for outcome in outcomes(slips, arguments.processes):
        known.append(outcome)
        slip, noticed = outcome.slip, outcome.noticed_by or outcome.unknown or "SURVIVED"
        print(f"{slip.name:18} {outcome.seconds:6.1f} s  {noticed}  ({slip.what})", flush=True)
    return _conclude(known)


def _conclude(known: list[Outcome]) -> int:
    rooms = sorted({outcome.slip.room for outcome in known})
    print(f"\n{'room':18} {'planted':>8} {'caught':>8} {'survived':>9} {'unknown':>8}")
    for name, own in [*((room, [o for o in known if o.slip.room == room]) for room in rooms), ("all", known)]:
        caught, unknown = sum(outcome.caught for outcome in own), sum(bool(outcome.unknown) for outcome in own)
        print(f"{name:18} {len(own):8} {caught:8} {len(own) - caught - unknown:9} {unknown:8}")
    survivors = [outcome.slip for outcome in known if not outcome.caught and not outcome.unknown]
    for slip in survivors:
        print(f"survived: {slip.name} {slip.file}: {slip.what}{': ' + slip.survives if slip.survives else ''}")
    all_known = not any(outcome.unknown for outcome in known)
    return 0 if all_known and len(survivors) <= (1.0 - LEAST_CAUGHT_SHARE) * len(known) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", action="append", help="only the slips of this room; may be given again")
    parser.add_argument("--only", action="append", help="only this slip, such as solve-7; may be given again")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
