"""Method choice: when a program is better solved as one than period by period, or may be where a search by periods did
not close.
"""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.block_structure import FIRST_STAGE, Calendar, owners

ONE_PROGRAM_UP_TO_NONZEROS = 2_000_000
"""A program that large may still be solved as one. Measured: 300 zones in a row with 8 days (1.6 million) 10 CPU s and
1.1 GB, 0.65 GB of them the solver's; the four-state grid with 0.45, 0.9 and 1.1 million 39, 125 and 135 CPU s. Beyond,
the simplex method is not even the first that is tried."""

MANY_DECISIONS_PER_SUBPROBLEM = 100
"""Decisions of the first stage for each subproblem from which one program comes first. Measured, CPU seconds of one
program and the gap that a search by periods was left with: 300 zones with 375 of them (4 days) 4.0, and 1.3e-2 after
27; with 188 (8 days) 10, and 3.7e-2 after 19. The four-state grid with 31 of them (8 days) is faster by periods: a cut
tells of one period, and every decision needs its own.
"""

ITERATIONS_BEFORE_ONE_PROGRAM = 120
"""Of a search by periods that one program may follow. Searches that closed took 7 to 90; of 300 zones in two days 200
left a gap of 2e-3."""


def may_be_one(program: LinearProgram) -> bool:
    """Whether the program is small enough to be solved as one."""
    return program.nonzero_count <= ONE_PROGRAM_UP_TO_NONZEROS


def is_wide(program: LinearProgram, calendar: Calendar) -> bool:
    """Whether so much is decided once for all periods that each of them teaches little of it."""
    first_stage = int(np.count_nonzero(owners(program.columns, calendar) == FIRST_STAGE))
    return first_stage > MANY_DECISIONS_PER_SUBPROBLEM * calendar.subproblem_count
