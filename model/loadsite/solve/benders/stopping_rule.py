"""Stopping rule of the Benders loop: how small a gap, how many iterations, how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.solve.early_end import NEVER, EarlyEnd
from loadsite.solve.outcomes import LimitReached

ITERATION_LIMIT = 200

ROUNDS_BEYOND_LIMITS = 25
"""Iterations in which a yearly limit may still be exceeded, however little it costs, before the search gives up."""

SMALL = 1e-3
"""Costs below this count as this large when a gap is told as a share of them [M$; GW when hosting]: where nothing fits,
or nothing costs anything, no gap is a small share of the cost.
"""

FINEST_GAP = 1e-6
"""No gap smaller than that share of the whole cost is asked for: it is what one program's answer is certified to. So
campuses that cost next to nothing (1 MW in a grid of 100 GW) are not asked for closer than numbers are.
"""


class BeyondLimits(LimitReached):
    """The bounds meet, and with them a limit over all periods is exceeded at its price."""


@dataclass(frozen=True)
class StoppingRule:
    """Stopping rule: the gap that is small enough, relative to the whole cost and to what stands on the given master
    rows; iteration and time limits.
    """

    relative_gap: float = 1e-4
    relative_to_row_value: float = 1e-2
    valued_rows: tuple[int, ...] = ()
    iteration_limit: int = ITERATION_LIMIT
    deadline: float = np.inf
    """time.monotonic() after which the search gives up [s]"""
    rounds_beyond_limits: int = ROUNDS_BEYOND_LIMITS
    early: EarlyEnd = NEVER
    """whether the search is told to end with its best point"""


@dataclass(frozen=True)
class Iteration:
    """State of the loop after an iteration: both bounds [M$], and how many subproblems it evaluated."""

    number: int
    lower: float
    upper: float
    cpu_s: float
    evaluated: int

    @property
    def gap(self) -> float:
        """Relative gap: upper less lower bound, as a share of the upper."""
        return (self.upper - self.lower) / gap_base(self.upper)


def gap_base(cost: float) -> float:
    """What a gap is measured against [M$]."""
    return max(abs(cost), SMALL)
