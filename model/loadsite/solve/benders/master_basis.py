"""Basis of the master, kept by what its columns and rows stand for: cuts and resource shares come and go between
solves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy

_ZERO, _SLACK = highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class MasterBasis:
    """Basis by columns (first stage and thetas, live resource shares by number, those of the trial-point rule), and by
    rows (base, cuts by number, those of the rule).
    """

    columns: list[highspy.HighsBasisStatus]
    resource_shares: dict[int, highspy.HighsBasisStatus]
    extra_columns: list[highspy.HighsBasisStatus]
    base_rows: list[highspy.HighsBasisStatus]
    cuts: dict[int, highspy.HighsBasisStatus]
    extra_rows: list[highspy.HighsBasisStatus]

    def basis(self, resource_shares: Sequence[int], cuts: Sequence[int]) -> highspy.HighsBasis:
        """Starting basis: new cut rows basic, new columns at lower bound."""
        basis = highspy.HighsBasis()
        live = [self.resource_shares.get(resource_share, _ZERO) for resource_share in resource_shares]
        active = [self.cuts.get(cut, _SLACK) for cut in cuts]
        basis.col_status = self.columns + live + self.extra_columns
        basis.row_status = self.base_rows + active + self.extra_rows
        basis.valid = True
        return basis

    def is_basic(self, cut: int) -> bool:
        """Whether the row of that cut is basic: without it the basis is still one."""
        return self.cuts.get(cut, _SLACK) == _SLACK


def master_basis_of(
    highs: Any, columns: int, base_rows: int, resource_shares: Sequence[int], cuts: Sequence[int]
) -> MasterBasis | None:
    """Basis that a solve ended at, of a program with so many columns before its resource shares and so many rows before
    its cuts; None after an interior point, which has no basis.
    """
    found = highs.getBasis()
    if not found.valid:
        return None
    of_columns, of_rows = list(found.col_status), list(found.row_status)
    shares_end, cuts_end = columns + len(resource_shares), base_rows + len(cuts)
    return MasterBasis(
        of_columns[:columns],
        dict(zip(resource_shares, of_columns[columns:shares_end], strict=True)),
        of_columns[shares_end:],
        of_rows[:base_rows],
        dict(zip(cuts, of_rows[base_rows:cuts_end], strict=True)),
        of_rows[cuts_end:],
    )
