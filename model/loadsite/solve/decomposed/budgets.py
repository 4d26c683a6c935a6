"""What units can ever use of the rows that tie them together, whatever is decided elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loadsite.solve.bounds import implied_bounds
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Budget, Unit, least_and_most


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
            own_lower, own_upper = (bounds[unit.own] for bounds in implied_bounds(program))
            for row, number in wanting:
                span = slice(program.starts[row], program.starts[row + 1])
                columns, coefficients = program.indices[span] - unit.own.start, program.values[span]
                own = (columns >= 0) & (columns < len(unit.own_columns))
                least, most = least_and_most(coefficients[own], own_lower[columns[own]], own_upper[columns[own]])
                drawn[number] = replace(budgets[number], least=least, most=most)
    return drawn
