"""Tables of what not every case has, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from loadsite.inputs.case import Case
from loadsite.results.commitment import commitment
from loadsite.results.families import Solved
from loadsite.results.retirements import retirements

FURTHER: Final[dict[str, tuple[Callable[[Solved], pd.DataFrame], Callable[[Case], bool]]]] = {
    "commitment": (commitment, lambda case: not case.fleet.commitment.empty),
    "retirements": (retirements, lambda case: not case.fleet.retirement.empty),
}
"""Table -> what makes it, and which cases have it."""


def further(solved: Solved) -> dict[str, pd.DataFrame]:
    """The further tables of a case."""
    return {name: make(solved) for name, (make, there) in FURTHER.items() if there(solved.case)}
