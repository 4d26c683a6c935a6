"""Elastic relaxation of limits: each gives way by one amount for all its rows and bounds, at a cost per share of it."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import hand_over

Positions = npt.NDArray[np.int64]

LEAST_SCALE = 0.1
"""Limits smaller than this count as this large when changes are compared as shares [GW, GWh, thousands]."""
LEAST_SECONDS = 0.1


@dataclass(frozen=True, eq=False)
class Limit:
    """What one person set with one number: rows, or bounds of columns, that give way together.

    `eases` is by row (then by column) the change of its activity per unit of giving way: -1 where the limit is from
    above, so that one unit more fits below it, and +1 where it is from below. `asked` tells a rule, or a key of the
    scenario, from what the tables hold.
    """

    name: str
    rows: Positions
    columns: Positions
    eases: Floats
    asked: bool = False

    def scale(self, program: LinearProgram) -> float:
        """How large the limit is [GW, GWh, thousands]."""
        upper, lower = program.row_upper[self.rows], program.row_lower[self.rows]
        sizes = np.abs(np.concatenate([np.where(np.isfinite(upper), upper, lower), program.upper[self.columns]]))
        return max(float(sizes[np.isfinite(sizes)].max(initial=0.0)), LEAST_SCALE)


class ElasticLimits:
    """Elastic program, kept by the solver from question to question, so that each begins where the last one ended."""

    def __init__(self, program: LinearProgram, limits: Collection[Limit]) -> None:
        self._program = program
        self._highs = hand_over(replace(program, cost=np.zeros(program.column_count), offset=0.0), {"threads": 1})
        self._column: dict[int, int] = {}
        self._columns = program.column_count
        for limit in limits:
            self.add(limit)

    def add(self, limit: Limit) -> None:
        """Make a limit elastic."""
        if id(limit) in self._column:
            return
        column, count = self._columns, len(limit.rows)
        scale = limit.scale(self._program)
        self._highs.addCol(1.0 / scale, 0.0, highspy.kHighsInf, count, limit.rows.astype(np.int32),
                           limit.eases[:count].astype(float))  # fmt: skip
        self._column[id(limit)] = column
        self._columns += 1
        for bounded, eases in zip(limit.columns.tolist(), limit.eases[count:].tolist(), strict=True):
            entries = np.array([bounded, column], dtype=np.int32)
            self._highs.addRow(-highspy.kHighsInf, float(self._program.upper[bounded]), 2, entries,
                               np.array([1.0, eases]))  # fmt: skip
            self._highs.changeColBounds(bounded, float(self._program.lower[bounded]), highspy.kHighsInf)

    def least(self, limits: Collection[Limit], deadline: float) -> list[float] | None:
        """Least relaxation: by how much these limits, and no other, must give way, as small a share in all as possible.

        None where that is not enough. TimeoutError after the deadline (of `time.monotonic`).
        """
        allowed = {id(limit) for limit in limits}
        for key, column in self._column.items():
            self._highs.changeColBounds(column, 0.0, highspy.kHighsInf if key in allowed else 0.0)
        left = max(LEAST_SECONDS, deadline - time.monotonic())
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise TimeoutError
        values = np.asarray(self._highs.getSolution().col_value)
        return [float(values[self._column[id(limit)]]) for limit in limits]

    def ray(self) -> Floats:
        """Farkas ray: the row duals of the last answer; where limits had to give way, they prove that they had to."""
        return np.asarray(self._highs.getSolution().row_dual, dtype=np.float64)[: self._program.row_count]
