"""Linear programs for tests: written out by hand, or random, feasible and bounded by construction."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, LinearProgram

INF = np.inf


def block(name: str, start: int, count: int) -> Block:
    return Block(name, start, (Axis("i", np.array([str(i) for i in range(count)])),))


def program_of(matrix, row_lower, row_upper, lower, upper, cost, offset=0.0, name="small") -> LinearProgram:
    """One family of columns `x[...]` and one of rows `row[...]`."""
    by_rows = sparse.csr_array(np.atleast_2d(matrix) if not sparse.issparse(matrix) else matrix)
    rows, columns = by_rows.shape
    floats = [np.asarray(v, dtype=np.float64) for v in (lower, upper, row_lower, row_upper, cost)]
    lower, upper, row_lower, row_upper, cost = floats
    everything = np.arange(columns, dtype=np.int32)
    return LinearProgram(
        name=name,
        columns=(block("x", 0, columns),),
        rows=(block("row", 0, rows),),
        lower=lower,
        upper=upper,
        row_lower=row_lower,
        row_upper=row_upper,
        starts=by_rows.indptr.astype(np.int32),
        indices=by_rows.indices.astype(np.int32),
        values=by_rows.data.astype(np.float64),
        cost=cost,
        offset=offset,
        cost_terms={"cost": (everything, cost)},
        cost_term_constants={"cost": offset},
    )


def random_program(rows: int, columns: int, seed: int, density: float = 0.05) -> LinearProgram:
    """Feasible (a point inside is drawn first) and bounded (a dual feasible point is drawn too).

    A third of the rows are equalities, a third have a lower and a third an upper limit; a quarter of the
    columns have no upper bound.
    """
    draw = np.random.default_rng(seed)
    shape = (rows, columns)
    matrix = sparse.random_array(shape, density=density, rng=draw, data_sampler=draw.standard_normal)
    matrix = sparse.csr_array(np.round(matrix, 3))
    matrix.eliminate_zeros()
    inside = draw.uniform(0.0, 10.0, columns)
    activity = matrix @ inside
    kind = draw.integers(0, 3, rows)
    room = draw.uniform(0.0, 1.0, rows) * (draw.random(rows) < 0.5)
    row_lower = np.where(kind == 2, -INF, activity - np.where(kind == 0, 0.0, room))
    row_upper = np.where(kind == 1, INF, activity + np.where(kind == 0, 0.0, room))
    upper = np.where(draw.random(columns) < 0.25, INF, inside + draw.uniform(0.0, 5.0, columns))
    sign = np.select([kind == 1, kind == 2], [1.0, -1.0], draw.choice([-1.0, 1.0], rows))
    dual = sign * draw.uniform(0.0, 2.0, rows)
    leaning = np.where(np.isinf(upper), 1.0, draw.choice([-1.0, 1.0], columns))
    cost = matrix.T @ dual + leaning * draw.uniform(0.0, 3.0, columns)
    return program_of(matrix, row_lower, row_upper, np.zeros(columns), upper, cost, name=f"random {seed}")
