"""Ctrl-C, or a signal to end, during a search by periods: its best answer is kept, and what it is worth is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loadsite.commands.end_with_best import SAID, EndWithBest
from loadsite.solve.early_end import NEVER
from loadsite.solve.outcomes import EndedEarly
from tiny_study import edit, write_tiny_study

DAYS = edit("resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
            "resolution: days\n  count: 12")  # fmt: skip


def long_search(text: str) -> str:
    """Over 12 days, to a hundred-millionth of the cost."""
    return DAYS(text).replace("method: single", "method: decomposed\n  relative_gap: 1.0e-8\n  campus_gap: 1.0e-6")


def heard_again() -> None:
    """Also where these tests run in the background of a shell, which has interrupts ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own, left once its search has asked all days for the second time."""
    write_tiny_study(folder, scenario=long_search)
    command = [sys.executable, "-m", "loadsite.cli", "run", "scenarios/tiny.yaml", "--progress", "json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          preexec_fn=heard_again) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            for line in process.stderr:
                told = json.loads(line)
                if told.get("units_asked") == 12 and told["iteration"] >= 2:
                    break
            yield process
        finally:
            process.kill()


def told_after(process: subprocess.Popen[str], stage: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if stage in line:
            return
    raise AssertionError(f"never said: {stage}")


def test_the_best_answer_is_kept_with_its_bounds(tmp_path, loadsite, monkeypatch):
    with running(tmp_path) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    last = [line for line in err.splitlines() if not line.startswith("{")]
    assert last[0].startswith("tiny is not proven: within ") and "; told to end after " in last[0]
    assert last[1:] == [f"The best answer so far is in {Path('runs/tiny')}"]
    assert "not proven: within " in out and "Traceback" not in err
    record = json.loads((tmp_path / "runs/tiny/run.json").read_text(encoding="utf-8"))
    assert record["status"] == "not proven" and record["ended"].startswith("told to end after ")
    assert record["certificate"]["gap_musd"] > 0.0
    monkeypatch.chdir(tmp_path)
    assert loadsite("verify", "runs/tiny").status == 0
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["cut-pool", "tiny"]


def test_told_once_more_it_ends_at_once_and_leaves_nothing(tmp_path):
    with running(tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        told_after(process, SAID)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 143
    assert [line for line in err.splitlines() if not line.startswith("{")] == ["stopped"]
    assert [path.name for path in (tmp_path / "runs").iterdir() if path.name != "cut-pool"] == []


def test_before_and_after_a_search_a_signal_ends_the_program_as_ever(monkeypatch):
    """And while it lasts, the second one."""
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: came.append(number))
    try:
        early = EndWithBest(lambda event: None)
        os.kill(os.getpid(), signal.SIGTERM)
        assert came == [signal.SIGTERM] and not early.is_told
        with early.heard():
            os.kill(os.getpid(), signal.SIGTERM)
            assert came == [signal.SIGTERM] and early.number == signal.SIGTERM
            os.kill(os.getpid(), signal.SIGTERM)
            assert came == [signal.SIGTERM] * 2
        with early.heard():
            os.kill(os.getpid(), signal.SIGTERM)
        assert came == [signal.SIGTERM] * 3
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        early = EndWithBest(lambda event: None)
        with early.heard():
            os.kill(os.getpid(), signal.SIGTERM)
        assert not early.is_told and not NEVER.is_told
    finally:
        signal.signal(signal.SIGTERM, before)


def test_the_exit_status_tells_the_signal():
    """130 after Ctrl-C, 143 where another program told it to end."""
    assert [EndedEarly("not proven", number).exit_status for number in (signal.SIGINT, signal.SIGTERM)] == [130, 143]
