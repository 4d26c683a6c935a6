"""What the rules of the search are worth: iterations and evaluated subproblems of two made-up grids, in a band. After a
change that leaves it, the real grid is measured, and the band is set anew.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from loadsite.run.answer import calendar
from loadsite.solve import Method, ProofOptions, solve_certified
from loadsite.solve.benders.solve import Progress
from small_cases import Period, Site, random_grid
from solved import compiled

SITES = [Site(f"z{zone}.{k}", f"z{zone}", 150.0 + 30 * k) for zone in range(2) for k in range(2)]
INTERRUPTED: Mapping[str, object] = {
    "sites": SITES, "target_mw": 500.0, "interruptible_share": 0.3, "interruption_energy_share": 0.01,
    "interruption_usd_per_mwh": 100.0,
}


@pytest.mark.parametrize(
    ("changes", "iterations", "evaluated"),
    [({}, (9, 15), (32, 52)), (INTERRUPTED, (9, 15), (28, 45))],
    ids=["no yearly limit", "a yearly budget of interruptions"],
)
def test_a_search_takes_as_many_evaluations_as_it_did(changes, iterations, evaluated, tmp_path) -> None:
    case = random_grid(2, 24, 4, periods=[Period(6, 366.0)] * 4, **changes)
    told: list[Progress] = []
    options = ProofOptions(Method.DECOMPOSED, relative_gap=1e-6, campus_gap=10.0)
    found = solve_certified(compiled(case), calendar(case), options, tmp_path, told.append)
    assert found.ended is None
    assert iterations[0] <= len(told) <= iterations[1]
    assert evaluated[0] <= sum(each.iteration.evaluated for each in told) <= evaluated[1]
