"""The rows and bounds of a program that a kind of limit stands in, family by family, as the records say.

A part is laid out by label, year and the rest of its index sets: hours, periods, levels. A family without things of its
own has the label "".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.equations import build as page
from loadsite.equations.families import AT_LEAST, AT_MOST, Decision, Family, Limit
from loadsite.inputs.case import Case

YEAR_SETS = ("years", "later_years")
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """One family of a program that a limit stands in; `at` is label by year by the rest: a position among all rows, or
    columns where the family is one of decisions, whose upper bounds the limit is.
    """

    record: Decision | Family
    limit: Limit
    labels: pd.Index
    years: list[int]
    at: Positions

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

    def of_label(self, label: str) -> Positions:
        """Positions of everything of a label."""
        return self.at[self.labels == label]

    def per_mw(self, case: Case) -> Floats:
        """What one MW of the limit is in each row or bound, in the shape of `at`."""
        every_year = self.record.facts.per_mw(case, self.labels)
        own = [int(year) in self.years for year in case.horizon.years.index]
        return np.broadcast_to(every_year if every_year.shape[1] == 1 else every_year[:, own], self.at.shape)

    def of(self, label: str, year: int) -> Part:
        """What is of one label and year; empty where the family has nothing of it."""
        rows, years = np.flatnonzero(self.labels == label), np.flatnonzero(np.array(self.years) == year)
        return Part(self.record, self.limit, self.labels[rows], [self.years[k] for k in years], self.at[rows][:, years])


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
            yield _laid_out(record, record.facts.limit, blocks[record.name])


def label_of(block: Block, position: int) -> str:
    """What a row or column is about: its first index, but for a year; "" where it has no other."""
    if block.axes[0].name in YEAR_SETS:
        return ""
    return str(block.axes[0].labels[np.unravel_index(position - block.start, block.shape)[0]])


def _laid_out(record: Decision | Family, limit: Limit, block: Block) -> Part:
    years = [place for place, axis in enumerate(block.axes) if axis.name in YEAR_SETS]
    if len(years) != 1:
        raise ValueError(f"{record.name}: a limit is told by year; expected one of {', '.join(YEAR_SETS)} among its "
                         f"index sets, got {', '.join(record.sets)}")  # fmt: skip
    (year,) = years
    positions = (block.start + np.arange(block.size, dtype=np.int64)).reshape(block.shape)
    if year == 0:
        labels, positions = pd.Index([""], dtype=object), positions[None, ...]
    else:
        labels = pd.Index([str(label) for label in block.axes[0].labels], dtype=object)
        positions = np.moveaxis(positions, year, 1)
    by_year = [int(label) for label in block.axes[year].labels]
    rest = math.prod(positions.shape[2:])
    return Part(record, limit, labels, by_year, positions.reshape(len(labels), len(by_year), rest))
