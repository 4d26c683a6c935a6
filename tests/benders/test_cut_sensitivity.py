"""Limits that move, in a program cut into periods: sums, cuts and resource shares move with them as if all were made
anew.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadsite.arrays.linear_program import LinearProgram
from loadsite.inputs.case import Case
from loadsite.results.limit_directions import direction
from loadsite.results.periods import calendar
from loadsite.run.answer import compiled
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.cut_sensitivity import intercept_changes, is_affected, perturbed, share_changes
from loadsite.solve.benders.structure import DecomposedProgram, decompose
from loadsite.solve.benders.subproblem import build_subproblems
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.benders.summed import summed
from loadsite.solve.moved import Moved
from small_cases import every_family

PLACES = [
    ("site limit", "dallas", 2035), ("transfer limit", "north_plains", 2030), ("transfer limit", "west_north", 2035),
    ("right of way", "west-north", 2035), ("annual build limit", "solar.west", 2030),
    ("interconnection queue", "battery.north", 2035), ("lead time", "north.new_gas", 2030),
    ("reserve margin", "SPP", 2035), ("on-site generation limit", "tulsa", 2030), ("off-grid campus", "island", 2030),
    ("existing fleet", "plains.hydro", 2035), ("existing fleet", "north.coal", 2030),
    ("existing storage", "west.battery", 2035),
]  # fmt: skip
BY = 0.004
"""4 MW [GW]"""


@pytest.fixture(scope="module")
def grid() -> tuple[Case, LinearProgram, DecomposedProgram]:
    case = every_family()
    program = compiled(case)
    return case, program, decompose(program, calendar(case), 10.0)


def after(program: LinearProgram, moved: Moved, by: float) -> LinearProgram:
    """The program with its limits moved one by one."""
    lower, upper, row_lower, row_upper = (
        each.copy() for each in (program.lower, program.upper, program.row_lower, program.row_upper)
    )
    for at, rate in zip(moved.rows, moved.rows_by, strict=True):
        row_lower[at] += by * rate
        row_upper[at] += by * rate
    for at, rate in zip(moved.uppers, moved.uppers_by, strict=True):
        upper[at] += by * rate
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: " ".join(map(str, place)))
def test_a_program_in_sums_moves_as_the_program_does(place, grid):
    """What stands by 2035 is the sum of two years: a limit of 2030 moves both."""
    case, program, parts = grid
    moved = direction(case, program, *place)
    (lower, upper), (row_lower, row_upper) = parts.sums.moved(moved)
    before, now = summed(program)[0], summed(after(program, moved, BY))[0]
    for name, rate in (("lower", lower), ("upper", upper), ("row_lower", row_lower), ("row_upper", row_upper)):
        finite = np.isfinite(getattr(before, name))
        change = getattr(now, name)[finite] - getattr(before, name)[finite]
        assert change == pytest.approx(BY * rate[finite], abs=1e-12), name
    assert any(np.any(rate) for rate in (lower, upper, row_lower, row_upper))


OF_HOURS = ("transfer limit", "off-grid campus", "existing fleet", "existing storage")
HOURLY = [each for each in PLACES if each[0] in OF_HOURS]


@pytest.mark.parametrize("place", HOURLY, ids=lambda place: " ".join(map(str, place)))
def test_cuts_stay_true_where_limits_of_hours_move(place, grid):
    """Of every subproblem, asked at three points: the cut with its intercept moved says no more than the subproblem
    with its limits moved costs there, and, moved back from there, no more than the subproblem costs. Fleets are short
    at all points.
    """
    case, program, parts = grid
    of_columns, of_rows = parts.sums.moved(direction(case, program, *place))
    bounds, random = parts.bounds, np.random.default_rng(7)
    moving = [subproblem for subproblem in parts.subproblems if is_affected(subproblem, of_columns, of_rows)]
    assert {subproblem.number // 2 for subproblem in moving} == {[2030, 2035].index(place[2])}
    plain = SubproblemSolver(parts.subproblems, bounds.lower, bounds.upper)
    moved_subproblems = [perturbed(subproblem, of_columns, of_rows, BY) for subproblem in parts.subproblems]
    other = SubproblemSolver(moved_subproblems, bounds.lower, bounds.upper)
    steepest = 0.0
    for _ in range(3):
        room = np.minimum(bounds.upper - bounds.lower, 0.4)
        point = bounds.lower + random.uniform(0.1, 0.6, len(room)) * room
        for subproblem in moving:
            here, there = plain.evaluate([subproblem.number], point)[0], other.evaluate([subproblem.number], point)[0]
            for cut, towards, cost in ((here.cut, BY, there.cost), (there.cut, -BY, here.cost)):
                rate = float(intercept_changes(subproblem, [cut], of_columns, of_rows)[0])
                assert cut.at(point) + towards * rate <= cost + 1e-6 * max(1.0, abs(cost))
                steepest = max(steepest, abs(rate))
    assert steepest > 1.0 or place[0] != "existing fleet"


@pytest.mark.parametrize("place", [("existing fleet", "plains.hydro", 2030), ("transfer limit", "north_plains", 2035)])
def test_what_a_subproblem_can_use_of_a_share_moves_with_its_limits(place, grid):
    case, program, parts = grid
    moved = direction(case, program, *place)
    of_columns, _ = parts.sums.moved(moved)
    (_, before), (subproblems, now) = (
        build_subproblems(each, block_structure(each, calendar(case)))
        for each in (summed(program)[0], summed(after(program, moved, BY))[0])
    )
    count = len(parts.first_stage.columns)
    for subproblem in subproblems:
        numbers, least, most = share_changes(subproblem, count, of_columns)
        for number, at_least, at_most in zip(numbers, least, most, strict=True):
            if np.isfinite(before[number].most):
                assert now[number].most - before[number].most == pytest.approx(BY * at_most, abs=1e-9)
            assert now[number].least - before[number].least == pytest.approx(BY * at_least, abs=1e-9)
