"""Workers that evaluate subproblems: each keeps its own from one request to the next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.packed_duals import Singles
from loadsite.solve.benders.subproblem import Subproblem
from loadsite.solve.benders.subproblem_basis import SubproblemBasis
from loadsite.solve.benders.subproblem_solver import Evaluation, Operation, SubproblemSolver
from loadsite.solve.outcomes import WorkerLost

Verb = Literal["evaluate", "derive_cuts", "set_bases", "bases", "operate"]


@dataclass(frozen=True)
class Bounds:
    """Bounds of the coupling columns."""

    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Request:
    """Request to one worker: a method of SubproblemSolver and its arguments."""

    verb: Verb
    arguments: tuple[Any, ...]

    def run(self, solver: SubproblemSolver) -> list[Any]:
        """Run the method on a solver."""
        return getattr(solver, self.verb)(*self.arguments)  # type: ignore[no-any-return]


REPLACEMENTS = 3
"""Times that each worker may be lost before the search gives up."""


class Workers(ABC):
    """Subproblems assigned to workers, one solver each; a worker is known by its number. Results stand in the order of
    the subproblems evaluated.

    A worker that is lost is replaced, its subproblems handed over and its request sent again.
    """

    def __init__(self, subproblems: list[Subproblem], bounds: Bounds, count: int) -> None:
        self.bounds = bounds
        self.assigned = [subproblems[k::count] for k in range(count)]
        self._worker_of = {subproblem.number: k for k, assigned in enumerate(self.assigned) for subproblem in assigned}
        self._lost = 0

    @abstractmethod
    def put(self, k: int, request: Request) -> bool:
        """Send a request to a worker without waiting; whether it could be reached."""

    @abstractmethod
    def take(self, k: int) -> list[Any] | None:
        """Wait for the reply of a worker; None where it was lost. What went wrong inside it is raised."""

    @abstractmethod
    def replace(self, k: int) -> None:
        """Put another worker in the place of a lost one."""

    def gather(self, requests: list[Request]) -> list[Any]:
        """Send a request to every worker at once and join the replies, in the order of the workers."""
        replies: dict[int, list[Any]] = {}
        waiting = list(range(len(requests)))
        while waiting:
            reached = [k for k in waiting if self.put(k, requests[k])]
            taken = {k: self.take(k) for k in reached}
            replies |= {k: run for k, run in taken.items() if run is not None}
            waiting = [k for k in waiting if k not in replies]
            self._lost += len(waiting)
            if self._lost > REPLACEMENTS * len(self.assigned):
                raise WorkerLost(f"workers were lost {self._lost} times; memory may be short")
            for k in waiting:
                self.replace(k)
        return [item for k in range(len(requests)) for item in replies[k]]

    def evaluate(self, numbers: Sequence[int], point: Floats) -> list[Evaluation]:
        """Evaluate the subproblems of those numbers at a point of all coupling columns."""
        found = self.gather(
            [Request("evaluate", (self._assigned_to(k, numbers), point)) for k in range(len(self.assigned))]
        )
        by_subproblem = {run.cut.subproblem: run for run in found}
        return [by_subproblem[number] for number in numbers]

    def derive_cuts(self, row_duals: dict[int, list[Singles]]) -> list[Cut]:
        """Derive cuts of subproblems from any row duals, by subproblem in the order of `row_duals`."""
        shares = [{n: row_duals[n] for n in self._assigned_to(k, list(row_duals))} for k in range(len(self.assigned))]
        found: list[Cut] = self.gather([Request("derive_cuts", (share,)) for share in shares])
        place = {number: k for k, number in enumerate(row_duals)}
        return sorted(found, key=lambda cut: place[cut.subproblem])

    def set_bases(self, bases: Sequence[SubproblemBasis]) -> list[int]:
        """Set starting bases, kept or lent; the numbers of the subproblems they fit."""
        shares = [[each for each in bases if self._worker_of[each.subproblem] == k] for k in range(len(self.assigned))]
        return self.gather([Request("set_bases", (share,)) for share in shares])

    def bases(self) -> list[SubproblemBasis]:
        """The basis each subproblem was left with."""
        return self.gather([Request("bases", ())] * len(self.assigned))

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        """How the subproblems of those numbers are operated at a point."""
        found = self.gather(
            [Request("operate", (self._assigned_to(k, numbers), point)) for k in range(len(self.assigned))]
        )
        by_subproblem = {operation.subproblem: operation for operation in found}
        return [by_subproblem[number] for number in numbers]

    def _assigned_to(self, k: int, numbers: Sequence[int]) -> list[int]:
        return [number for number in numbers if self._worker_of[number] == k]
