"""Who answers for the units: workers that keep theirs from one question to the next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.basis import UnitBasis
from loadsite.solve.decomposed.cuts import Cut, Singles
from loadsite.solve.decomposed.group import Answer, Operation, UnitGroup
from loadsite.solve.decomposed.units import Unit
from loadsite.solve.no_answer import WorkerLost

Verb = Literal["ask", "derive", "begin", "bases", "operate"]


@dataclass(frozen=True)
class Bounds:
    """Bounds of the linking columns."""

    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Question:
    """What one worker is asked: a method of UnitGroup and its arguments."""

    verb: Verb
    arguments: tuple[Any, ...]

    def answer(self, group: UnitGroup) -> list[Any]:
        """What the group says."""
        return getattr(group, self.verb)(*self.arguments)  # type: ignore[no-any-return]


REPLACEMENTS = 3
"""Times that each worker may be lost before the search gives up."""


class Workers(ABC):
    """Units dealt out to workers, one group each; a worker is known by its number. Answers stand in the order of the
    units asked.

    A worker that is lost is replaced, its units handed over and its question asked again.
    """

    def __init__(self, units: list[Unit], bounds: Bounds, count: int) -> None:
        self.bounds = bounds
        self.dealt = [units[k::count] for k in range(count)]
        self._home = {unit.number: k for k, dealt in enumerate(self.dealt) for unit in dealt}
        self._lost = 0

    @abstractmethod
    def put(self, k: int, question: Question) -> bool:
        """Put a question to a worker without waiting; whether it could be reached."""

    @abstractmethod
    def take(self, k: int) -> list[Any] | None:
        """Wait for the answer of a worker; None where it was lost. What went wrong inside it is raised."""

    @abstractmethod
    def replace(self, k: int) -> None:
        """Put another worker in the place of a lost one."""

    def gather(self, questions: list[Question]) -> list[Any]:
        """Put a question to every worker at once and join the answers, in the order of the workers."""
        answers: dict[int, list[Any]] = {}
        waiting = list(range(len(questions)))
        while waiting:
            reached = [k for k in waiting if self.put(k, questions[k])]
            taken = {k: self.take(k) for k in reached}
            answers |= {k: answer for k, answer in taken.items() if answer is not None}
            waiting = [k for k in waiting if k not in answers]
            self._lost += len(waiting)
            if self._lost > REPLACEMENTS * len(self.dealt):
                raise WorkerLost(f"workers were lost {self._lost} times; memory may be short")
            for k in waiting:
                self.replace(k)
        return [item for k in range(len(questions)) for item in answers[k]]

    def ask(self, numbers: Sequence[int], point: Floats) -> list[Answer]:
        """What the units of those numbers answer at a point of all linking columns."""
        found = self.gather([Question("ask", (self._at_home(k, numbers), point)) for k in range(len(self.dealt))])
        by_unit = {answer.cut.unit: answer for answer in found}
        return [by_unit[number] for number in numbers]

    def derive(self, row_duals: dict[int, list[Singles]]) -> list[Cut]:
        """Cuts of units from any row duals, by unit in the order of `row_duals`."""
        shares = [{n: row_duals[n] for n in self._at_home(k, list(row_duals))} for k in range(len(self.dealt))]
        found: list[Cut] = self.gather([Question("derive", (share,)) for share in shares])
        place = {number: k for k, number in enumerate(row_duals)}
        return sorted(found, key=lambda cut: place[cut.unit])

    def begin(self, bases: Sequence[UnitBasis]) -> list[int]:
        """Start units from bases kept or lent; the numbers of those they fit."""
        shares = [[basis for basis in bases if self._home[basis.unit] == k] for k in range(len(self.dealt))]
        return self.gather([Question("begin", (share,)) for share in shares])

    def bases(self) -> list[UnitBasis]:
        """The basis each unit was left with."""
        return self.gather([Question("bases", ())] * len(self.dealt))

    def operate(self, numbers: Sequence[int], point: Floats) -> list[Operation]:
        """How the units of those numbers are operated at a point."""
        found = self.gather(
            [Question("operate", (self._at_home(k, numbers), point)) for k in range(len(self.dealt))]
        )
        by_unit = {operation.unit: operation for operation in found}
        return [by_unit[number] for number in numbers]

    def _at_home(self, k: int, numbers: Sequence[int]) -> list[int]:
        return [number for number in numbers if self._home[number] == k]
