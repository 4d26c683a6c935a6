"""A corner of the master, kept by what its columns and rows stand for: cuts and budgets come and go between solves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy

_ZERO, _SLACK = highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class Corner:
    """Where a basis has its columns (first stage and thetas, live budgets by number, those of the question), and its
    rows (base, cuts by number, those of the question).
    """

    columns: list[highspy.HighsBasisStatus]
    budgets: dict[int, highspy.HighsBasisStatus]
    further_columns: list[highspy.HighsBasisStatus]
    base_rows: list[highspy.HighsBasisStatus]
    cuts: dict[int, highspy.HighsBasisStatus]
    further_rows: list[highspy.HighsBasisStatus]

    def basis(self, budgets: Sequence[int], cuts: Sequence[int]) -> highspy.HighsBasis:
        """Where a solve with those budgets live and cuts at work begins: a new cut is slack, a new budget zero."""
        basis = highspy.HighsBasis()
        live = [self.budgets.get(budget, _ZERO) for budget in budgets]
        at_work = [self.cuts.get(cut, _SLACK) for cut in cuts]
        basis.col_status = self.columns + live + self.further_columns
        basis.row_status = self.base_rows + at_work + self.further_rows
        basis.valid = True
        return basis

    def says_slack(self, cut: int) -> bool:
        """Whether without the row of that cut the basis is still one."""
        return self.cuts.get(cut, _SLACK) == _SLACK


def corner_of(
    highs: Any, columns: int, base_rows: int, budgets: Sequence[int], cuts: Sequence[int]
) -> Corner | None:
    """The corner that a solve ended at, of a program with so many columns before its budgets and so many rows before
    its cuts; None after an interior point, which has no basis.
    """
    found = highs.getBasis()
    if not found.valid:
        return None
    of_columns, of_rows = list(found.col_status), list(found.row_status)
    budgets_end, cuts_end = columns + len(budgets), base_rows + len(cuts)
    return Corner(
        of_columns[:columns],
        dict(zip(budgets, of_columns[columns:budgets_end], strict=True)),
        of_columns[budgets_end:],
        of_rows[:base_rows],
        dict(zip(cuts, of_rows[base_rows:cuts_end], strict=True)),
        of_rows[cuts_end:],
    )
