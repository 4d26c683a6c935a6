"""Curves over a common axis, such as load duration curves; each is named at its end or in a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.report.drawing import Drawing, polyline
from loadsite.report.scales import axis
from loadsite.report.words import digits_for, number

POINTS = 160
"""At most so many points of a curve are drawn."""


@dataclass(frozen=True)
class Curve:
    """A curve: its points, its tone, what it tells."""

    x: Floats
    y: Floats
    tone: str
    tip: str
    dashed: bool = False


def thinned(x: Floats, y: Floats, points: int = POINTS) -> tuple[Floats, Floats]:
    """A curve of few points with both ends, every peak and every trough of its stretches."""
    if len(x) <= points:
        return x, y
    kept = {0, len(x) - 1}
    for stretch in np.array_split(np.arange(len(x)), points // 2):
        kept |= {int(stretch[np.argmax(y[stretch])]), int(stretch[np.argmin(y[stretch])])}
    at = np.array(sorted(kept))
    return x[at], y[at]


def draw_curves(
    curves: Sequence[Curve], width: float, unit: str, x_unit: str, x_end: float, height: float = 260.0
) -> Drawing:
    """Curves from x = 0 to `x_end`, their y axis from zero."""
    left, right, top, bottom = 56.0, width - 14, 20.0, height - 34
    up = axis([float(value) for curve in curves for value in (curve.y.max(), curve.y.min())], bottom, top)
    across = axis([x_end], left, right, parts=4 if width < 600 else 8)
    picture = Drawing(width, height)
    for value in up.values:
        picture.line(left, up.at(value), right, up.at(value), "grid")
        picture.text(left - 6, up.at(value) + 4, number(value, digits_for(up.step)), 10, "quiet", "end")
    for value in across.values:
        picture.line(across.at(value), bottom, across.at(value), bottom + 4, "quiet")
        picture.text(across.at(value), bottom + 16, number(value, digits_for(across.step)), 10, "quiet", "middle")
    picture.text(0, 10, unit, 10, "quiet")
    picture.text(right, height - 4, x_unit, 10, "quiet", "end")
    for curve in curves:
        x, y = thinned(curve.x, curve.y)
        places = ((across.at(float(a)), up.at(float(b))) for a, b in zip(x, y, strict=True))
        picture.curve(polyline(places), curve.tone, 1.8, curve.tip, curve.dashed)
    return picture
