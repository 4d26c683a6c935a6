"""A program cut into a first stage and units, and what is found of them put together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.budgets import drawn_in
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage, first_stage_of
from loadsite.solve.decomposed.group import Operation
from loadsite.solve.decomposed.level_set import CORNER
from loadsite.solve.decomposed.master import NoPoint
from loadsite.solve.decomposed.method import Found
from loadsite.solve.decomposed.ownership import Calendar
from loadsite.solve.decomposed.relief import Relief, reliefs
from loadsite.solve.decomposed.summed import Sums, summed
from loadsite.solve.decomposed.units import Budget, Unit, cut_into_units
from loadsite.solve.decomposed.workers import Bounds
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.no_answer import Infeasible, Unsettled
from loadsite.solve.proof import farkas_terms
from loadsite.solve.solution import Solution


@dataclass(frozen=True)
class Parts:
    """A program in sums, cut. It is let go of itself, as it takes as much memory as its units, but for its first-stage
    and tying rows with all their entries, `first_rows`.
    """

    sums: Sums
    row_count: int
    first_stage: FirstStage
    first_rows: sparse.csr_array
    units: list[Unit]
    budgets: list[Budget]
    reliefs: list[Relief]

    @property
    def bounds(self) -> Bounds:
        """Of the linking columns: the first stage, then the budgets."""
        lower, upper = self.first_stage.column_bounds()
        return Bounds(
            np.concatenate([lower, [budget.least for budget in self.budgets]]),
            np.concatenate([upper, [budget.most for budget in self.budgets]]),
        )

    def solution(self, found: Found, operations: Iterable[Operation]) -> Solution:
        """Of the program that was cut, from the point found and how all units are operated there."""
        primal = np.zeros(self.sums.original.column_count)
        primal[self.first_stage.columns] = found.point[: len(self.first_stage.columns)]
        by_number = {unit.number: unit for unit in self.units}
        for operation in operations:
            primal[by_number[operation.unit].own_columns] = operation.own_primal
        self._relieve(primal)
        primal[self.first_stage.columns] = self._no_more_than_needed(primal)
        # Duals of a unit at one point only say what it would pay there; those the bound rests on are prices of the
        # whole.
        return self.sums.back(primal, self._row_dual(found.lower.first_stage_row_dual, found.lower.cut_dual))

    def no_answer(self, found: NoPoint) -> Infeasible | Unsettled:
        """That there is no answer, where the multipliers of the master prove it for the program that was cut."""
        original = self.sums.original
        ray = self._row_dual(found.first_stage_row_ray, found.cut_ray)[: original.row_count]
        if farkas_terms(original, ray) is None:
            return Unsettled(f"{original.name}: no point was found, nor a proof that there is none")
        return Infeasible(f"{original.name} has no answer")

    def _relieve(self, primal: Floats) -> None:
        """Break soft limits over all periods as far as operation does: units have bought that for themselves."""
        first = self.first_stage
        place = {int(row): k for k, row in enumerate(np.append(first.rows, first.tying))}
        activity = self.first_rows @ primal
        for relief in self.reliefs:
            row = place[relief.row]
            lacking = first.program.row_lower[row] - activity[row]
            too_much = activity[row] - first.program.row_upper[row]
            primal[relief.column] += max(0.0, lacking if relief.gives > 0 else too_much) / abs(relief.gives)

    def _no_more_than_needed(self, primal: Floats) -> Floats:
        """First-stage values of a feasible point, those that no unit mentions at their cheapest for what the others
        are.

        What is paid for where a yearly limit is broken, for one, was decided for the budgets units were given; what
        they use of them is known only in the end.
        """
        first = self.first_stage.program
        x = primal[self.first_stage.columns]
        mentioned = np.isin(np.arange(len(x)), np.concatenate([unit.linking for unit in self.units]))
        activity = rows_matrix(first) @ x
        elsewhere = self.first_rows @ primal - activity
        # What the point misses by rounding it may go on missing.
        highs = hand_over(
            replace(
                first,
                lower=np.where(mentioned, x, np.minimum(first.lower, x)),
                upper=np.where(mentioned, x, np.maximum(first.upper, x)),
                row_lower=np.minimum(first.row_lower - elsewhere, activity),
                row_upper=np.maximum(first.row_upper - elsewhere, activity),
            ),
            {"output_flag": False, **CORNER},
        )
        highs.run()
        found = np.asarray(highs.getSolution().col_value)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal or first.cost @ found > first.cost @ x:
            return x
        return np.where(mentioned, x, found)

    def _row_dual(self, first_stage_row_dual: Floats, cut_dual: tuple[tuple[Cut, float], ...]) -> Floats:
        """Duals of the program in sums from those of a master: cuts are worth the duals they were made of."""
        by_number = {unit.number: unit for unit in self.units}
        row_dual = np.zeros(self.row_count)
        row_dual[np.concatenate([self.first_stage.rows, self.first_stage.tying])] = first_stage_row_dual
        for cut, share in cut_dual:
            own_rows = by_number[cut.unit].own_rows
            row_dual[own_rows] += share * cut.row_dual[: len(own_rows)]
        return row_dual


def parts_of(program: LinearProgram, calendar: Calendar, excess_price: float) -> Parts:
    """A program cut up; `excess_price` as `cut_into_units` has it. ValueError where a row of one unit mentions a
    decision of another.
    """
    in_sums, sums = summed(program)
    first_stage = first_stage_of(in_sums, calendar)
    for_sale = reliefs(in_sums, first_stage.tying, first_stage.columns)
    units, budgets = cut_into_units(in_sums, calendar, excess_price, for_sale)
    first_rows = rows_matrix(in_sums)[np.concatenate([first_stage.rows, first_stage.tying])]
    budgets = drawn_in(budgets, units, first_stage)
    return Parts(sums, in_sums.row_count, first_stage, first_rows, units, budgets, list(for_sale.values()))
