"""Filled points by hand: two sites x1 and x2 [GW], of which 0.7 GW are asked for in all, and what both interruption.

    minimise  x1 + x2 + theta   subject to  x1 + x2 >= 0.7,  0 <= x <= 0.5,  theta >= 2 (x1 + x2)

Operation cannot tell one from the other. The second is filled first.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.master import Master
from loadsite.solve.benders.packed_duals import packed
from loadsite.solve.benders.subproblem import ResourceShare
from loadsite.solve.benders.symmetry_breaking import SymmetryBreaking

SITES = np.arange(2)


def filling(
    weights: tuple[float, float] = (1.0, 1.0),
    asked: float = 0.7,
    interruption: bool = False,
    limits: tuple[float, float] = (-np.inf, 0.0),
) -> SymmetryBreaking:
    """`interruption`: each site may interrupt a tenth of its load [GWh] in two subproblems together; more or less of
    it by `limits`.
    """
    sites_interrupted = [0, 1] if interruption else []
    rows = sparse.csr_array([list(weights), *([-0.1 * (k == site) for k in range(2)] for site in sites_interrupted)])
    program = LinearProgram(
        name="by hand", columns=(), rows=(), lower=np.zeros(2), upper=np.full(2, 0.5),
        row_lower=np.array([asked] + [limits[0] for _ in sites_interrupted]),
        row_upper=np.array([np.inf] + [limits[1] for _ in sites_interrupted]),
        starts=rows.indptr.astype(np.int32), indices=rows.indices.astype(np.int32), values=rows.data,
        cost=np.ones(2), offset=0.0, cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    linking = np.arange(1, rows.shape[0])
    resource_shares = [ResourceShare(int(row), subproblem, 0.0, 10.0) for row in linking for subproblem in range(2)]
    master = Master(FirstStage(SITES, np.zeros(1, dtype=np.int64), linking, program), resource_shares, np.ones(2))
    master.add(Cut(number, 0.0, SITES, np.array([2.0, 2.0]), packed([0.0])) for number in range(2))
    return SymmetryBreaking(master, (SITES[::-1],))


def test_the_first_in_order_is_filled_before_the_next() -> None:
    """0.4 + 0.3 = 0.2 + 0.5, where the second is full."""
    assert filling().consolidated(np.array([0.4, 0.3])) == pytest.approx([0.2, 0.5])


def test_a_sum_is_held_whatever_else_would_cost_less() -> None:
    """0.8 GW in all stay 0.8, though 0.7 would do."""
    assert filling().consolidated(np.array([0.45, 0.35])) == pytest.approx([0.3, 0.5])


def test_without_interchangeable_sites_a_point_stays_as_it_is() -> None:
    assert SymmetryBreaking(filling().master, ()).consolidated(np.array([0.4, 0.3])) == pytest.approx([0.4, 0.3])


def test_rows_of_the_first_stage_are_kept() -> None:
    """2 x1 + x2 >= 1 in place of x1 + x2 >= 0.7: the second may take no more than leaves the first 0.3 of 0.7 GW."""
    master = filling(weights=(2.0, 1.0), asked=1.0).master
    assert SymmetryBreaking(master, (SITES[::-1],)).consolidated(np.array([0.5, 0.2])) == pytest.approx([0.3, 0.4])


def test_what_is_interrupted_at_sites_alike_goes_with_their_load() -> None:
    """Of 0.07 GWh in all, subproblem 0 has 0.05 and subproblem 1 has 0.02; the sites may interrupt a tenth of 0.2
    and of 0.5 GW.
    """
    by_site_and_subproblem = [0.02, 0.01, 0.03, 0.01]
    found = filling(interruption=True).consolidated(np.array([0.3, 0.4, *by_site_and_subproblem]))
    assert found == pytest.approx([0.2, 0.5, 0.05 * 2 / 7, 0.02 * 2 / 7, 0.05 * 5 / 7, 0.02 * 5 / 7])


def test_rows_that_ask_for_what_is_interrupted_at_sites_are_not_broken() -> None:
    """Each site has to interrupt a tenth of its load and does: 0.03 and 0.04 GWh. At 0.5 GW the second would need
    0.05."""
    fill, point = filling(interruption=True, limits=(0.0, np.inf)), np.array([0.3, 0.4, 0.02, 0.01, 0.03, 0.01])
    assert fill.master.keeps_rows(point)
    assert not fill.master.keeps_rows(np.array([0.2, 0.5, 0.02, 0.01, 0.03, 0.01]))
    assert fill.consolidated(point) == pytest.approx(point)


@given(st.floats(0.2, 0.5), st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_shares_that_keep_to_their_rows_still_do(first: float, shares: list[float]) -> None:
    second = max(0.7 - first, 0.2)
    limits = np.repeat([0.1 * first, 0.1 * second], 2)
    resource_shares = limits * shares / np.maximum(1.0, np.repeat([shares[0] + shares[1], shares[2] + shares[3]], 2))
    found = filling(interruption=True).consolidated(np.array([first, second, *resource_shares]))
    x, interrupted = found[:2], found[2:].reshape(2, 2)
    assert x.sum() == pytest.approx(first + second)
    assert (interrupted.sum(axis=1) <= 0.1 * x + 1e-9).all()
    assert interrupted.sum(axis=0) == pytest.approx(resource_shares.reshape(2, 2).sum(axis=0))
