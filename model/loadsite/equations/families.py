"""The records of the linear program: one per family of decisions, and one per family of constraints.

`build.py` lists the records on one page: the rule, what it is for each of, and `Facts`, which stand beside the rule and
hold all that is told of the family. Limits, conflicts, reasons, units, the audit and the printed formulation are read
from the records, so that a family has no other list to be entered in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.equations.data import Floats
from loadsite.equations.limit_origins import OriginOf, no_reason
from loadsite.equations.time_sets import SNAPSHOT_SETS
from loadsite.equations.words import Words, words_of
from loadsite.inputs.case import Case

Rule = Callable[..., Any]
PerMW = Callable[[Case, pd.Index], Floats]
AT_MOST, AT_LEAST, EQUAL = "<=", ">=", "=="
_SENSE = re.compile(rf"{AT_MOST}|{AT_LEAST}|{EQUAL}")


def one_per_mw(case: Case, labels: pd.Index) -> Floats:
    """One MW more of a limit is one more in each of its rows and bounds."""
    return np.ones((1, 1, 1))


def in_every_year(case: Case, by_label: pd.Series) -> pd.DataFrame:
    """A number by label, the same in every model year."""
    return pd.DataFrame({year: by_label for year in case.horizon.years.index})


@dataclass(frozen=True)
class Limit:
    """A kind of limit that a person set, or that stands today. Several families may share one: the bound of a line, and
    the row of one that can be expanded.
    """

    kind: str
    """its name in the table `limits`"""
    origin: OriginOf
    """the file and line that states it, by label and year"""
    one_more: str = ""
    """one more MW of what, with the label; a limit without these words is not listed, as a table of its own tells it"""
    mw: Callable[[Case], pd.DataFrame] | None = None
    """label by year [MW]: the things that it limits; None: every row, at the number on its right side"""
    because: Callable[[Case, str, int], str] = no_reason
    """further words of a label and year, such as the layer that limits a site"""
    stands: bool = False
    """it is what stands today, not what someone sets"""
    key: str = ""
    """the key of the scenario that asks for it; nothing where a table holds it"""


@dataclass(frozen=True)
class Facts:
    """What is told of a family beside its rule; all of it may be left out but `audited` of constraints with rows."""

    limit: Limit | None = None
    per_mw: PerMW = one_per_mw
    """what one MW of the limit is in its rows or bounds; broadcasts to label by model year by the rest"""
    called: str = ""
    """what a conflict calls the limit, with the label; nothing where it can not give way"""
    part: str = ""
    """what it is called in the price of one more MW of campus; else its name"""
    audited: tuple[str, ...] = ()
    """the comparisons of the audit that recompute it from the tables of a result, a star for a label"""
    audit: Callable[[Case, Any, Any], None] | None = None
    """a comparison of its own: of a case, the `Reading` of its tables, and the `Findings` that take it"""

    def __post_init__(self) -> None:
        if self.called and self.limit is None:
            raise ValueError(f'"{self.called}" is what a conflict calls a limit; expected a limit beside it')


def _always(case: Case) -> bool:
    return True


def _unlimited(m: Any, case: Case) -> npt.ArrayLike:
    return np.inf


@dataclass(frozen=True)
class Decision:
    """A family of variables, all of them zero or more: its name, its index sets, its upper bound [GW, GWh, M$]."""

    name: str
    sets: tuple[str, ...]
    upper: Callable[[Any, Case], npt.ArrayLike] = _unlimited
    facts: Facts = Facts()
    unit: str = "GW"
    when: Callable[[Case], bool] = _always

    @property
    def hourly(self) -> bool:
        return _hourly(self.sets)

    def declare(self, m: Any, case: Case, pyo: Any) -> None:
        """Declare the variables on a model."""
        m.add_component(self.name, pyo.Var(*_on(m, self.sets), upper=self.upper(m, case)))


@dataclass(frozen=True)
class Family:
    """A family of constraints: its rule, by which it is named, and the index sets it has a row for each member of."""

    rule: Rule
    sets: tuple[str, ...]
    facts: Facts = Facts()
    when: Callable[[Case], bool] = _always

    @property
    def name(self) -> str:
        return self.rule.__name__

    @property
    def words(self) -> Words:
        return words_of(self.rule)

    @property
    def unit(self) -> str:
        return self.words.unit

    @property
    def sense(self) -> str:
        """`<=`, `>=` or `==`, as its equation says."""
        (sense,) = _SENSE.findall(self.words.equation)
        return str(sense)

    @property
    def hourly(self) -> bool:
        return _hourly(self.sets)

    def declare(self, m: Any, case: Case, pyo: Any) -> None:
        """Declare the rows on a model."""
        m.add_component(self.name, pyo.Constraint(*_on(m, self.sets), rule=self.rule))


def _hourly(sets: tuple[str, ...]) -> bool:
    return any(name in SNAPSHOT_SETS for name in sets)


def _on(m: Any, sets: tuple[str, ...]) -> list[Any]:
    return [getattr(m, name) for name in sets]
