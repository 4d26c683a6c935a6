"""Shadow price of one more MW of a limit, its valid range, and the price beyond; and of one MW less."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import inf, isfinite, isnan, nan

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import MW, USD_PER_MW, Solved
from loadsite.solve.moved import Known, Moved, Side, Sloped, SlopeUnknown
from loadsite.solve.rhs_ranging import RhsRanging

AT_MOST = "at most"
"""How well a shadow price is known that is a dual and no more: a bound."""
AT_LEAST = "at least"
"""The same of what one more of a requirement costs."""
STILL = 1e-6
"""What is valid for less than this is valid for nothing [MW, or the unit of a rule]."""


class Slopes:
    """Asks the optimum of a solved program for the slopes of its cost. None where no slope can be told: the answer has
    no corner, or the time is up. `of` is the optimum where it is not that of the solution as it stands.
    """

    def __init__(self, solved: Solved, deadline: float = inf, of: Sloped | None = None) -> None:
        self._solved = solved
        self._deadline = deadline
        self._of = of

    @property
    def can_tell(self) -> bool:
        """Whether anything can be told at all."""
        return self._solved.solution.basis is not None or self._solved.solution.sensitivity is not None

    @property
    def budget(self) -> int:
        """How many sides may be asked for the tables of a result."""
        return self._optimum.asks if self.can_tell else 0

    def side(self, moved: Moved, sign: float) -> Side | None:
        """To the side of more (1.0) or less (-1.0)."""
        if not self.can_tell:
            return None
        try:
            return self._optimum.side(moved, sign, self._deadline)
        except SlopeUnknown:
            return None

    def duals(self, moved: Moved, sign: float) -> tuple[Floats, Floats] | None:
        """Row duals and reduced costs that tell the slope to that side; None where it is no corner that was found."""
        if not isinstance(self._optimum, RhsRanging):
            return None
        try:
            return self._optimum.duals(moved, sign, self._deadline)
        except SlopeUnknown:
            return None

    @property
    def known(self) -> str:
        """How well slopes are known."""
        return self._optimum.known

    @cached_property
    def _optimum(self) -> Sloped:
        solution = self._solved.solution
        if self._of is not None:
            return self._of
        if solution.basis is not None:
            return RhsRanging(self._solved.program, solution.basis)
        if solution.sensitivity is None:
            raise ValueError(f"{self._solved.program.name}: no corner and no cuts to take a slope from")
        return solution.sensitivity


@dataclass(frozen=True)
class OneMore:
    """What one unit more of something costs [USD per unit and year, negative where it saves], for how many units, what
    it costs beyond, and how well that is known; `AT_MOST` where it is the bound that a dual gives.
    """

    usd: float
    valid: float
    beyond_usd: float
    known: str

    @classmethod
    def of(cls, side: Side, known: str, years: float) -> OneMore:
        """Of a slope, counted once a year instead of `years` times."""
        price = USD_PER_MW / years
        return cls(side.slope * price + 0.0, side.valid * MW, side.beyond * price + 0.0, known)

    @classmethod
    def at_most(cls, usd: float) -> OneMore:
        """Of a dual, where nothing more is known."""
        return cls(usd + 0.0, nan, nan, AT_MOST)

    def in_words(self, unit: str = "MW", verb: str = "costs") -> str:
        """`, valid for the next 380 MW; beyond, one more costs 12 USD`, or nothing where that is not known."""
        if self.known == AT_MOST:
            return " at most"
        if self.known == Known.WITHIN_GAP:
            return f", over the next {size(self.valid)} {unit}, within the gap"
        if isnan(self.valid):
            return ""
        if self.valid == inf:
            return ", however many"
        if isnan(self.beyond_usd):
            beyond = ""
        elif not isfinite(self.beyond_usd):
            beyond = "; beyond, there is no answer"
        else:
            beyond = f"; beyond, one more {verb} {money(self.beyond_usd)} USD"
        return f", valid for the next {size(self.valid)} {unit}{beyond}"


def next_campus(told: OneMore, less_usd: float) -> str:
    """What one more MW of campus costs, in words, and what one less saves where that is another price."""
    if told.usd == inf:
        return "no answer has one more MW of campus"
    bound = "at least " if told.known == AT_LEAST else ""
    words = "" if told.known == AT_LEAST else told.in_words()
    saves = "" if not isfinite(less_usd) or same(told.usd, less_usd) else f"; one less saves {money(less_usd)} USD"
    return f"one more MW of campus costs {bound}{money(told.usd)} USD a year{words}{saves}"


def same(one: float, other: float) -> bool:
    """Whether the prices to one side and to the other [USD] are the same but for rounding."""
    return one == other or abs(one - other) <= 1e-5 * max(1.0, abs(one), abs(other)) < inf


def settle(
    at_most: Floats, ask: Callable[[int], float | None], count: int, budget: int
) -> int:
    """Ask the shadow prices of the most expensive limits, until the `count` most expensive are all known, or the budget
    is spent; how many were asked.

    A shadow price is no more than the dual says: the largest is asked and put back with its own. Those
    that are above every bound left are the most expensive. `ask` tells a shadow price, or None where it is
    not found.
    """
    queue = [(-float(bound), False, k) for k, bound in enumerate(at_most)]
    heapify(queue)
    left, found = budget, 0
    while queue and found < count and left > 0:
        bound, is_known, k = heappop(queue)
        if is_known or bound == 0.0:
            found += 1
            continue
        shadow_price = ask(k)
        left -= 1
        heappush(queue, (bound if shadow_price is None else -shadow_price, True, k))
    return budget - left


def money(usd: float) -> str:
    """Its size: whole numbers from 100, cents below."""
    return f"{abs(usd):,.0f}" if abs(usd) >= 100 else f"{abs(usd):,.2f}"


def size(mw: float) -> str:
    """Whole numbers from 100, three digits below."""
    return f"{mw:,.0f}" if math.fabs(mw) >= 100 else f"{mw:.3g}"
