"""All ways of the benchmark build the same LP; otherwise their speeds would not compare."""

from __future__ import annotations

import importlib
import subprocess
import sys
from math import isclose
from pathlib import Path

import highspy
import numpy as np
import pytest
import scipy.sparse
import siting_data
import way_floor
import way_loadsite
from build_speed import WAYS, Measured, Way, differences_in_size

ZONES, HOURS = 2, 48
DATA = siting_data.make(ZONES, HOURS)


def _optimum(highs: highspy.Highs) -> float:
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getObjectiveValue())


@pytest.fixture(scope="module")
def floor_optimum() -> float:
    return _optimum(way_floor.hand_over(way_floor.build(DATA)))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_every_way_finds_the_same_optimum(way: Way, floor_optimum: float) -> None:
    if way.missing:
        pytest.skip(f"{', '.join(way.missing)} not installed")
    module = importlib.import_module(way.module)
    highs = module.hand_over(module.build(DATA))
    assert _optimum(highs) == pytest.approx(floor_optimum, rel=1e-9)


def test_floor_and_loadsite_are_the_same_program_entry_for_entry() -> None:
    floor = way_floor.build(DATA)
    program = way_loadsite.build(DATA)
    for ours, theirs in (
        (program.lower, floor.lower), (program.upper, floor.upper), (program.cost, floor.cost),
        (program.row_lower, floor.row_lower), (program.row_upper, floor.row_upper),
    ):
        np.testing.assert_allclose(ours, np.concatenate(theirs), rtol=1e-14)
    ours = scipy.sparse.csr_array(
        (program.values, program.indices, program.starts), shape=(program.row_count, program.column_count)
    )
    theirs = floor.matrix().tocsr()
    assert ours.nnz == theirs.nnz
    assert (ours != theirs).nnz == 0


def test_the_size_is_that_of_the_formulation() -> None:
    # 2 zones, 3 sites (one in zone 0, two in zone 1), 4 lines, 48 hours, 8 technologies, 4 of them buildable, 2 ramping
    highs = way_floor.hand_over(way_floor.build(DATA))
    by_zone = 1 + 4 + 1 + 3  # balance, generation limits, storage balance, limits of level, charge and discharge
    assert highs.getNumRow() == 2 * by_zone * 48 + 3 * 48 + 2 * 2 * 2 * 47 + 3 + 1 + 1
    by_zone = 8 + 4  # generation; charge, discharge, state of charge, unserved
    assert highs.getNumCol() == 2 * by_zone * 48 + 4 * 48 + 3 * 48 + 3 + 2 * 4 + 2


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    np.testing.assert_array_equal(DATA.load_mw, siting_data.make(ZONES, HOURS).load_mw)
    assert not np.array_equal(DATA.load_mw, siting_data.make(ZONES, HOURS, seed=7).load_mw)


def test_the_data_say_something_in_every_part() -> None:
    assert ((DATA.availability >= 0) & (DATA.availability <= 1)).all()
    assert (DATA.availability[:, 0].max(axis=1) > 0.4).all()  # the sun shines somewhere in the day
    assert (DATA.load_mw > 0).all()
    assert isclose(DATA.target_mw, 0.4 * DATA.site_limit_mw.sum())


def test_a_way_with_fewer_nonzeros_is_told() -> None:
    size = {"rows": 10, "columns": 20, "nonzeros": 30}
    floor = Measured(Way("floor"), first=[size])
    poorer = Measured(Way("poorer"), first=[size | {"nonzeros": 29}])
    own = Measured(Way("own", own_matrix=True), first=[size | {"rows": 25}])
    assert differences_in_size([floor, own]) == []
    assert differences_in_size([floor, poorer, own]) == [
        "floor: 10 rows, 20 columns, 30 non-zeros",
        "poorer: 10 rows, 20 columns, 29 non-zeros",
    ]


@pytest.mark.slow
def test_the_runner_prints_its_table_and_ratios() -> None:
    runner = Path(__file__).with_name("build_speed.py")
    options = ["--zones", "2", "--hours", "24", "--repeats", "1", "--ways", "floor,loadsite"]
    done = subprocess.run([sys.executable, str(runner), *options], capture_output=True, text=True, check=True)
    assert "loadsite / floor" in done.stdout
    assert "DIFFERENT" not in done.stdout
