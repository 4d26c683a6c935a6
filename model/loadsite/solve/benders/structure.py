"""Decomposed structure of a program, first stage and subproblems, and recovery of its solution from theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from loadsite.arrays.linear_program import Floats, LinearProgram, stacked
from loadsite.solve.benders.block_structure import Calendar, block_structure
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage, first_stage_of
from loadsite.solve.benders.level_bundle import LoopResult
from loadsite.solve.benders.level_set import SIMPLEX
from loadsite.solve.benders.master import NoPoint
from loadsite.solve.benders.resource_shares import tighten
from loadsite.solve.benders.soft_slack import SoftSlack, soft_slacks
from loadsite.solve.benders.subproblem import ResourceShare, Subproblem, build_subproblems
from loadsite.solve.benders.subproblem_solver import Operation
from loadsite.solve.benders.summed import Sums, summed
from loadsite.solve.benders.workers import Bounds
from loadsite.solve.farkas import farkas_terms
from loadsite.solve.highs import hand_over
from loadsite.solve.matrix import part_matrix, rows_matrix
from loadsite.solve.outcomes import Infeasible, Unsettled
from loadsite.solve.solution import Solution


@dataclass(frozen=True)
class DecomposedProgram:
    """The decomposed problem, over standing capacity. The full program is dropped to save memory; first-stage and
    linking rows are kept with all their entries, `first_rows`.
    """

    sums: Sums
    row_count: int
    first_stage: FirstStage
    first_rows: sparse.csr_array
    subproblems: list[Subproblem]
    resource_shares: list[ResourceShare]
    soft_slacks: list[SoftSlack]

    @property
    def bounds(self) -> Bounds:
        """Bounds of the coupling columns: the first stage, then the resource shares."""
        lower, upper = self.first_stage.column_bounds()
        return Bounds(
            np.concatenate([lower, [resource_share.least for resource_share in self.resource_shares]]),
            np.concatenate([upper, [resource_share.most for resource_share in self.resource_shares]]),
        )

    def solution(self, found: LoopResult, operations: Iterable[Operation]) -> Solution:
        """Recover the solution of the original program from the point found and the operation of all subproblems there.
        """
        primal = np.zeros(self.sums.original.column_count)
        primal[self.first_stage.columns] = found.point[: len(self.first_stage.columns)]
        by_number = {subproblem.number: subproblem for subproblem in self.subproblems}
        for operation in operations:
            primal[by_number[operation.subproblem].own_columns] = operation.own_primal
        self._set_soft_slack(primal)
        primal[self.first_stage.columns] = self._reoptimised(primal)
        # Duals of a subproblem at one point only say what it would pay there; those the bound rests on are prices of
        # the whole.
        return self.sums.back(primal, self._row_dual(found.lower.first_stage_row_dual, found.lower.cut_dual))

    def infeasibility(self, found: NoPoint) -> Infeasible | Unsettled:
        """Infeasibility of the original program, where the multipliers of the master prove it; otherwise that it is not
        settled.
        """
        original = self.sums.original
        ray = self._row_dual(found.first_stage_row_ray, found.cut_ray)[: original.row_count]
        if farkas_terms(original, ray) is None:
            return Unsettled(f"{original.name}: no point was found, nor a proof that there is none")
        return Infeasible(f"{original.name} has no answer")

    def _set_soft_slack(self, primal: Floats) -> None:
        """Set the slack of soft linking rows as operation needs it: subproblems have bought that for themselves."""
        first = self.first_stage
        place = {int(row): k for k, row in enumerate(np.append(first.rows, first.linking))}
        activity = self.first_rows @ primal
        for soft_slack in self.soft_slacks:
            row = place[soft_slack.row]
            lacking = first.program.row_lower[row] - activity[row]
            too_much = activity[row] - first.program.row_upper[row]
            primal[soft_slack.column] += max(0.0, lacking if soft_slack.gives > 0 else too_much) / abs(soft_slack.gives)

    def _reoptimised(self, primal: Floats) -> Floats:
        """Re-optimize the first-stage columns that no subproblem depends on, others fixed.

        What is paid for where a yearly limit is broken, for one, was decided for the resource shares subproblems were
        given; what they use of them is known only in the end.
        """
        first = self.first_stage.program
        x = primal[self.first_stage.columns]
        mentioned = np.isin(np.arange(len(x)), np.concatenate([subproblem.coupling for subproblem in self.subproblems]))
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
            {"output_flag": False, **SIMPLEX},
        )
        highs.run()
        found = np.asarray(highs.getSolution().col_value)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal or first.cost @ found > first.cost @ x:
            return x
        return np.where(mentioned, x, found)

    def _row_dual(self, first_stage_row_dual: Floats, cut_dual: tuple[tuple[Cut, float], ...]) -> Floats:
        """Recover duals of the program over standing capacity from those of a master: cuts are worth the duals they
        were made of.
        """
        by_number = {subproblem.number: subproblem for subproblem in self.subproblems}
        row_dual = np.zeros(self.row_count)
        row_dual[np.concatenate([self.first_stage.rows, self.first_stage.linking])] = first_stage_row_dual
        for cut, share in cut_dual:
            own_rows = by_number[cut.subproblem].own_rows
            row_dual[own_rows] += share * cut.row_dual[: len(own_rows)]
        return row_dual


def decompose(program: LinearProgram, calendar: Calendar, slack_price: float) -> DecomposedProgram:
    """Decompose a program; `slack_price` as `build_subproblems` has it."""
    in_sums, sums = summed(program)
    structure = block_structure(in_sums, calendar)
    first_stage = first_stage_of(in_sums, structure)
    for_sale = soft_slacks(in_sums, structure.linking, structure.lone)
    subproblems, resource_shares = build_subproblems(in_sums, structure, slack_price, for_sale)
    first_rows = part_matrix(in_sums, stacked([structure.first_stage, structure.linking]))
    resource_shares = tighten(resource_shares, subproblems, first_stage)
    return DecomposedProgram(
        sums, in_sums.row_count, first_stage, first_rows, subproblems, resource_shares, list(for_sale.values())
    )
