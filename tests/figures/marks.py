"""What is drawn, read back as numbers: the marks of a picture where they stand on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Figure, Part, Tabs


@dataclass(frozen=True)
class Mark:
    """One element: its tag, the tone it is filled (or drawn) with, its numbers by attribute, its text and its tip."""

    tag: str
    tone: str
    numbers: dict[str, float]
    data: str
    text: str
    tip: str

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]

    @property
    def points(self) -> list[tuple[float, float]]:
        """Of a path."""
        return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", self.data)]


def marks(picture: Drawing) -> list[Mark]:
    """All marks, moved to where they stand."""
    found, moved = [], [(0.0, 0.0)]
    for tag, attributes, text, tip in picture.elements:
        if tag == "g":
            x, y = re.search(r"translate\((\S+) (\S+)\)", attributes).groups()
            moved.append((moved[-1][0] + float(x), moved[-1][1] + float(y)))
        elif tag == "/g":
            moved.pop()
        else:
            numbers = {name: float(value) for name, value in re.findall(r'([\w-]+)="(-?[\d.]+)"', attributes)}
            for name in numbers:
                if name in ("x", "cx", "x1", "x2"):
                    numbers[name] += moved[-1][0]
                if name in ("y", "cy", "y1", "y2"):
                    numbers[name] += moved[-1][1]
            tone = re.search(r'class="(?:f|s)-(\S+?)[ "]', attributes)
            data = re.search(r' d="([^"]*)"', attributes)
            found.append(Mark(tag, tone.group(1) if tone else "", numbers, data.group(1) if data else "", text, tip))
    return found


def tipped(picture: Drawing, tag: str) -> dict[str, Mark]:
    """Marks of a kind by the first line of their tip."""
    return {mark.tip.split("\n")[0]: mark for mark in marks(picture) if mark.tag == tag and mark.tip}


def texts(picture: Drawing) -> list[str]:
    return [mark.text for mark in marks(picture) if mark.tag == "text"]


def figures(part: Part) -> dict[str, Figure]:
    """Every figure of a part by its name."""
    found: dict[str, Figure] = {}

    def take(block: Block) -> None:
        if isinstance(block, Figure):
            found[block.name] = block
        elif isinstance(block, Tabs):
            for _, figure in block.figures:
                take(figure)

    for block in part.blocks:
        take(block)
    return found


def number_in(text: str) -> float:
    """The first number of a text."""
    return float(re.search(r"[−+-]?[\d,]+(?:\.\d+)?", text).group(0).replace(",", "").replace("−", "-"))


def lengths_tell(found: dict[str, Mark], values: dict[str, float], side: str = "width") -> None:
    """Marks are as long as their values, on one scale [px]; each is drawn to a tenth of a pixel."""
    assert set(values) <= set(found), set(values) - set(found)
    most = max(values, key=lambda name: abs(values[name]))
    per_unit = found[most][side] / abs(values[most])
    for name, value in values.items():
        assert found[name][side] == pytest.approx(abs(value) * per_unit, abs=0.11), name
