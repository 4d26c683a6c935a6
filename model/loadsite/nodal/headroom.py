"""Headroom of buses: the most firm MW of campus that each can have in an hour, all other load served, generation placed
as it suits the campus, no limit of a flow broken, with or without outages. Each answer is certified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.headroom_program import HeadroomPrograms
from loadsite.nodal.limits import Limits
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import Snapshot
from loadsite.nodal.solved_run import optimum
from loadsite.nodal.unsecured import raised_limits
from loadsite.solve.certificate import certify
from loadsite.solve.outcomes import Infeasible, Uncertified, Unsettled
from loadsite.solve.solution import Basis, Solution
from loadsite.solve.warm_start import Simplex

ROUNDS = 200
BINDING = 1e-7
"""A smaller dual is rounding [MW of campus per MW]."""


@dataclass(frozen=True)
class Stop:
    """A limit that stops a bus, and MW of campus that one more MW of it lets in."""

    key: RowKey
    mw_per_mw: float


@dataclass(frozen=True)
class BusHeadroom:
    """Headroom of a bus in an hour, what stops it, the most first, and what was looked at; certified.

    Without any `stops` it is the generation that ends. `upgraded_mw` is the headroom were the branch of
    the first of them, and what is parallel to it, without a limit.
    `raised` are the limits after outages that the hour cannot keep even without a campus, by how many MW they were
    raised.
    """

    bus: int
    snapshot: str
    mw: float
    stops: tuple[Stop, ...]
    rows: int
    candidates: int
    largest_error: float
    upgraded_mw: float | None = None
    raised: tuple[tuple[RowKey, float], ...] = ()


class HeadroomSearch:
    """Headroom of one bus after another in one hour, each begun from the cheapest generation without a campus."""

    def __init__(self, limits: Limits, snapshot: Snapshot, begin_with: Iterable[RowKey] = ()) -> None:
        begin = list(dict.fromkeys(begin_with))
        self._incident = _incident(limits)
        self._raised: tuple[tuple[RowKey, float], ...] = ()
        self.limits = limits
        self._programs = HeadroomPrograms(limits, snapshot)
        try:
            self._keys, self._basis = self._without_campus(begin)
        except Infeasible:
            if not isinstance(limits, SecureLimits):
                raise
            raised = raised_limits(limits, snapshot)
            self._raised = tuple(raised.items())
            self.limits = limits.raised_by(raised)
            self._programs = HeadroomPrograms(self.limits, snapshot)
            self._keys, self._basis = self._without_campus(begin)

    @property
    def keys(self) -> tuple[RowKey, ...]:
        """The limits that the hour without a campus needs."""
        return tuple(self._keys)

    def _without_campus(self, keys: list[RowKey]) -> tuple[list[RowKey], Basis]:
        bus = 0
        basis: Basis | None = None
        for _ in range(ROUNDS):
            program = self._programs.program(bus, keys, campus_mw=0.0)
            solution = optimum(program, basis)
            flows = self._programs.flows(solution.primal, bus)
            found = self.limits.broken(flows, frozenset(keys))
            basis = solution.basis
            if not found.keys and basis is not None:
                return keys, basis
            keys = keys + self.limits.chosen(found)
        raise Unsettled(f"{self._programs.snapshot.name}: limits still broken after {ROUNDS} rounds")

    def of_bus(self, bus: int, upgrade: bool = False) -> BusHeadroom:
        """The headroom of a bus; with `upgrade` also what it would be were its first stop no limit."""
        found, keys = self._most(bus, self._keys + self._beside(bus, self._keys), frozenset())
        if not upgrade or not found.stops:
            return found
        more, _ = self._most(bus, keys, self._parallel(found.stops[0].key.branch))
        return replace(found, upgraded_mw=more.mw)

    def _beside(self, bus: int, keys: list[RowKey]) -> list[RowKey]:
        """Limits of the branches at a bus, which are those that most often stop it."""
        known = set(keys)
        return [key for key in self._incident[bus] if key not in known]

    def _parallel(self, branch: int) -> frozenset[int]:
        """A branch, and every other one between the same two buses."""
        grid = self.limits.network.grid
        one, other = grid.branch_from, grid.branch_to
        ends = (one[branch], other[branch])
        same = ((one == ends[0]) & (other == ends[1])) | ((one == ends[1]) & (other == ends[0]))
        return frozenset(np.flatnonzero(same).tolist())

    def _most(self, bus: int, keys: list[RowKey], unlimited: frozenset[int]) -> tuple[BusHeadroom, list[RowKey]]:
        """The headroom, and the rows of its program; branches that are unlimited have none."""
        keys = [key for key in keys if key.branch not in unlimited]
        basis = self._basis if not unlimited else None
        simplex = Simplex.PRIMAL
        for _ in range(ROUNDS):
            program = self._programs.program(bus, keys)
            solution = optimum(program, basis, simplex)
            flows = self._programs.flows(solution.primal, bus)
            found = self.limits.broken(flows, frozenset(keys))
            broken = tuple(key for key in found.keys if key.branch not in unlimited)
            if not broken:
                return self._certified(bus, program, keys, solution, found.candidates), keys
            keys = keys + self.limits.chosen_of(broken)
            basis, simplex = solution.basis, Simplex.DUAL
        raise Unsettled(f"{program.name}: limits still broken after {ROUNDS} rounds")

    def _certified(
        self, bus: int, program: LinearProgram, keys: list[RowKey], solution: Solution, candidates: int
    ) -> BusHeadroom:
        try:
            certificate = certify(program, solution)
        except Uncertified:
            solution = optimum(program)
            certificate = certify(program, solution)
        duals = solution.row_dual[len(solution.row_dual) - len(keys) :]
        order = [int(at) for at in np.argsort(-np.abs(duals), kind="stable") if abs(duals[at]) > BINDING]
        return BusHeadroom(
            bus, self._programs.snapshot.name, float(solution.primal[-1]),
            tuple(Stop(keys[at], float(abs(duals[at]))) for at in order), len(keys), candidates,
            max(check.error for check in certificate.checks), raised=self._raised,
        )  # fmt: skip


def _incident(limits: Limits) -> list[list[RowKey]]:
    grid, watched = limits.network.grid, limits.network.can_be_limited
    found: list[list[RowKey]] = [[] for _ in range(len(grid.buses))]
    for branch in np.flatnonzero(watched).tolist():
        for bus in (int(grid.branch_from[branch]), int(grid.branch_to[branch])):
            found[bus].append(RowKey(branch))
    return found


def headrooms(search: HeadroomSearch, buses: Iterable[int], upgrade: bool) -> Iterator[BusHeadroom]:
    """The headroom of each bus."""
    for bus in buses:
        yield search.of_bus(bus, upgrade)
