"""Ctrl-C, or a signal to end, during a batch: how much is done, and how to go on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import loadsite.commands.batch as verb
from loadsite.batch.batch import Standing
from loadsite.batch.order import Ending, Outcome
from loadsite.commands.signals import ToldToEnd

STUDY = "name: three\nbase: scenarios/tiny.yaml\nset: {time.until_utc: 2024-08-12T02:00}\n" \
        "grid:\n  prices.co2_usd_per_t: [0, 20, 40]\n"
ENDINGS = (Ending.OPTIMAL, Ending.INFEASIBLE, Ending.FAILED, Ending.NOT_PROVEN)


@pytest.mark.parametrize(("interrupt", "status"), [
    (KeyboardInterrupt(), 130), (ToldToEnd(signal.SIGTERM), 143), (ToldToEnd(signal.SIGHUP), 129)])
def test_what_is_done_is_what_is_not_tried_again(interrupt, status, loadsite, tiny, monkeypatch):
    """One done before, four ended: an answer and a proof that there is none are done, the two others are not."""

    def interrupted(study: object, place: object, options: object, told) -> None:
        ended = {ending.value: Outcome(ending) for ending in ENDINGS}
        told(Standing(total=6, done_before=1, ended=ended))
        raise interrupt

    monkeypatch.setattr(verb, "run_batch", interrupted)
    Path("three.yaml").write_text(STUDY)
    ended = loadsite("batch", "three.yaml", "--json")
    assert (ended.status, ended.out) == (status, "")
    assert ended.err == "stopped: 3 of 6 done; run again to go on\n"


def test_a_batch_told_to_end_before_anything_is_done(loadsite, tiny, monkeypatch):
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verb, "run_batch", interrupted)
    Path("three.yaml").write_text(STUDY)
    ended = loadsite("batch", "three.yaml")
    assert (ended.status, ended.err) == (130, "stopped: 0 of 3 done; run again to go on\n")


def heard_again() -> None:
    """Also where these tests run in the background of a shell, which has interrupts ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_a_real_batch_says_so_and_goes_on(loadsite, tiny):
    Path("three.yaml").write_text(STUDY)
    command = [sys.executable, "-m", "loadsite.cli", "batch", "three.yaml", "--workers", "1", "--progress", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=heard_again) as batch:  # fmt: skip
        assert batch.stderr is not None and batch.stdout is not None
        for line in batch.stderr:
            if json.loads(line)["done"] == 1:
                break
        batch.send_signal(signal.SIGINT)
        last = batch.stderr.read().splitlines()[-1]
        assert batch.stdout.read() == "" and batch.wait(60) == 130
    said = re.fullmatch(r"stopped: ([12]) of 3 done; run again to go on", last)
    assert said is not None, last
    cases = json.loads(loadsite("status", "three.yaml", "--json").out)["cases"]
    assert sum(case["status"] == "optimal" for case in cases) == int(said[1])
    assert loadsite("batch", "three.yaml", "--workers", "1", "--csv").out.count(",optimal,") == 3
