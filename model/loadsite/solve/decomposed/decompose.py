"""Solve a program by its units: few representatives first, then more, then all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.clusters import Clusters, cluster
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage, first_stage_of
from loadsite.solve.decomposed.group import Answer
from loadsite.solve.decomposed.master import Master
from loadsite.solve.decomposed.method import Found, Iteration, Stop, search
from loadsite.solve.decomposed.ownership import Calendar
from loadsite.solve.decomposed.units import Budget, Unit, cut_into_units
from loadsite.solve.decomposed.workers import Bounds, OneProcess, Processes, Workers
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.no_answer import Unsettled
from loadsite.solve.solution import Solution

STAGES = ((20, 5e-3), (90, 1e-3))
"""(representatives, relative gap): what is learnt on few units is nearly true of all, and cheap to learn."""


EXCESS_TOLERATED = 1e-6
"""GWh, or whatever a tying row counts: less is rounding."""


@dataclass(frozen=True)
class Progress:
    """One iteration, and how many of the units it asked."""

    units_asked: int
    units: int
    iteration: Iteration


@dataclass(frozen=True)
class Decomposed:
    """A feasible point of the whole program and a proven lower bound [M$]."""

    solution: Solution
    lower_bound: float


@dataclass(frozen=True)
class _Stage:
    """A finished search over representatives."""

    clusters: Clusters
    master: Master
    found: Found


def solve_decomposed(
    program: LinearProgram,
    calendar: Calendar,
    stop: Stop,
    processes: int,
    told: Callable[[Progress], None],
) -> Decomposed:
    """Search until both bounds meet as `stop` asks; its `worth_rows` are rows of the whole program.

    Errors: LimitReached, Unsettled, WorkerLost; ValueError where a row ties units without being first-stage.
    """
    first_stage = first_stage_of(program, calendar)
    units, budgets = cut_into_units(program, calendar)
    bounds = _linking_bounds(first_stage, budgets)
    at = {int(row): k for k, row in enumerate(first_stage.rows)}
    stop = replace(stop, worth_rows=tuple(at[row] for row in stop.worth_rows))
    pool = OneProcess(units, bounds) if processes == 1 else Processes(units, bounds, processes)
    with pool as workers:
        found = _by_stages(first_stage, units, budgets, workers, stop, told)
        return _assemble(program, first_stage, units, workers, found)


def _by_stages(
    first_stage: FirstStage,
    units: list[Unit],
    budgets: list[Budget],
    workers: Workers,
    stop: Stop,
    told: Callable[[Progress], None],
) -> Found:
    everyone = Clusters([unit.number for unit in units], np.arange(len(units)))
    stages = [
        (cluster(units, count), replace(stop, relative_gap=gap, worth_rows=(), spare_points_tried=0))
        for count, gap in STAGES
        if 2 * count <= len(units)
    ]
    stage: _Stage | None = None
    for clusters, stop_here in [*stages, (everyone, stop)]:
        master = Master(first_stage, budgets, clusters.weights)
        if stage is None:
            point = master.centre(np.inf)
        else:
            master.add(_inherited(stage, clusters, workers))
            point = _spread_budgets(stage, len(first_stage.columns), budgets)

        def ask(at: Floats, numbers: list[int] = clusters.representatives) -> list[Answer]:
            return workers.ask(numbers, at)

        def tell(iteration: Iteration, asked: int = len(clusters.representatives)) -> None:
            told(Progress(asked, len(units), iteration))

        stage = _Stage(clusters, master, search(master, ask, point, stop_here, tell))
    assert stage is not None  # the stage of everyone always runs
    return stage.found


def _inherited(before: _Stage, clusters: Clusters, workers: Workers) -> list[Cut]:
    """Cuts the stage before ended with: its own, and from their duals those of the units it stood for."""
    held = [held.cut for held in before.master.held]
    asked_before = set(before.clusters.representatives)
    duals_of: dict[int, list[Floats]] = {}
    for cut in held:
        duals_of.setdefault(cut.unit, []).append(cut.row_dual)
    newcomers = [unit for unit in clusters.representatives if unit not in asked_before]
    stood_for = before.clusters.represented_by
    return held + workers.share({unit: duals_of.get(int(stood_for[unit]), []) for unit in newcomers})


def _spread_budgets(before: _Stage, first_count: int, budgets: list[Budget]) -> Floats:
    """Every unit gets the budgets of the unit that stood for it, which counted as often as there are units now."""
    at = {(budget.unit, budget.tying_row): first_count + k for k, budget in enumerate(budgets)}
    spread = before.found.point.copy()
    for k, budget in enumerate(budgets):
        origin = at.get((int(before.clusters.represented_by[budget.unit]), budget.tying_row))
        spread[first_count + k] = 0.0 if origin is None else before.found.point[origin]
    return spread


def _linking_bounds(first_stage: FirstStage, budgets: list[Budget]) -> Bounds:
    lower, upper = first_stage.column_bounds()
    return Bounds(
        np.concatenate([lower, np.zeros(len(budgets))]), np.concatenate([upper, np.full(len(budgets), np.inf)])
    )


def _assemble(
    program: LinearProgram, first_stage: FirstStage, units: list[Unit], workers: Workers, found: Found
) -> Decomposed:
    primal = np.zeros(program.column_count)
    row_dual = np.zeros(program.row_count)
    primal[first_stage.columns] = found.point[: len(first_stage.columns)]
    row_dual[np.concatenate([first_stage.rows, first_stage.tying])] = found.lower.first_stage_row_dual
    for unit, operation in zip(units, workers.operate([unit.number for unit in units], found.point), strict=True):
        if operation.excess.max(initial=0.0) > EXCESS_TOLERATED:
            raise Unsettled(f"{unit.program.name} cannot keep its share of a limit over all periods")
        primal[unit.own_columns] = operation.own_primal
        row_dual[unit.own_rows] = operation.row_dual[: len(unit.own_rows)]
    solution = Solution(
        objective=program.offset + float(program.cost @ primal),
        primal=primal,
        row_dual=row_dual,
        reduced_cost=program.cost - rows_matrix(program).T @ row_dual,
        attempts=(),
    )
    return Decomposed(solution, found.lower.bound)
