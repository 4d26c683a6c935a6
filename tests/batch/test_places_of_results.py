"""Two batches on one study, folders that cannot be written, disks that are full."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from stand_in_batch import stand_in

from loadsite.batch.batch import run_batch
from loadsite.batch.ledger import FILE, Ledger, LedgerUnreadable
from loadsite.batch.order import Ending, Outcome
from loadsite.batch.place import Busy, StudyPlace
from loadsite.inputs.study_file import open_study
from loadsite.writing.refusal import CannotWrite

STUDY = """\
name: places
base: ../tiny.yaml
grid:
  prices.co2_usd_per_t: [0, 20]
"""


def hold(folder: Path, ready: str) -> None:
    """Hold a study until killed."""
    with StudyPlace(folder).locked():
        Path(ready).touch()
        time.sleep(600)


def test_two_batches_on_one_study_and_a_lock_that_ends_with_its_holder(write_study):
    study, place = open_study(write_study(STUDY)), StudyPlace(Path("runs/places"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["stand_in_batch"])
    other = context.Process(target=hold, args=(place.folder.resolve(), str(Path("ready").resolve())))
    other.start()
    while not Path("ready").exists():
        time.sleep(0.02)
    with pytest.raises(Busy, match=rf"is being worked on by process {other.pid} on .*; wait for it to end, or choose"):
        run_batch(study, place, stand_in())
    assert place.holder().startswith(f"process {other.pid} on ")
    other.kill()
    other.join()
    assert place.holder() == ""
    outcomes = run_batch(study, place, stand_in())
    assert {outcome.ending for outcome in outcomes.values()} == {Ending.OPTIMAL}


def test_a_folder_that_cannot_be_made_and_one_that_holds_something_else(write_study):
    study = open_study(write_study(STUDY))
    with pytest.raises(CannotWrite, match="/proc/loadsite cannot be written: "):
        run_batch(study, StudyPlace(Path("/proc/loadsite")), stand_in())
    Path("letters").mkdir()
    Path("letters/to_my_aunt.txt").write_text("Dear aunt")
    with pytest.raises(CannotWrite, match="letters holds something else than a study's results; choose another --out"):
        run_batch(study, StudyPlace(Path("letters")), stand_in())
    assert Path("letters/to_my_aunt.txt").read_text() == "Dear aunt"
    assert not Path("letters/lock").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_is_read_only(write_study):
    study = open_study(write_study(STUDY))
    Path("runs").mkdir(mode=0o555)
    with pytest.raises(CannotWrite, match="runs/places cannot be written: Permission denied"):
        run_batch(study, StudyPlace(Path("runs/places")), stand_in())


def test_a_ledger_on_a_full_disk_says_so_and_keeps_what_it_held(tmp_path):
    """No file may grow beyond 64 KiB: the ledger soon does."""
    with closing(Ledger(tmp_path)) as ledger:
        for number in range(20):
            ledger.commit(ledger.begin(f"{number:064}", "case", "grid", {}), Outcome(Ending.OPTIMAL, content_hash="c"))
    program = f"""
import resource
from pathlib import Path
from loadsite.batch.ledger import Ledger
from loadsite.writing.refusal import CannotWrite
resource.setrlimit(resource.RLIMIT_FSIZE, ({64 << 10}, {64 << 10}))
try:
    ledger = Ledger(Path({str(tmp_path)!r}))
    for number in range(1000):
        ledger.begin(f"{{number + 50:064}}", "case", "grid", {{}})
except CannotWrite as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert f"{tmp_path / FILE} cannot be written: " in done.stdout, done.stderr
    with closing(Ledger(tmp_path)) as ledger:
        settled = [entry for entry in ledger.attempts() if entry.outcome is not None]
    assert len(settled) == 20


@pytest.mark.slow
def test_a_case_on_a_full_disk_fails_and_says_so(real, tmp_path):
    """No file may grow beyond 4 KiB: the tables of a case do."""
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({4 << 10}, {4 << 10}))
from pathlib import Path
from loadsite.batch.batch import named
from loadsite.batch.order import Order
from loadsite.batch.solved_case import solved_case
from loadsite.inputs.study_file import open_study
study = Path({str(real.study)!r})
case = named(open_study(study))[0]
place = Path({str(tmp_path / "results" / "0123456789abcdef")!r})
order = Order(str(study.parent), str(study), case.case.name, case.hash.whole, case.hash.files, str(place),
              str(place.parent / "pool"))
print(solved_case(order, lambda stage: None))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert "ending=<Ending.FAILED: 'failed'>" in done.stdout, done.stderr
    assert "cannot be written: " in done.stdout
    assert not list((tmp_path / "results").iterdir())


def test_a_ledger_that_is_damaged_is_told(write_study):
    study, place = open_study(write_study(STUDY)), StudyPlace(Path("runs/places"))
    place.folder.mkdir(parents=True)
    (place.folder / FILE).write_bytes(b"no ledger at all" * 100)
    with pytest.raises(LedgerUnreadable, match=f"{FILE} cannot be read: .*; move it away to begin anew"):
        run_batch(study, place, stand_in())


