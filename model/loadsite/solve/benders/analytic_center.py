"""Analytic center of a polytope, by the primal-dual interior point method with nothing to minimize.

Without a cost, and in no haste, the method converges to the point where the product of all distances to the limits is
greatest. It stops early, as any point well inside serves: after about fifteen steps from a point that is nearly inside.
(Wright, Primal-Dual Interior-Point Methods, 1997, chapter 5, has the method.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import ThreadpoolController

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.block_bordered import BorderedSystem
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.matrix import rows_matrix

STEPS = 60
"""Newton steps. Where that many do not lead inside, the start is too far from there, or there is no inside. Any point
that is inside by then serves.
"""

INSIDE = 1e-5
"""Distance to each limit from which the method begins, where the start is nearer: GW, GWh or M$."""

FEASIBLE = 1e-10
"""Primal feasibility tolerance of rows, relative to their limits."""

BALANCED = 1e-3
"""Dual feasibility tolerance, relative to the largest dual."""

OFF_CENTER = 0.5
"""A complementarity product below this share of mu, the mean of all products, is off-center."""

MOST_OFF_CENTER = 0.02
"""Share of limits that may be off-center: where nothing holds a variable from the other side, there is no center to be
found.
"""

SHARE_TO_LIMIT = 0.99
"""Fraction to the boundary: share of the way to the nearest limit that a step may go."""

FORCED = 1e-9
"""A forcing row leaves its columns no room: they can come no farther from its limit than that, relative to the limit.
"""

EQUALITY = 100.0 / INSIDE**2
"""Weight of a row that is an equality, and a column no limit holds has the inverse. A limit that is INSIDE away weighs
a hundredth of that: one that weighs more than an equality holds columns back from keeping it, step after step.
"""


@dataclass(frozen=True)
class _Limits:
    """Finite limits of variables (columns, then rows): which variable, from which side (+1 below, -1 above), where."""

    variable: Positions
    side: Floats
    at: Floats

    def distance(self, values: Floats) -> Floats:
        return self.side * (values[self.variable] - self.at)

    def summed(self, per_limit: Floats, count: int) -> Floats:
        """By variable."""
        return np.asarray(np.bincount(self.variable, per_limit, minlength=count), dtype=np.float64)


def analytic_center(
    program: LinearProgram, subproblem_of: Positions, class_of: Positions, start: Floats
) -> Floats | None:
    """Point near the analytic center of a program's feasible set, whatever its cost; None where none is found from
    there.

    `subproblem_of` and `class_of` say how the program falls into subproblems, as BorderedSystem has them; `start` is
    any point of all columns, the better the nearer to the inside.
    """
    with_room = _with_room(program)
    if with_room is None:
        return None
    least, most = with_room
    moving = most - least > 0
    matrix = rows_matrix(program)
    given = matrix @ np.where(moving, 0.0, least)
    inner = matrix[:, moving].tocsr()
    limited = (np.isfinite(program.row_lower) | np.isfinite(program.row_upper)) & (np.diff(inner.indptr) > 0)
    inner = inner[limited]
    lower = np.concatenate([least[moving], (program.row_lower - given)[limited]])
    upper = np.concatenate([most[moving], (program.row_upper - given)[limited]])
    with _libraries().limit(limits=1, user_api="blas"):  # its other threads spin between short products
        try:
            found = _Centering(inner, subproblem_of[moving], class_of, lower, upper, start[moving]).run()
        except np.linalg.LinAlgError:
            return None
    if found is None:
        return None
    point = least.copy()
    point[moving] = found
    return point


@cache
def _libraries() -> ThreadpoolController:
    """Those loaded with threads of their own; looking for them takes as long as a small search."""
    return ThreadpoolController()


def _with_room(program: LinearProgram) -> tuple[Floats, Floats] | None:
    """Bounds of the columns, those of forcing rows closed: where all columns of a row together can but just come to its
    limit, each has to stand where it does most for that. With them there is no point inside all limits. None where they
    cannot come to it at all.
    """
    least, most = program.lower.copy(), program.upper.copy()
    row = np.repeat(np.arange(program.row_count), np.diff(program.starts))
    closed = -1
    while closed < (closed := int(np.count_nonzero(least == most))):
        for sign, limit in ((1.0, program.row_upper), (-1.0, -program.row_lower)):
            low = np.where(sign * program.values > 0, least[program.indices], most[program.indices])
            least_activity = np.bincount(row, sign * program.values * low, program.row_count)
            finite = np.where(np.isposinf(limit), 0.0, limit)
            beyond = np.where(np.isposinf(limit), -np.inf, least_activity - finite)
            slack = FORCED * np.maximum(1.0, np.abs(finite))
            if (beyond > slack).any():
                return None
            forcing = (beyond >= -slack)[row]
            least[program.indices[forcing]] = most[program.indices[forcing]] = low[forcing]
    return least, most


class _Centering:
    """Newton steps over columns x and the activities of rows r = A x, both strictly inside their limits all the way.

    Every limit has a dual; at the center the products of distances and duals are all alike, and duals balance:

        A' y = sum of (side * dual) over limits of x        -y = the same over limits of r        A x = r
    """

    def __init__(
        self,
        matrix: sparse.csr_array,
        subproblem_of: Positions,
        class_of: Positions,
        lower: Floats,
        upper: Floats,
        start: Floats,
    ) -> None:
        self._matrix = matrix
        self._transposed = matrix.T.tocsr()
        self._system = BorderedSystem(matrix, subproblem_of, class_of)
        self._columns = columns = matrix.shape[1]
        self._equality: npt.NDArray[np.bool_] = (upper <= lower)[columns:]
        below = np.flatnonzero(np.isfinite(lower) & (upper > lower))
        above = np.flatnonzero(np.isfinite(upper) & (upper > lower))
        self._limits = _Limits(
            np.append(below, above),
            np.append(np.ones(len(below)), -np.ones(len(above))),
            np.append(lower[below], upper[above]),
        )
        ends = np.where(np.isfinite(lower), lower, 0.0), np.where(np.isfinite(upper), upper, 0.0)
        self._row_size = np.maximum(1.0, np.abs(ends).max(axis=0))[columns:]
        x = _inside(start, lower[:columns], upper[:columns])
        self._at = np.append(x, _inside(matrix @ x, lower[columns:], upper[columns:]))
        self._y = np.zeros(matrix.shape[0])
        self._dual = 1.0 / self._limits.distance(self._at)

    def run(self) -> Floats | None:
        for _ in range(STEPS):
            if self._is_central():
                break
            self._step()
        return self._at[: self._columns] if self._is_feasible() else None

    def _missed(self) -> Floats:
        """r - A x."""
        return np.asarray(self._at[self._columns :] - self._matrix @ self._at[: self._columns])

    def _is_feasible(self) -> bool:
        return bool((np.abs(self._missed()) <= FEASIBLE * self._row_size).all())

    def _is_central(self) -> bool:
        pushes = self._limits.summed(self._limits.side * self._dual, len(self._at))
        off_balance = np.append(self._transposed @ self._y, np.where(self._equality, 0.0, -self._y)) - pushes
        products = self._dual * self._limits.distance(self._at)
        return bool(
            self._is_feasible()
            and np.max(np.abs(off_balance), initial=0.0) <= BALANCED * self._dual.max(initial=1.0)
            and np.count_nonzero(products < OFF_CENTER * products.mean()) <= MOST_OFF_CENTER * len(products)
        )

    def _step(self) -> None:
        distance = self._limits.distance(self._at)
        if not (distance > 0.0).all():
            raise np.linalg.LinAlgError("no room is left between limits")
        weight = np.maximum(self._limits.summed(self._dual / distance, len(self._at)), 1.0 / EQUALITY)
        weight[self._columns :][self._equality] = EQUALITY
        self._system.factor(weight[: self._columns], weight[self._columns :])
        aim = float((self._dual * distance).mean())
        ahead, move, dual_move, y_move = self._direction(distance, weight, aim)
        self._at = self._at + min(1.0, SHARE_TO_LIMIT * _longest(distance, move)) * ahead
        dual_share = min(1.0, SHARE_TO_LIMIT * _longest(self._dual, dual_move))
        self._y = self._y + dual_share * y_move
        self._dual = self._dual + dual_share * dual_move

    def _direction(self, distance: Floats, weight: Floats, aim: float) -> tuple[Floats, Floats, Floats, Floats]:
        """Newton's step to where distances times duals are as aimed at: of x and r, of distances, of duals, of y."""
        columns, limits = self._columns, self._limits
        pull = limits.summed(limits.side * aim / distance, len(self._at))
        row_weight = weight[columns:]
        slope = np.where(self._equality, 0.0, (self._y + pull[columns:]) / row_weight)
        x, y = self._system.solve(pull[:columns] - self._transposed @ self._y, self._missed() + slope)
        r = np.where(self._equality, 0.0, slope + y / row_weight)
        both = np.append(x, r)
        move = limits.side * both[limits.variable]
        return both, move, aim / distance - self._dual - self._dual / distance * move, y


def _longest(values: Floats, moves: Floats) -> float:
    """Of the steps along moves, the longest that leaves values at zero or above; no more than twice the whole one."""
    shrinking = moves < 0
    return float(np.min(-values[shrinking] / moves[shrinking], initial=2.0))


def _inside(values: Floats, lower: Floats, upper: Floats) -> Floats:
    """Moved to INSIDE of their limits, or to the middle of those that are closer to each other."""
    margin = np.minimum(INSIDE, (upper - lower) / 2)
    return np.clip(values, lower + margin, upper - margin)
