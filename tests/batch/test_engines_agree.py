"""Processes of this machine and a Dask cluster give the same tables; real cases, limited and killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import psutil
import pytest

from loadsite.batch.batch import BatchOptions, named, run_batch
from loadsite.batch.order import Ending, Limits, Outcome
from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import StudyFile, open_study
from loadsite.run.content_hash import content_hash
from loadsite.run.store import read_tables
from loadsite.solve import Engine

pytestmark = pytest.mark.slow

STUDY = """\
name: agree
base: ../tiny.yaml
set: {time.until_utc: 2024-08-12T06:00}
grid:
  place.target_mw: {low: {2030: 100}, high: {2030: 300}}
  plan: [plans/tiny_plan.yaml, plans/twice.yaml]
"""
PERIODS = """\
name: periods
base: ../tiny.yaml
set:
  time: {load_year: 2024, resolution: days, count: 4}
  solve: {method: decomposed, relative_gap: 0.0001, time_limit_s: 120}
grid:
  place.target_mw: {low: {2030: 100}, middle: {2030: 200}, high: {2030: 300}}
"""


def hashes(study: StudyFile, place: StudyPlace, outcomes: dict[str, Outcome]) -> list[str]:
    """The hash of the tables of every case; all have an answer."""
    without = [outcome.reason for outcome in outcomes.values() if outcome.ending is not Ending.OPTIMAL]
    assert not without
    names = {each.hash.whole: each.case.name for each in named(study)}
    return [content_hash(read_tables(place.case_of(hash_, names[hash_]))) for hash_ in outcomes]


@contextmanager
def cluster_on_loopback(folder: Path) -> Iterator[str]:
    """A Dask scheduler and two worker processes; the scheduler's address."""
    at = folder / "scheduler.json"
    dask = [sys.executable, "-m"]
    commands = [
        [*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
         "--scheduler-file", str(at)],
        *([[*dask, "distributed.cli.dask_worker", "--scheduler-file", str(at), "--nthreads", "1", "--no-dashboard",
            "--host", "127.0.0.1"]] * 2),
    ]  # fmt: skip
    processes = []
    try:
        for command in commands:
            log = (folder / f"dask_{len(processes)}.log").open("w")
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
            while not at.exists():
                assert processes[0].poll() is None
                time.sleep(0.1)
        yield pd.read_json(at, typ="series")["address"]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(30)


def test_local_and_dask_give_the_same_tables(write_study, tmp_path):
    study = open_study(write_study(STUDY))
    local = StudyPlace(Path("runs/local"))
    expected = hashes(study, local, run_batch(study, local, BatchOptions(workers=2)))
    with cluster_on_loopback(tmp_path) as scheduler:
        cluster = StudyPlace(Path("runs/cluster"))
        outcomes = run_batch(study, cluster, BatchOptions(engine=Engine.DASK, scheduler=scheduler))
    assert hashes(study, cluster, outcomes) == expected
    own = StudyPlace(Path("runs/own"))
    assert hashes(study, own, run_batch(study, own, BatchOptions(engine=Engine.DASK, workers=2))) == expected


def test_cases_of_one_grid_take_cuts_from_the_first(write_study):
    """And answer what they would have answered alone, to the gap."""
    study, place = open_study(write_study(PERIODS)), StudyPlace(Path("runs/shared"))
    low, middle, high = run_batch(study, place, BatchOptions(workers=2)).values()
    assert low.cuts_from_pool == 0 and middle.cuts_from_pool > 0 and high.cuts_from_pool > 0
    for position, shared in enumerate((low, middle, high)):
        alone = StudyPlace(Path(f"runs/alone_{position}"))
        one = StudyFile(study.study, study.path, study.base, study.cases[position : position + 1])
        (outcome,) = run_batch(one, alone, BatchOptions(workers=1)).values()
        assert outcome.cuts_from_pool == 0
        assert outcome.cost_usd == pytest.approx(shared.cost_usd, rel=2e-4)


def test_real_cases_killed_here_and_there_end_as_undisturbed_ones(write_study):
    path = write_study(STUDY)
    study, undisturbed, killed = open_study(path), StudyPlace(Path("runs/whole")), StudyPlace(Path("runs/killed"))
    dice = random.Random(3)
    command = "from loadsite.cli import main; main()"
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", command, "batch", str(path), "--out", str(killed.folder), "--workers", "2"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as batch:  # fmt: skip
            time.sleep(dice.uniform(2.0, 14.0))
            family = psutil.Process(batch.pid).children(recursive=True) if batch.poll() is None else []
            batch.kill()
            batch.wait()
            _, alive = psutil.wait_procs(family, timeout=20)
            assert not alive
    expected = hashes(study, undisturbed, run_batch(study, undisturbed, BatchOptions(workers=2)))
    assert hashes(study, killed, run_batch(study, killed, BatchOptions(workers=2))) == expected


def test_real_cases_that_take_too_much(write_study):
    study = open_study(write_study(STUDY))
    little = BatchOptions(workers=2, limits=Limits(memory_mb=200.0))
    outcomes = run_batch(study, StudyPlace(Path("runs/memory")), little)
    assert all(outcome.ending is Ending.FAILED for outcome in outcomes.values())
    assert all("MB of memory; 200 MB were allowed" in outcome.reason for outcome in outcomes.values())
    short = BatchOptions(workers=2, limits=Limits(time_s=0.001, grace_s=60.0))
    outcomes = run_batch(study, StudyPlace(Path("runs/time")), short)
    assert all(outcome.ending is Ending.TIMED_OUT for outcome in outcomes.values()), outcomes
    assert all("time allowed (0.001 s) ran out" in outcome.reason for outcome in outcomes.values())
