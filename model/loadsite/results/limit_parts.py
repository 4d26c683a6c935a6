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
from loadsite.equations.families import AT_LEAST, Decision, Family, Limit
from loadsite.inputs.case import Case

YEAR_SETS = ("years", "later_years")
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """One family of a program that a limit stands in; `at` is label by year by the rest: a position among all rows, or
    columns where the family is one of decisions, whose upper bounds the limit is.
    """

    record: Decision | Family
    labels: pd.Index
    years: list[int]
    at: Positions

    @property
    def of_rows(self) -> bool:
        return isinstance(self.record, Family)

    @property
    def raised(self) -> float:
        """1 where the limit lets more in when it is raised, -1 where it does when it is lowered."""
        return -1.0 if isinstance(self.record, Family) and self.record.sense == AT_LEAST else 1.0

    def per_mw(self, case: Case) -> Floats:
        """What one MW of the limit is in each row or bound, in the shape of `at`."""
        every_year = self.record.facts.per_mw(case, self.labels)
        own = [int(year) in self.years for year in case.horizon.years.index]
        return np.broadcast_to(every_year if every_year.shape[1] == 1 else every_year[:, own], self.at.shape)

    def of(self, label: str, year: int) -> Part:
        """What is of one label and year; empty where the family has nothing of it."""
        rows, years = np.flatnonzero(self.labels == label), np.flatnonzero(np.array(self.years) == year)
        return Part(self.record, self.labels[rows], [self.years[k] for k in years], self.at[rows][:, years])


def listed(program: LinearProgram) -> dict[Limit, list[Part]]:
    """The limits that the table `limits` lists, in the order of the page, with the parts that the program has."""
    found: dict[Limit, list[Part]] = {}
    for record, block in recorded(program):
        limit = record.facts.limit
        if limit is not None and limit.one_more:
            found.setdefault(limit, []).append(_laid_out(record, block))
    return found


def recorded(program: LinearProgram) -> Iterator[tuple[Decision | Family, Block]]:
    """Every record of the page with its part of a program, where the program has it; what rules add has none."""
    columns = {block.name: block for block in program.columns}
    rows = {block.name: block for block in program.rows}
    yield from ((record, columns[record.name]) for record in page.decisions() if record.name in columns)
    yield from ((record, rows[record.name]) for record in page.families() if record.name in rows)


def _laid_out(record: Decision | Family, block: Block) -> Part:
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
    return Part(record, labels, by_year, positions.reshape(len(labels), len(by_year), rest))
