"""Small pieces of the decomposition, each by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from loadsite.arrays.linear_program import Axis, Block
from loadsite.solve.benders.block_structure import FIRST_STAGE, LINKING, Calendar, block_structure
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.soft_slack import SoftSlack, soft_slacks
from loadsite.solve.benders.structure import DecomposedProgram
from loadsite.solve.benders.subproblem import activity_range
from small_programs import INF, program_of


def test_the_least_and_the_most_of_a_sum_with_both_signs() -> None:
    """x - 2 y with 0.5 <= x <= 3 and 1 <= y <= 4."""
    ends = activity_range(np.array([1.0, -2.0]), np.array([0.5, 1.0]), np.array([3.0, 4.0]))
    assert ends == (0.5 - 8.0, 3.0 - 2.0)
    assert activity_range(np.array([2.0]), np.array([-1.0]), np.array([INF])) == (-2.0, INF)


def test_a_row_belongs_to_the_subproblem_whose_decisions_it_holds() -> None:
    """Columns: `built` of no hour; `given` of hours 0 and 1, each a period; `missed` by day, which is no time set.

    Rows: built alone; both hours (a yearly limit); built and the second hour; the first hour and missed[0]; nothing at
    all; built and missed[1]. So missed[0] goes with the first hour, and missed[1], alone in a row of no period, with
    none.
    """
    rows = [[1, 0, 0, 0, 0], [1, 1, 1, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0] * 5, [1, 0, 0, 0, 1]]
    program = replace(
        program_of(rows, [0] * 6, [9] * 6, [0] * 5, [9] * 5, [1] * 5),
        columns=(
            Block("built", 0, ()),
            Block("given", 1, (Axis("snapshots", np.arange(2)),)),
            Block("missed", 3, (Axis("rule.cap.days", np.array(["monday", "tuesday"])),)),
        ),
        rows=tuple(Block(f"row_{k}", k, (Axis("snapshots", np.array([0])),)) for k in range(6)),
    )
    structure = block_structure(program, Calendar(np.array([0, 1]), 2, 1))
    assert structure.column_owner.tolist() == [FIRST_STAGE, 0, 1, 0, FIRST_STAGE]
    assert structure.row_owner.tolist() == [FIRST_STAGE, LINKING, 1, 0, FIRST_STAGE, FIRST_STAGE]
    assert structure.first_stage_columns.tolist() == [0, 4]
    assert structure.first_stage_rows.tolist() == [0, 4, 5]
    assert structure.linking_rows.tolist() == [1]


@pytest.mark.parametrize(
    ("gives", "lower", "upper", "bought"),
    [(2.0, 7.0, INF, 2.0), (0.5, 7.0, INF, 8.0), (-2.0, -INF, 1.0, 1.0), (2.0, 1.0, INF, 0.0), (-2.0, -INF, 4.0, 0.0)],
)
def test_a_soft_limit_is_broken_as_far_as_it_must_be(gives: float, lower: float, upper: float, bought: float) -> None:
    """x = 3 stands on a row with what may be bought: 4 more are lacking for 7, 2 are too much for 1."""
    program = program_of([[1.0, gives]], [lower], [upper], [0, 0], [9, INF], [0, 5])
    first = FirstStage(np.arange(2), np.zeros(0, dtype=np.int64), np.array([0]), program)
    nothing: Any = None
    slack = SoftSlack(0, 1, gives, 5.0)
    parts = DecomposedProgram(nothing, 1, first, sparse.csr_array([[1.0, gives]]), [], [], [slack])
    primal = np.array([3.0, 0.0])
    parts._set_soft_slack(primal)
    assert primal.tolist() == [3.0, bought]
    assert SoftSlack(0, 1, gives, 5.0).price == 5.0 / abs(gives)


def test_of_two_ways_to_break_a_soft_limit_the_cheaper_one_is_taken() -> None:
    """At 5 a unit, at 4 for half a unit, and at 7 a unit: 5 is the least."""
    program = program_of([[1, 1, 0.5, 1]], [2], [INF], [0] * 4, [9, INF, INF, INF], [0, 5, 4, 7])
    (soft_slack,) = soft_slacks(program, next(program.parts()), np.array([1, 2, 3])).values()
    assert (soft_slack.column, soft_slack.price) == (1, 5.0)
    (soft_slack,) = soft_slacks(program, next(program.parts()), np.array([2, 3])).values()
    assert (soft_slack.column, soft_slack.price) == (3, 7.0)
