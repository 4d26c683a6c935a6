"""Symmetry breaking among interchangeable columns: they are filled in a stated order, so that an answer does not depend
on how it was found.

Operation costs the same at whichever of them a sum stands. Central points share it out evenly, vertices by chance; here
the first in order holds what it can, then the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.level_set import SIMPLEX, with_rows
from loadsite.solve.benders.master import Master
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix


@dataclass(frozen=True)
class SymmetryBreaking:
    """Symmetry breaking: `groups` are interchangeable first-stage columns of a master, each group in the order in which
    it is filled.
    """

    master: Master
    groups: tuple[Positions, ...]

    def consolidated(self, point: Floats) -> Floats:
        """Consolidate a point: what each group holds goes to the first of its columns that have room for it. The point
        itself where rows of the first stage, or linking rows, forbid it.
        """
        if not self.groups:
            return point
        first, x = self.master.first_stage.program, point[: self._first_count]
        # Linking rows are kept, where they can be, by allocating their resource shares in the end.
        own = np.arange(first.row_count) < len(self.master.first_stage.rows)
        sums = _indicators(self.groups, self._first_count)
        held, activity = sums @ x, rows_matrix(first) @ x
        moves, rank = np.zeros(self._first_count, dtype=bool), np.zeros(self._first_count)
        for group in self.groups:
            moves[group], rank[group] = True, np.arange(len(group))
        # What the point misses by rounding it may go on missing.
        program = replace(
            first,
            lower=np.where(moves, first.lower, x),
            upper=np.where(moves, first.upper, x),
            row_lower=np.where(own, np.minimum(first.row_lower, activity), -np.inf),
            row_upper=np.where(own, np.maximum(first.row_upper, activity), np.inf),
            cost=rank,
            offset=0.0,
        )
        highs = hand_over(with_rows(program, sums, held, held), {"output_flag": False, **SIMPLEX})
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return point
        found = np.where(moves, np.clip(np.asarray(highs.getSolution().col_value), first.lower, first.upper), x)
        consolidated = self._with_shares(point, found)
        return consolidated if self.master.keeps_rows(consolidated) else point

    @property
    def _first_count(self) -> int:
        return len(self.master.first_stage.columns)

    def _with_shares(self, point: Floats, x: Floats) -> Floats:
        """Other first-stage values, with resource shares to suit them: what a linking row leaves to the subproblems at
        x is shared out among them as it was at the point for all columns of a group.
        """
        first_stage, resource_shares = self.master.first_stage, self.master.resource_shares
        if not resource_shares:
            return x.copy()
        linking = rows_matrix(first_stage.program)[len(first_stage.rows) :]
        row_upper = first_stage.program.row_upper[len(first_stage.rows) :]
        row_of = {int(row): k for k, row in enumerate(first_stage.linking)}
        row = np.array([row_of[resource_share.linking_row] for resource_share in resource_shares])
        subproblem = np.array([resource_share.subproblem for resource_share in resource_shares])
        least, most = (np.array([getattr(b, side) for b in resource_shares]) for side in ("least", "most"))
        before = point[self._first_count :]
        weights = self.master.weights[subproblem]
        taken = np.bincount(row, weights * least, len(row_upper))
        limited = np.isfinite(row_upper) & np.isfinite(taken)
        room_before, room = (
            np.where(limited, row_upper - linking @ values - taken, 0.0) for values in (point[: self._first_count], x)
        )
        of_row = _row_of_group(linking, self.groups)
        room_of_group = np.bincount(of_row, np.maximum(room_before, 0.0), len(row_upper))[of_row]
        share = np.divide(room, room_of_group, out=np.zeros_like(room), where=room_of_group > 0.0)
        base = np.where(limited[row], least, before)
        more = np.zeros((len(row_upper), self.master.subproblem_count))
        np.add.at(more, (of_row[row], subproblem), before - base)
        return np.concatenate([x, np.clip(base + more[of_row[row], subproblem] * share[row], least, most)])


def _row_of_group(linking: sparse.csr_array, groups: tuple[Positions, ...]) -> Positions:
    """Representative linking row of each symmetric group: the first of those that say the same of its columns, each of
    its own.
    """
    first = np.arange(linking.shape[0])
    for group in groups:
        entries = linking[:, group].tocsc()
        own = [entries.indices[entries.indptr[k] : entries.indptr[k + 1]] for k in range(len(group))]
        for rows in zip(*own, strict=False):
            if len(set(rows)) == len(group):
                first[list(rows)] = min(rows)
    return first


def _indicators(groups: tuple[Positions, ...], column_count: int) -> sparse.csr_array:
    """One row per group, with a one for each of its columns."""
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *groups])
    return sparse.csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(groups), column_count))
