"""Subproblems: the operation of a compiled program, each year and period a small linear program of its own.

A subproblem sees the rest of the program through coupling columns: the first-stage columns its rows mention and one
resource share column for each linking row it takes part in. It pays for its own operation only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.benders.block_structure import FIRST_STAGE, Calendar, Owners, block_structure
from loadsite.solve.benders.priced_slack import SLACK_LIMIT, SLACK_PRICES, PricedSlack, SlackPrices
from loadsite.solve.benders.soft_slack import SoftSlacks
from loadsite.solve.matrix import rows_matrix

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Subproblem:
    """Subproblem of one year in one period: minimise cost @ v over its own columns v, for given coupling columns x.

    Columns of `program` stand in the order coupling, own, slack; coupling columns cost nothing there and are fixed at
    the trial point. Rows: the subproblem's own, then one per resource share it has: (what it uses of the linking row) -
    share - slack, limited on the side on which the linking row is. Slack keeps every point feasible, at a price that no
    answer pays (see SLACK_PRICES) or, of a soft limit, at the price of breaking that: it is then `is_soft`. `coupling`
    are positions among the first-stage columns followed by the resource shares; `own_columns` and `own_rows` are
    positions in the compiled program.
    """

    number: int
    coupling: Positions
    own_columns: Positions
    own_rows: Positions
    is_soft: npt.NDArray[np.bool_]
    program: LinearProgram

    @property
    def own(self) -> slice:
        """Where its own columns stand in `program`."""
        return slice(len(self.coupling), len(self.coupling) + len(self.own_columns))

    def with_coupling_bounds(self, lower: Floats, upper: Floats) -> LinearProgram:
        """The subproblem's program with coupling columns free to move between bounds."""
        coupling_count = len(self.coupling)
        return replace(
            self.program,
            lower=np.concatenate([lower, self.program.lower[coupling_count:]]),
            upper=np.concatenate([upper, self.program.upper[coupling_count:]]),
        )


@dataclass(frozen=True)
class ResourceShare:
    """Resource share: what one subproblem may use of a linking row.

    `least` and `most` bound what the subproblem can ever use of the row, whatever is decided elsewhere. A subproblem
    may give to others what they use (energy exported, for one), so that `least` may be negative; either may be
    infinite.
    """

    linking_row: int
    subproblem: int
    least: float
    most: float


def build_subproblems(
    program: LinearProgram,
    calendar: Calendar,
    slack_price: float = SLACK_PRICES[0],
    soft_slacks: SoftSlacks | None = None,
) -> tuple[list[Subproblem], list[ResourceShare]]:
    """Build all subproblems of a program, and their resource shares, in the order in which coupling columns number
    them. Subproblems may buy of the `soft_slacks` of linking rows.
    """
    structure = block_structure(program, calendar)
    column_owner, row_owner = structure.column_owner, structure.row_owner
    ties = _LinkingEntries(program, structure.linking_rows, column_owner)
    builder = _SubproblemBuilder(program, column_owner, SlackPrices(program, slack_price, soft_slacks or {}))
    columns_by_subproblem = _grouped(column_owner, calendar.subproblem_count)
    rows_by_subproblem = _grouped(row_owner, calendar.subproblem_count)
    resource_shares: list[ResourceShare] = []
    subproblems = []
    for number in range(calendar.subproblem_count):
        linked = ties.of(number)
        share_numbers = builder.first_count + len(resource_shares) + np.arange(len(linked))
        resource_shares += [
            ResourceShare(row, number, *activity_range(coefficients, program.lower[at], program.upper[at]))
            for row, at, coefficients in linked
        ]
        columns, rows = columns_by_subproblem[number], rows_by_subproblem[number]
        subproblems.append(builder.subproblem(number, columns, rows, linked, share_numbers))
    return subproblems, resource_shares


class _SubproblemBuilder:
    """Builds one subproblem after another from a program."""

    def __init__(self, program: LinearProgram, column_owner: Owners, prices: SlackPrices) -> None:
        self._program = program
        self._matrix = rows_matrix(program)
        self._prices = prices
        self._first_stage: Positions = np.flatnonzero(column_owner == FIRST_STAGE)
        self._is_first_stage = column_owner == FIRST_STAGE
        self._first_stage_position = np.cumsum(self._is_first_stage, dtype=np.int32) - 1
        # Where columns of the program stand in that of the subproblem being cut; of other columns, of one cut before.
        self._place = np.zeros(program.column_count, dtype=np.int32)

    @property
    def first_count(self) -> int:
        return len(self._first_stage)

    def subproblem(
        self,
        number: int,
        own_columns: Positions,
        own_rows: Positions,
        linked: list[tuple[int, Positions, Floats]],
        share_numbers: Positions,
    ) -> Subproblem:
        program = self._program
        own = self._matrix[own_rows]
        mentions = np.zeros(self.first_count, dtype=bool)
        mentions[self._first_stage_position[own.indices[self._is_first_stage[own.indices]]]] = True
        mentioned = np.flatnonzero(mentions)
        coupling = np.concatenate([mentioned, share_numbers])
        coupling_count = len(coupling)
        self._place[self._first_stage[mentioned]] = np.arange(len(mentioned))
        self._place[own_columns] = coupling_count + np.arange(len(own_columns))
        linking = np.array([row for row, _, _ in linked], dtype=np.int64)
        own_cost = program.cost[own_columns]
        slack = PricedSlack(
            linked, self._prices, largest_cost=float(own_cost.max(initial=0.0)), first=coupling_count + len(own_columns)
        )
        share_columns = [
            np.concatenate([[len(mentioned) + k], self._place[at], slack.columns[k]])
            for k, (_, at, _) in enumerate(linked)
        ]
        share_values = [
            np.concatenate([[-1.0], coefficients, slack.signs[k]]) for k, (_, _, coefficients) in enumerate(linked)
        ]
        every_count = np.concatenate([np.diff(own.indptr), [len(part) for part in share_columns]])
        # What a subproblem uses may not pass its resource share from the side on which the linking row is limited.
        share_lower = np.where(np.isfinite(program.row_lower[linking]), 0.0, -np.inf)
        share_upper = np.where(np.isfinite(program.row_upper[linking]), 0.0, np.inf)
        return Subproblem(
            number=number,
            coupling=coupling,
            own_columns=own_columns,
            own_rows=own_rows,
            is_soft=np.array(slack.is_soft, dtype=bool),
            program=LinearProgram(
                name=f"{program.name} unit {number}",
                columns=(),
                rows=(),
                lower=np.concatenate(
                    [np.zeros(coupling_count), program.lower[own_columns], np.zeros(len(slack.prices))]
                ),
                upper=np.concatenate(
                    [np.zeros(coupling_count), program.upper[own_columns], np.full(len(slack.prices), SLACK_LIMIT)]
                ),
                row_lower=np.concatenate([program.row_lower[own_rows], share_lower]),
                row_upper=np.concatenate([program.row_upper[own_rows], share_upper]),
                starts=np.concatenate([[0], np.cumsum(every_count)]).astype(np.int32),
                indices=np.concatenate([self._place[own.indices], *share_columns]).astype(np.int32),
                values=np.concatenate([own.data, *share_values]),
                cost=np.concatenate([np.zeros(coupling_count), own_cost, slack.prices]),
                offset=0.0,
                cost_terms={},
                cost_term_constants={},
            ),
        )


def activity_range(coefficients: Floats, lower: Floats, upper: Floats) -> tuple[float, float]:
    """Activity bounds: least and most of a sum over columns within their bounds; no coefficient is zero."""
    one, other = coefficients * lower, coefficients * upper
    return float(np.minimum(one, other).sum()), float(np.maximum(one, other).sum())


class _LinkingEntries:
    """Entries of the linking rows, by subproblem."""

    def __init__(self, program: LinearProgram, linking: Positions, column_owner: Owners) -> None:
        self._by_subproblem: dict[int, list[tuple[int, Positions, Floats]]] = {}
        for row in linking.tolist():
            span = slice(program.starts[row], program.starts[row + 1])
            columns, values = program.indices[span].astype(np.int64), program.values[span]
            subproblem_of = column_owner[columns]
            order = np.argsort(subproblem_of, kind="stable")
            cuts = np.flatnonzero(np.diff(subproblem_of[order])) + 1
            for part in np.split(order, cuts):
                subproblem = int(subproblem_of[part[0]])
                if subproblem != FIRST_STAGE:
                    self._by_subproblem.setdefault(subproblem, []).append((row, columns[part], values[part]))

    def of(self, subproblem: int) -> list[tuple[int, Positions, Floats]]:
        return self._by_subproblem.get(subproblem, [])


def _grouped(owner: Owners, subproblem_count: int) -> list[Positions]:
    """Positions of each subproblem, in order."""
    order = np.argsort(owner, kind="stable")
    edges = np.searchsorted(owner[order], np.arange(subproblem_count + 1))
    return [order[edges[k] : edges[k + 1]] for k in range(subproblem_count)]
