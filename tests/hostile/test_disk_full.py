"""A disk that is full in earnest: what was there stays, what is told is true, and once there is room all is well."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from works import counted, is_whole

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.inputs.study_file import open_study
from tiny_study import edit, write_tiny_study
from whole_program import command, ended, environment, write_study_by_days

STUDY = "name: full\nbase: ../tiny.yaml\ngrid:\n  prices.co2_usd_per_t: [0, 20]\n"


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("this user cannot make a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def leave_free(disk: Path, size: int) -> None:
    """Fill the disk but for so many bytes."""
    (disk / "filling").unlink(missing_ok=True)
    free = int(subprocess.run(["stat", "-f", "-c", "%a %S", str(disk)], capture_output=True, text=True, check=True)
               .stdout.split()[0]) * 4096  # fmt: skip
    with (disk / "filling").open("wb") as file:
        file.write(bytes(max(0, free - size)))


def must_tell(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stderr and "defect" not in done.stderr, done.stderr
    assert "No space left" in done.stderr or "disk is full" in done.stderr or "database or disk is full" in (
        done.stderr + done.stdout), done.stderr  # fmt: skip


@pytest.mark.slow
def test_runs_over_a_result_with_less_and_less_room(tmp_path, disk):
    scenario, place, seen = write_study_by_days(tmp_path / "study"), disk / "runs/tiny", Counter[str]()
    words = [*command(tmp_path), "run", str(scenario), "--out", str(place), "--csv"]
    assert ended(words, tmp_path, environment()).returncode == 0
    whole = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    for size in np.linspace(0, 1.3 * whole, 16).astype(int):
        leave_free(disk, int(size))
        done = ended(words, tmp_path, environment())
        assert is_whole(place), size
        assert not list(place.parent.glob(".*")), size
        if done.returncode == 0:
            seen["done, pool told" if "note: " in done.stderr else "done"] += 1
        else:
            must_tell(done)
            seen["refused"] += 1
    counted("runs on a full disk", seen)
    assert seen["refused"] > 3 and seen["done"] > 0


@pytest.mark.slow
def test_batches_with_less_and_less_room(tmp_path, disk):
    write_tiny_study(tmp_path / "study")
    study, out, seen = tmp_path / "study/scenarios/studies/full.yaml", disk / "full", Counter[str]()
    study.parent.mkdir()
    study.write_text(STUDY, encoding="utf-8")
    words = [*command(tmp_path), "batch", str(study), "--out", str(out), "--workers", "1", "--csv"]
    for size in np.linspace(0, 1_500_000, 12).astype(int):
        leave_free(disk, int(size))
        done = ended(words, tmp_path, environment())
        if done.returncode == 0:
            seen["done"] += 1
        else:
            assert done.returncode in (1, 4), done.stderr
            assert "Traceback" not in done.stderr and "defect" not in done.stderr, done.stderr
            assert "full" in done.stderr + done.stdout or "No space" in done.stderr + done.stdout, done.stdout
            seen["refused"] += 1
        assert not list(out.glob(".*")), size
    (disk / "filling").unlink()
    done = ended(words, tmp_path, environment())
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.count(",optimal,") == len(open_study(study).cases)
    counted("batches on a full disk", seen)
    assert seen["refused"] > 3


NO_ANSWER = ("  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000", "  target_mw: {2030: 5000}")


def test_why_there_is_no_answer_is_told_where_no_log_can_be_kept(tmp_path, capsys, monkeypatch):
    def full(path: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    scenario = write_tiny_study(tmp_path, scenario=edit(*NO_ANSWER))
    monkeypatch.setattr(Path, "write_text", full)
    assert end_of(lambda: app(["run", str(scenario), "--out", str(tmp_path / "runs/tiny")])) == 3
    said = capsys.readouterr().err
    assert "These cannot hold together: " in said
    assert f"note: {tmp_path / 'runs/tiny.no_answer'} cannot be written: No space left on device" in said
    assert not list((tmp_path / "runs").iterdir())


@pytest.mark.slow
def test_reports_and_workbooks_with_less_and_less_room(tmp_path, disk):
    scenario, place, seen = write_tiny_study(tmp_path / "study"), tmp_path / "tiny", Counter[str]()
    assert ended([*command(tmp_path), "run", str(scenario), "--out", str(place)], tmp_path).returncode == 0
    out = str(disk / "out")
    verbs = (["report", str(place), "--to", out], ["compare", str(place), "--csv", "--xlsx", out])
    for verb in verbs:
        for size in (0, 2_000, 20_000, 60_000, 150_000, 10_000_000):
            (disk / "out").unlink(missing_ok=True)
            leave_free(disk, size)
            done = ended([*command(tmp_path), *verb], tmp_path)
            if done.returncode:
                must_tell(done)
                assert not (disk / "out").exists()
            seen["done" if done.returncode == 0 else "refused"] += 1
            assert sorted(path.name for path in disk.iterdir() if path.name != "out") == ["filling"]
    counted("reports and workbooks on a full disk", seen)
    assert seen["refused"] > 3 and seen["done"] >= 2
