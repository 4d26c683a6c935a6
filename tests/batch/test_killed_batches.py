"""kill -9 at any moment: nothing committed is lost, nothing committed is run again, and the end is the same."""

from __future__ import annotations

import multiprocessing
import random
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from stand_in_batch import stand_in, stand_in_batch

from loadsite.batch.batch import named, run_batch
from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.ledger import Entry, Ledger
from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import open_study

CASES = 24
STUDY = """\
name: killed
base: ../tiny.yaml
grid:
  campus.interruption_usd_per_mwh: [100, 200, 300, 400, 500, 600]
  prices.co2_usd_per_t: [0, 20]
  place.target_mw: {low: {2030: 100}, high: {2030: 300}}
"""
LONGEST_S = 1.6
"""A batch of the stand-in lasts a little longer than this."""


def committed(folder: Path) -> dict[str, Entry]:
    """Cases with an answer, by hash, with the attempt that was committed."""
    if not StudyPlace(folder).exists:
        return {}
    with closing(Ledger(folder)) as ledger:
        last = ledger.last()
    return {hash_: entry for hash_, entry in last.items() if entry.outcome and entry.outcome.ending.settled}


def kill_somewhere(study: Path, folder: Path, dice: random.Random) -> None:
    """Begin a batch, and kill it, or one of its workers and then it, at some moment."""
    context = multiprocessing.get_context("forkserver")
    # imported once in the server, so that a batch begins its work at once
    context.set_forkserver_preload(["stand_in_batch"])
    batch = context.Process(target=stand_in_batch, args=(study.resolve(), folder.resolve()))
    batch.start()
    assert batch.pid is not None
    time.sleep(dice.uniform(0.0, LONGEST_S))
    family = psutil.Process(batch.pid).children(recursive=True) if batch.is_alive() else []
    if family and dice.random() < 0.4:
        with suppress(psutil.NoSuchProcess):
            dice.choice(family).kill()
        time.sleep(dice.uniform(0.0, LONGEST_S / 4))
    batch.kill()
    batch.join()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive, "a worker outlives its batch"


def batch_under_kills(study_file: Path, times: int, seed: int) -> None:
    dice = random.Random(seed)
    folder = Path("runs/killed")
    before: dict[str, Entry] = {}
    for _ in range(times):
        kill_somewhere(study_file, folder, dice)
        now = committed(folder)
        assert before.items() <= now.items(), "something committed was lost, or done again"
        before = now
        if len(now) == CASES:
            folder = folder.with_name(f"{folder.name}_again")
            before = {}
    study = open_study(study_file)
    place = StudyPlace(folder)
    outcomes = run_batch(study, place, stand_in())
    undisturbed = StudyPlace(Path("runs/undisturbed"))
    expected = run_batch(study, undisturbed, stand_in())
    assert [outcome.content_hash for outcome in outcomes.values()] == [
        outcome.content_hash for outcome in expected.values()
    ]
    names = {each.hash.whole: each.case.name for each in named(study)}
    assert all(folder_hash(place.case_of(hash_, names[hash_])) == outcome.content_hash
               for hash_, outcome in outcomes.items())  # fmt: skip
    assert before.items() <= committed(folder).items()
    with closing(Ledger(folder)) as ledger:
        attempts = ledger.attempts()
    settled = [entry.hash for entry in attempts if entry.outcome and entry.outcome.ending.settled]
    assert len(settled) == len(set(settled)) == CASES
    for hash_ in settled:
        of_case = [entry for entry in attempts if entry.hash == hash_]
        assert of_case[-1].outcome is not None, "begun again after it was committed"
    hidden = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    assert not hidden, "what was half done is still there"


@pytest.mark.slow
def test_three_kills(write_study):
    batch_under_kills(write_study(STUDY), 3, seed=5)


@pytest.mark.slow
def test_a_hundred_kills(write_study):
    batch_under_kills(write_study(STUDY), 100, seed=1)
