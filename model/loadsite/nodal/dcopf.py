"""DC optimal power flow of one hour, with limits on demand: rows enter when a flow breaks them, and the answer is
certified against all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.nodal.flow_rows import Found, RowKey
from loadsite.nodal.limits import Limits
from loadsite.nodal.network import Network
from loadsite.nodal.snapshot import Snapshot
from loadsite.nodal.snapshot_program import Injections, SnapshotProgram, injections_of, snapshot_program
from loadsite.nodal.solved_run import optimum
from loadsite.nodal.square_optimum import square_optimum
from loadsite.nodal.tangents import spread, true_cost, with_tangents
from loadsite.solve.certificate import Certificate, certify, examine
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.outcomes import Unsettled
from loadsite.solve.solution import Basis, Solution
from loadsite.solve.warm_start import BASIC

FIRST_TANGENTS = 9
"""Tangents of every square to begin with: the answer is the same with 3 or 30, the time on pglib within a tenth."""
ROUNDS = 200
"""Rounds of rows and tangents before an hour is given up."""
REFINED = 8
"""Parts into which the pieces beside the output are cut where the optimum of the squares is not found from them."""


@dataclass(frozen=True)
class Dispatch:
    """Certified optimum of one hour.

    `cost_usd_per_h` is the true cost of the generation, squares and all; `bound_usd_per_h` is proven by the duals. The
    certificate is of the program with the rows that are in it; `checked` says what was looked at beside them.
    """

    snapshot: Snapshot
    program: LinearProgram
    keys: tuple[RowKey, ...]
    generation_mw: Floats
    sent_mw: Floats
    injection_mw: Floats
    flows_mw: Floats
    energy_usd_per_mwh: Floats
    shadow_prices_usd_per_mwh: Floats
    cost_usd_per_h: float
    bound_usd_per_h: float
    certificate: Certificate
    checked: Found
    residual_mw: float
    rounds: int

    @property
    def gap(self) -> float:
        """The true cost less the proven bound, as a share of the cost."""
        return (self.cost_usd_per_h - self.bound_usd_per_h) / max(1.0, abs(self.cost_usd_per_h))


def solve_snapshot(limits: Limits, snapshot: Snapshot, begin_with: Sequence[RowKey] = ()) -> Dispatch:
    """The cheapest generation within all limits.

    `begin_with` are rows that are there from the start, such as those that bound in another hour.

    Raises:
        Infeasible: proven, with the limits that contradict each other.
        Uncertified: the optimum found is not confirmed.
    """
    network = limits.network
    injections = injections_of(network, snapshot)
    keys = list(dict.fromkeys(begin_with))
    best: _Solved | None = None
    for rounds in range(1, ROUNDS + 1):
        program = snapshot_program(network, snapshot, injections, limits.rows(keys, injections))
        points = spread(program, FIRST_TANGENTS) if best is None else best.points
        best = _optimum(program, points, None if best is None else best.basis_with(program.program.row_count))
        own = len(network.grid.generators) + len(network.grid.dc_lines)
        injection = injections.of(best.x[:own])
        flows = network.flows(injection)
        found = limits.broken(flows, frozenset(keys))
        if not found.keys:
            return _dispatch(network, snapshot, injections, program, keys, best, flows, found, rounds)
        keys += limits.chosen(found)
    raise Unsettled(f"{network.grid.name}, {snapshot.name}: limits still broken after {ROUNDS} rounds")


@dataclass(frozen=True)
class _Solved:
    """Optimum of a program with squares, certified: its point, and the program of tangents that proves it."""

    x: Floats
    y: Floats
    points: list[Floats]
    certificate: Certificate
    basis: Basis
    """of the program with tangents at those points"""

    def basis_with(self, rows: int) -> Basis:
        """The basis once there are so many rows before those of the tangents, new ones among them."""
        before = self.basis.rows[: len(self.y)]
        added = np.full(rows - len(before), BASIC, dtype=np.int8)
        return Basis(self.basis.columns, np.concatenate([before, added, self.basis.rows[len(self.y) :]]))


def _optimum(program: SnapshotProgram, points: list[Floats], basis: Basis | None) -> _Solved:
    """The certified optimum, squares and all; begun from a basis of the program with tangents at those points."""
    for _ in range(ROUNDS):
        relaxed = with_tangents(program, points)
        solution = optimum(relaxed.program, basis)
        if basis is not None and not relaxed.squares.size and examine(relaxed.program, solution).failed:
            solution = optimum(relaxed.program)
        if solution.basis is None:
            raise Unsettled(f"{relaxed.program.name}: HiGHS ends without a basis", solution.attempts)
        own, rows = program.program.column_count, program.program.row_count
        if not relaxed.squares.size:
            certificate = certify(relaxed.program, solution)
            return _Solved(solution.primal, solution.row_dual, points, certificate, solution.basis)
        x, y = solution.primal[:own], solution.row_dual[:rows]
        point = square_optimum(program, x, y, solution.basis.columns[:own], solution.basis.rows[:rows])
        near = [np.array([point.x[at]]) for at in relaxed.squares]
        proof = with_tangents(program, near)
        claimed = _claim(proof.program, proof.filled(point.x), _with_links(program, point.x, point.y))
        certificate = examine(proof.program, claimed)
        if not certificate.failed:
            return _Solved(point.x, point.y, points, certificate, solution.basis)
        basis = None
        points = [_closer(each, at, x[column]) for each, at, column in zip(points, near, relaxed.squares, strict=True)]
    raise Unsettled(f"{program.program.name}: no optimum certified after {ROUNDS} rounds of tangents")


def _closer(points: Floats, near: Floats, at: float) -> Floats:
    """The points, and more of them on both sides of the output found."""
    place = int(np.clip(np.searchsorted(points, at), 1, len(points) - 1))
    beside = points[max(0, place - 2) : place + 2]
    finer = np.interp(np.linspace(0, len(beside) - 1, REFINED * (len(beside) - 1) + 1), np.arange(len(beside)), beside)
    return np.unique(np.concatenate([points, finer, near, [at]]))


def _with_links(program: SnapshotProgram, x: Floats, y: Floats) -> Floats:
    """Duals of the program with tangents: a row that links an output to its pieces has the slope there."""
    squares = np.flatnonzero(program.square)
    return np.concatenate([y, -(rows_matrix(program.program).T @ y)[squares]])


def _claim(program: LinearProgram, x: Floats, y: Floats) -> Solution:
    reduced = program.cost - rows_matrix(program).T @ y
    return Solution(float(program.cost @ x) + program.offset, x, y, reduced, ())


def _dispatch(
    network: Network, snapshot: Snapshot, injections: Injections, program: SnapshotProgram, keys: list[RowKey],
    best: _Solved, flows: Floats, found: Found, rounds: int,
) -> Dispatch:
    generators, lines = len(network.grid.generators), len(network.grid.dc_lines)
    x, y = best.x, best.y
    injection = injections.of(x[: generators + lines])
    return Dispatch(
        snapshot, program.program, tuple(keys), x[:generators], x[generators : generators + lines], injection, flows,
        y[: network.island_count], y[len(y) - len(keys):], true_cost(program, x),
        best.certificate.dual_objective, best.certificate, found, network.residual(injection, flows), rounds,
    )  # fmt: skip
