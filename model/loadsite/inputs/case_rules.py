"""The modeller's rules as a case holds them: every label looked up, every unit settled, ready to be declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.origin import Origin

Floats = npt.NDArray[np.float64]


class Kind(Enum):
    """How a part of a quantity is made from one family of decisions, or from data."""

    HOURLY = "the decision of the hour"
    SHAPED = "the decision of the year times the load shape of the hour"
    YEARLY = "the decision of the year"
    STANDING = "all that was built up to the year"
    BY_VINTAGE = "what was built in each year up to the year, at that year's number"
    HOURLY_DATA = "a number of the hour"
    YEARLY_DATA = "a number of the year"


class Rows(Enum):
    """What a rule has a row for, in time; each also for every group where it has groups."""

    HOUR = "every hour of every year"
    SLOT = "every day or period of every year"
    YEAR = "every year"
    ONCE = "all years together"


@dataclass(frozen=True)
class Slot:
    """A run of hours that a row of `each: day` or `each: period` stands for."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class RuleTerm:
    """One family of decisions, summed over members, times what each counts for; minus that if it stood on the right.

    `members` is by group ("" where the rule has none). `coefficient` is label by year, in the rule's unit per MW or
    MWh. `years` are summed over where given, else the row's own year is meant; of the hours those in `hours` are
    summed, None for all. With `hours_before` the decision is that of so many hours before the row's (1 at most).
    """

    family: str
    kind: Kind
    on_right: bool
    members: Mapping[str, tuple[str, ...]]
    coefficient: pd.DataFrame
    years: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    hours_before: int = 0


@dataclass(frozen=True, eq=False)
class CaseRule:
    """One rule: sum of terms `sense` limit, a row per group and time.

    `limit` has an axis for groups (where there are any), for years (unless `rows` is ONCE) and for hours or slots; it
    is in `unit`; of it, `right` is the data written on the right side. `kept` has the same shape: rows in which the
    rule does not hold say nothing. `soft_usd` is the price per unit broken, None where it may not be. `matched` tells
    per quantity its text, what it counts over, and how many of them its selector matched.
    """

    name: str
    text: str
    origin: Origin
    source: str
    sense: str
    each: str
    rows: Rows
    groups: tuple[str, ...]
    slots: tuple[Slot, ...]
    unit: str
    limit: Floats
    right: Floats
    kept: npt.NDArray[np.bool_]
    terms: tuple[RuleTerm, ...]
    soft_usd: float | None
    matched: tuple[tuple[str, str, int], ...]

    @property
    def row_count(self) -> int:
        """Rows in which the rule holds."""
        return int(self.kept.sum())
