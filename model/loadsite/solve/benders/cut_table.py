"""Cut table: all cuts of a search as one sparse matrix, so that their values at a point are one product."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.subproblem import Positions


class CutTable:
    """Cuts in the order in which they were added; `subproblems` and `is_feasibility_cut` have one entry per cut."""

    def __init__(self, coupling_count: int) -> None:
        self.cuts: list[Cut] = []
        self.subproblems: Positions = np.zeros(0, dtype=np.int64)
        self.is_feasibility_cut: npt.NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.intercepts: Floats = np.zeros(0)
        self.slopes = sparse.csr_array((0, coupling_count))

    def add(self, cuts: Iterable[Cut]) -> Positions:
        """Append cuts; their positions in the table."""
        added = list(cuts)
        first = len(self.cuts)
        if added:
            self.cuts += added
            self.subproblems = np.append(self.subproblems, [cut.subproblem for cut in added])
            self.is_feasibility_cut = np.append(self.is_feasibility_cut, [cut.is_feasibility_cut for cut in added])
            self.intercepts = np.append(self.intercepts, [cut.intercept for cut in added])
            self.slopes = sparse.vstack([self.slopes, _slopes(added, self.slopes.shape[1])], format="csr")
        return np.arange(first, len(self.cuts))

    def at(self, point: Floats) -> Floats:
        """Value of every cut at a point of all coupling columns [M$]."""
        return np.asarray(self.intercepts + self.slopes @ point)

    def highest(self, values: Floats, most: int = 1) -> Positions:
        """Highest cuts by subproblem: for every subproblem that has any, those with the largest of `values`, one per
        cut; no more than `most`.
        """
        order = np.lexsort((-values, self.subproblems))
        first_of_subproblem = np.searchsorted(self.subproblems[order], self.subproblems[order])
        return np.asarray(order[np.arange(len(order)) - first_of_subproblem < most])


def _slopes(cuts: list[Cut], coupling_count: int) -> sparse.csr_array:
    steep = [cut.slope != 0 for cut in cuts]
    columns = np.concatenate([cut.coupling[at] for cut, at in zip(cuts, steep, strict=True)])
    values = np.concatenate([cut.slope[at] for cut, at in zip(cuts, steep, strict=True)])
    starts = np.concatenate([[0], np.cumsum([at.sum() for at in steep])])
    return sparse.csr_array((values, columns, starts), shape=(len(cuts), coupling_count))
