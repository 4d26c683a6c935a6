"""Stacked areas over the hours of a week or a day, with lines above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.report.drawing import Drawing, polyline
from loadsite.report.scales import axis
from loadsite.report.words import digits_for, number


@dataclass(frozen=True)
class Layer:
    """One layer of a stack, by hour; negative ones are stacked downward from zero."""

    name: str
    values: Floats
    tone: str
    tip: str


@dataclass(frozen=True)
class Over:
    """A line over the stack, by hour."""

    values: Floats
    tone: str
    tip: str
    dashed: bool = False


def draw_areas(
    layers: Sequence[Layer], lines: Sequence[Over], hours: Sequence[str], width: float, unit: str, height: float = 320.0
) -> Drawing:
    """`hours` names the hours, "" for those without a name on the axis."""
    left, right, top, bottom = 56.0, width - 8, 20.0, height - 26
    count = len(hours)
    up_stack = np.add.reduce([np.maximum(layer.values, 0) for layer in layers])
    down_stack = np.add.reduce([np.minimum(layer.values, 0) for layer in layers])
    highest = [float(up_stack.max()), *(float(line.values.max()) for line in lines)]
    scale = axis([*highest, float(down_stack.min())], bottom, top)
    picture = Drawing(width, height)
    for value in scale.values:
        picture.text(left - 6, scale.at(value) + 4, number(value, digits_for(scale.step)), 10, "quiet", "end")
        picture.line(left, scale.at(value), right, scale.at(value), "quiet" if value == 0 else "grid")
    picture.text(0, 10, unit, 10, "quiet")

    starts = left + (right - left) * np.arange(count + 1) / count
    edges = np.repeat(starts, 2)[1:-1]
    per_unit = scale.at(1.0) - scale.at(0.0)

    def steps(values: Floats) -> list[tuple[float, float]]:
        """A level that stands for its hour: two points per hour."""
        heights = scale.at(0.0) + per_unit * np.repeat(values, 2)
        return list(zip(edges.tolist(), heights.tolist(), strict=True))

    levels = {True: np.zeros(count), False: np.zeros(count)}
    for layer in layers:
        upward = bool(layer.values.sum() >= 0)
        low, high = levels[upward], levels[upward] + layer.values
        picture.area(polyline([*steps(high), *reversed(steps(low))]) + "Z", layer.tone, layer.tip)
        levels[upward] = high
    for line in lines:
        picture.curve(polyline(steps(line.values)), line.tone, 1.8, line.tip, line.dashed)
    for hour, name in enumerate(hours):
        if name:
            picture.line(starts[hour], bottom, starts[hour], bottom + 4, "quiet")
            picture.text(starts[hour] + 2, height - 8, name, 10, "quiet")
    return picture
