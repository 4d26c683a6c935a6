"""Near-optimal range (FVA) of sums of first-stage columns: how little and how much they hold in any answer that costs
no more than the one found.

The master with its cuts costs no more than the whole program anywhere, so that what it allows below a cost holds for
the whole program too: outer bounds, proven by weak duality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.level_set import SIMPLEX, with_cost_cap
from loadsite.solve.benders.master import Master
from loadsite.solve.benders.subproblem import Positions
from loadsite.solve.highs import hand_over
from loadsite.solve.ties import NOTHING, PRIMAL_SIMPLEX, Spread, Spreads, least_sum


def near_optimal_sums(master: Master, point: Floats, most_cost: float, sums: Sequence[Positions]) -> Spreads:
    """Near-optimal range of each sum of first-stage columns that holds something at the point found, where everything
    together costs no more than `most_cost` [M$].
    """
    if not sums:
        return ()
    bounded = master.program_below(most_cost)
    nothing = np.zeros(bounded.column_count)
    level = with_cost_cap(bounded, most_cost, nothing)
    no_duals = np.zeros(level.row_count)
    highs = hand_over(level, {"output_flag": False, "threads": 1, **SIMPLEX})
    found: list[Spread | None] = []
    for columns in sums:
        if point[columns].sum() < NOTHING:
            found.append(None)
            continue
        ends = []
        for sign in (1.0, -1.0):
            cost = nothing.copy()
            cost[columns] = sign
            highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
            highs.run()
            highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
            row_dual = np.asarray(highs.getSolution().row_dual)
            solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(sign * least_sum(replace(level, cost=cost), row_dual if solved else no_duals, columns))
        found.append(Spread(ends[0], ends[1]))
    return tuple(found)
