"""Block-bordered linear systems, solved by Schur complement: Newton steps over programs whose columns fall into
subproblems that meet only in a few rows and columns.

    [ P   A' ] [columns]   [f]
    [ A  -1/Q] [ rows  ] = [g]        P, Q diagonal and positive

Most rows of a master are cuts: each has border columns (first-stage decisions) and columns of one subproblem (its
theta, its resource shares). Subproblems are eliminated each by itself, so that the Schur complement left to factor is
small and dense: border columns, and the rows that join subproblems. A general sparse factorization finds little of
this.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.subproblem import Positions

BORDER = -1
"""The subproblem of a column that belongs to none."""


class BorderedSystem:
    """Block-bordered systems over one matrix A [rows x columns], factored anew for every P and Q.

    `subproblem_of` is the subproblem of every column, BORDER where it has none; `class_of` holds a number per
    subproblem, the same for those that mention much the same border columns: what is dense of their rows is kept
    together.
    """

    def __init__(self, matrix: sparse.csr_array, subproblem_of: Positions, class_of: Positions) -> None:
        self._shape = matrix.shape
        row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        inside = subproblem_of[matrix.indices] != BORDER
        first, last = _least_and_most(row_of[inside], subproblem_of[matrix.indices[inside]], matrix.shape[0])
        self._outer: Positions = np.flatnonzero(last == BORDER)
        self._joining: Positions = np.flatnonzero((last != BORDER) & (first != last))
        one_subproblem = np.flatnonzero((last != BORDER) & (first == last))
        self._border: Positions = np.flatnonzero(subproblem_of == BORDER)
        self._outer_rows = matrix[self._outer][:, self._border]
        self._joining_border = matrix[self._joining][:, self._border].toarray()
        seen = np.unique(matrix[one_subproblem].indices)
        seen = seen[subproblem_of[seen] != BORDER]
        self._unseen: Positions = np.setdiff1d(np.flatnonzero(subproblem_of != BORDER), seen)
        joining = matrix[self._joining].tocsc()
        self._joining_unseen = joining[:, self._unseen].tocsr()
        self._block_classes = [
            _BlockClass(
                matrix,
                rows=one_subproblem[class_of[first[one_subproblem]] == block_class],
                own=seen[class_of[subproblem_of[seen]] == block_class],
                subproblem_of=subproblem_of,
                border=self._border,
                joining=joining,
            )
            for block_class in np.unique(class_of[first[one_subproblem]])
        ]

    def factor(self, column_weight: Floats, row_weight: Floats) -> None:
        """For P = `column_weight` and Q = `row_weight`. LinAlgError where a weight is no positive number."""
        if not all((np.isfinite(weight) & (weight > 0.0)).all() for weight in (column_weight, row_weight)):
            raise np.linalg.LinAlgError("a weight is no positive number")
        self._column_weight, self._row_weight = column_weight, row_weight
        border, joining = len(self._border), len(self._joining)
        left = np.zeros((border + joining, border + joining))
        outer = self._outer_rows.multiply(row_weight[self._outer][:, None])
        left[:border, :border] = (self._outer_rows.T @ outer).toarray()
        left[border:, :border] = self._joining_border
        left[:border, border:] = self._joining_border.T
        unseen = self._joining_unseen.multiply(1.0 / column_weight[self._unseen])
        left[border:, border:] = -(unseen @ self._joining_unseen.T).toarray()
        diagonal = np.append(column_weight[self._border], -1.0 / row_weight[self._joining])
        left[np.arange(len(left)), np.arange(len(left))] += diagonal
        for block_class in self._block_classes:
            left[np.ix_(block_class.meets, block_class.meets)] += block_class.factor(column_weight, row_weight)
        self._factors = linalg.lu_factor(left, overwrite_a=True, check_finite=True)

    def solve(self, f: Floats, g: Floats) -> tuple[Floats, Floats]:
        """The columns and rows of the solution."""
        columns, rows = np.zeros(self._shape[1]), np.zeros(self._shape[0])
        border = len(self._border)
        outer_weight = self._row_weight[self._outer]
        right = np.append(f[self._border], g[self._joining])
        right[:border] += self._outer_rows.T @ (outer_weight * g[self._outer])
        unseen = f[self._unseen] / self._column_weight[self._unseen]
        right[border:] -= self._joining_unseen @ unseen
        for block_class in self._block_classes:
            right[block_class.meets] += block_class.reduced(f, g)
        left = linalg.lu_solve(self._factors, right, check_finite=False)
        columns[self._border], rows[self._joining] = left[:border], left[border:]
        rows[self._outer] = outer_weight * (self._outer_rows @ left[:border] - g[self._outer])
        columns[self._unseen] = unseen - (self._joining_unseen.T @ left[border:]) / self._column_weight[self._unseen]
        for block_class in self._block_classes:
            columns[block_class.own], rows[block_class.rows] = block_class.solution(left[block_class.meets], g)
        return columns, rows


class _BlockClass:
    """Subproblems alike: their rows, their own columns, and `meets`, what of the border and the joining rows they
    touch.
    """

    def __init__(
        self,
        matrix: sparse.csr_array,
        rows: Positions,
        own: Positions,
        subproblem_of: Positions,
        border: Positions,
        joining: sparse.csc_array,
    ) -> None:
        order = np.argsort(subproblem_of[own], kind="stable")
        self.rows, self.own = rows, own[order]
        mentioned = matrix[rows][:, border].tocsc()
        touched = np.flatnonzero(np.diff(mentioned.indptr))
        joined = joining[:, self.own].tocsr()
        joins = np.flatnonzero(np.diff(joined.indptr))
        self.meets: Positions = np.append(touched, len(border) + joins)
        self._touched = len(touched)
        self._on_border = mentioned[:, touched].toarray()
        self._on_own = matrix[rows][:, self.own].tocsr()
        self._own_joined = joined[joins].T.toarray()
        self._blocks = _Blocks(self._on_own, subproblem_of[self.own])

    def factor(self, column_weight: Floats, row_weight: Floats) -> Floats:
        """Contribution to the Schur complement once own rows and columns are eliminated."""
        self._row_weight = row_weight[self.rows]
        root = np.sqrt(self._row_weight)[:, None]
        on_border = root * self._on_border
        self._blocks.factor(column_weight[self.own], self._row_weight)
        self._sides = self._blocks.half(np.hstack([self._on_own.T @ (root * on_border), self._own_joined]))
        # Each product is one of a matrix with itself, which takes half the work.
        added = -(self._sides.T @ self._sides)
        added[: self._touched, : self._touched] += on_border.T @ on_border
        return added

    def reduced(self, f: Floats, g: Floats) -> Floats:
        """The same for the right-hand side."""
        pushed = self._row_weight * g[self.rows]
        self._own_half = self._blocks.half((f[self.own] + self._on_own.T @ pushed)[:, None])[:, 0]
        side = -(self._sides.T @ self._own_half)
        side[: self._touched] += self._on_border.T @ pushed
        return np.asarray(side)

    def solution(self, left: Floats, g: Floats) -> tuple[Floats, Floats]:
        """Own columns and rows, once what is left is known."""
        own = self._blocks.other_half((self._own_half - self._sides @ left)[:, None])[:, 0]
        activity = self._on_border @ left[: self._touched] + self._on_own @ own
        return own, self._row_weight * (activity - g[self.rows])


class _Blocks:
    """Cholesky factors P + A' Q A = L L' over own columns only: one small block per subproblem, those of like size
    factored together.
    """

    def __init__(self, matrix: sparse.csr_array, subproblem_of: Positions) -> None:
        _, first, counts = np.unique(subproblem_of, return_index=True, return_counts=True)
        padded = 2 ** np.ceil(np.log2(np.maximum(counts, 1))).astype(np.int64)
        block_of = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(subproblem_of)) - first[block_of]
        offset = np.zeros(len(counts), dtype=np.int64)
        self._sizes: list[tuple[slice, int, Positions, npt.NDArray[np.bool_]]] = []
        total, padding = 0, []
        for size in np.unique(padded).tolist():
            blocks = np.flatnonzero(padded == size)
            offset[blocks] = total + np.arange(len(blocks)) * size * size
            filled = np.arange(size) < counts[blocks][:, None]
            columns = np.where(filled, first[blocks][:, None] + np.arange(size), 0)
            padding.append((offset[blocks][:, None] + np.arange(size) * (size + 1))[~filled])
            self._sizes.append((slice(total, total + len(blocks) * size * size), size, columns, filled))
            total += len(blocks) * size * size
        self._total = total
        self._padding = np.concatenate([np.zeros(0, dtype=np.int64), *padding])
        self._diagonal = offset[block_of] + within * (padded[block_of] + 1)
        row, one, other = _pairs(matrix)
        self._pair_row = row
        self._pair_value = matrix.data[one] * matrix.data[other]
        one, other = matrix.indices[one], matrix.indices[other]
        self._pair_at = offset[block_of[one]] + within[one] * padded[block_of[one]] + within[other]

    def factor(self, column_weight: Floats, row_weight: Floats) -> None:
        pairs = self._pair_value * row_weight[self._pair_row]
        flat: Floats = np.bincount(self._pair_at, pairs, minlength=self._total).astype(np.float64, copy=False)
        flat[self._diagonal] += column_weight
        flat[self._padding] = 1.0
        self._inverses = [
            np.linalg.inv(np.linalg.cholesky(flat[span].reshape(-1, size, size))) for span, size, _, _ in self._sizes
        ]

    def half(self, sides: Floats) -> Floats:
        """L^-1 times right-hand sides [own columns x any]."""
        return self._times(self._inverses, sides)

    def other_half(self, sides: Floats) -> Floats:
        """L'^-1 times the same."""
        return self._times([inverse.transpose(0, 2, 1) for inverse in self._inverses], sides)

    def _times(self, matrices: list[Floats], sides: Floats) -> Floats:
        found = np.empty_like(sides)
        for matrix, (_, size, columns, filled) in zip(matrices, self._sizes, strict=True):
            if size == 1:
                found[columns[:, 0]] = matrix[:, :, 0] * sides[columns[:, 0]]
            else:
                found[columns[filled]] = (matrix @ np.where(filled[:, :, None], sides[columns], 0.0))[filled]
        return found


def _least_and_most(rows: Positions, subproblems: Positions, row_count: int) -> tuple[Positions, Positions]:
    """By row, the least and the highest subproblem it mentions; BORDER where it mentions none."""
    least = np.full(row_count, np.iinfo(np.int64).max)
    most = np.full(row_count, BORDER, dtype=np.int64)
    np.minimum.at(least, rows, subproblems)
    np.maximum.at(most, rows, subproblems)
    return np.where(most == BORDER, BORDER, least), most


def _pairs(matrix: sparse.csr_array) -> tuple[Positions, Positions, Positions]:
    """Every pair of entries of one row: the row, and where both stand."""
    counts = np.diff(matrix.indptr)
    rows, ones, others = [], [], []
    for count in np.unique(counts[counts > 0]).tolist():
        of = np.flatnonzero(counts == count)
        entries = matrix.indptr[of][:, None] + np.arange(count)
        rows.append(np.repeat(of, count * count))
        ones.append(np.repeat(entries, count, axis=1).ravel())
        others.append(np.tile(entries, count).ravel())
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *rows]), np.concatenate([nothing, *ones]), np.concatenate([nothing, *others])
