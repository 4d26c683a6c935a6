"""A batch: which cases are left to do, in what order, how many at once; every end goes to the ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue

import psutil

from loadsite.batch.case_hash import CaseHash, hashes_of
from loadsite.batch.engines import DaskCluster, Engine, Events, LocalProcesses
from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.ledger import Ledger, is_done
from loadsite.batch.order import Ended, Ending, Limits, Order, Outcome, Stage
from loadsite.batch.place import StudyPlace
from loadsite.batch.supervise import CHILD, MB
from loadsite.inputs.study_file import StudyCase, StudyFile
from loadsite.solve import Engine as EngineName

SPARE = 0.8
"""Share of the memory that is free at the start which the cases of a batch may fill."""
LISTEN_S = 0.5


@dataclass(frozen=True)
class BatchOptions:
    """How a batch is worked on. `workers` None: as many as processors and memory allow, measured on the first case."""

    engine: EngineName = EngineName.LOCAL
    scheduler: str | None = None
    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    child: tuple[str, ...] = CHILD


@dataclass(frozen=True)
class NamedCase:
    """A case of a study and what it is known by."""

    case: StudyCase
    hash: CaseHash


@dataclass
class Standing:
    """Where a batch stands: told after every event."""

    total: int
    done_before: int
    ended: dict[str, Outcome] = field(default_factory=dict)
    """by hash, of this batch"""
    running: dict[str, tuple[str, float, str]] = field(default_factory=dict)
    """by hash: the case's name, when it began (time.monotonic), its stage"""
    names: dict[str, str] = field(default_factory=dict)
    """by hash: the name of every case"""
    room: int = 1

    @property
    def done(self) -> int:
        """Cases that need no more work: solved, or proven to have no answer."""
        return self.done_before + sum(outcome.ending.settled for outcome in self.ended.values())

    @property
    def left(self) -> int:
        return self.total - self.done_before - len(self.ended)

    def remaining_s(self) -> float | None:
        """An estimate of the time left: what is left at the pace of what has ended; None before anything has [s]."""
        took = sorted(outcome.wall_s for outcome in self.ended.values())
        if not took:
            return None
        # the first case of a grid learns it, and takes longer than those after it
        usual = took[len(took) // 2]
        now = time.monotonic()
        begun = sum(min(usual, now - since) for _, since, _ in self.running.values())
        return max(0.0, usual * self.left - begun) / max(1, min(self.room, max(1, self.left)))


def named(study: StudyFile) -> list[NamedCase]:
    """The cases of a study with their hashes, in order."""
    hashes = hashes_of([case.opened for case in study.cases])
    return [NamedCase(case, each) for case, each in zip(study.cases, hashes, strict=True)]


def run_batch(
    study: StudyFile,
    place: StudyPlace,
    options: BatchOptions,
    told: Callable[[Standing], None] = lambda standing: None,
) -> dict[str, Outcome]:
    """Solve every case that is not done; by hash, how all of them ended, in the order of the study.

    Raises:
        Busy: another batch works on the study.
        CannotWrite: the study's folder or its ledger cannot be written.
    """
    with place.locked(), closing(Ledger(place.folder)) as ledger:
        cases = named(study)
        last = ledger.last()
        done = {
            each.hash.whole for each in cases
            if (entry := last.get(each.hash.whole)) is not None
            and is_done(entry, folder_hash(place.case_of(entry.hash, entry.name)))
        }  # fmt: skip
        left = [each for each in cases if each.hash.whole not in done]
        standing = Standing(len(cases), len(done), names={each.hash.whole: each.case.name for each in cases})
        told(standing)
        if left:
            _Work(study, place, options, ledger, standing, told).through(left)
        found = {hash_: entry.outcome for hash_, entry in ledger.last().items()}
    return {
        each.hash.whole: found.get(each.hash.whole) or Outcome(Ending.FAILED, "it was not solved") for each in cases
    }


@dataclass
class _Work:
    """One batch at work."""

    study: StudyFile
    place: StudyPlace
    options: BatchOptions
    ledger: Ledger
    standing: Standing
    told: Callable[[Standing], None]

    def through(self, left: list[NamedCase]) -> None:
        """Solve the cases: of each grid one first, which learns it, and then the others beside each other."""
        events: Events = SimpleQueue()
        learnt = self.ledger.learnt_grids()
        learning: set[str] = set()
        alone = {grid for grid in {each.hash.grid for each in left} if _count(grid, left) > 1} - learnt
        waiting = list(left)
        by_hash = {each.hash.whole: each for each in left}
        attempts: dict[str, int] = {}
        with self._engine(events, len(left)) as engine:
            self.standing.room = self._first_room(engine)
            while waiting or attempts:
                for each in _ready(waiting, alone - learnt, learning):
                    if len(attempts) >= self.standing.room:
                        break
                    waiting.remove(each)
                    learning.add(each.hash.grid)
                    attempts[each.hash.whole] = self._begin(each, engine)
                try:
                    event = events.get(timeout=LISTEN_S)
                except Empty:
                    self.told(self.standing)
                    continue
                if isinstance(event, Ended) and event.hash in attempts:
                    self.ledger.commit(attempts.pop(event.hash), event.outcome)
                    learnt.add(by_hash[event.hash].hash.grid)
                    self.standing.running.pop(event.hash)
                    self.standing.ended[event.hash] = event.outcome
                    self.standing.room = self._room(engine)
                elif isinstance(event, Stage) and event.hash in self.standing.running:
                    name, since, _ = self.standing.running[event.hash]
                    self.standing.running[event.hash] = name, since, event.said
                self.told(self.standing)

    def _begin(self, each: NamedCase, engine: Engine) -> int:
        attempt = self.ledger.begin(each.hash.whole, each.case.name, each.hash.grid, each.case.labels)
        self.standing.running[each.hash.whole] = each.case.name, time.monotonic(), "waiting"
        engine.submit(
            Order(
                working_folder=str(Path.cwd()),
                study=str(self.study.path),
                case=each.case.name,
                hash=each.hash.whole,
                files=each.hash.files,
                place=str(self.place.case_of(each.hash.whole, each.case.name)),
                pool=str(self.place.pool),
                processes=self._processes(engine),
                time_limit_s=self.options.limits.time_s,
            )
        )
        return attempt

    def _engine(self, events: Events, most: int) -> Engine:
        limits = replace(self.options.limits, memory_mb=self.options.limits.memory_mb or _free_mb())
        if self.options.engine is EngineName.DASK:
            count = self.options.workers or _processors()
            return DaskCluster(events, self.options.limits, count, self.options.scheduler)
        return LocalProcesses(events, limits, min(most, self.options.workers or _processors()), self.options.child)

    def _processes(self, engine: Engine) -> int | None:
        """Processes of each case: what is left of this machine's processors is shared out among those that may run."""
        if engine.room:
            return None
        return max(1, _processors() // max(1, min(self.standing.room, self.standing.left)))

    def _first_room(self, engine: Engine) -> int:
        """How many cases may run before any has been measured."""
        return engine.room or self.options.workers or 1

    def _room(self, engine: Engine) -> int:
        """How many cases may run at once, now that some have been measured."""
        if engine.room or self.options.workers:
            return self._first_room(engine)
        largest = max((outcome.peak_memory_mb for outcome in self.standing.ended.values()), default=0.0)
        fit = int(_free_mb(len(self.standing.running) * largest) / largest) if largest > 0 else 1
        return max(1, min(_processors(), fit))


def _ready(waiting: Iterable[NamedCase], alone: set[str], learning: set[str]) -> list[NamedCase]:
    """Cases that may begin: the first of each grid that is still unknown, and all of the grids that are known."""
    ready = []
    first = set(learning)
    for each in waiting:
        if each.hash.grid not in alone:
            ready.append(each)
        elif each.hash.grid not in first:
            first.add(each.hash.grid)
            ready.append(each)
    return ready


def _count(grid: str, cases: list[NamedCase]) -> int:
    return sum(each.hash.grid == grid for each in cases)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_mb(taken_by_cases_mb: float = 0.0) -> float:
    """Memory that the cases of a batch may fill, those that run now among them [MB]."""
    return SPARE * (float(psutil.virtual_memory().available) / MB + taken_by_cases_mb)
