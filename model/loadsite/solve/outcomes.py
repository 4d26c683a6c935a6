"""Termination statuses: the ways a solve can end without a result, each its own class."""

from __future__ import annotations

from pathlib import Path

from loadsite.errors import SIGNALLED, LoadsiteError, NoAnswer
from loadsite.solve.solution import Attempt


class SolverUnfit(LoadsiteError):
    """The installed HiGHS is too old, or lacks a part that loadsite needs."""


class OutOfRange(NoAnswer):
    """Coefficients of the program lie outside the range in which double precision can be trusted."""


class Uncertified(NoAnswer):
    """The solver claims an optimum, and the independent check does not confirm it."""


class SolveEnded(NoAnswer):
    """A solve that ended without a result: what was tried, and where the program is kept."""

    def __init__(self, what: str, attempts: tuple[Attempt, ...] = (), model_file: Path | None = None) -> None:
        self.what = what
        self.attempts = attempts
        self.model_file = model_file
        kept = f"\nThe program is kept in {model_file}" if model_file else ""
        super().__init__(what + kept)


class Infeasible(SolveEnded):
    """No values of the columns satisfy every row and bound; proven."""


class Unbounded(SolveEnded):
    """The cost can be lowered without end; proven."""


class LimitReached(SolveEnded):
    """The time or memory allowed ran out first."""


class OutOfTime(LimitReached):
    """The wall time allowed ran out first."""


class CutShort(LimitReached):
    """The search was told to end."""


class NotProven(NoAnswer):
    """There is an answer and a proven bound, and the gap between them is wider than asked."""


class EndedEarly(NotProven):
    """The same, as the program was told to end by the signal of that number."""

    def __init__(self, what: str, number: int) -> None:
        super().__init__(what)
        self.exit_status = SIGNALLED + number


class Unsettled(SolveEnded):
    """Every solver strategy was tried and none gave an answer that could be proven."""


class WorkerLost(NoAnswer):
    """Worker processes died again and again."""
