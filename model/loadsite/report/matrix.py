"""A matrix of things by runs: a colour per cell, its number inside where there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from loadsite.report.drawing import Drawing, width_of
from loadsite.report.palette import strong
from loadsite.report.words import shortened

ROW, LETTER = 19.0, 11.0
TURN = 50.0
"""Angle of names of columns that do not stand beside each other [degrees]."""
HEAD_LETTERS = 24


@dataclass(frozen=True)
class Cell:
    """What a cell shows: its tone, the words in it, and what it tells."""

    tone: str
    words: str
    tip: str


def draw_matrix(
    rows: Sequence[str], columns: Sequence[str], cell_of: Callable[[int, int], Cell], width: float, letters: int = 30
) -> Drawing:
    """Rows by columns; `cell_of` says what stands in a row and a column.

    Names of rows stand above their cells where they would take more than half of the width; names of columns are turned
    where they are wider than a cell.
    """
    longest = max(width_of(shortened(row, letters), LETTER) for row in rows) + 10
    above = longest > 0.5 * width
    left = 0.0 if above else longest
    fitting = int(width / width_of("x", LETTER)) if above else letters
    heads = [shortened(name, HEAD_LETTERS) for name in columns]
    widest = max(width_of(head, LETTER) for head in heads)
    cell = min(110.0, (width - left) / len(columns))
    turned = widest > cell - 6
    if turned:
        cell = min(cell, (width - left - widest * cos(radians(TURN))) / len(columns))
    top = widest * sin(radians(TURN)) + 16 if turned else 20.0
    step = ROW + 16 if above else ROW
    picture = Drawing(width, top + step * len(rows))
    for position, head in enumerate(heads):
        x = left + cell * (position + 0.5)
        if turned:
            picture.turned_text(x, top - 5, head, LETTER, TURN)
        else:
            picture.text(x, 13, head, LETTER, anchor="middle", bold=True)
    for at, row in enumerate(rows):
        y = top + step * at
        if above:
            picture.text(0, y + 12, shortened(row, fitting), LETTER)
            y += step - ROW
        else:
            picture.text(left - 8, y + 13, shortened(row, fitting), LETTER, anchor="end")
        for position in range(len(columns)):
            told = cell_of(at, position)
            picture.rect(left + cell * position, y, cell, ROW, told.tone, told.tip, outline="border")
            if width_of(told.words, 10) < cell - 3:
                tone = "paper" if strong(told.tone) else "ink"
                picture.text(left + cell * (position + 0.5), y + 13, told.words, 10, tone, "middle")
    return picture
