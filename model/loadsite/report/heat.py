"""Heat maps: a row per month or day, a column per hour of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.scales import Shades

HOURS = 24


def draw_heat(
    rows: Sequence[str], values: Floats, shades: Shades, told: Callable[[int, int], str], width: float
) -> Drawing:
    """`values` is row by hour of the day; what is NaN stays empty. `told(row, hour)` is the tip of a cell."""
    left = max(width_of(row, 10) for row in rows) + 8
    tall = 15.0
    cell = (width - left) / HOURS
    picture = Drawing(width, 18 + tall * len(rows) + 14)
    every = 6 if width < 420 else 3
    for hour in range(0, HOURS, every):
        picture.text(left + cell * (hour + 0.5), 11, f"{hour:02d}", 10, "quiet", "middle")
    for position, row in enumerate(rows):
        y = 18 + tall * position
        picture.text(left - 8, y + 11, row, 10, "quiet", "end")
        for hour in range(HOURS):
            value = float(values[position, hour])
            if not np.isnan(value):
                picture.rect(left + cell * hour, y, cell, tall, shades.tone(value), told(position, hour),
                             outline="border")  # fmt: skip
    picture.text(width, picture.height - 2, "hour of the day, UTC", 10, "quiet", "end")
    return picture
