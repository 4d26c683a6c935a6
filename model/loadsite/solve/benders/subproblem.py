"""Subproblems: the operation of a compiled program, each year and period a small linear program of its own.

A subproblem sees the rest of the program through coupling columns: the first-stage columns its rows mention and one
resource share column for each linking row it takes part in. It pays for its own operation only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.in_parts import chosen, in_order
from loadsite.arrays.linear_program import NO_ROWS, Floats, Integers, LinearProgram, Rows, stacked
from loadsite.solve.benders.block_structure import FIRST_STAGE, BlockStructure, Owners
from loadsite.solve.benders.priced_slack import SLACK_LIMIT, SLACK_PRICES, PricedSlack, SlackPrices
from loadsite.solve.benders.shared_arrays import SharedArrays
from loadsite.solve.benders.soft_slack import SoftSlacks

Positions = npt.NDArray[np.int64]
Linked = tuple[int, Positions, Floats]
"""A linking row, columns of a subproblem that stand in it, and their coefficients."""


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
    own_columns: Integers
    own_rows: Integers
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
    structure: BlockStructure,
    slack_price: float = SLACK_PRICES[0],
    soft_slacks: SoftSlacks | None = None,
) -> tuple[list[Subproblem], list[ResourceShare]]:
    """Build all subproblems of a program, and their resource shares, in the order in which coupling columns number
    them. Subproblems may buy of the `soft_slacks` of linking rows.

    A subproblem is built as soon as all its rows have come by, so that no more than a part of the program is held
    beside them.
    """
    count, column_owner, row_owner = structure.subproblem_count, structure.column_owner, structure.row_owner
    linked = _linking_entries(structure.linking, column_owner)
    columns = _grouped(column_owner, count)
    prices = SlackPrices(program, slack_price, soft_slacks or {})
    builder = _SubproblemBuilder(program, column_owner, columns, linked, prices)
    built: dict[int, Subproblem] = {}
    left, come_by = np.bincount(row_owner[row_owner >= 0], minlength=count), defaultdict[int, list[Rows]](list)
    for rows in program.parts():
        owner = row_owner[rows.positions]
        order = np.argsort(owner, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
            if len(group) and (number := int(owner[group[0]])) >= 0:
                come_by[number].append(chosen(rows, group))
                left[number] -= len(group)
                if not left[number]:
                    built[number] = builder.subproblem(number, in_order(stacked(come_by.pop(number))))
    for number in set(range(count)) - set(built):
        built[number] = builder.subproblem(number, NO_ROWS)
    return [built[number] for number in range(count)], builder.resource_shares


class _SubproblemBuilder:
    """Builds one subproblem after another from a program. Arrays that are the same in several of them are held once."""

    def __init__(
        self,
        program: LinearProgram,
        column_owner: Owners,
        own_columns: list[Integers],
        linked: dict[int, list[Linked]],
        prices: SlackPrices,
    ) -> None:
        self._program = program
        self._prices = prices
        self._own_columns = own_columns
        self._linked = linked
        self._first_stage: Positions = np.flatnonzero(column_owner == FIRST_STAGE)
        self._is_first_stage = column_owner == FIRST_STAGE
        self._first_stage_position = np.cumsum(self._is_first_stage, dtype=np.int32) - 1
        # Where columns of the program stand in that of the subproblem being cut; of other columns, of one cut before.
        self._place = np.zeros(program.column_count, dtype=np.int32)
        self._held = SharedArrays()
        self.resource_shares: list[ResourceShare] = []
        self._share_numbers: dict[int, Positions] = {}
        for number in sorted(linked):
            first = len(self._first_stage) + len(self.resource_shares)
            self._share_numbers[number] = first + np.arange(len(linked[number]))
            self.resource_shares += [
                ResourceShare(row, number, *activity_range(coefficients, program.lower[at], program.upper[at]))
                for row, at, coefficients in linked[number]
            ]

    def subproblem(self, number: int, own: Rows) -> Subproblem:
        """The subproblem of that number, from its own rows."""
        program, held = self._program, self._held.one
        linked, own_columns = self._linked.get(number, []), self._own_columns[number]
        mentions = np.zeros(len(self._first_stage), dtype=bool)
        mentions[self._first_stage_position[own.indices[self._is_first_stage[own.indices]]]] = True
        mentioned = np.flatnonzero(mentions)
        coupling = np.concatenate([mentioned, self._share_numbers.get(number, mentioned[:0])])
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
        every_count = np.concatenate([np.diff(own.starts), [len(part) for part in share_columns]])
        # What a subproblem uses may not pass its resource share from the side on which the linking row is limited.
        share_lower = np.where(np.isfinite(program.row_lower[linking]), 0.0, -np.inf)
        share_upper = np.where(np.isfinite(program.row_upper[linking]), 0.0, np.inf)
        nothing, no_limit = np.zeros(coupling_count), np.full(len(slack.prices), SLACK_LIMIT)
        return Subproblem(
            number=number,
            coupling=held(coupling),
            own_columns=own_columns,
            own_rows=own.positions.astype(np.int32),
            is_soft=np.array(slack.is_soft, dtype=bool),
            program=LinearProgram(
                name=f"{program.name} unit {number}",
                columns=(),
                rows=(),
                lower=held(np.concatenate([nothing, program.lower[own_columns], np.zeros(len(slack.prices))])),
                upper=held(np.concatenate([nothing, program.upper[own_columns], no_limit])),
                row_lower=held(np.concatenate([own.lower, share_lower])),
                row_upper=held(np.concatenate([own.upper, share_upper])),
                starts=held(np.concatenate([[0], np.cumsum(every_count)]).astype(np.int32)),
                indices=held(np.concatenate([self._place[own.indices], *share_columns]).astype(np.int32)),
                values=np.concatenate([own.values, *share_values]),
                cost=held(np.concatenate([nothing, own_cost, slack.prices])),
                offset=0.0,
                cost_terms={},
                cost_term_constants={},
            ),
        )


def activity_range(coefficients: Floats, lower: Floats, upper: Floats) -> tuple[float, float]:
    """Activity bounds: least and most of a sum over columns within their bounds; no coefficient is zero."""
    one, other = coefficients * lower, coefficients * upper
    return float(np.minimum(one, other).sum()), float(np.maximum(one, other).sum())


def _linking_entries(linking: Rows, column_owner: Owners) -> dict[int, list[Linked]]:
    """Entries of the linking rows, by subproblem."""
    found = defaultdict[int, list[Linked]](list)
    for k, row in enumerate(linking.positions.tolist()):
        span = slice(linking.starts[k], linking.starts[k + 1])
        columns, values = linking.indices[span].astype(np.int64), linking.values[span]
        subproblem_of = column_owner[columns]
        order = np.argsort(subproblem_of, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(subproblem_of[order])) + 1):
            subproblem = int(subproblem_of[part[0]])
            if subproblem != FIRST_STAGE:
                found[subproblem].append((row, columns[part], values[part]))
    return dict(found)


def _grouped(owner: Owners, subproblem_count: int) -> list[Integers]:
    """Positions of each subproblem, in order."""
    order = np.argsort(owner, kind="stable").astype(np.int32)
    edges = np.searchsorted(owner[order], np.arange(subproblem_count + 1))
    return [order[edges[k] : edges[k + 1]].copy() for k in range(subproblem_count)]
