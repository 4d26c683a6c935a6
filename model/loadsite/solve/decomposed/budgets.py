"""What units can ever use of the rows that tie them together, whatever is decided elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.bounds import implied_bounds
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Budget, Positions, Unit, least_and_most
from loadsite.solve.matrix import rows_matrix


def drawn_in(budgets: list[Budget], units: list[Unit], first_stage: FirstStage) -> list[Budget]:
    """The budgets, their infinite ends drawn in as far as the rows of the unit imply, where the end matters.

    `most` matters only where a tying row asks for at least something: more than it can give is not to be asked of a
    unit.
    """
    count = len(first_stage.columns)
    asking = set(first_stage.tying[np.isfinite(first_stage.program.row_lower[len(first_stage.rows) :])].tolist())
    drawn = list(budgets)
    lower, upper = first_stage.column_bounds()
    for unit in units:
        numbers = (unit.linking[unit.linking >= count] - count).tolist()
        wanting = [
            (len(unit.own_rows) + place, number)
            for place, number in enumerate(numbers)
            if np.isneginf(budgets[number].least)
            or (np.isposinf(budgets[number].most) and budgets[number].tying_row in asking)
        ]
        if wanting:
            given = unit.linking[unit.linking < count]
            free = np.full(len(numbers), np.inf)
            program = unit.with_linking_bounds(np.append(lower[given], -free), np.append(upper[given], free))
            ends = _ends(program, unit.own, [row for row, _ in wanting])
            for (_, number), (least, most) in zip(wanting, ends, strict=True):
                drawn[number] = replace(budgets[number], least=least, most=most)
    return drawn


def _ends(program: LinearProgram, own: slice, rows: list[int]) -> list[tuple[float, float]]:
    """The least and the most that `own` columns come to in some rows: by what rows say that mention one of those
    columns, which is nearly always enough, and by what all say where it is not.
    """
    parts = []
    for row in rows:
        span = slice(program.starts[row], program.starts[row + 1])
        is_own = (program.indices[span] >= own.start) & (program.indices[span] < own.stop)
        parts.append((program.indices[span][is_own], program.values[span][is_own]))
    wanted = np.unique(np.concatenate([columns for columns, _ in parts]))
    for known_by in (_mentioning(program, wanted), program):
        lower, upper = implied_bounds(known_by)
        ends = [least_and_most(coefficients, lower[columns], upper[columns]) for columns, coefficients in parts]
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
