"""What a long task says of itself while it lasts: the stage that begins, or how far a search has come."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:  # a check solves nothing, and a solver takes most of a second to load
    from loadsite.solve.benders.solve import Progress as SearchProgress

MW = 1e3
"""MW per GW"""
LOOKED_BACK = 6
"""Iterations over which the decline of the gap is measured."""


@dataclass(frozen=True)
class Standing(ABC):
    """Where a search by periods stands after an iteration."""

    units_asked: int
    units: int
    iteration: int
    gap: float
    """between the bounds, as a share of the better [1]"""
    remaining_s: float | None
    """estimate of the seconds left, None while there is nothing to judge by [s]"""

    @classmethod
    @abstractmethod
    def of(cls, search: SearchProgress, remaining_s: float | None) -> Self:
        """Of what the search says of itself."""

    @property
    @abstractmethod
    def between(self) -> str:
        """Both bounds, in words."""

    def __str__(self) -> str:
        left = "" if self.remaining_s is None else f", about {self.remaining_s:,.0f} s left"
        return (
            f"{self.units_asked} of {self.units} periods, iteration {self.iteration}: "
            f"{self.between}, gap {self.gap:.1e}{left}"
        )


@dataclass(frozen=True)
class CostStanding(Standing):
    """Of a search for the least cost, and what that lies between."""

    lower_musd: float
    upper_musd: float

    @classmethod
    def of(cls, search: SearchProgress, remaining_s: float | None) -> Self:
        at = search.iteration
        return cls(search.evaluated, search.subproblems, at.number, at.gap, remaining_s, at.lower, at.upper)

    @property
    def between(self) -> str:
        return f"{self.lower_musd:,.1f} to {self.upper_musd:,.1f} M USD"


@dataclass(frozen=True)
class FitStanding(Standing):
    """Of a search for the most MW that fit, all years together, and what these lie between."""

    lower_mw: float
    upper_mw: float

    @classmethod
    def of(cls, search: SearchProgress, remaining_s: float | None) -> Self:
        at = search.iteration  # what is minimized is the GW with a minus sign
        fits_mw, at_most_mw = -at.upper * MW + 0.0, -at.lower * MW + 0.0
        return cls(search.evaluated, search.subproblems, at.number, at.gap, remaining_s, fits_mw, at_most_mw)

    @property
    def between(self) -> str:
        return f"{self.lower_mw:,.1f} to {self.upper_mw:,.1f} MW of campus"


Progress = Callable[[str | Standing], None]
"""Is told each stage, in words, as it begins, and every iteration of a search."""


@dataclass
class Watch:
    """Follows a search and estimates how long it will last: the gap declines about as fast as it did lately."""

    wanted_gap: float
    told_as: type[Standing]
    """what the bounds of the search are"""
    clock: Callable[[], float] = time.monotonic
    seen: list[tuple[float, float]] = field(default_factory=list)
    asked: int = 0

    def standing(self, search: SearchProgress) -> Standing:
        """What the search says, with the estimate."""
        if search.evaluated != self.asked:
            self.asked, self.seen = search.evaluated, []
        at = search.iteration
        if math.isfinite(at.gap) and at.gap > 0.0:
            self.seen.append((self.clock(), math.log(at.gap)))
        remaining = self._remaining_s() if search.evaluated == search.subproblems else None
        return self.told_as.of(search, remaining)

    def _remaining_s(self) -> float | None:
        lately = self.seen[-LOOKED_BACK:]
        if len(lately) < 3:
            return None
        (start, first), (now, last) = lately[0], lately[-1]
        wanted = math.log(self.wanted_gap)
        if last <= wanted:
            return 0.0
        return (now - start) * (last - wanted) / (first - last) if last < first else None
