"""A model stamped window by window: the rows of the whole program, part after part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.in_parts import ProgramInParts, chosen, in_order
from loadsite.arrays.linear_program import Rows, stacked
from loadsite.arrays.refusal import CannotCompile
from loadsite.arrays.stamped import stamp_model
from loadsite.equations.build import build
from loadsite.equations.time_sets import PERIOD_SET, SNAPSHOT_SETS, windows
from loadsite.inputs.case import Case
from loadsite.solve.matrix import activities, column_entries, prices, rows_matrix
from small_cases import Period, every_family, every_family_hosting, random_grid

ARRAYS = ("lower", "upper", "row_lower", "row_upper", "starts", "indices", "values", "cost")
CASES: dict[str, Any] = {
    "every family": every_family,
    "hosting": every_family_hosting,
    "storage chained over periods": lambda: random_grid(2, 15, 3, periods=[Period(5, 366.0)] * 3, inter_period=True),
}


def stamped(case: Case, count: int) -> ProgramInParts:
    return stamp_model(build(case, components), case.name, windows(case.horizon.periods, count))


def test_windows_are_runs_of_periods_by_their_snapshots():
    """Periods of 5, 3 and 4 hours in two runs: two periods, then one."""
    case = random_grid(1, 12, 3, periods=[Period(5, 300.0), Period(3, 300.0), Period(4, 300.0)])
    first, second = windows(case.horizon.periods, 2)
    assert first == {**dict.fromkeys(SNAPSHOT_SETS, (0, 8)), PERIOD_SET: (0, 2)}
    assert second == {**dict.fromkeys(SNAPSHOT_SETS, (8, 12)), PERIOD_SET: (2, 3)}
    assert len(windows(case.horizon.periods, 9)) == 3


@pytest.mark.parametrize("name", CASES)
def test_the_parts_are_the_rows_of_the_whole(name):
    case = CASES[name]()
    whole, parts = compile_model(build(case, components), case.name), stamped(case, 2)
    for array in ARRAYS:
        assert np.array_equal(getattr(parts, array), getattr(whole, array)), array
    assert parts.nonzero_count == whole.nonzero_count
    assert parts.offset == whole.offset
    assert {name: [each.tolist() for each in term] for name, term in parts.cost_terms.items()} == {
        name: [each.tolist() for each in term] for name, term in whole.cost_terms.items()
    }
    lasting, *hourly = parts.parts()
    assert len(hourly) == 2
    assert sorted(np.concatenate([each.positions for each in (lasting, *hourly)])) == list(range(whole.row_count))
    balance = whole.row_block("balance")
    assert not np.isin(lasting.positions, np.arange(balance.start, balance.span.stop)).any()


def test_limits_of_rows_may_be_replaced_as_in_a_whole_program():
    case = every_family()
    parts = stamped(case, 2)
    moved = replace(parts, row_upper=parts.row_upper + 1.0)
    assert isinstance(moved, ProgramInParts)
    assert np.array_equal(in_order(stacked(list(moved.parts()))).upper, parts.row_upper + 1.0)


def test_products_with_the_matrix_add_up_over_parts():
    case, random = every_family(), np.random.default_rng(2)
    whole, parts = compile_model(build(case, components), case.name), stamped(case, 2)
    matrix = rows_matrix(whole)
    x, y = random.uniform(0, 1, whole.column_count), random.uniform(-1, 1, whole.row_count)
    assert activities(parts, x) == pytest.approx(matrix @ x, rel=1e-12)
    assert prices(parts, y) == pytest.approx(matrix.T @ y, rel=1e-9, abs=1e-12)
    column = whole.column_block("campus").start
    by_column = matrix.tocsc()[:, [column]].tocoo()
    assert sorted(column_entries(parts, column)) == sorted(zip(by_column.row.tolist(), by_column.data, strict=True))


@pytest.mark.parametrize("runs", [[(0, 4)], [(0, 4), (3, 7)]], ids=["hours left out", "hours twice"])
def test_windows_that_do_not_hold_every_row_once_are_refused(runs):
    case = every_family()
    wrong = [{**dict.fromkeys(SNAPSHOT_SETS, run), PERIOD_SET: (at, at + 1)} for at, run in enumerate(runs)]
    with pytest.raises(CannotCompile, match=r"the windows hold \d+ rows; expected all \d[\d,]*, each of them once"):
        stamp_model(build(case, components), case.name, wrong)


def test_some_rows_of_a_part_in_their_order():
    """Rows 7, 2 and 5 with one entry, none and two."""
    starts, indices = np.array([0, 1, 1, 3], dtype=np.int32), np.array([4, 0, 9], dtype=np.int32)
    rows = Rows(np.array([7, 2, 5]), np.array([0.7, 0.2, 0.5]), np.array([1.7, 1.2, 1.5]), starts, indices,
                np.array([10.0, 20.0, 30.0]))  # fmt: skip
    two = chosen(rows, np.array([2, 0]))
    assert two.positions.tolist() == [5, 7]
    assert (two.lower.tolist(), two.upper.tolist()) == ([0.5, 0.7], [1.5, 1.7])
    assert (two.starts.tolist(), two.indices.tolist(), two.values.tolist()) == ([0, 2, 3], [0, 9, 4], [20, 30, 10])
    assert in_order(rows).positions.tolist() == [2, 5, 7]
    assert in_order(rows).starts.tolist() == [0, 0, 2, 3]
