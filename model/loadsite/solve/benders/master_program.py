"""Master program as arrays: its columns, its rows, and the cuts among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.cut_table import CutTable
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.persistent import Limits


@dataclass(frozen=True)
class MasterRows:
    """Rows of a master besides its cuts: `base` as first-stage program, `rows` the same over all coupling columns,
    `multiplicity` how often a resource share counts in each; bounds of the shares, and weights of the subproblems.
    """

    base: LinearProgram
    rows: sparse.csr_array
    multiplicity: sparse.csc_array
    least: Floats
    most: Floats
    weights: Floats

    def program(self, table: CutTable, cuts: Positions, live: Positions) -> LinearProgram:
        """Columns: first stage, then theta of every subproblem, then the live resource shares; the others stand at
        their least. Rows: those of the base, then the cuts of those numbers.
        """
        base, first_count, subproblem_count = self.base, self.base.column_count, len(self.weights)
        thetas_end = first_count + subproblem_count
        column_of = np.full(first_count + len(self.least), -1, dtype=np.int32)
        column_of[:first_count] = np.arange(first_count)
        column_of[first_count + live] = thetas_end + np.arange(len(live))
        base_columns = column_of[self.rows.indices]
        alive = base_columns >= 0
        base_starts = np.append(0, np.cumsum(alive))[self.rows.indptr]
        # theta - slope @ x >= intercept; without theta for a cut of feasibility
        slopes, is_optimality_cut = table.slopes[cuts], ~table.is_feasibility_cut[cuts]
        in_front = slopes.indptr[:-1][is_optimality_cut]
        thetas = first_count + table.subproblems[cuts][is_optimality_cut]
        cut_columns = np.insert(column_of[slopes.indices], in_front, thetas)
        cut_starts = slopes.indptr[1:] + np.cumsum(is_optimality_cut)
        limits = self.limits(table, cuts, live)
        return LinearProgram(
            name=f"{base.name} master",
            columns=(),
            rows=(),
            lower=limits.lower,
            upper=limits.upper,
            row_lower=limits.row_lower,
            row_upper=limits.row_upper,
            starts=np.concatenate([base_starts, base_starts[-1] + cut_starts]).astype(np.int32),
            indices=np.concatenate([base_columns[alive], cut_columns]),
            values=np.concatenate([self.rows.data[alive], np.insert(-slopes.data, in_front, 1.0)]),
            cost=np.concatenate([base.cost, self.weights, np.zeros(len(live))]),
            offset=base.offset,
            cost_terms={},
            cost_term_constants={},
        )

    def limits(self, table: CutTable, cuts: Positions, live: Positions) -> Limits:
        """Bounds of the columns and rows of `program`."""
        base, subproblem_count = self.base, len(self.weights)
        waiting = self.least.copy()
        waiting[live] = 0.0
        taken = self.multiplicity @ waiting
        return Limits(
            lower=np.concatenate([base.lower, np.zeros(subproblem_count), self.least[live]]),
            upper=np.concatenate([base.upper, np.full(subproblem_count, np.inf), self.most[live]]),
            row_lower=np.concatenate([base.row_lower - taken, table.intercepts[cuts]]),
            row_upper=np.concatenate([base.row_upper - taken, np.full(len(cuts), np.inf)]),
        )
