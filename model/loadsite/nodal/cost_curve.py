"""Cost of a generator as pieces of straight lines below it: tangents of a square, or the pieces it is given as.

For the square a p^2 two neighbouring tangents at a distance d lie at most a d^2 / 4 below it, where they meet: with
tangents at u and v the curve is a (p - u)^2 and a (p - v)^2 above them, and both are equal midway, a ((v - u) / 2)^2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.grid import CostPoints


@dataclass(frozen=True)
class Pieces:
    """A convex piecewise linear cost from `start_mw` on: its cost there [USD/h], widths [MW], slopes [USD/MWh]."""

    start_mw: float
    start_usd_per_h: float
    widths_mw: Floats
    slopes_usd_per_mwh: Floats


def convex_points(power_mw: Floats, cost_usd_per_h: Floats) -> CostPoints:
    """Points in ascending order of output, without those that lie above the line between their neighbours.

    Points of a convex cost that were rounded lie above it by no more than the rounding.
    """
    kept: list[tuple[float, float]] = []
    for power, cost in sorted(zip(power_mw.tolist(), cost_usd_per_h.tolist(), strict=True)):
        while len(kept) > 1 and _slope(kept[-2], kept[-1]) >= _slope(kept[-1], (power, cost)):
            kept.pop()
        kept.append((power, cost))
    return CostPoints(np.array([power for power, _ in kept]), np.array([cost for _, cost in kept]))


def _slope(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (other[1] - one[1]) / (other[0] - one[0])


def pieces_of_points(points: CostPoints, least_mw: float, most_mw: float) -> Pieces:
    """A piecewise linear cost between two outputs; its end pieces go on beyond the first and the last point."""
    power, cost = points.power_mw, points.cost_usd_per_h
    slopes = np.diff(cost) / np.diff(power)
    inner = power[1:-1]
    within = inner[(inner > least_mw) & (inner < most_mw)]
    ends = np.concatenate([[least_mw], within, [most_mw]])
    middle = (ends[:-1] + ends[1:]) / 2.0
    at = np.clip(np.searchsorted(power, middle, side="right") - 1, 0, len(slopes) - 1)
    first = int(np.clip(np.searchsorted(power, least_mw, side="right") - 1, 0, len(slopes) - 1))
    start = cost[first] + slopes[first] * (least_mw - power[first])
    return Pieces(least_mw, float(start), np.diff(ends), slopes[at])


def pieces_of_tangents(a: float, b: float, at_mw: Floats) -> Pieces:
    """The highest of the tangents of a p^2 + b p at ascending outputs, between the first and the last of them."""
    meets = (at_mw[:-1] + at_mw[1:]) / 2.0
    ends = np.concatenate([at_mw[:1], meets, at_mw[-1:]])
    start = a * at_mw[0] ** 2 + b * at_mw[0]
    return Pieces(float(at_mw[0]), float(start), np.diff(ends), 2.0 * a * at_mw + b)
