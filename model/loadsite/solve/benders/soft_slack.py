"""Slack columns of soft linking constraints.

Every subproblem may buy of such a column for itself, at the same price: what the subproblems buy, added up, is what the
whole buys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import LinearProgram, Rows
from loadsite.solve.matrix import part_matrix

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


def soft_slacks(program: LinearProgram, rows: Rows, lone: Positions) -> SoftSlacks:
    """Cheapest slack of some soft rows, on each side on which they have one, among `lone` columns, each of one row."""
    unlimited = (program.lower[lone] == 0.0) & np.isposinf(program.upper[lone]) & (program.cost[lone] > 0.0)
    may_serve = lone[unlimited]
    entries = part_matrix(program, rows).tocoo()
    found: SoftSlacks = {}
    for k in np.flatnonzero(np.isin(entries.col, may_serve)):
        column, gives = int(entries.col[k]), float(entries.data[k])
        soft_slack = SoftSlack(int(rows.positions[entries.row[k]]), column, gives, float(program.cost[column]))
        side = (soft_slack.row, float(np.sign(gives)))
        if side not in found or soft_slack.price < found[side].price:
            found[side] = soft_slack
    return found
