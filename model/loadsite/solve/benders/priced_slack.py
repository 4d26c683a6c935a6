"""Priced slack of elastic subproblems: what they use beyond their resource shares, at a penalty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.soft_slack import Positions, SoftSlacks

SLACK_PRICES = (10.0, 1000.0)
"""Penalty of exceeding a resource share: this many times the subproblem's largest cost [M$] per smallest use of the
share.

A high price makes a search long, and a low one may be worth paying where a yearly limit leaves little room: the second
is for programs in which the bounds met with a limit exceeded at the first.
"""

SLACK_LIMIT = 1e6
"""Upper bound of slack, GWh or whatever a resource share counts: more than a subproblem can ever use, and finite so
that any duals prove a cut.
"""


@dataclass(frozen=True)
class SlackPrices:
    """Penalties of slack in resource shares of linking rows."""

    program: LinearProgram
    of_slack: float
    soft_slacks: SoftSlacks

    def sides(self, row: int) -> Floats:
        """Sides on which the row is limited, as signs of the slack that helps there."""
        limited = np.isfinite([self.program.row_upper[row], self.program.row_lower[row]])
        return np.array([-1.0, 1.0])[limited]

    def of(self, row: int, side: float, coefficients: Floats, largest_cost: float) -> float:
        """Penalty per unit of the row's activity [M$], for a subproblem with these coefficients and this largest cost.
        """
        if (row, side) in self.soft_slacks:
            return self.soft_slacks[row, side].price
        return self.of_slack * max(1.0, largest_cost) / float(np.abs(coefficients).min())


class PricedSlack:
    """Slack columns: one per resource share and side on which its linking row is limited, for what the subproblem uses
    beyond the share.
    """

    def __init__(
        self, linked: list[tuple[int, Positions, Floats]], prices: SlackPrices, largest_cost: float, first: int
    ) -> None:
        self.columns: list[Positions] = []
        self.signs: list[Floats] = []
        self.is_soft: list[bool] = []
        every_price: list[float] = []
        for row, _, coefficients in linked:
            sides = prices.sides(row)
            self.columns.append(first + len(every_price) + np.arange(len(sides)))
            self.signs.append(sides)
            self.is_soft += [(row, side) in prices.soft_slacks for side in sides]
            every_price += [prices.of(row, side, coefficients, largest_cost) for side in sides]
        self.prices = np.array(every_price)
