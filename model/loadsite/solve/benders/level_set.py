"""Level-set problems: trial-point rules of the level set {first-stage cost + sum(theta) <= level}, each as a linear
program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.highs import Options

INTERIOR_POINT: Options = {"solver": "ipx", "run_crossover": "off"}
"""Interior point method without crossover: it ends in the middle of a face, not at a vertex. IPX is the faster one
here: rows are many, columns few.
"""

SIMPLEX: Options = {
    "solver": "simplex",
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
"""Simplex tolerances, a hundredth of HiGHS's own: a subproblem may have no operation where decisions miss their rows by
more, and a dual that is off by more, times what the cheapest column may be at most, leaves a bound far below the
optimum.
"""


SHARE_WEIGHT = 0.02
"""Moving a resource share by one [GWh, or whatever the row counts] against moving a first-stage column by 1 GW.
Evaluations to a gap of 5e-7, fortnight and 84 days: 493 and 1432 at 0, 427 and 1253 at 0.001, 408 and 1232 at 0.02, 430
and 1287 at 0.3.
"""


class TrialPoint(Protocol):
    """Trial-point rule. `build` makes the trial-point program from the master program, whose last columns are its
    `live` resource shares by number; appended columns and rows come last. `options` say how to solve it, at most
    `max_rounds` times as cuts are reactivated, as long as these say that the point costs more than is `allowed` above
    the level [M$].
    """

    @property
    def level(self) -> float: ...

    @property
    def options(self) -> Options: ...

    @property
    def max_rounds(self) -> int: ...

    @property
    def allowed(self) -> float: ...

    def build(self, program: LinearProgram, live: Positions) -> LinearProgram: ...


@dataclass(frozen=True)
class AnalyticCenter:
    """Analytic center of the level set, which need not be exact: the next point to evaluate."""

    level: float
    allowed: float
    options = INTERIOR_POINT
    max_rounds = 10

    def build(self, program: LinearProgram, live: Positions) -> LinearProgram:
        return with_cost_cap(program, self.level, np.zeros(program.column_count))


@dataclass(frozen=True)
class L1Projection:
    """l1 projection onto the level set: the point that moves first-stage columns [GW] and live resource shares, these
    at SHARE_WEIGHT, least in all from another, `near`, a point of all coupling columns.

    Cuts are true to operation where it was evaluated, and worth less the farther from there.
    """

    level: float
    near: Floats
    first_count: int
    allowed: float = 0.0
    options = SIMPLEX
    max_rounds = 20

    def build(self, program: LinearProgram, live: Positions) -> LinearProgram:
        columns = program.column_count
        near = np.append(self.near[: self.first_count], self.near[self.first_count + live])
        at = np.append(np.arange(self.first_count), np.arange(columns - len(live), columns))
        count = len(near)
        one = sparse.csr_array((np.ones(count), (np.arange(count), at)), shape=(count, columns))
        move = sparse.eye_array(count)
        # near - moved <= x <= near + moved
        both_sides = sparse.vstack([sparse.hstack([one, -move]), sparse.hstack([one, move])], format="csr")
        inside = with_cost_cap(program, self.level, np.zeros(columns))
        weight = np.append(np.ones(self.first_count), np.full(len(live), SHARE_WEIGHT))
        with_moves = replace(
            inside,
            lower=np.append(inside.lower, np.zeros(count)),
            upper=np.append(inside.upper, np.full(count, np.inf)),
            cost=np.append(inside.cost, weight),
        )
        return with_rows(
            with_moves,
            both_sides,
            np.append(np.full(count, -np.inf), near),
            np.append(near, np.full(count, np.inf)),
        )


def with_cost_cap(program: LinearProgram, level: float, cost: Floats) -> LinearProgram:
    """Level set of a program: its cost held below a level in one more row, and another cost to be minimized."""
    at_cost = sparse.csr_array(program.cost[None, :])
    priced = replace(program, cost=cost, offset=0.0)
    return with_rows(priced, at_cost, np.array([-np.inf]), np.array([level - program.offset]))


def with_rows(program: LinearProgram, rows: sparse.csr_array, lower: Floats, upper: Floats) -> LinearProgram:
    """The program with more rows after its own."""
    return replace(
        program,
        row_lower=np.append(program.row_lower, lower),
        row_upper=np.append(program.row_upper, upper),
        starts=np.append(program.starts, program.starts[-1] + rows.indptr[1:]).astype(np.int32),
        indices=np.append(program.indices, rows.indices).astype(np.int32),
        values=np.append(program.values, rows.data),
    )
