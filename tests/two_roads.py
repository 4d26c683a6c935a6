"""A case solved by periods and as one program."""

from __future__ import annotations

from pathlib import Path

from loadsite.inputs.case import Case
from loadsite.run.answer import calendar
from loadsite.solve import Method, ProofOptions, solve_certified
from solved import compiled


def by(method: Method, case: Case, folder: Path, gap: float = 1e-8) -> float:
    """The least cost that a method finds and proves [M$]."""
    options = ProofOptions(method, relative_gap=gap)
    return solve_certified(compiled(case), calendar(case), options, folder).solution.objective


def by_periods_and_as_one(case: Case, folder: Path, gap: float = 1e-7) -> tuple[float, float]:
    """The least cost by both roads [M$]."""
    return by(Method.DECOMPOSED, case, folder, gap), by(Method.SINGLE, case, folder)
