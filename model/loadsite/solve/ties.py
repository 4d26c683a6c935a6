"""Alternative optima: among those of one program, the one in a stated order of preference; and how little and how much
of a sum they hold.

Every optimum lies on one face: columns with a reduced cost stand at the bound it leans on, rows with a dual at their
limit. On it the secondary objective is minimised, and each sum in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.certificate import certify
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import magnitudes, rows_matrix
from loadsite.solve.outcomes import Uncertified
from loadsite.solve.solution import Basis, Solution
from loadsite.solve.strategy import TIGHT
from loadsite.solve.weak_duality import lower_bound

Positions = npt.NDArray[np.int64]

ROUNDING = 1e-9
"""A dual or reduced cost below this share of the costs it was added up from may be nothing but rounding."""

PRIMAL_SIMPLEX = 4
"""HiGHS's number for it: the optimum is feasible where only the objective is another."""


@dataclass(frozen=True)
class Ties:
    """Tie-breaking: how an answer is chosen among those that cost the same, and what is told of the others.

    `order` are columns, those to be filled first in front. `interchangeable` are groups of them that cost and serve the
    same, each in its order. `sums` are the sets of columns whose least and most is told.
    """

    order: Positions
    interchangeable: tuple[Positions, ...] = ()
    sums: tuple[Positions, ...] = ()


NO_TIES = Ties(np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Spread:
    """The least and the most that a sum of columns holds in answers that cost no more than this one, within its gap."""

    least: float
    most: float


Spreads = tuple[Spread | None, ...]
"""Of each sum, in the order of `Ties.sums`; None of one that holds nothing, as each takes two solves."""

NOTHING = 1e-3
"""GW: a sum that holds less holds nothing."""


class OptimalFace:
    """Optimal face of a program, found from one optimum that is certified. `time_limit_s` is for each further solve."""

    def __init__(self, program: LinearProgram, optimum: Solution, time_limit_s: float) -> None:
        self._program = program
        self._optimum = optimum
        self._time_limit_s = time_limit_s
        self._face = _face(program, optimum)
        self._highs = hand_over(
            self._face,
            {"solver": "simplex", "threads": 1, "presolve": "off", **TIGHT, "simplex_strategy": PRIMAL_SIMPLEX},
        )
        if optimum.basis is not None:
            self._highs.setBasis(_basis(optimum.basis))

    def preferred(self, order: Positions) -> Solution:
        """The optimum that holds the least of what stands far back in the order; the one given where none is found
        that the certificate of the program confirms.
        """
        if not len(order) or not self._minimise(order, np.arange(1.0, len(order) + 1.0) / len(order)):
            return self._optimum
        found, basis = self._highs.getSolution(), self._highs.getBasis()
        primal = np.clip(np.asarray(found.col_value), self._program.lower, self._program.upper)
        at = Basis(
            np.array([int(each) for each in basis.col_status], dtype=np.int8),
            np.array([int(each) for each in basis.row_status], dtype=np.int8),
        )
        chosen = replace(
            self._optimum,
            objective=self._program.offset + float(self._program.cost @ primal),
            primal=primal,
            basis=at,
        )
        try:
            certify(self._program, chosen)
        except Uncertified:
            return self._optimum
        return chosen

    def spread(self, columns: Positions) -> Spread | None:
        """How little and how much the columns hold in all, recomputed from duals; None where they hold nothing, or
        where no optimum was found in time.
        """
        if float(self._optimum.primal[columns].sum()) < NOTHING:
            return None
        ends = []
        for sign in (1.0, -1.0):
            if not self._minimise(columns, np.full(len(columns), sign)):
                return None
            cost = np.zeros(self._program.column_count)
            cost[columns] = sign
            asked = replace(self._face, cost=cost)
            ends.append(sign * least_sum(asked, np.asarray(self._highs.getSolution().row_dual), columns))
        return Spread(ends[0], ends[1])

    def _minimise(self, columns: Positions, cost: Floats) -> bool:
        """Whether the optimum was found that is least by that cost of those columns."""
        count = self._program.column_count
        everything = np.zeros(count)
        everything[columns] = cost
        self._highs.changeColsCost(count, np.arange(count, dtype=np.int32), everything)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._time_limit_s)
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def least_sum(program: LinearProgram, row_dual: Floats, columns: Positions) -> float:
    """What no solution of a program undercuts whose cost is a sum of those columns, by weak duality; at worst what the
    bounds of the columns say.
    """
    cost = program.cost[columns]
    alone = float(np.where(cost > 0.0, program.lower[columns], -program.upper[columns]).sum())
    return max(alone, lower_bound(program, row_dual))


def _face(program: LinearProgram, optimum: Solution) -> LinearProgram:
    """The program with everything held where a price leans on it."""
    sizes = magnitudes(rows_matrix(program))
    dual, price = optimum.row_dual, optimum.reduced_cost
    most = ROUNDING * np.maximum(1.0, np.abs(program.cost) + sizes.T @ np.abs(dual))
    leans_on_lower = (price > most) & np.isfinite(program.lower)
    leans_on_upper = (price < -most) & np.isfinite(program.upper)
    low, high = (dual > ROUNDING) & np.isfinite(program.row_lower), (dual < -ROUNDING) & np.isfinite(program.row_upper)
    return replace(
        program,
        lower=np.where(leans_on_upper, program.upper, program.lower),
        upper=np.where(leans_on_lower, program.lower, program.upper),
        row_lower=np.where(high, program.row_upper, program.row_lower),
        row_upper=np.where(low, program.row_lower, program.row_upper),
        cost=np.zeros(program.column_count),
        offset=0.0,
    )


def _basis(kept: Basis) -> Any:
    basis = highspy.HighsBasis()
    basis.col_status = [highspy.HighsBasisStatus(int(each)) for each in kept.columns]
    basis.row_status = [highspy.HighsBasisStatus(int(each)) for each in kept.rows]
    basis.valid = True
    return basis
