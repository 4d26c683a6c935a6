"""From values to places and tones: axes with round numbers, scales in steps with round edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from loadsite.report.palette import STEPS

ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_step(span: float, parts: int) -> float:
    """The smallest round step of which at most so many fill the span."""
    if span <= 0 or not math.isfinite(span):
        return 1.0
    rough = span / max(1, parts)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * each for each in ROUND if power * each >= rough * (1 - 1e-9))


@dataclass(frozen=True)
class Axis:
    """A straight axis from `low` at `start` to `high` at `end` [px], with round values on it."""

    low: float
    high: float
    values: tuple[float, ...]
    start: float
    end: float

    @property
    def step(self) -> float:
        return self.values[1] - self.values[0] if len(self.values) > 1 else 1.0

    def at(self, value: float) -> float:
        """Where a value stands [px]."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


def axis(values: Sequence[float], start: float, end: float, parts: int = 5) -> Axis:
    """An axis that holds all values and zero."""
    held = [0.0, *(value for value in values if math.isfinite(value))]
    low, high = min(held), max(held)
    if high - low <= 0:
        high = low + 1.0
    step = round_step(high - low, parts)
    on = tuple(step * k for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1))
    return Axis(low, high, on, start, end)


@dataclass(frozen=True)
class Shades:
    """A scale of tones with round edges: below the first edge the first tone, above the last the last."""

    family: str
    edges: tuple[float, ...]

    def tone(self, value: float) -> str:
        """The tone of a value."""
        return f"{self.family}-{self._spread(sum(value >= edge for edge in self.edges))}"

    def tones(self) -> list[str]:
        """All tones in order: one more than there are edges."""
        return [f"{self.family}-{self._spread(k)}" for k in range(len(self.edges) + 1)]

    def _spread(self, position: int) -> int:
        """Few steps take tones from the whole scale."""
        return round(position * (STEPS - 1) / max(1, len(self.edges)))


def shades(family: str, values: Sequence[float]) -> Shades:
    """A scale with about as many values in each tone, so that many close together are told apart and a few far out too.

    Its edges are rounded to the fewest digits that keep them apart.
    """
    held = sorted(value for value in values if math.isfinite(value))
    if not held or held[-1] - held[0] <= 1e-9 * max(1.0, abs(held[-1])):
        return Shades(family, (held[0] if held else 1.0,))
    wanted = [held[len(held) * k // STEPS] for k in range(1, STEPS)]
    found = [
        tuple(sorted({edge for edge in (rounded(value, digits) for value in wanted) if held[0] < edge <= held[-1]}))
        for digits in (1, 2, 3, 4)
    ]
    return Shades(family, max(found, key=len) or (held[-1],))


def rounded(value: float, digits: int) -> float:
    """The value to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def changes(values: Sequence[float]) -> Shades:
    """A scale of changes, even on both sides of zero; the middle tone is for next to none."""
    held = sorted(abs(value) for value in values if math.isfinite(value) and value != 0)
    if not held:
        return Shades("change", (-1.0, 1.0))
    edges: list[float] = []
    for share in (0.35, 0.7, 0.9):
        edge = round_step(held[int(share * (len(held) - 1))], 1)
        edges.append(edge if not edges or edge > edges[-1] else round_step(edges[-1] * 1.01, 1))
    return Shades("change", (*(-edge for edge in reversed(edges)), *edges))
