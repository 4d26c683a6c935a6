"""Places for labels so that none covers another."""

from __future__ import annotations

import math
from dataclasses import dataclass

WAYS = 24
"""Directions that are tried around a point."""


@dataclass(frozen=True)
class Spot:
    """Where a label is written: the middle of its baseline, and how far from its point [px]."""

    x: float
    y: float
    away: float


class Labels:
    """Labels placed so far, inside a picture of this size [px]."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._taken: list[tuple[float, float, float, float]] = []

    def around(self, x: float, y: float, radius: float, width: float, height: float) -> Spot:
        """The nearest free place outside a circle."""
        away = radius + 0.55 * height
        while away < self._width:
            for way in range(WAYS):
                angle = 2 * math.pi * way / WAYS
                middle_x = x + (away + 0.3 * width) * math.cos(angle)
                middle_y = y - away * math.sin(angle)
                if self._take(middle_x, middle_y, width, height):
                    return Spot(middle_x, middle_y + 0.35 * height, away)
            away += 0.5 * height
        return Spot(x, y + 0.35 * height, 0.0)

    def at_a_side(self, x: float, y: float, radius: float, width: float, height: float) -> Spot | None:
        """Right of a point, left of it, above or below it; None where there is no room."""
        across, up = radius + width / 2, radius + height / 2
        for right, down in ((across, 0.0), (-across, 0.0), (0.0, -up), (0.0, up)):
            if self._take(x + right, y + down, width, height):
                return Spot(x + right, y + down + 0.35 * height, radius)
        return None

    def keep_off(self, x: float, y: float, radius: float) -> None:
        """No further label covers this circle."""
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def beside(self, x: float, y: float, width: float, height: float) -> Spot | None:
        """At the point, a little above or below it; None where there is no room."""
        for shift in (0.0, -1.2 * height, 1.2 * height):
            if self._take(x, y + shift, width, height):
                return Spot(x, y + shift + 0.35 * height, abs(shift))
        return None

    def _take(self, x: float, y: float, width: float, height: float) -> bool:
        """Take the box around a middle, if it is free and inside the picture."""
        west, north = x - width / 2, y - height / 2
        box = (west, north, west + width, north + height)
        if west < 0 or north < 0 or box[2] > self._width or box[3] > self._height:
            return False
        if any(box[0] < e and box[2] > w and box[1] < s and box[3] > n for w, n, e, s in self._taken):
            return False
        self._taken.append(box)
        return True
