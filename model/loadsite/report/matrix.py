"""A matrix of things by runs: a colour per cell, its number inside where there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loadsite.arrays.linear_program import Floats
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.palette import strong
from loadsite.report.scales import Shades
from loadsite.report.words import shortened

ROW, LETTER = 19.0, 11.0


def draw_matrix(
    rows: Sequence[str], columns: Sequence[str], values: Floats, shades: Shades, told: Callable[[int, int], str],
    written: Callable[[float], str], width: float, letters: int = 30,
) -> Drawing:  # fmt: skip
    """`values` is row by column; `told` is the tip of a cell, `written` what stands in it.

    Names of rows stand above their cells where they would take more than half of the width.
    """
    longest = max(width_of(shortened(row, letters), LETTER) for row in rows) + 10
    above = longest > 0.5 * width
    left = 0.0 if above else longest
    fitting = int(width / width_of("x", LETTER)) if above else letters
    cell = min(90.0, (width - left) / len(columns))
    step = ROW + 16 if above else ROW
    picture = Drawing(width, 20 + step * len(rows))
    for position, name in enumerate(columns):
        picture.text(left + cell * (position + 0.5), 13, name, LETTER, anchor="middle", bold=True)
    for at, row in enumerate(rows):
        y = 20 + step * at
        if above:
            picture.text(0, y + 12, shortened(row, fitting), LETTER)
            y += step - ROW
        else:
            picture.text(left - 8, y + 13, shortened(row, fitting), LETTER, anchor="end")
        for position in range(len(columns)):
            value = float(values[at, position])
            picture.rect(left + cell * position, y, cell, ROW, shades.tone(value), told(at, position),
                         outline="border")  # fmt: skip
            words = written(value)
            if width_of(words, 10) < cell - 3:
                tone = "paper" if strong(shades.tone(value)) else "ink"
                picture.text(left + cell * (position + 0.5), y + 13, words, 10, tone, "middle")
    return picture
