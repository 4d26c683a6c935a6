"""What one more MW of a limit is worth, for how many MW that holds, and what it is worth beyond."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf, isinf, nan

import numpy as np

from loadsite.arrays.linear_program import Block
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case_rules import CaseRule
from loadsite.results.families import MW, USD_PER_MW, Solved
from loadsite.solve.reach import Moved, OutOfTime, Reach, Reaches

STILL = 1e-6
"""What holds for less than this holds for nothing [MW, or the unit of a rule]."""
BY_ROW = {"build-out pace": "pace", "interconnection queue": "queue", "reserve margin": "reserve_margin"}
"""Kind of limit -> the family of constraints that it is one number of."""


class Holding:
    """Asks the optimum of one program; knows nothing where the answer was put together from periods."""

    def __init__(self, solved: Solved, time_limit_s: float) -> None:
        self._solved = solved
        self._deadline = time.monotonic() + time_limit_s
        basis = solved.solution.basis
        self._reaches = None if basis is None else Reaches(solved.program, basis)

    @property
    def known(self) -> bool:
        """Whether anything can be told at all."""
        return self._reaches is not None

    def of_rule(self, rule: CaseRule) -> Reach | None:
        """Of the number a rule states, in all of its rows at once [MW or the unit of the rule; M USD per thousand]."""
        block = self._solved.program.row_block(PREFIX + rule.name)
        return self._of(Moved(rows=block.start + np.flatnonzero(rule.kept.ravel())))

    def of_site(self, site: str, year: int, allowed: bool) -> Reach | None:
        """Of the MW of campus allowed at a site in a year; or, if not `allowed`, of the MW that must be there."""
        column = np.array([_position(self._solved.program.column_block("campus"), site, year)])
        return self._of(Moved(uppers=column) if allowed else Moved(lowers=column))

    def of_limit(self, kind: str, label: str, year: int) -> Reach | None:
        """Of a limit of the table `limits`; None for kinds that stand on many hours."""
        if kind == "site limit":
            return self.of_site(label, year, allowed=True)
        family = BY_ROW.get(kind)
        if family is None:
            return None
        row = _position(self._solved.program.row_block(family), label, year)
        return self._of(Moved(rows=np.array([row])))

    def _of(self, moved: Moved) -> Reach | None:
        if self._reaches is None:
            return None
        try:
            return self._reaches.of(moved, self._deadline)
        except OutOfTime:
            return None


@dataclass(frozen=True)
class Worth:
    """What one unit more of something costs [USD per unit and year], for how many units, and what it costs then."""

    usd: float
    good_for: float
    then_usd: float

    @classmethod
    def of(cls, reach: Reach | None, years: float, less: bool = False) -> Worth:
        """Of a reach, its price counted once a year instead of `years` times; upwards, or downwards if `less`."""
        if reach is None:
            return cls(nan, nan, nan)
        price = USD_PER_MW / years
        end, beyond = (reach.less, reach.price_beyond_less) if less else (reach.more, reach.price_beyond_more)
        return cls(reach.price * price + 0.0, end * MW, beyond * price + 0.0)

    def in_words(self, unit: str = "MW", verb: str = "costs") -> str:
        """`, which holds for the next 380 MW; then 12 USD`, or nothing where it is not known."""
        if np.isnan(self.good_for):
            return ""
        if self.good_for == inf:
            return ", however many"
        if isinf(self.then_usd):
            beyond = "beyond, there is no answer"
        else:
            beyond = f"then one more {verb} {money(self.then_usd)} USD"
        if self.good_for <= STILL:
            return f"; at once {beyond}"
        size = f"{self.good_for:,.0f}" if self.good_for >= 100 else f"{self.good_for:.3g}"
        return f", which holds for the next {size} {unit}; {beyond}"


def money(usd: float) -> str:
    """Its size: whole numbers from 100, cents below."""
    return f"{abs(usd):,.0f}" if abs(usd) >= 100 else f"{abs(usd):,.2f}"


def _position(block: Block, label: str, year: int) -> int:
    labels, years = ([str(each) for each in axis.labels] for axis in block.axes[:2])
    return block.start + labels.index(label) * len(years) + years.index(str(year))
