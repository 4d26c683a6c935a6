"""Bars: one row per thing, its parts one after another, its limit as an outline; and columns by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loadsite.report.drawing import Drawing, width_of
from loadsite.report.scales import Axis, axis
from loadsite.report.words import digits_for, number, shortened

ROW = 23.0
LETTER = 12.0


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: what it is, its length, its tone, what it tells."""

    value: float
    tone: str
    tip: str
    site: str = ""
    """the site whose card it opens"""


@dataclass(frozen=True)
class Bar:
    """One row. `limit`, where there is one, is drawn as an outline; `after` is written behind the bar."""

    label: str
    pieces: Sequence[Piece]
    after: str
    limit: float | None = None
    limit_tip: str = ""
    mark: str = ""
    """written before the label, such as the number on the map"""


def draw_bars(bars: Sequence[Bar], width: float, unit: str, letters: int = 30, outline: str = "") -> Drawing:
    """Bars from the left; negative pieces go to the left of zero. Labels stand above their bar where space is short."""
    longest = max((width_of(shortened(bar.label, letters), LETTER) for bar in bars), default=0.0)
    above = longest > 0.44 * width
    marked = 22.0 if any(bar.mark for bar in bars) else 0.0
    row = ROW + 14 if above else ROW
    labels = 0.0 if above else longest + 8
    fitting = int((width - marked) / width_of("x", LETTER)) if above else letters
    after = max((width_of(bar.after, 11) for bar in bars), default=0.0) + 8
    scale = axis(_ends(bars), marked + labels, width - after, parts=3 if width < 600 else 6)
    picture = Drawing(width, 26 + row * len(bars))
    draw_axis(picture, scale, 12, 20, picture.height, unit)
    for position, bar in enumerate(bars):
        top = 24 + row * position
        middle = top + (row - ROW)
        if bar.mark:
            picture.text(0, top + 14, bar.mark, 11, "strong", bold=True)
        picture.text(marked, top + 14 - (3 if above else 0), shortened(bar.label, fitting), LETTER, halo=above)
        if bar.limit is not None:
            picture.rect(scale.at(0), middle + 3, scale.at(bar.limit) - scale.at(0), ROW - 8, "paper",
                         bar.limit_tip, 0.35, "quiet")  # fmt: skip
        right, left = 0.0, 0.0
        for piece in bar.pieces:
            start = right if piece.value >= 0 else left
            picture.rect(scale.at(start), middle + 3, scale.at(start + piece.value) - scale.at(start), ROW - 8,
                         piece.tone, piece.tip, outline=outline, site=piece.site)  # fmt: skip
            right, left = (right + piece.value, left) if piece.value >= 0 else (right, left + piece.value)
        picture.text(scale.at(max(right, bar.limit or 0.0)) + 5, middle + 14, bar.after, 11, halo=True)
    return picture


def _ends(bars: Sequence[Bar]) -> list[float]:
    longest = [sum(piece.value for piece in bar.pieces if piece.value > 0) for bar in bars]
    lowest = [sum(piece.value for piece in bar.pieces if piece.value < 0) for bar in bars]
    return [*longest, *lowest, *(bar.limit for bar in bars if bar.limit is not None)]


def draw_axis(picture: Drawing, scale: Axis, y: float, top: float, bottom: float, unit: str) -> None:
    """Numbers above, lines down, the unit to the left of them."""
    digits = digits_for(scale.step)
    picture.text(0, y, unit, 10, "quiet")
    taken = 1.25 * width_of(unit, 10) + 4
    for value in scale.values:
        x, words = scale.at(value), number(value, digits)
        picture.line(x, top, x, bottom, "quiet" if value == 0 else "grid")
        half = width_of(words, 10) / 2
        if x - half >= taken and x + half < picture.width:
            picture.text(x, y, words, 10, "quiet", "middle")


@dataclass(frozen=True)
class Stack:
    """One column: what stands below it, its pieces from below, and the level it is measured against."""

    label: str
    pieces: Sequence[Piece]
    target: float | None = None
    target_tip: str = ""


def draw_columns(stacks: Sequence[Stack], width: float, unit: str, height: float = 240.0) -> Drawing:
    """Columns side by side; what each is measured against is a line across it."""
    left, bottom, top = 62.0, height - 24, 20.0
    tallest = [sum(piece.value for piece in stack.pieces if piece.value > 0) for stack in stacks]
    scale = axis([*tallest, *(stack.target or 0.0 for stack in stacks)], bottom, top)
    picture = Drawing(width, height)
    digits = digits_for(scale.step)
    for value in scale.values:
        picture.line(left, scale.at(value), width, scale.at(value), "grid")
        picture.text(left - 6, scale.at(value) + 4, number(value, digits), 10, "quiet", "end")
    picture.text(0, 10, unit, 10, "quiet")
    step = (width - left) / max(1, len(stacks))
    wide = min(90.0, 0.64 * step)
    every = max(1, round(38 / step + 0.49))
    for position, stack in enumerate(stacks):
        x = left + step * (position + 0.5)
        level = 0.0
        for piece in stack.pieces:
            if piece.value > 0:
                picture.rect(x - wide / 2, scale.at(level), wide, scale.at(level + piece.value) - scale.at(level),
                             piece.tone, piece.tip, outline="border")  # fmt: skip
                level += piece.value
        if stack.target is not None:
            y = scale.at(stack.target)
            picture.line(x - wide / 2 - 6, y, x + wide / 2 + 6, y, "ink", 2.4, stack.target_tip)
        if position % every == 0:
            picture.text(x, height - 6, stack.label, 11, anchor="middle")
    return picture
