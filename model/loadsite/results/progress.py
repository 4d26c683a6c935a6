"""What a long task says of itself while it lasts: the stage that begins, or how far a search has come."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a check solves nothing, and a solver takes most of a second to load
    from loadsite.solve.decomposed.decompose import Progress as SearchProgress

LOOKED_BACK = 6
"""Iterations over which the decline of the gap is measured."""


@dataclass(frozen=True)
class Standing:
    """Where a search by periods stands after an iteration."""

    units_asked: int
    units: int
    iteration: int
    lower_musd: float
    upper_musd: float
    gap: float
    """upper less lower bound, as a share of the upper [1]"""
    remaining_s: float | None
    """estimate of the seconds left, None while there is nothing to judge by [s]"""

    def __str__(self) -> str:
        left = "" if self.remaining_s is None else f", about {self.remaining_s:,.0f} s left"
        return (
            f"{self.units_asked} of {self.units} periods, iteration {self.iteration}: "
            f"{self.lower_musd:,.1f} to {self.upper_musd:,.1f} M USD, gap {self.gap:.1e}{left}"
        )


Progress = Callable[[str | Standing], None]
"""Is told each stage, in words, as it begins, and every iteration of a search."""


@dataclass
class Watch:
    """Follows a search and estimates how long it will last: the gap declines about as fast as it did lately."""

    wanted_gap: float
    clock: Callable[[], float] = time.monotonic
    seen: list[tuple[float, float]] = field(default_factory=list)
    asked: int = 0

    def standing(self, search: SearchProgress) -> Standing:
        """What the search says, with the estimate."""
        if search.units_asked != self.asked:
            self.asked, self.seen = search.units_asked, []
        at = search.iteration
        if math.isfinite(at.gap) and at.gap > 0.0:
            self.seen.append((self.clock(), math.log(at.gap)))
        remaining = self._remaining_s() if search.units_asked == search.units else None
        return Standing(search.units_asked, search.units, at.number, at.lower, at.upper, at.gap, remaining)

    def _remaining_s(self) -> float | None:
        lately = self.seen[-LOOKED_BACK:]
        if len(lately) < 3:
            return None
        (start, first), (now, last) = lately[0], lately[-1]
        wanted = math.log(self.wanted_gap)
        if last <= wanted:
            return 0.0
        return (now - start) * (last - wanted) / (first - last) if last < first else None
