"""Where a search from the pool begins: near a known point, no more expensive than the least that the known cuts say.

    minimise  1 + theta   subject to  0 <= x, y <= 10,  theta >= 5 - x,  theta >= 5 - y,  theta >= x + y - 9

The first two cuts alone say 1, at x = y = 5; all three say 4 / 3, at x = y = 14 / 3. The third lifts the least by a
third, more than may be passed over, but is not taken in where one of the others lifted it by nothing before.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.cut_pool import WarmStart
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.packed_duals import packed
from loadsite.solve.benders.solve import WARM_START_LEVEL, _Driver
from loadsite.solve.benders.stopping_rule import StoppingRule
from loadsite.solve.benders.subproblem_solver import Evaluation
from small_programs import program_of

NOTHING = np.zeros(0, dtype=np.int64)
CUTS = [
    Cut(0, intercept, np.arange(2), np.array(slope), packed([0.0]))
    for intercept, slope in ((5.0, [-1.0, 0.0]), (5.0, [0.0, -1.0]), (-9.0, [1.0, 1.0]))
]
FIRST_STAGE = FirstStage(
    np.arange(2), NOTHING, NOTHING, program_of(np.zeros((0, 2)), [], [], [0, 0], [10, 10], [0, 0], offset=1.0)
)


class ByHand:
    """Workers of the one subproblem, which costs what the highest of its cuts says."""

    def derive_cuts(self, row_duals: object) -> list[Cut]:
        return CUTS

    def set_bases(self, bases: object) -> None:
        pass

    def evaluate(self, numbers: Sequence[int], point: Floats) -> list[Evaluation]:
        highest = max(CUTS, key=lambda each: each.at(point))
        return [Evaluation(highest.at(point), highest, within_shares=True) for _ in numbers]


@pytest.mark.parametrize("violation_tolerance", [0.01, 1e-5])
def test_where_no_point_is_so_cheap_all_cuts_are_taken_in(violation_tolerance: float) -> None:
    """What may be passed over is KNOWN_LEVEL of the gap asked for. At a hundredth the least is taken to be 1, and no
    point costs at most 1.02.
    """
    stop = StoppingRule(relative_gap=violation_tolerance / WARM_START_LEVEL)
    search = _Driver(FIRST_STAGE, [SimpleNamespace(number=0)], [], (), ByHand(), stop, lambda progress: None)
    known = WarmStart({}, [], [np.array([0.0, 9.0])])
    found = search.from_warm_start(known).found
    assert 4 / 3 * (1 - stop.relative_gap) <= found.lower.bound <= 4 / 3 + 1e-9
    x, y = found.point
    assert 1 + max(5 - x, 5 - y, x + y - 9) <= found.lower.bound * (1 + 2 * stop.relative_gap)
