"""Places for circles so that none hides another: each stays where it is, or moves to the nearest free place."""

from __future__ import annotations

import math
from collections.abc import Sequence

WAYS = 32
"""Directions that are tried around a place."""
STEP, GAP = 2.0, 1.0
"""How much farther out the next places are, and how far apart circles stay [px]."""


def apart(circles: Sequence[tuple[float, float, float]], width: float, height: float) -> list[tuple[float, float]]:
    """The middle of each circle (x, y, radius) inside a picture of this size, the first ones moved least.

    Where a picture is too full for all of them, the last ones stay where they are.
    """
    taken: list[tuple[float, float, float]] = []
    for x, y, radius in circles:
        taken.append((*_free(x, y, radius, taken, width, height), radius))
    return [(x, y) for x, y, _ in taken]


def _free(
    x: float, y: float, radius: float, taken: Sequence[tuple[float, float, float]], width: float, height: float
) -> tuple[float, float]:
    near = [each for each in taken if math.dist((x, y), each[:2]) < 8 * (radius + each[2]) + 80]
    away = 0.0
    while away < width:
        for way in range(WAYS if away else 1):
            angle = 2 * math.pi * way / WAYS
            at = (x + away * math.cos(angle), y - away * math.sin(angle))
            inside = radius <= at[0] <= width - radius and radius <= at[1] <= height - radius
            if (inside or not away) and all(math.dist(at, each[:2]) >= radius + each[2] + GAP for each in
                                            (near if away < 80 else taken)):  # fmt: skip
                return at
        away += STEP
    return x, y
