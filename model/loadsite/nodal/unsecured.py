"""Outage limits that no generation can keep, even without a campus: they are named, and raised to the least that they
must carry and 5 % of the rating more, so that a campus answers only for what it adds.

Among all dispatches the one is looked for that keeps every limit without an outage and whose overloads after outages
add up to the least. What is overloaded there is raised by its overload.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.headroom_program import HeadroomPrograms
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import Snapshot
from loadsite.nodal.solved_run import optimum
from loadsite.solve.certificate import certify
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.outcomes import Unsettled

ROUNDS = 200
MARGIN_SHARE = 0.05
"""Share of its rating by which such a limit is raised further. Raised to the least overload alone it would allow one
dispatch only, and no campus anywhere."""
LEAST_MW = 1e-6
"""A smaller overload is none."""


def raised_limits(limits: SecureLimits, snapshot: Snapshot) -> dict[RowKey, float]:
    """MW by which limits after outages have to be raised so that the hour has a dispatch at all.

    Raises:
        Infeasible: limits without an outage exclude each other; proven.
    """
    programs = HeadroomPrograms(limits, snapshot)
    keys: list[RowKey] = []
    for _ in range(ROUNDS):
        program = programs.program(0, keys, campus_mw=0.0)
        elastic = _elastic(program, keys)
        solution = optimum(elastic)
        x = solution.primal[: program.column_count]
        over = _overloads(program, keys, solution.primal)
        found = limits.broken(programs.flows(x, 0), frozenset(keys))
        if not found.keys:
            certify(elastic, solution)
            return {key: mw + MARGIN_SHARE * float(limits.after_mw[key.branch])
                    for key, mw in over.items() if mw > LEAST_MW}  # fmt: skip
        keys = keys + limits.chosen(found)
    raise Unsettled(f"{snapshot.name}: limits still broken after {ROUNDS} rounds")


def _elastic(program: LinearProgram, keys: Sequence[RowKey]) -> LinearProgram:
    """The program whose rows after outages may be broken in both directions, at 1 a MW, and nothing else costs."""
    first = program.row_count - len(keys)
    soft = np.array([first + at for at, key in enumerate(keys) if key.outage >= 0], dtype=np.int64)
    more = len(soft)
    unit = sparse.csr_array((np.ones(more), (soft, np.arange(more))), shape=(program.row_count, more))
    matrix = sparse.csr_array(sparse.hstack([rows_matrix(program), unit, -unit], format="csr"))
    cost = np.concatenate([np.zeros(program.column_count), np.ones(2 * more)])
    position = Axis("row", np.arange(more))
    columns = program.column_count
    return replace(
        program, name=f"{program.name.rpartition(',')[0]}, least overload after outages",
        columns=(*program.columns, Block("below", columns, (position,)), Block("above", columns + more, (position,))),
        lower=np.concatenate([program.lower, np.zeros(2 * more)]),
        upper=np.concatenate([program.upper, np.full(2 * more, np.inf)]),
        starts=matrix.indptr.astype(np.int32), indices=matrix.indices.astype(np.int32), values=matrix.data, cost=cost,
        cost_terms={"overload": (np.arange(len(cost), dtype=np.int32), cost)}, cost_term_constants={"overload": 0.0},
    )  # fmt: skip


def _overloads(program: LinearProgram, keys: Sequence[RowKey], x: Floats) -> dict[RowKey, float]:
    soft = [key for key in keys if key.outage >= 0]
    below, above = np.split(x[program.column_count :], 2)
    return {key: float(below[at] + above[at]) for at, key in enumerate(soft)}
