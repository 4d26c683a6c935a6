"""Zones in at most three classes of price: below the median, above it, and at scarcity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SCARCE = 2.0
"""A zone is at scarcity where its average price is at least so many times that of the median zone: few hours at the
value of lost load lift an average so far, no fuel does."""


@dataclass(frozen=True)
class PriceClass:
    """Zones from `low` up to, but not including, `high` [USD/MWh]; the ends are infinite where there is none."""

    tone: str
    low: float
    high: float

    @property
    def label(self) -> str:
        """What a legend says, without the unit."""
        if self.tone == "zone-2":
            return f"{self.low:g} and more (scarcity)"
        if math.isinf(self.low):
            return "all" if math.isinf(self.high) else f"below {self.high:g}"
        return f"{self.low:g} and more" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class PriceClasses:
    """Classes in order of price."""

    classes: tuple[PriceClass, ...]

    def tone(self, price: float) -> str:
        """The tone of a zone with this average price; `zone-none` where it has no price."""
        return next((each.tone for each in self.classes if each.low <= price < each.high), "zone-none")


def price_classes(prices: Sequence[float]) -> PriceClasses:
    """Classes of these average prices of zones [USD/MWh]; edges are round, and no class is empty throughout."""
    held = np.array(sorted(price for price in prices if math.isfinite(price)))
    if not len(held):
        return PriceClasses(())
    middle = float(np.median(held))
    edges = [(_rounded(middle, 2), "zone-1")]
    if middle > 0:
        edges.append((_rounded(SCARCE * middle, 1), "zone-2"))
    kept = [(edge, tone) for edge, tone in edges if held[0] < edge <= held[-1]]
    lows = [-math.inf, *(edge for edge, _ in kept)]
    tones = ["zone-0", *(tone for _, tone in kept)]
    return PriceClasses(tuple(
        PriceClass(tone, low, high) for tone, low, high in zip(tones, lows, [*lows[1:], math.inf], strict=True)))


def _rounded(value: float, digits: int) -> float:
    """The value to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")
