"""Persistent master: one HiGHS object that cuts and resource shares are added to and cuts deleted from, so that every
solve starts from the optimal basis of the last.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.level_set import SIMPLEX
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix


class MasterModel:
    """Persistent master. Its columns are those of a master program, resource shares last; its rows `base_count` rows,
    then cuts. Both only grow at their end; cuts are deleted by number.
    """

    def __init__(self, base_count: int) -> None:
        self._base_count = base_count
        self._highs: Any = None
        self._columns = 0
        self._cuts: Positions = np.zeros(0, dtype=np.int64)

    def solved(self, program: LinearProgram, cuts: Positions) -> Any:
        """The HiGHS object, run on a master program whose rows after those of the base are the cuts of these numbers.
        Rows that stand elsewhere in that order, as of cuts that were inactive for a while, are deleted and added anew.
        """
        if self._highs is None:
            self._highs = hand_over(program, {"output_flag": False, "threads": 1, **SIMPLEX})
        else:
            self._delete(~_leading(self._cuts, cuts))
            self._add_columns(program)
            self._add_rows(program)
            self._set_bounds(program)
        self._columns, self._cuts = program.column_count, cuts.copy()
        self._highs.run()
        return self._highs

    def basic_cuts(self) -> npt.NDArray[np.bool_]:
        """Whether the row of each cut is basic: without it the basis is still one."""
        rows = self._highs.getBasis().row_status[self._base_count :]
        return np.array([status == highspy.HighsBasisStatus.kBasic for status in rows], dtype=bool)

    def _delete(self, gone: npt.NDArray[np.bool_]) -> None:
        rows = (self._base_count + np.flatnonzero(gone)).astype(np.int32)
        if len(rows):
            self._highs.deleteRows(len(rows), rows)
            self._cuts = self._cuts[~gone]

    def _add_columns(self, program: LinearProgram) -> None:
        new = slice(self._columns, program.column_count)
        count = program.column_count - self._columns
        if count:
            had = self._base_count + len(self._cuts)
            entries = rows_matrix(program)[:had].tocsc()[:, new]
            self._highs.addCols(
                count, program.cost[new], program.lower[new], program.upper[new], entries.nnz,
                entries.indptr[:-1].astype(np.int32), entries.indices.astype(np.int32), entries.data,
            )  # fmt: skip

    def _add_rows(self, program: LinearProgram) -> None:
        first = self._base_count + len(self._cuts)
        count, begins = program.row_count - first, program.starts[first]
        if count:
            self._highs.addRows(
                count, program.row_lower[first:], program.row_upper[first:], len(program.values) - begins,
                (program.starts[first:-1] - begins).astype(np.int32), program.indices[begins:], program.values[begins:],
            )  # fmt: skip

    def _set_bounds(self, program: LinearProgram) -> None:
        """Bounds of all columns, and of the rows of the base: what waiting resource shares take of these changes."""
        columns, rows = (np.arange(count, dtype=np.int32) for count in (program.column_count, self._base_count))
        self._highs.changeColsBounds(len(columns), columns, program.lower, program.upper)
        lower, upper = (limits[: self._base_count] for limits in (program.row_lower, program.row_upper))
        self._highs.changeRowsBounds(len(rows), rows, lower, upper)


def _leading(had: Positions, cuts: Positions) -> npt.NDArray[np.bool_]:
    """Which of those it had are the first of the cuts, in their order."""
    at = {int(cut): place for place, cut in enumerate(cuts)}
    stays, place = np.zeros(len(had), dtype=bool), 0
    for k, cut in enumerate(had.tolist()):
        stays[k] = at.get(cut) == place
        place += int(stays[k])
    return stays


def extended(basis: highspy.HighsBasis, columns: slice, rows: slice) -> highspy.HighsBasis:
    """The basis of a program with more columns, at their lower bound, and more rows, basic, at these positions."""
    made = highspy.HighsBasis()
    made.col_status = _inserted(list(basis.col_status), columns, highspy.HighsBasisStatus.kLower)
    made.row_status = _inserted(list(basis.row_status), rows, highspy.HighsBasisStatus.kBasic)
    made.valid = True
    return made


def _inserted(statuses: list[Any], at: slice, status: Any) -> list[Any]:
    return [*statuses[: at.start], *[status] * (at.stop - at.start), *statuses[at.start :]]
