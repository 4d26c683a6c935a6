"""What units use beyond their budgets, and what they pay for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.relief import Positions, Reliefs

EXCESS_PRICES = (10.0, 1000.0)
"""What a unit pays for exceeding a budget: this many times its dearest column [M$] per smallest use of the budget.

A high price makes a search long, and a low one may be worth paying where a yearly limit leaves little room: the second
is for programs in which the bounds met with a limit exceeded at the first.
"""

EXCESS_LIMIT = 1e6
"""GWh, or whatever a budget counts: more than a unit can ever use, and finite so that any duals prove a cut."""


@dataclass(frozen=True)
class Prices:
    """What a unit pays for going beyond a budget of a tying row."""

    program: LinearProgram
    of_excess: float
    reliefs: Reliefs

    def sides(self, row: int) -> Floats:
        """Those on which the row is limited, as signs of the excess that helps there."""
        limited = np.isfinite([self.program.row_upper[row], self.program.row_lower[row]])
        return np.array([-1.0, 1.0])[limited]

    def of(self, row: int, side: float, coefficients: Floats, dearest: float) -> float:
        """Of a unit of the row [M$], for a unit with those coefficients there, whose dearest column costs so much."""
        if (row, side) in self.reliefs:
            return self.reliefs[row, side].price
        return self.of_excess * max(1.0, dearest) / float(np.abs(coefficients).min())


class Excess:
    """One column per budget and side on which its tying row is limited: what the unit uses beyond the budget."""

    def __init__(
        self, tied: list[tuple[int, Positions, Floats]], prices: Prices, dearest: float, first: int
    ) -> None:
        self.columns: list[Positions] = []
        self.signs: list[Floats] = []
        self.paid_for: list[bool] = []
        every_price: list[float] = []
        for row, _, coefficients in tied:
            sides = prices.sides(row)
            self.columns.append(first + len(every_price) + np.arange(len(sides)))
            self.signs.append(sides)
            self.paid_for += [(row, side) in prices.reliefs for side in sides]
            every_price += [prices.of(row, side, coefficients, dearest) for side in sides]
        self.prices = np.array(every_price)
