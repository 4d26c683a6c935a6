"""The rows and bounds of a program that a kind of limit stands in, family by family, as the records say.

A part is laid out by label, year and the rest of its index sets: hours, periods, levels. A family without things of its
own has the label "".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.equations import build as page
from loadsite.equations.families import AT_LEAST, AT_MOST, Decision, Family, Limit
from loadsite.equations.time_sets import YEAR_SETS
from loadsite.inputs.case import Case

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """One family of a program that a limit stands in: rows, or columns whose upper bounds it is."""

    record: Decision | Family
    limit: Limit
    block: Block

    @property
    def of_rows(self) -> bool:
        return isinstance(self.record, Family)

    @property
    def sense(self) -> str:
        return self.record.sense if isinstance(self.record, Family) else AT_MOST

    @property
    def raised(self) -> float:
        """1 where the limit lets more in when it is raised, -1 where it does when it is lowered."""
        return -1.0 if self.sense == AT_LEAST else 1.0

    @cached_property
    def labels(self) -> pd.Index:
        """Of the things that are limited; "" alone where the family has none of its own."""
        return pd.Index([str(label) for label in self.block.axes[0].labels] if self._year else [""], dtype=object)

    @cached_property
    def years(self) -> list[int]:
        """Model years that the family has rows or columns of."""
        return [int(label) for label in self.block.axes[self._year].labels]

    @property
    def at(self) -> Positions:
        """Label by year by the rest: positions among all rows, or columns."""
        return self._positions(0, len(self.labels))

    def at_label(self, label: str) -> Positions:
        """Year by the rest, of one label; empty where the family does not have it."""
        (found,) = np.nonzero(self.labels == label)
        return self._positions(found[0], found[0] + 1)[0] if len(found) else np.empty((0, 0), dtype=np.int64)

    def per_mw(self, case: Case, labels: pd.Index) -> Floats:
        """What one MW of the limit is in each row or bound: label by year by the rest."""
        every_year = self.record.facts.per_mw(case, labels)
        own = [int(year) in self.years for year in case.horizon.years.index]
        shape = (len(labels), len(self.years), self._rest)
        return np.broadcast_to(every_year if every_year.shape[1] == 1 else every_year[:, own], shape)

    @cached_property
    def _year(self) -> int:
        """Which axis is that of the years."""
        places = [place for place, axis in enumerate(self.block.axes) if axis.name in YEAR_SETS]
        if len(places) != 1:
            raise ValueError(f"{self.record.name}: a limit is told by year; expected one of {', '.join(YEAR_SETS)} "
                             f"among its index sets, got {', '.join(self.record.sets)}")  # fmt: skip
        return places[0]

    @property
    def _rest(self) -> int:
        return math.prod(len(axis.labels) for place, axis in enumerate(self.block.axes) if place not in (0, self._year))

    def _positions(self, first: int, end: int) -> Positions:
        """Of the labels from the first to before the end."""
        inner = math.prod(self.block.shape[1:]) if self._year else self.block.size
        positions = self.block.start + np.arange(first * inner, end * inner, dtype=np.int64)
        laid_out = positions.reshape(end - first, *(self.block.shape[1:] if self._year else self.block.shape))
        by_year = np.moveaxis(laid_out, self._year or 1, 1)
        return by_year.reshape(end - first, len(self.years), self._rest)


def listed(program: LinearProgram) -> dict[Limit, list[Part]]:
    """The limits that the table `limits` lists, in the order of the page, with the parts that the program has."""
    by_limit: dict[Limit, list[Part]] = {}
    for part in parts(program):
        if part.limit.one_more:
            by_limit.setdefault(part.limit, []).append(part)
    return by_limit


def parts(program: LinearProgram) -> Iterator[Part]:
    """Every family of a program that a limit stands in, in the order of the page."""
    columns = {block.name: block for block in program.columns}
    rows = {block.name: block for block in program.rows}
    for record in page.records():
        blocks = rows if isinstance(record, Family) else columns
        if record.name in blocks and record.facts.limit is not None:
            yield Part(record, record.facts.limit, blocks[record.name])


def label_of(block: Block, position: int) -> str:
    """What a row or column is about: its first index, but for a year; "" where it has no other."""
    if block.axes[0].name in YEAR_SETS:
        return ""
    return str(block.axes[0].labels[np.unravel_index(position - block.start, block.shape)[0]])
