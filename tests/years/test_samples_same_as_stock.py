"""Stock Pyomo and the compiled arrays are the same linear program where there are several samples, and risk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loadsite.arrays import stock
from loadsite.equations.build import build
from loadsite.inputs.case import Risk
from matrices import assert_same, from_arrays, from_pyomo
from small_cases import every_family
from solved import compiled
from two_samples import repeated


@pytest.mark.parametrize("family", ["interruption_budget_of_sample", "operating_cost_of_sample", "balance"])
def test_a_family_is_the_same_by_both_roads(family):
    case = replace(repeated(every_family(), (0.6, 0.4), growth=1.1), risk=Risk(0.5, 0.3))
    arrays, pyomo = (
        readable.only(family) for readable in (from_arrays(compiled(case)), from_pyomo(build(case, stock)))
    )
    assert arrays.entries
    assert_same(arrays, pyomo)
