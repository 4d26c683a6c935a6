"""Slack columns of soft linking constraints.

Every subproblem may buy of such a column for itself, at the same price: what the subproblems buy, added up, is what the
whole buys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.matrix import rows_matrix

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SoftSlack:
    """Slack of a soft linking row: a `column` with an entry in one `row` only, which it `gives` per unit of it, from
    zero up without limit.
    """

    row: int
    column: int
    gives: float
    cost: float

    @property
    def price(self) -> float:
        """Penalty per unit of the row's activity [M$]."""
        return self.cost / abs(self.gives)


SoftSlacks = dict[tuple[int, float], SoftSlack]
"""By row and side, 1.0 where it lifts what the row comes to and -1.0 where it lowers that."""


def soft_slacks(program: LinearProgram, rows: Positions, columns: Positions) -> SoftSlacks:
    """Cheapest slack of some soft rows, on each side on which they have one, among some columns."""
    unlimited = (program.lower[columns] == 0.0) & np.isposinf(program.upper[columns]) & (program.cost[columns] > 0.0)
    stands_once = np.bincount(program.indices, minlength=program.column_count)[columns] == 1
    may_serve = columns[unlimited & stands_once]
    entries = rows_matrix(program)[rows].tocoo()
    found: SoftSlacks = {}
    for k in np.flatnonzero(np.isin(entries.col, may_serve)):
        column, gives = int(entries.col[k]), float(entries.data[k])
        soft_slack = SoftSlack(int(rows[entries.row[k]]), column, gives, float(program.cost[column]))
        side = (soft_slack.row, float(np.sign(gives)))
        if side not in found or soft_slack.price < found[side].price:
            found[side] = soft_slack
    return found
