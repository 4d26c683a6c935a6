"""What was learnt of a grid serves the next question about it, and no other."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import calendar
from loadsite.solve import CertifiedSolution, Method, ProofOptions, solve_certified
from loadsite.solve.benders.array_file import ArrayFile, Spoilt, write_arrays
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.cut_pool import ABANDONED_S, SEARCHES_KEPT, SUFFIX, UNFINISHED, VERSION, CutPool
from loadsite.solve.benders.cuts import cut_from_duals
from loadsite.solve.benders.subproblem import build_subproblems
from small_cases import Period, random_grid
from solved import compiled, solved

GAP = 1e-5
DAYS = [Period(6, 365.0)] * 4


def by_periods(case: Case, folder: Path) -> CertifiedSolution:
    options = ProofOptions(Method.DECOMPOSED, relative_gap=GAP, campus_gap=1.0, pool=folder / "pool")
    return solve_certified(compiled(case), calendar(case), options, folder)


def taken(proven: CertifiedSolution) -> int:
    return int(proven.solution.attempts[-1].options["cuts_from_pool"])


def test_another_target_begins_where_the_first_ended(tmp_path) -> None:
    first = by_periods(random_grid(3, 24, 7, periods=DAYS, target_mw=900.0), tmp_path)
    other = random_grid(3, 24, 7, periods=DAYS, target_mw=700.0)
    second = by_periods(other, tmp_path)
    optimum = solved(other).solution.objective
    assert taken(first) == 0
    assert taken(second) > 0
    assert second.solution.attempts[-1].iterations < first.solution.attempts[-1].iterations
    assert second.certificate.dual_objective <= optimum * (1 + 1e-7)
    assert second.certificate.primal_objective <= optimum * (1 + 2 * GAP)


def test_another_grid_takes_nothing(tmp_path) -> None:
    by_periods(random_grid(3, 24, 7, periods=DAYS), tmp_path)
    assert taken(by_periods(random_grid(3, 24, 8, periods=DAYS), tmp_path)) == 0


def test_a_spoiled_pool_is_left_alone(tmp_path) -> None:
    case = random_grid(3, 24, 7, periods=DAYS)
    by_periods(case, tmp_path)
    (file,) = (tmp_path / "pool").glob(f"*/*{SUFFIX}")
    file.write_bytes(b"PK\x03\x04 not a pool")
    assert taken(by_periods(case, tmp_path)) == 0


def test_an_array_cut_short_is_told_and_one_that_is_none_of_it_is_none(tmp_path) -> None:
    whole, file = np.arange(3.0), tmp_path / "arrays"
    with file.open("wb") as out:
        write_arrays(out, [("one", whole), ("other", np.random.default_rng(0).random(1000))])
    data = file.read_bytes()
    at = data.index(b"other") + 500
    file.write_bytes(data[:at] + b"spoiled" + data[at + 7 :])
    with ArrayFile(file) as kept:
        assert kept.array("one", 24).tolist() == whole.tolist()
        assert kept.array("none such", 24) is None
        with pytest.raises(Spoilt, match="other: "):
            kept.array("other", 8000)


def test_what_a_search_beside_it_kept_is_kept_too(tmp_path) -> None:
    """Two searches of one grid that both begin with nothing: the pool ends with what both learnt, the latest first."""
    case = random_grid(3, 24, 7, periods=DAYS)
    program, pool = compiled(case), CutPool(tmp_path)
    subproblems, _ = build_subproblems(program, block_structure(program, calendar(case)))
    subproblem = subproblems[0]
    own = slice(len(subproblem.coupling), None)
    for size in (1.0, 2.0):
        dual = np.full(subproblem.program.row_count, size)
        cut = cut_from_duals(subproblem, dual, subproblem.program.lower[own], subproblem.program.upper[own])
        pool.keep("grid", [cut], [], np.array([size]))
    kept = pool.load("grid", subproblems, coupling_count=1)
    assert [float(dual.max()) for dual in kept.duals[subproblem.number]] == [2.0, 1.0]
    assert [point.tolist() for point in kept.points] == [[2.0], [1.0]]


def test_what_a_killed_run_left_half_written_goes_after_a_day(tmp_path) -> None:
    """Not before: another run may still be writing."""
    pool, home = CutPool(tmp_path), tmp_path / "grid"
    home.mkdir()
    old, new = home / f"old{UNFINISHED}", home / f"new{UNFINISHED}"
    for file, age_s in ((old, ABANDONED_S + 60.0), (new, ABANDONED_S - 60.0)):
        file.write_bytes(b"half of it")
        os.utime(file, times=(time.time() - age_s,) * 2)
    pool.keep("grid", [], [], np.array([1.0]))
    assert [file.suffix for file in sorted(home.iterdir())] == [SUFFIX, UNFINISHED]
    assert new.exists()


def test_the_latest_searches_are_kept(tmp_path) -> None:
    program, pool = compiled(random_grid(3, 24, 7, periods=DAYS)), CutPool(tmp_path)
    subproblems, _ = build_subproblems(program, block_structure(program, calendar(random_grid(3, 24, 7, periods=DAYS))))
    for number in range(SEARCHES_KEPT + 3):
        pool.keep("grid", [], [], np.array([float(number)]))
    points = [float(point[0]) for point in pool.load("grid", subproblems, coupling_count=1).points]
    assert points == [float(number) for number in reversed(range(3, SEARCHES_KEPT + 3))]


def test_what_is_no_number_is_not_taken(tmp_path) -> None:
    """A dual or a point that holds NaN would spoil every bound made of it."""
    case = random_grid(3, 24, 7, periods=DAYS)
    subproblems, _ = build_subproblems(compiled(case), block_structure(compiled(case), calendar(case)))
    spoiled = [
        (f"unit_{each.number}", np.full((1, each.program.row_count), np.nan, np.float32)) for each in subproblems
    ]
    (tmp_path / "grid").mkdir()
    with (tmp_path / "grid" / f"1{SUFFIX}").open("wb") as file:
        write_arrays(file, [("version", np.array(VERSION)), ("point", np.array([np.nan])), *spoiled])
    kept = CutPool(tmp_path).load("grid", subproblems, coupling_count=1)
    assert kept.cut_count == 0 and kept.points == []


@pytest.mark.parametrize(
    ("version", "told"),
    [([], "an earlier version"), ([("version", np.array(1))], "version 1"), ([("version", np.array(3))], "version 3")],
)
def test_a_pool_of_another_version_is_told_and_ignored(tmp_path, version, told) -> None:
    """It stays where it is, as the version that wrote it may read it."""
    file, pool = tmp_path / "grid" / f"1{SUFFIX}", CutPool(tmp_path)
    file.parent.mkdir()
    with file.open("wb") as out:
        write_arrays(out, [*version, ("point", np.array([1.0]))])
    assert pool.load("grid", [], coupling_count=1).points == []
    assert pool.remarks == [f"{file} is of {told} of cut pools; expected {VERSION}; the answer does without it"]
    assert file.exists()
    pool.keep("grid", [], [], np.array([2.0]))
    assert [point.tolist() for point in pool.load("grid", [], coupling_count=1).points] == [[2.0]]
