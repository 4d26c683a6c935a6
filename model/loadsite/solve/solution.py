"""Solution of a program as a solver claims it, before anyone believes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.matrix import prices
from loadsite.solve.moved import Sensitivity


@dataclass(frozen=True)
class Attempt:
    """One solver strategy tried: its options, how it ended, and what it took.

    `status` is what the solver said; `verdict` what the independent check made of it. `peak_memory_mb` is
    the highest resident memory of the whole process up to the end of the attempt [MB]; None where the
    system does not tell. `remarks` are sentences about what went wrong beside it and touches no answer.
    """

    algorithm: str
    options: dict[str, str | int | float | bool]
    status: str
    cpu_s: float
    wall_s: float
    iterations: int
    peak_memory_mb: float | None = None
    verdict: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Basis:
    """Simplex basis of an optimum: by column and by row where it stands, as HiGHS numbers it."""

    columns: npt.NDArray[np.int8]
    rows: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Solution:
    """A claimed optimum of a LinearProgram.

    `row_dual[i]` is the change of the objective per unit of row i's limit (HiGHS's sign: for a minimisation, positive
    on a binding lower limit, negative on a binding upper limit); `reduced_cost` likewise per unit of a column's bound.
    `basis` is None where the answer is no vertex, or put together from parts: then `sensitivity` may be asked how the
    cost changes with a limit, and the objective is no more than `gap` [M$] above the least cost.
    """

    objective: float
    primal: Floats
    row_dual: Floats
    reduced_cost: Floats
    attempts: tuple[Attempt, ...]
    basis: Basis | None = None
    gap: float = 0.0
    sensitivity: Sensitivity | None = None


def with_reduced_costs(program: LinearProgram, solution: Solution) -> Solution:
    """The same solution with reduced costs as its row duals give them, so that both say exactly the same."""
    return replace(solution, reduced_cost=program.cost - prices(program, solution.row_dual))
