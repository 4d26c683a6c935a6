"""MPS and LP files: what is written is the same program, under names a person can read."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest

from loadsite.arrays.linear_program import Axis, Block
from loadsite.solve import SolveOptions, solve, write_model
from loadsite.solve.names import file_names
from small_programs import INF, program_of, random_program


def axis(name, *labels):
    return Axis(name, np.array(labels))


def read_and_solve(path):
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    return highs


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_read_back_it_has_the_same_optimum(tmp_path, suffix, seed):
    """Equalities, ranges, one-sided rows, columns with and without bounds, and a constant."""
    program = replace(random_program(60, 90, seed=seed), offset=12.5)
    free = program.lower.copy()
    free[:5] = -3.0
    program = replace(program, lower=free)
    expected = solve(program, SolveOptions(threads=1), tmp_path).objective
    write_model(program, tmp_path / f"program{suffix}")
    highs = read_and_solve(tmp_path / f"program{suffix}")
    assert highs.getObjectiveValue() == pytest.approx(expected, rel=1e-9)
    assert highs.getNumNz() == program.nonzero_count


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
def test_names_survive(tmp_path, suffix):
    hours = axis("snapshot", "2024-08-16 17:00", "2024-08-16 18:00")
    columns = (Block("generation", 0, (axis("zone", "ERCOT_W", "SPP N+S"), hours)), Block("end", 4, ()))
    rows = (Block("balance", 0, (hours,)),)
    matrix = [[1, 0, 1, 0, 1], [0, 1, 0, 1, 1]]
    program = program_of(matrix, [1, 2], [1, 2], [0] * 5, [INF] * 5, [1, 2, 3, 4, 5])
    write_model(replace(program, columns=columns, rows=rows), tmp_path / f"named{suffix}")
    highs = read_and_solve(tmp_path / f"named{suffix}")
    names = {highs.getColName(j)[1] for j in range(5)}
    assert names == {
        "generation(ERCOT_W,2024_08_16_17_00)",
        "generation(ERCOT_W,2024_08_16_18_00)",
        "generation(SPP_N_S,2024_08_16_17_00)",
        "generation(SPP_N_S,2024_08_16_18_00)",
        "end()",
    }
    assert {highs.getRowName(i)[1] for i in range(2)} == {
        "balance(2024_08_16_17_00)",
        "balance(2024_08_16_18_00)",
    }
    assert highs.getObjectiveValue() == pytest.approx(1 * 1 + 2 * 2)


def test_labels_that_read_alike_after_cleaning_stay_apart():
    block = Block("x", 0, (axis("zone", "a b", "a_b", "a-b", "a_b_2"),))
    assert file_names((block,)) == ["x(a_b)", "x(a_b_1)", "x(a_b_2_2)", "x(a_b_2)"]


def test_families_that_read_alike_after_cleaning_stay_apart():
    blocks = (Block("cap a", 0, ()), Block("cap_a", 1, ()), Block("1st", 2, ()), Block("e5", 3, ()))
    assert file_names(blocks) == ["cap_a()", "cap_a_1()", "_1st()", "_e5()"]


@pytest.mark.parametrize("suffix", ["", ".txt", ".gz"])
def test_other_formats_are_refused(tmp_path, suffix):
    with pytest.raises(ValueError, match=r"expected a name ending in .mps or .lp"):
        write_model(random_program(3, 4, seed=1, density=0.9), tmp_path / f"program{suffix}")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OSError, match="could not be written"):
        write_model(random_program(3, 4, seed=1, density=0.9), tmp_path / "none" / "program.mps")
