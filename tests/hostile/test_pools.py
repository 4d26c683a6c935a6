"""No answer hangs on a cut pool: spoilt, full or shared, the answer is the same and what happened is told."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from works import counted, keep

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.inputs.case import Case
from loadsite.run.answer import calendar
from loadsite.solve import CertifiedSolution, Method, ProofOptions, solve_certified
from loadsite.solve.benders.array_file import ArrayFile, write_arrays
from loadsite.solve.benders.cut_pool import QUARANTINED, SUFFIX, VERSION, CutPool
from loadsite.solve.benders.cut_pool_size import evict
from small_cases import Period, random_grid
from solved import compiled
from whole_program import write_study_by_days

GAP = 1e-5


@cache
def case() -> Case:
    return random_grid(2, 24, 7, periods=[Period(6, 365.0)] * 4)


def by_periods(pool: Path) -> CertifiedSolution:
    options = ProofOptions(Method.DECOMPOSED, relative_gap=GAP, campus_gap=1.0, pool=pool)
    return solve_certified(compiled(case()), calendar(case()), options, pool)


def arrays_of(file: Path) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    with ArrayFile(file) as kept:
        return {name: kept.array(name, 10**9) for name in names}


def rewritten(change: Callable[[str, np.ndarray], np.ndarray]) -> Callable[[Path], None]:
    """Spoils the numbers, and leaves the file sound."""

    def spoil(file: Path) -> None:
        changed = [(name, change(name, array)) for name, array in arrays_of(file).items()]
        with file.open("wb") as out:
            write_arrays(out, changed)

    return spoil


def pressed(file: Path, name: str, plain: bytes) -> None:
    with file.open("wb") as out:
        write_arrays(out, [("version", np.array([VERSION]))])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, pyarrow.compress(plain, codec="zstd", asbytes=True))


def a_bomb(file: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    pressed(file, "point", header.getvalue() + bytes(50_000_000))


def a_program(file: Path) -> None:
    pressed(file, "point", pickle.dumps(Counter()))


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def cut(share: float) -> Callable[[Path], None]:
    return lambda file: file.write_bytes(file.read_bytes()[: int(len(file.read_bytes()) * share)])


SPOILT = {
    "not a pool": lambda file: file.write_bytes(b"PK\x03\x04 not a pool"), "empty": lambda file: file.write_bytes(b""),
    "cut": cut(0.5), "a pipe": a_pipe, "a bomb": a_bomb, "a program": a_program,
    "no numbers": rewritten(lambda name, a: a * np.float32("nan") if a.dtype != np.int8 else a),
    "huge": rewritten(lambda name, a: a * 0 + np.float32(1e30) if name.startswith("unit") else a),
    "a far point": rewritten(lambda name, a: a * 0 + 1e300 if name == "point" else a),
    "another length": rewritten(lambda name, a: a[..., :-1]),
    "another kind": rewritten(lambda name, a: a.astype(np.int64)),
    "no codes": rewritten(lambda name, a: a * 0 + np.int8(77) if a.dtype == np.int8 else a),
}  # fmt: skip


@pytest.fixture(scope="module")
def learnt(tmp_path_factory) -> Path:
    """A pool that one search filled."""
    folder = tmp_path_factory.mktemp("learnt")
    by_periods(folder)
    return folder


def copied(learnt: Path, to: Path) -> Path:
    (file,) = learnt.glob(f"*/*{SUFFIX}")
    copy = to / file.relative_to(learnt)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(file.read_bytes())
    return copy


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_file_is_told_set_aside_and_done_without(learnt, tmp_path, how):
    file = copied(learnt, tmp_path)
    SPOILT[how](file)
    proven = by_periods(tmp_path)
    (attempt,) = proven.solution.attempts
    assert attempt.options["cuts_from_pool"] == 0
    (remark,) = attempt.remarks
    assert remark.startswith(f"{file} is spoilt (") and remark.endswith("and the answer does without it")
    assert os.path.lexists(file.with_name(file.name + QUARANTINED)) and not os.path.lexists(file)
    assert by_periods(tmp_path).solution.attempts[0].remarks == ()


LESS_LIKELY = {
    "wrong duals": rewritten(lambda name, a: a * np.float32(-1e6) if name.startswith("unit") else a),
    "wrong point": rewritten(lambda name, a: a * 0 - 1e9 if name == "point" else a),
    "wrong bases": rewritten(lambda name, a: a * 0 + np.int8(1) if a.dtype == np.int8 else a),
}


@pytest.mark.parametrize("how", LESS_LIKELY)
def test_sound_files_with_wrong_numbers_change_no_answer(learnt, tmp_path, how):
    right = by_periods(tmp_path / "none").certificate
    LESS_LIKELY[how](copied(learnt, tmp_path / "wrong"))
    found = by_periods(tmp_path / "wrong").certificate
    assert found.dual_objective <= right.primal_objective * (1 + 1e-7)
    assert found.primal_objective == pytest.approx(right.primal_objective, rel=2 * GAP)


@pytest.mark.slow
def test_many_spoilt_files(learnt, tmp_path):
    """Bytes changed, taken out or doubled anywhere, numbers scaled: an answer as good as without, every time."""
    right, dice, seen = by_periods(tmp_path / "none").certificate.primal_objective, random.Random(3), Counter[str]()
    for number in range(120):
        file = copied(learnt, tmp_path / str(number))
        data = bytearray(file.read_bytes())
        for _ in range(dice.choice([1, 1, 8, 64])):
            at = dice.randrange(len(data))
            data[at : at + dice.choice([0, 1, 5])] = bytes(dice.randrange(256) for _ in range(dice.choice([1, 5])))
        file.write_bytes(bytes(data))
        found = by_periods(tmp_path / str(number))
        assert found.certificate.primal_objective == pytest.approx(right, rel=2 * GAP), number
        (attempt,) = found.solution.attempts
        seen["told" if attempt.remarks else "used" if attempt.options["cuts_from_pool"] else "nothing taken"] += 1
    counted("spoilt pools", seen)
    assert seen["told"] > 60


@pytest.mark.parametrize("taken", ["a file", "a full disk"])
def test_an_answer_is_written_where_only_the_pool_cannot_be(tmp_path, capsys, monkeypatch, taken):
    scenario = write_study_by_days(tmp_path)
    if taken == "a file":
        (tmp_path / "runs").mkdir()
        (tmp_path / "runs/cut-pool").write_text("mine")
    else:
        def full(file: object, arrays: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("loadsite.solve.benders.cut_pool.write_arrays", full)
    assert end_of(lambda: app(["run", str(scenario), "--out", str(tmp_path / "runs/tiny"), "--csv"])) == 0
    said = capsys.readouterr().err
    assert said.startswith(f"note: {tmp_path / 'runs/cut-pool'}") and "the answer is whole" in said
    assert ("No space left on device" in said) == (taken == "a full disk")
    assert (tmp_path / "runs/tiny/siting.parquet").is_file()
    assert not list(tmp_path.glob("runs/cut-pool/*/*"))


def test_pools_are_bounded_in_grids_and_bytes_the_oldest_out_first(tmp_path):
    files = []
    for k in range(6):
        file = tmp_path / f"{k % 3:064x}" / f"{k}{SUFFIX}"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(bytes(100))
        os.utime(file, (1000.0 + k, 1000.0 + k))
        files.append(file)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / f"mine{SUFFIX}").write_bytes(bytes(100))
    evict(tmp_path, spared=files[0], most_grids=2, most_bytes=250)
    # the grid left alone longest is that of 0 and 3, but 0 was just written; then of 1, 4, 2, 5, 3 the oldest go
    assert [file.exists() for file in files] == [True, False, False, False, False, True]
    assert (tmp_path / "notes" / f"mine{SUFFIX}").exists()


def keep_many(folder: Path, first: int) -> None:
    for number in range(first, first + 15):
        keep(folder, float(number))


@pytest.mark.slow
def test_two_writers_of_one_pool_lose_nothing(tmp_path):
    context = multiprocessing.get_context("forkserver")
    writers = [context.Process(target=keep_many, args=(tmp_path, first)) for first in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    pool = CutPool(tmp_path)
    points = sorted(float(point[0]) for point in pool.load("0" * 64, [], 1).points)
    assert points == [*range(15), *range(100, 115)] and pool.remarks == []
