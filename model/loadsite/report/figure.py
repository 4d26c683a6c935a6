"""What a report is made of: figures with a table behind each, listings, facts, and the parts that hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from loadsite.report.drawing import Drawing
from loadsite.results.headline import Answer

FULL, HALF, NARROW = 1040.0, 508.0, 346.0
"""Widths that figures are drawn for [px]: a whole page, half of it, a phone."""


@dataclass(frozen=True)
class Column:
    """One column of a table that people see: the column of the frame, its heading, unit, and digits of numbers."""

    name: str
    heading: str
    unit: str = ""
    digits: int | None = None
    """digits behind the point; None for text"""


@dataclass(frozen=True)
class Listing:
    """A table as people see it."""

    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""
    opened: bool = False
    sites: tuple[str, ...] = ()
    """the site of each row, where a row is of a site: its name opens the card of the site"""


@dataclass(frozen=True)
class Figure:
    """A picture that is drawn for a width, and the table behind it.

    `name` names its file and is unique in a report; `title` says what is shown and in which unit; `note` how to read
    it; `time` which hours it shows; `headline` what stands above it in a file of its own, in place of the title.
    """

    name: str
    title: str
    note: str
    time: str
    draw: Callable[[float], Drawing]
    listing: Listing
    width: float = FULL
    headline: str = ""


@dataclass(frozen=True)
class Tabs:
    """Figures of which one is seen at a time, each under its label."""

    label: str
    figures: tuple[tuple[str, Figure], ...]
    last: bool = False
    """whether the last one is seen first"""

    @property
    def width(self) -> float:
        return self.figures[0][1].width


@dataclass(frozen=True)
class Facts:
    """A few numbers that matter: value with unit, and what it is."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Words:
    """Paragraphs."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """Questions, each with its answer in a line and what else to know of it."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Card:
    """All that is known of one site: lines of a name and a value, its cost by part, and sentences on what binds."""

    site: str
    title: str
    place: str
    lines: tuple[tuple[str, str], ...]
    costs: tuple[tuple[str, str], ...]
    binding: tuple[str, ...]


@dataclass(frozen=True)
class Sites:
    """A table of sites that can be searched and filtered, and the card of each."""

    listing: Listing
    states: tuple[str, ...]
    cards: tuple[Card, ...]


Block = Figure | Tabs | Listing | Facts | Words | Answers | Sites


@dataclass(frozen=True)
class Part:
    """One part of a report: its name, the question it answers, and what it shows."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def by_label(label: str, figures: Sequence[tuple[str, Figure]], last: bool = False) -> Figure | Tabs:
    """One figure as it is, several as tabs."""
    return figures[0][1] if len(figures) == 1 else Tabs(label, tuple(figures), last)
