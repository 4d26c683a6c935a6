"""Of answers that are as good as each other, one with few sites.

Points in the middle share out evenly what costs the same wherever it is: of ten sites in one zone, each holds a tenth.
What operation cannot tell apart may as well stand at one of them, which costs exactly the same; and what there is
little of may go, where no more is lost by that than the bounds allow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.cut_table import CutTable
from loadsite.solve.decomposed.level_set import CORNER, Confined, with_rows
from loadsite.solve.decomposed.master import Master
from loadsite.solve.decomposed.units import Positions
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix

LITTLE = 0.02
"""GW (or GWh) of a first-stage column of which less is little."""

SAME_SLOPE = 1e-6
"""Slopes that differ by less, relative to the steepest of the column, are the same but for rounding."""


@dataclass(frozen=True)
class Tidier:
    """Makes points tidier by what a master knows. `sites` are the first-stage columns to have few of."""

    master: Master
    sites: Positions

    def gathered(self, point: Floats) -> Floats:
        """The point with what its sites hold gathered at as few of those alike as have room for it: operation costs the
        same there, and the first stage no more. The point itself where rows that tie operation together forbid it.
        """
        alike = [group for group in _alike(self.master.table, self.sites) if len(group) > 1]
        first, x = self.master.first_stage.program, point[: self._first_count]
        sums = _indicators(alike, self._first_count)
        # Rows that tie operation together are kept, where they can be, by sharing out their budgets in the end.
        own = np.arange(first.row_count) < len(self.master.first_stage.rows)
        moves = (sums.T @ np.ones(len(alike)) > 0) | ~self._mentioned()
        dearness = np.zeros(self._first_count)
        for group in alike:
            dearness[group] = 1.0 / (x[group] + 0.01 * LITTLE)
        held, activity = sums @ x, rows_matrix(first) @ x
        # What the point misses by rounding it may go on missing: a target missed by next to nothing costs something.
        program = replace(
            first,
            lower=np.where(moves, first.lower, x),
            upper=np.where(moves, first.upper, x),
            row_lower=np.where(own, np.minimum(first.row_lower, activity), -np.inf),
            row_upper=np.where(own, np.maximum(first.row_upper, activity), np.inf),
            cost=dearness,
            offset=0.0,
        )
        no_dearer = sparse.csr_array(first.cost[None, :])
        program = with_rows(program, no_dearer, np.array([-np.inf]), np.array([float(first.cost @ x)]))
        highs = hand_over(with_rows(program, sums, held, held), {"output_flag": False, **CORNER})
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return point
        found = np.clip(np.asarray(highs.getSolution().col_value), first.lower, first.upper)
        gathered = self._with_budgets(point, found, alike)
        return gathered if self.master.keeps_rows(gathered) else point

    def without_little(self, point: Floats) -> Floats | None:
        """The cheapest point, by what is known, without what another has little of, where all else that operation
        depends on and that costs something may only grow. None where there is none.
        """
        first = self.master.first_stage.program
        x = np.clip(point[: self._first_count], first.lower, first.upper)
        mentioned, valued = self._mentioned(), first.cost > 0
        valued[self.sites] = True
        little = mentioned & valued & (x < LITTLE)
        lower = np.where(mentioned & valued & ~little, x, first.lower)
        upper = np.where(little, first.lower, np.where(mentioned & ~valued, x, first.upper))
        found = self.master.point(Confined(lower, upper, point[self._first_count :]))
        if found is None:
            return None
        without = self._with_budgets(point, np.clip(found[: self._first_count], first.lower, first.upper), [])
        return without if self.master.keeps_rows(without) else None

    @property
    def _first_count(self) -> int:
        return len(self.master.first_stage.columns)

    def _mentioned(self) -> npt.NDArray[np.bool_]:
        """The first-stage columns that operation depends on; of the others all is known."""
        by_unit = {cut.unit: cut.linking for cut in self.master.table.cuts}
        columns = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *by_unit.values()]))
        return np.isin(np.arange(self._first_count), columns)

    def _with_budgets(self, point: Floats, x: Floats, alike: list[Positions]) -> Floats:
        """Other first-stage values, with budgets to suit them: what a tying row leaves to the units at x is shared out
        among them as it was at the point, and among sites alike as it was for all of them.
        """
        first_stage, budgets = self.master.first_stage, self.master.budgets
        if not budgets:
            return x.copy()
        tying = rows_matrix(first_stage.program)[len(first_stage.rows) :]
        row_upper = first_stage.program.row_upper[len(first_stage.rows) :]
        row_of = {int(row): k for k, row in enumerate(first_stage.tying)}
        row = np.array([row_of[budget.tying_row] for budget in budgets])
        unit = np.array([budget.unit for budget in budgets])
        least, most = (np.array([getattr(b, side) for b in budgets]) for side in ("least", "most"))
        before = point[self._first_count :]
        weights = self.master.weights[unit]
        taken = np.bincount(row, weights * least, len(row_upper))
        limited = np.isfinite(row_upper) & np.isfinite(taken)
        room_before, room = (
            np.where(limited, row_upper - tying @ values - taken, 0.0) for values in (point[: self._first_count], x)
        )
        of_row = _kin(tying, alike)
        room_of_kin = np.bincount(of_row, np.maximum(room_before, 0.0), len(row_upper))[of_row]
        share = np.divide(room, room_of_kin, out=np.zeros_like(room), where=room_of_kin > 0.0)
        base = np.where(limited[row], least, before)
        more = np.zeros((len(row_upper), self.master.unit_count))
        np.add.at(more, (of_row[row], unit), before - base)
        return np.concatenate([x, np.clip(base + more[of_row[row], unit] * share[row], least, most)])


def _kin(tying: sparse.csr_array, alike: list[Positions]) -> Positions:
    """By tying row: the first of the rows that say the same of columns alike, each of its own."""
    kin = np.arange(tying.shape[0])
    for group in alike:
        entries = tying[:, group].tocsc()
        own = [entries.indices[entries.indptr[k] : entries.indptr[k + 1]] for k in range(len(group))]
        for rows in zip(*own, strict=False):
            if len(set(rows)) == len(group):
                kin[list(rows)] = min(rows)
    return kin


def _alike(table: CutTable, columns: Positions) -> list[Positions]:
    """The columns in groups of which every cut says the same."""
    slopes = table.slopes[:, columns].toarray()
    groups: list[list[int]] = []
    # Columns alike add up to the same, and stand next to each other in that order.
    for k in np.argsort(np.sqrt(np.arange(1.0, len(slopes) + 1.0)) @ slopes, kind="stable").tolist():
        first, steepest = groups[-1][0] if groups else k, np.abs(slopes[:, k]).max(initial=0.0)
        if groups and (np.abs(slopes[:, first] - slopes[:, k]) <= SAME_SLOPE * steepest).all():
            groups[-1].append(k)
        else:
            groups.append([k])
    return [columns[np.sort(group)] for group in groups]


def _indicators(groups: list[Positions], column_count: int) -> sparse.csr_array:
    """One row per group, with a one for each of its columns."""
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *groups])
    return sparse.csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(groups), column_count))
