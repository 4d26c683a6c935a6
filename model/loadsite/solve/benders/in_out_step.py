"""In-out step: how far to go from the incumbent towards the center of the level set.

Operation costs more than cuts say of it, and the more so the farther a point is from those that were evaluated. At the
incumbent cuts touch the cost, so that on the way from there the model error shrinks faster than the way does: where the
whole way is no gain, half of it may be.
"""

from __future__ import annotations

from loadsite.arrays.linear_program import Floats

CHANGE = 2.0
"""Damping: the share of the way is divided by that after a point that was no better, and multiplied after one that was.
"""

LEAST_SHARE = 0.25
"""Least step, as a share of the way: shorter steps gain little even where they do gain."""


class InOutStep:
    """Damped step: the share of the way to go, from what came of the steps before. The first goes all of it."""

    def __init__(self) -> None:
        self.share = 1.0

    def step(self, known: Floats, aim: Floats) -> Floats:
        """Trial point on the way from a known point to the one aimed at [all coupling columns]."""
        return known + self.share * (aim - known)

    def adapt(self, was_better: bool) -> None:
        """Adapt the step length, by whether it led to a cheaper point than any before."""
        self.share = min(1.0, CHANGE * self.share) if was_better else max(LEAST_SHARE, self.share / CHANGE)
