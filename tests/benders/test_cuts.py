"""A cut says what operation costs at least, whatever duals it is made of.

operation(x) >= y+'L - y-'U + z+'l - z-'u - (A_linking'y)'x   for every x and y, with z = cost - A'y
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadsite.run.answer import calendar
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.cuts import cut_from_duals
from loadsite.solve.benders.first_stage import first_stage_of
from loadsite.solve.benders.subproblem import build_subproblems
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.weak_duality import implied_bounds
from small_cases import Period, random_grid
from solved import compiled

CASE = random_grid(2, 12, 4, periods=[Period(6, 700.0)] * 2)
PROGRAM = compiled(CASE)
SUBPROBLEMS, SHARES = build_subproblems(PROGRAM, block_structure(PROGRAM, calendar(CASE)))
FIRST = first_stage_of(PROGRAM, block_structure(PROGRAM, calendar(CASE)))
LOWER = np.concatenate([FIRST.column_bounds()[0], np.zeros(len(SHARES))])
UPPER = np.minimum(np.concatenate([FIRST.column_bounds()[1], np.full(len(SHARES), 1e3)]), 5.0)


def point_at(share: float) -> np.ndarray:
    """Between the bounds, with the states of charge, which new storage must hold, at zero."""
    point = LOWER + share * (UPPER - LOWER)
    level = next(block for block in PROGRAM.columns if block.name == "boundary_state_of_charge")
    point[: len(FIRST.columns)][np.isin(FIRST.columns, np.arange(level.span.start, level.span.stop))] = 0.0
    return point


@given(at=st.floats(0, 1), elsewhere=st.floats(0, 1))
@settings(max_examples=15)
def test_a_cut_touches_where_it_was_made_and_never_cuts_off_elsewhere(at: float, elsewhere: float) -> None:
    group = SubproblemSolver(SUBPROBLEMS, LOWER, UPPER)
    here, there = point_at(at), point_at(elsewhere)
    made = group.evaluate([0], here)[0]
    assert made.cut.at(here) == pytest.approx(made.cost, rel=1e-6, abs=1e-6)
    assert made.cut.at(there) <= group.evaluate([0], there)[0].cost * (1 + 1e-7) + 1e-7


@given(seed=st.integers(0, 10_000), share=st.floats(0, 1))
@settings(max_examples=25)
def test_even_meaningless_duals_prove_something_true(seed: int, share: float) -> None:
    subproblem = SUBPROBLEMS[1]
    coupling = subproblem.coupling
    lower, upper = implied_bounds(subproblem.with_coupling_bounds(LOWER[coupling], UPPER[coupling]))
    links = len(subproblem.coupling)
    dual = np.random.default_rng(seed).normal(0, 0.01, subproblem.program.row_count)
    cut = cut_from_duals(subproblem, dual, lower[links:], np.minimum(upper[links:], 1e6))
    cost = SubproblemSolver(SUBPROBLEMS, LOWER, UPPER).evaluate([1], point_at(share))[0].cost
    assert cut.at(point_at(share)) <= cost + 1e-7
    # duals that lean on no limit count as zero, so that what is left says something
    assert np.isfinite(cut.intercept)


def test_every_operation_column_and_row_belongs_to_one_subproblem() -> None:
    own_columns = np.concatenate([subproblem.own_columns for subproblem in SUBPROBLEMS])
    own_rows = np.concatenate([subproblem.own_rows for subproblem in SUBPROBLEMS])
    every_column = np.sort(np.concatenate([own_columns, FIRST.columns]))
    every_row = np.sort(np.concatenate([own_rows, FIRST.rows, FIRST.linking]))
    assert (every_column == np.arange(PROGRAM.column_count)).all()
    assert (every_row == np.arange(PROGRAM.row_count)).all()
