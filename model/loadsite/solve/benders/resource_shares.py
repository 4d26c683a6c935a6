"""Bound tightening of resource shares: what subproblems can ever use of the linking rows, whatever is decided
elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.subproblem import Positions, ResourceShare, Subproblem, activity_range
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.weak_duality import implied_bounds


def tighten(
    resource_shares: list[ResourceShare], subproblems: list[Subproblem], first_stage: FirstStage
) -> list[ResourceShare]:
    """Replace infinite share bounds by implied ones where they matter.

    `most` matters only where a linking row asks for at least something: more than it can give is not to be asked of a
    subproblem.
    """
    count = len(first_stage.columns)
    asking = set(first_stage.linking[np.isfinite(first_stage.program.row_lower[len(first_stage.rows) :])].tolist())
    tightened = list(resource_shares)
    lower, upper = first_stage.column_bounds()
    for subproblem in subproblems:
        numbers = (subproblem.coupling[subproblem.coupling >= count] - count).tolist()
        wanting = [
            (len(subproblem.own_rows) + place, number)
            for place, number in enumerate(numbers)
            if np.isneginf(resource_shares[number].least)
            or (np.isposinf(resource_shares[number].most) and resource_shares[number].linking_row in asking)
        ]
        if wanting:
            given = subproblem.coupling[subproblem.coupling < count]
            free = np.full(len(numbers), np.inf)
            program = subproblem.with_coupling_bounds(np.append(lower[given], -free), np.append(upper[given], free))
            ends = _ends(program, subproblem.own, [row for row, _ in wanting])
            for (_, number), (least, most) in zip(wanting, ends, strict=True):
                tightened[number] = replace(resource_shares[number], least=least, most=most)
    return tightened


def _ends(program: LinearProgram, own: slice, rows: list[int]) -> list[tuple[float, float]]:
    """Activity bounds of `own` columns in some rows: by what rows say that mention one of those columns, which is
    nearly always enough, and by what all say where it is not.
    """
    parts = []
    for row in rows:
        span = slice(program.starts[row], program.starts[row + 1])
        is_own = (program.indices[span] >= own.start) & (program.indices[span] < own.stop)
        parts.append((program.indices[span][is_own], program.values[span][is_own]))
    wanted = np.unique(np.concatenate([columns for columns, _ in parts]))
    for known_by in (_mentioning(program, wanted), program):
        lower, upper = implied_bounds(known_by)
        ends = [activity_range(coefficients, lower[columns], upper[columns]) for columns, coefficients in parts]
        if np.isfinite(ends).all():
            break
    return ends


def _mentioning(program: LinearProgram, columns: Positions) -> LinearProgram:
    """The program with only those rows that mention one of the columns."""
    mentioned = np.isin(np.arange(program.column_count), columns)[program.indices]
    rows = np.unique(np.repeat(np.arange(program.row_count), np.diff(program.starts))[mentioned])
    part = rows_matrix(program)[rows]
    return replace(
        program,
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        starts=part.indptr.astype(np.int32),
        indices=part.indices.astype(np.int32),
        values=part.data,
    )
