"""Points of a master's level set {first-stage cost + sum(theta) <= level}, each as a linear program over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import Options

CENTRAL: Options = {"solver": "ipx", "run_crossover": "off"}
"""Interior points without crossover end in the middle of a face, not in a corner. IPX is the faster one here: rows are
many, columns few."""

CORNER: Options = {"solver": "simplex", "primal_feasibility_tolerance": 1e-9}
"""A hundredth of HiGHS's own tolerance: a unit may have no operation where decisions miss their rows by more."""

DUST = 0.02
"""GW (or GWh) of a first-stage column of which less is little."""

NEARBY = 0.05
"""Share by which a spare point may differ in what there is more of."""


class Wanted(Protocol):
    """Which point of the level set is wanted: `within` makes its program of a master's, columns and rows of its own
    after those of the master. `options` say how to solve it, at most `turns` times as more cuts are taken in, as long
    as these say that the point costs more than is `allowed` above the level [M$].
    """

    @property
    def options(self) -> Options: ...

    @property
    def turns(self) -> int: ...

    @property
    def allowed(self) -> float: ...

    def within(self, program: LinearProgram) -> LinearProgram: ...


@dataclass(frozen=True)
class Central:
    """A point in the middle, which need not be exact: the next place to ask operation about."""

    level: float
    allowed: float
    options = CENTRAL
    turns = 10

    def within(self, program: LinearProgram) -> LinearProgram:
        return _at_most(program, self.level, np.zeros(program.column_count))


@dataclass(frozen=True)
class Nearest:
    """The point that moves first-stage columns least in all [GW, GWh] from another.

    What is known of operation is true where it was asked, and worth less the farther from there.
    """

    level: float
    near: Floats
    allowed = 0.0
    options = CORNER
    turns = 20

    def within(self, program: LinearProgram) -> LinearProgram:
        count, columns = len(self.near), program.column_count
        one = sparse.eye_array(count)
        ahead = sparse.csr_array((count, columns - count))
        # near - moved <= x <= near + moved
        both_sides = sparse.vstack([sparse.hstack([one, ahead, -one]), sparse.hstack([one, ahead, one])], format="csr")
        inside = _at_most(program, self.level, np.zeros(columns))
        with_moves = replace(
            inside,
            lower=np.append(inside.lower, np.zeros(count)),
            upper=np.append(inside.upper, np.full(count, np.inf)),
            cost=np.append(inside.cost, np.ones(count)),
        )
        return _with_rows(
            with_moves,
            both_sides,
            np.append(np.full(count, -np.inf), self.near),
            np.append(self.near, np.full(count, np.inf)),
        )


@dataclass(frozen=True)
class Spare:
    """A point near another that does without whatever that has little of.

    First-stage columns that cost something and stand below DUST may only shrink and are dear, each by the inverse of
    what there is of it; the others stay within NEARBY of where they are, so that what is known of the cost still holds.
    """

    level: float
    near: Floats
    allowed = 0.0
    options = CORNER
    turns = 20

    def within(self, program: LinearProgram) -> LinearProgram:
        first = slice(0, len(self.near))
        at = np.clip(self.near, program.lower[first], program.upper[first])
        little = (at < DUST) & (program.cost[first] > 0)
        dearness = np.zeros(program.column_count)
        dearness[first] = np.where(little, 1.0 / (at + 0.01 * DUST), 0.0)
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[first] = np.maximum(lower[first], np.where(little, 0.0, at * (1.0 - NEARBY)))
        upper[first] = np.minimum(upper[first], np.where(little, at, at * (1.0 + NEARBY)))
        return replace(_at_most(program, self.level, dearness), lower=lower, upper=upper)


def _at_most(program: LinearProgram, level: float, cost: Floats) -> LinearProgram:
    """The program with its cost held below a level in one more row, and another cost to be minimised."""
    at_cost = sparse.csr_array(program.cost[None, :])
    priced = replace(program, cost=cost, offset=0.0)
    return _with_rows(priced, at_cost, np.array([-np.inf]), np.array([level - program.offset]))


def _with_rows(program: LinearProgram, rows: sparse.csr_array, lower: Floats, upper: Floats) -> LinearProgram:
    """The program with more rows after its own."""
    return replace(
        program,
        row_lower=np.append(program.row_lower, lower),
        row_upper=np.append(program.row_upper, upper),
        starts=np.append(program.starts, program.starts[-1] + rows.indptr[1:]).astype(np.int32),
        indices=np.append(program.indices, rows.indices).astype(np.int32),
        values=np.append(program.values, rows.data),
    )
