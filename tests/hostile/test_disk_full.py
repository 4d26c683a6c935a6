"""A disk that is full in earnest: what was there stays, what is told is true, and once there is room all is well."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from works import counted, draw, is_whole, keep, run, solve_all, tabulate

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.inputs.study_file import open_study
from stopped_somewhere import How, stopped
from tiny_study import edit, write_tiny_study
from whole_program import write_study_by_days

STUDY = "name: full\nbase: scenarios/tiny.yaml\ncases:\n  - {name: one, prices.co2_usd_per_t: 20}\n"


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


def must_tell(said: str) -> None:
    assert "Traceback" not in said and "defect" not in said, said
    assert "No space left" in said or "disk is full" in said, said


@pytest.mark.slow
def test_runs_over_a_result_with_less_and_less_room(tmp_path, disk):
    scenario, place, note = write_study_by_days(tmp_path / "study"), disk / "tiny", tmp_path / "note"
    seen = Counter[str]()
    assert stopped(0, How.KILLED, note, run, scenario, place) == 0, note.read_text()
    whole = sum(path.stat().st_blocks for path in place.rglob("*")) * 512
    for size in np.linspace(0, 3.5 * whole, 16).astype(int):  # a workbook is packed from sheets that lie beside it
        leave_free(disk, int(size))
        status, said = stopped(0, How.KILLED, note, run, scenario, place), note.read_text()
        assert is_whole(place), size
        assert not list(disk.glob(".*")), size
        if status:
            must_tell(said)
        seen["refused" if status else "done, the pool told" if "note: " in said else "done"] += 1
    counted("runs on a full disk", seen)
    assert seen["refused"] > 3 and seen["done"] > 0


@pytest.mark.slow
def test_searches_with_less_and_less_room_for_what_they_learnt(tmp_path, disk):
    pool, seen = disk / "pool", Counter[str]()
    for number, size in enumerate(np.linspace(0, 40_000, 10).astype(int)):
        leave_free(disk, int(size))
        status = stopped(0, How.KILLED, tmp_path / "note", keep, pool, float(number), 1500)
        if status:
            must_tell((tmp_path / "note").read_text())
        assert len(list(pool.glob("*/*"))) == seen["kept"] + (status == 0)
        seen["told" if status else "kept"] += 1
    counted("pools on a full disk", seen)
    assert seen["told"] > 1 and seen["kept"] > 1


@pytest.mark.slow
def test_batches_with_less_and_less_room(tmp_path, disk):
    write_tiny_study(tmp_path / "study")
    study, out, note, seen = tmp_path / "study/full.yaml", disk / "full", tmp_path / "note", Counter[str]()
    study.write_text(STUDY, encoding="utf-8")
    for size in np.linspace(0, 1_100_000, 12).astype(int):
        leave_free(disk, int(size))
        status, said = stopped(0, How.KILLED, note, solve_all, study, out), note.read_text()
        if status:
            assert status in (1, 4)
            must_tell(said)
        seen["refused" if status else "done"] += 1
        assert not list(out.glob(".*")), size
    (disk / "filling").unlink()
    assert stopped(0, How.KILLED, note, solve_all, study, out) == 0, note.read_text()
    assert note.read_text().count(",optimal,") == len(open_study(study).cases)
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
    scenario, place, note = write_tiny_study(tmp_path / "study"), tmp_path / "tiny", tmp_path / "note"
    seen = Counter[str]()
    assert stopped(0, How.KILLED, note, run, scenario, place) == 0, note.read_text()
    for verb in (draw, tabulate):
        for size in (0, 2_000, 20_000, 60_000, 150_000, 10_000_000):
            (disk / "out").unlink(missing_ok=True)
            leave_free(disk, size)
            status = stopped(0, How.KILLED, note, verb, place, disk / "out")
            if status:
                must_tell(note.read_text())
                assert not (disk / "out").exists()
            seen["refused" if status else "done"] += 1
            assert {path.name for path in disk.iterdir()} <= {"filling", "out"}
    counted("reports and workbooks on a full disk", seen)
    assert seen["refused"] > 3 and seen["done"] >= 2
