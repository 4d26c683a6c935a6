"""Cut the operation of a compiled program into units, each a small linear program of its own.

A unit sees the rest of the program through linking columns: the first-stage columns its rows mention and one budget
column for each row that ties units together. It pays for its own operation only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.excess import EXCESS_LIMIT, EXCESS_PRICES, Excess, Prices
from loadsite.solve.decomposed.ownership import FIRST_STAGE, Calendar, Owners, owners, tying_rows
from loadsite.solve.decomposed.relief import Reliefs
from loadsite.solve.matrix import rows_matrix

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Unit:
    """Operation of one year in one period:  minimise cost @ v  over its own columns v, for given linking columns x.

    Columns of `program` stand in the order linking, own, excess; linking columns cost nothing there and are fixed at
    the point asked for. Rows: the unit's own, then one per budget it takes part in: (what it uses of the tying row)
    - budget - excess, limited on the side on which the tying row is. Excess keeps every point feasible, at a price
    that no answer pays (see EXCESS_PRICES) or, of a soft limit, at the price of breaking that: it is then `paid_for`.
    `linking` are positions among the first-stage columns followed by the budgets; `own_columns` and `own_rows` are
    positions in the compiled program.
    """

    number: int
    linking: Positions
    own_columns: Positions
    own_rows: Positions
    paid_for: npt.NDArray[np.bool_]
    program: LinearProgram

    @property
    def own(self) -> slice:
        """Where its own columns stand in `program`."""
        return slice(len(self.linking), len(self.linking) + len(self.own_columns))

    def with_linking_bounds(self, lower: Floats, upper: Floats) -> LinearProgram:
        """The unit's program with linking columns free to move between bounds."""
        link_count = len(self.linking)
        return replace(
            self.program,
            lower=np.concatenate([lower, self.program.lower[link_count:]]),
            upper=np.concatenate([upper, self.program.upper[link_count:]]),
        )


@dataclass(frozen=True)
class Budget:
    """The share of one unit in a row that ties units together.

    `least` and `most` bound what the unit can ever use of the row, whatever is decided elsewhere. A unit may give to
    others what they use (energy exported, for one), so that `least` may be negative; either may be infinite.
    """

    tying_row: int
    unit: int
    least: float
    most: float


def cut_into_units(
    program: LinearProgram, calendar: Calendar, excess_price: float = EXCESS_PRICES[0], reliefs: Reliefs | None = None
) -> tuple[list[Unit], list[Budget]]:
    """All units of a program, and the budgets they share, in the order in which linking columns number them. Units may
    buy of the `reliefs` of tying rows.

    ValueError where a row of one unit mentions a decision of another.
    """
    column_owner = owners(program.columns, calendar)
    row_owner = owners(program.rows, calendar)
    _refuse_crossing_rows(program, column_owner, row_owner)
    ties = _Ties(program, tying_rows(program, column_owner, row_owner), column_owner)
    cutter = _Cutter(program, column_owner, Prices(program, excess_price, reliefs or {}))
    columns_by_unit = _grouped(column_owner, calendar.unit_count)
    rows_by_unit = _grouped(row_owner, calendar.unit_count)
    budgets: list[Budget] = []
    units = []
    for number in range(calendar.unit_count):
        tied = ties.of(number)
        budget_numbers = cutter.first_count + len(budgets) + np.arange(len(tied))
        budgets += [
            Budget(row, number, *least_and_most(coefficients, program.lower[at], program.upper[at]))
            for row, at, coefficients in tied
        ]
        units.append(cutter.unit(number, columns_by_unit[number], rows_by_unit[number], tied, budget_numbers))
    return units, budgets


class _Cutter:
    """Cuts one unit after another out of a program."""

    def __init__(self, program: LinearProgram, column_owner: Owners, prices: Prices) -> None:
        self._program = program
        self._matrix = rows_matrix(program)
        self._prices = prices
        self._first_stage: Positions = np.flatnonzero(column_owner == FIRST_STAGE)
        self._is_first_stage = column_owner == FIRST_STAGE
        self._first_stage_position = np.cumsum(self._is_first_stage, dtype=np.int32) - 1
        # Where columns of the program stand in that of the unit being cut; of other columns, of one cut before.
        self._place = np.zeros(program.column_count, dtype=np.int32)

    @property
    def first_count(self) -> int:
        return len(self._first_stage)

    def unit(
        self,
        number: int,
        own_columns: Positions,
        own_rows: Positions,
        tied: list[tuple[int, Positions, Floats]],
        budget_numbers: Positions,
    ) -> Unit:
        program = self._program
        own = self._matrix[own_rows]
        mentions = np.zeros(self.first_count, dtype=bool)
        mentions[self._first_stage_position[own.indices[self._is_first_stage[own.indices]]]] = True
        mentioned = np.flatnonzero(mentions)
        linking = np.concatenate([mentioned, budget_numbers])
        link_count = len(linking)
        self._place[self._first_stage[mentioned]] = np.arange(len(mentioned))
        self._place[own_columns] = link_count + np.arange(len(own_columns))
        tying = np.array([row for row, _, _ in tied], dtype=np.int64)
        own_cost = program.cost[own_columns]
        excess = Excess(
            tied, self._prices, dearest=float(own_cost.max(initial=0.0)), first=link_count + len(own_columns)
        )
        budget_columns = [
            np.concatenate([[len(mentioned) + k], self._place[at], excess.columns[k]])
            for k, (_, at, _) in enumerate(tied)
        ]
        budget_values = [
            np.concatenate([[-1.0], coefficients, excess.signs[k]]) for k, (_, _, coefficients) in enumerate(tied)
        ]
        every_count = np.concatenate([np.diff(own.indptr), [len(part) for part in budget_columns]])
        # What a unit uses may not pass its budget from the side on which the tying row is limited.
        budget_lower = np.where(np.isfinite(program.row_lower[tying]), 0.0, -np.inf)
        budget_upper = np.where(np.isfinite(program.row_upper[tying]), 0.0, np.inf)
        return Unit(
            number=number,
            linking=linking,
            own_columns=own_columns,
            own_rows=own_rows,
            paid_for=np.array(excess.paid_for, dtype=bool),
            program=LinearProgram(
                name=f"{program.name} unit {number}",
                columns=(),
                rows=(),
                lower=np.concatenate([np.zeros(link_count), program.lower[own_columns], np.zeros(len(excess.prices))]),
                upper=np.concatenate(
                    [np.zeros(link_count), program.upper[own_columns], np.full(len(excess.prices), EXCESS_LIMIT)]
                ),
                row_lower=np.concatenate([program.row_lower[own_rows], budget_lower]),
                row_upper=np.concatenate([program.row_upper[own_rows], budget_upper]),
                starts=np.concatenate([[0], np.cumsum(every_count)]).astype(np.int32),
                indices=np.concatenate([self._place[own.indices], *budget_columns]).astype(np.int32),
                values=np.concatenate([own.data, *budget_values]),
                cost=np.concatenate([np.zeros(link_count), own_cost, excess.prices]),
                offset=0.0,
                cost_terms={},
                cost_term_constants={},
            ),
        )


def least_and_most(coefficients: Floats, lower: Floats, upper: Floats) -> tuple[float, float]:
    """Of a sum over columns within their bounds; no coefficient is zero."""
    one, other = coefficients * lower, coefficients * upper
    return float(np.minimum(one, other).sum()), float(np.maximum(one, other).sum())


class _Ties:
    """Entries of the tying rows, by unit."""

    def __init__(self, program: LinearProgram, tying: Positions, column_owner: Owners) -> None:
        self._by_unit: dict[int, list[tuple[int, Positions, Floats]]] = {}
        for row in tying.tolist():
            span = slice(program.starts[row], program.starts[row + 1])
            columns, values = program.indices[span].astype(np.int64), program.values[span]
            unit_of = column_owner[columns]
            order = np.argsort(unit_of, kind="stable")
            cuts = np.flatnonzero(np.diff(unit_of[order])) + 1
            for part in np.split(order, cuts):
                unit = int(unit_of[part[0]])
                if unit != FIRST_STAGE:
                    self._by_unit.setdefault(unit, []).append((row, columns[part], values[part]))

    def of(self, unit: int) -> list[tuple[int, Positions, Floats]]:
        return self._by_unit.get(unit, [])


def _refuse_crossing_rows(program: LinearProgram, column_owner: Owners, row_owner: Owners) -> None:
    row_of = np.repeat(row_owner, np.diff(program.starts))
    entry_owner = column_owner[program.indices]
    crossing = (row_of != FIRST_STAGE) & (entry_owner != FIRST_STAGE) & (entry_owner != row_of)
    if crossing.any():
        position = int(np.searchsorted(program.starts, int(np.argmax(crossing)), side="right")) - 1
        name = next(block.label(position) for block in program.rows if position < block.span.stop)
        raise ValueError(f"{name} holds decisions of another period")


def _grouped(owner: Owners, unit_count: int) -> list[Positions]:
    """Positions of each unit, in order."""
    order = np.argsort(owner, kind="stable")
    edges = np.searchsorted(owner[order], np.arange(unit_count + 1))
    return [order[edges[k] : edges[k + 1]] for k in range(unit_count)]
