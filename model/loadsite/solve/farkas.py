"""Farkas certificates of infeasibility, and improving rays that prove a program unbounded.

Both come from auxiliary programs that always have an optimum, and are then checked with numpy alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.solve.labels import label_at
from loadsite.solve.matrix import magnitudes, rows_matrix
from loadsite.solve.weak_duality import lagrangian_terms

MARGIN = 1e-9
"""A proof must hold by at least this share of the magnitudes added up in it."""


def crossed_limits(program: LinearProgram) -> str:
    """First row or column whose own limits exclude each other, in words; "" where there is none."""
    for what, lower, upper, blocks in (
        ("bounds", program.lower, program.upper, program.columns),
        ("limits", program.row_lower, program.row_upper, program.rows),
    ):
        crossed = np.flatnonzero(lower > upper)
        if crossed.size:
            at = int(crossed[0])
            return f"{label_at(blocks, at)}: {what} {lower[at]:g} to {upper[at]:g} exclude each other"
    return ""


def farkas_terms(program: LinearProgram, ray: Floats) -> Floats | None:
    """Farkas terms: the addends, of rows and then columns, by which `ray` proves that no point is feasible; None if it
    does not.

    With y = ray, or its opposite, and z = -A'y every feasible x gives 0 = y'(Ax) + z'x >= y+'L - y-'U + z+'l - z-'u
    (Farkas). If the right side is positive, there is no feasible x.
    """
    if ray.shape != (program.row_count,) or not np.isfinite(ray).all() or not np.any(ray):
        return None
    without_cost = replace(program, cost=np.zeros(program.column_count), offset=0.0)
    scaled = ray / np.abs(ray).max()
    for y in (scaled, -scaled):
        terms = lagrangian_terms(without_cost, y)
        if np.isfinite(terms).all() and terms.sum() > MARGIN * np.abs(terms).sum():
            return terms
    return None


def is_feasible(program: LinearProgram, x: Floats) -> bool:
    """Whether `x` satisfies every row and bound to 1e-9 of the magnitudes added up."""
    matrix = rows_matrix(program)
    activity = matrix @ x
    row_size = np.maximum(1.0, magnitudes(matrix) @ np.abs(x))
    column_size = np.maximum(1.0, np.abs(x))
    return bool(
        np.all(program.row_lower - activity <= MARGIN * row_size)
        and np.all(activity - program.row_upper <= MARGIN * row_size)
        and np.all(program.lower - x <= MARGIN * column_size)
        and np.all(x - program.upper <= MARGIN * column_size)
    )


def proves_unbounded(program: LinearProgram, ray: Floats) -> bool:
    """Whether from any feasible point one may walk along d = `ray` without end, the cost ever falling."""
    if ray.shape != (program.column_count,) or not np.isfinite(ray).all() or not np.any(ray):
        return False
    d = ray / np.abs(ray).max()
    walk = _recession(program)
    terms = program.cost * d
    return is_feasible(walk, d) and bool(terms.sum() < -MARGIN * np.abs(terms).sum())


def elastic(program: LinearProgram) -> LinearProgram:
    """Elastic program: every row may be missed, at a cost of 1 per unit of its largest coefficient; optimum 0 where
    feasible.

    Its row duals are a Farkas ray where the program is infeasible, its columns a feasible point where not.
    """
    rows = program.row_count
    size = np.ones(rows)
    filled = np.diff(program.starts) > 0
    if filled.any():
        size[filled] = np.maximum.reduceat(np.abs(program.values), program.starts[:-1][filled])
    size = np.where(size > 0.0, size, 1.0)
    one = sparse.eye_array(rows)
    by_rows = sparse.hstack([rows_matrix(program), one, -one], format="csr")
    below = np.where(np.isfinite(program.row_lower), np.inf, 0.0)
    above = np.where(np.isfinite(program.row_upper), np.inf, 0.0)
    cost = np.concatenate([np.zeros(program.column_count), 1.0 / size, 1.0 / size])
    position = Axis("row", np.arange(rows))
    extra = (
        Block("below", program.column_count, (position,)),
        Block("above", program.column_count + rows, (position,)),
    )
    return LinearProgram(
        name=f"{program.name}, rows elastic",
        columns=program.columns + extra,
        rows=program.rows,
        lower=np.concatenate([program.lower, np.zeros(2 * rows)]),
        upper=np.concatenate([program.upper, below, above]),
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        starts=by_rows.indptr.astype(np.int32),
        indices=by_rows.indices.astype(np.int32),
        values=by_rows.data,
        cost=cost,
        offset=0.0,
        cost_terms={"violation": (np.arange(len(cost), dtype=np.int32), cost)},
        cost_term_constants={},
    )


def steepest_ray(program: LinearProgram) -> LinearProgram:
    """Improving ray: the direction, within a box of side 2, along which the cost falls most; optimum 0 where none."""
    walk = _recession(program)
    return replace(
        walk,
        name=f"{program.name}, direction of fall",
        lower=np.maximum(walk.lower, -1.0),
        upper=np.minimum(walk.upper, 1.0),
    )


def _recession(program: LinearProgram) -> LinearProgram:
    """Recession cone: the same rows and columns with every finite limit at zero, the directions one may walk without
    end.
    """
    return replace(
        program,
        lower=np.where(np.isfinite(program.lower), 0.0, -np.inf),
        upper=np.where(np.isfinite(program.upper), 0.0, np.inf),
        row_lower=np.where(np.isfinite(program.row_lower), 0.0, -np.inf),
        row_upper=np.where(np.isfinite(program.row_upper), 0.0, np.inf),
        offset=0.0,
    )
