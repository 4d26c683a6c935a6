"""Stopped at any step, a run leaves the old result or the new one, whole, and every file of a person's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import numpy as np
import psutil
import pytest
from works import NOTES, beside, counted, is_whole, keep, lay_notes, notes_of, run, strangers, write_results

from loadsite.solve.benders.cut_pool import SUFFIX, CutPool
from loadsite.writing.unfinished import ABANDONED_S, SIGN, clear_abandoned
from stopped_somewhere import How, steps_of, stopped
from tiny_study import write_tiny_study
from whole_program import command, ended, environment


def chosen(steps: int, count: int) -> list[int]:
    """So many steps, the last ones among them: there the folders change places."""
    return sorted({round(step) for step in np.linspace(1, steps, min(steps, count))})


def a_day_later(folder: Path) -> None:
    """What killed runs left there is more than a day old, and the next run clears it away."""
    then = time.time() - ABANDONED_S - 60.0
    for left in folder.glob(".*"):
        for path in (left / SIGN, left):
            if path.exists():
                os.utime(path, (then, then))
    clear_abandoned(folder)
    assert not list(folder.glob(".*")), "what was half done is still there"


def replaced_under_kills(folder: Path, count: int, how: How) -> Counter[str]:
    """A small result with notes beside it is replaced, and that is stopped at so many steps."""
    place, note, seen = folder / "runs" / "case", folder / "note", Counter[str]()
    write_results(place, "old")
    lay_notes(place)
    steps = steps_of(note, write_results, place, "old")
    for step in chosen(steps, count):
        status = stopped(step, how, note, write_results, place, f"new {step}")
        assert is_whole(place), f"step {step}"
        assert notes_of(place) == NOTES and strangers(place) == set(NOTES), f"step {step}"
        assert beside(place) == ["case"], f"step {step}"
        now = json.loads((place / "run.json").read_text())["status"]
        assert how is How.KILLED or status in (0, 1), note.read_text()
        if how is How.FULL and now != f"new {step}":
            assert "cannot be written: No space left on device" in note.read_text()
        seen["new" if now == f"new {step}" else "old"] += 1
        a_day_later(place.parent)
        assert notes_of(place) == NOTES and strangers(place) == set(NOTES), f"step {step}"
    return seen


@pytest.mark.parametrize("how", [How.KILLED])
def test_a_result_is_replaced_whole_or_not_at_all(tmp_path, how):
    seen = replaced_under_kills(tmp_path, 8, how)
    assert seen["old"] > 0 and seen["new"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("how", [How.KILLED, How.FULL])
def test_a_result_is_replaced_whole_or_not_at_all_at_every_step(tmp_path, how):
    seen = replaced_under_kills(tmp_path, 1000, how)
    counted(f"a small result replaced, {how.value}", seen)
    assert seen["old"] > 10 and seen["new"] > 1


def runs_under_kills(folder: Path, count: int, how: How) -> Counter[str]:
    """The real command, over a result of its own with notes beside it."""
    scenario, place, note, seen = write_tiny_study(folder), folder / "runs" / "tiny", folder / "note", Counter[str]()
    assert stopped(0, how, note, run, scenario, place) == 0, note.read_text()
    lay_notes(place)
    steps = steps_of(note, run, scenario, place)
    before = place.stat().st_ino
    for step in chosen(steps, count):
        status = stopped(step, how, note, run, scenario, place)
        assert is_whole(place), f"step {step} of {steps}"
        assert notes_of(place) == NOTES, f"step {step} of {steps}"
        assert [name for name in beside(place) if name != "cut-pool"] == ["tiny"], f"step {step} of {steps}"
        said = note.read_text()
        if how is How.TOLD:
            assert status in (128 + signal.SIGTERM, 0), said
            assert not [path for path in place.parent.iterdir() if path.name.startswith(".")], f"step {step}"
        if how is How.FULL:
            assert status in (0, 1) and "Traceback" not in said and "defect" not in said, said
        seen["new" if place.stat().st_ino != before else "old"] += 1
        before = place.stat().st_ino
        a_day_later(place.parent)
    return seen


@pytest.mark.slow
def test_a_run_that_is_told_to_end_leaves_nothing_half_done(tmp_path):
    runs_under_kills(tmp_path, 2, How.TOLD)


@pytest.mark.slow
@pytest.mark.parametrize(("how", "count"), [(How.KILLED, 120), (How.TOLD, 40), (How.FULL, 30)])
def test_a_real_run_over_its_own_result(tmp_path, how, count):
    seen = runs_under_kills(tmp_path, count, how)
    counted(f"loadsite run, {how.value}", seen)
    assert seen["old"] > 0


@pytest.mark.slow
def test_a_batch_that_is_told_to_end_leaves_nothing_half_done(tmp_path):
    """Not the cases at work either: what they had begun is cleared, and they are tried again."""
    write_tiny_study(tmp_path / "study")
    study, out = tmp_path / "study/scenarios/studies/told.yaml", tmp_path / "told"
    study.parent.mkdir()
    study.write_text("name: told\nbase: ../tiny.yaml\ngrid:\n  prices.co2_usd_per_t: [0, 20, 40]\n")
    words = [*command(tmp_path), "batch", str(study), "--out", str(out), "--workers", "2", "--csv"]
    with subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL) as batch:
        while batch.poll() is None and not list(out.glob(".*")):
            time.sleep(0.02)
        family = psutil.Process(batch.pid).children(recursive=True)
        batch.terminate()
        assert batch.wait(60) == 128 + signal.SIGTERM
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive and not list(out.glob(".*"))
    done = ended(words, tmp_path, environment())
    assert done.returncode == 0 and done.stdout.count(",optimal,") == 3, done.stderr


@pytest.mark.slow
def test_kills_of_a_search_that_keeps_what_it_learnt(tmp_path):
    """Whatever was kept before is kept; the next search takes it, and removes what is a day old."""
    steps = steps_of(tmp_path / "note", keep, tmp_path / "pool", 1.0)
    kept, seen = 1, Counter[str]()
    for number in range(80):
        stopped(1 + number % steps, How.KILLED, tmp_path / "note", keep, tmp_path / "pool", float(number))
        now = len(list((tmp_path / "pool").glob(f"*/*{SUFFIX}")))
        assert kept <= now <= kept + 1 or now == 40
        seen["kept" if now > kept else "not kept"] += 1
        kept = now
    pool = CutPool(tmp_path / "pool")
    pool.load("0" * 64, [], 1)
    assert pool.remarks == []
    counted("a pool, killed", seen)
