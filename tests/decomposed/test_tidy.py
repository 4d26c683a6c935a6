"""Tidier points by hand: two sites x1 and x2 [GW], of which 0.7 GW are asked for in all, and what both pause.

    minimise  x1 + x2 + theta   subject to  x1 + x2 >= 0.7,  0 <= x <= 0.5,  theta >= 2 x1 + slope x2

With a slope of 2 operation cannot tell one from the other, and one of them may be full.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.master import Master
from loadsite.solve.decomposed.tidy import LITTLE, Tidier
from loadsite.solve.decomposed.units import Budget

SITES = np.arange(2)


def tidier(
    slope: float = 2.0,
    upper: tuple[float, ...] = (0.5, 0.5),
    cost: tuple[float, ...] = (1.0, 1.0),
    pause: bool = False,
    limits: tuple[float, float] = (-np.inf, 0.0),
) -> Tidier:
    """`pause`: each site may pause a tenth of its load [GWh] in two units together; more or less of it by `limits`."""
    count = len(cost)
    sites_paused = [0, 1] if pause else []
    rows = sparse.csr_array([[1.0] * count, *([-0.1 * (k == site) for k in range(count)] for site in sites_paused)])
    program = LinearProgram(
        name="by hand", columns=(), rows=(), lower=np.zeros(count), upper=np.array(upper),
        row_lower=np.array([0.7] + [limits[0] for _ in sites_paused]),
        row_upper=np.array([np.inf] + [limits[1] for _ in sites_paused]),
        starts=rows.indptr.astype(np.int32), indices=rows.indices.astype(np.int32), values=rows.data,
        cost=np.array(cost), offset=0.0, cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    tying = np.arange(1, rows.shape[0])
    budgets = [Budget(int(row), unit, 0.0, 10.0) for row in tying for unit in range(2)]
    master = Master(FirstStage(np.arange(count), np.zeros(1, dtype=np.int64), tying, program), budgets, np.ones(2))
    master.add(Cut(unit, 0.0, SITES, np.array([2.0, slope]), np.zeros(1, dtype=np.float32)) for unit in range(2))
    return Tidier(master, SITES)


def test_sites_alike_are_gathered_at_the_one_that_holds_most() -> None:
    """0.3 + 0.4 = 0.2 + 0.5, where the second is full."""
    assert tidier().gathered(np.array([0.3, 0.4])) == pytest.approx([0.2, 0.5])


def test_sites_that_operation_can_tell_apart_stay_as_they_are() -> None:
    assert tidier(slope=2.1).gathered(np.array([0.3, 0.4])) == pytest.approx([0.3, 0.4])


def test_gathering_never_costs_more() -> None:
    """The second holds more, and each GW of it costs 2 in place of 1."""
    assert tidier(cost=(1.0, 2.0)).gathered(np.array([0.3, 0.4])) == pytest.approx([0.3, 0.4])


def test_what_sites_alike_pause_goes_with_their_load() -> None:
    """Of 0.07 GWh in all, unit 0 has 0.05 and unit 1 has 0.02; the sites may pause a tenth of 0.2 and of 0.5 GW."""
    by_site_and_unit = [0.02, 0.01, 0.03, 0.01]
    found = tidier(pause=True).gathered(np.array([0.3, 0.4, *by_site_and_unit]))
    assert found == pytest.approx([0.2, 0.5, 0.05 * 2 / 7, 0.02 * 2 / 7, 0.05 * 5 / 7, 0.02 * 5 / 7])


def test_rows_that_ask_for_what_sites_pause_are_not_broken() -> None:
    """Each site has to pause a tenth of its load and does: 0.03 and 0.04 GWh. At 0.5 GW the second would need 0.05."""
    tidy, point = tidier(pause=True, limits=(0.0, np.inf)), np.array([0.3, 0.4, 0.02, 0.01, 0.03, 0.01])
    assert tidy.master.keeps_rows(point)
    assert not tidy.master.keeps_rows(np.array([0.2, 0.5, 0.02, 0.01, 0.03, 0.01]))
    assert tidy.gathered(point) == pytest.approx(point)


@given(st.floats(0.2, 0.5), st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_budgets_that_keep_to_their_rows_still_do(first: float, shares: list[float]) -> None:
    second = max(0.7 - first, 0.2)
    limits = np.repeat([0.1 * first, 0.1 * second], 2)
    budgets = limits * shares / np.maximum(1.0, np.repeat([shares[0] + shares[1], shares[2] + shares[3]], 2))
    found = tidier(pause=True).gathered(np.array([first, second, *budgets]))
    x, paused = found[:2], found[2:].reshape(2, 2)
    assert x.sum() == pytest.approx(first + second)
    assert (paused.sum(axis=1) <= 0.1 * x + 1e-9).all()
    assert paused.sum(axis=0) == pytest.approx(budgets.reshape(2, 2).sum(axis=0))


def test_what_there_is_little_of_goes() -> None:
    """The other takes it over."""
    little = LITTLE / 2
    tidy = tidier(upper=(0.5, 1.0))
    assert tidy.without_little(np.array([little, 0.7 - little])) == pytest.approx([0.0, 0.7])


def test_what_a_site_pauses_grows_and_shrinks_with_it() -> None:
    """0.01 of 0.7 GW goes to the second site, whose 0.069 GWh become 0.07."""
    point = np.array([0.01, 0.69, 0.001, 0.0, 0.0345, 0.0345])
    found = tidier(upper=(0.5, 1.0), pause=True).without_little(point)
    assert found == pytest.approx([0.0, 0.7, 0.0, 0.0, 0.035, 0.035])


def test_little_that_cannot_be_done_without_leaves_no_point() -> None:
    """The other has no room for it."""
    little = LITTLE / 2
    assert tidier(upper=(0.5, 0.7 - little)).without_little(np.array([little, 0.7 - little])) is None


def test_what_operation_does_not_depend_on_is_free() -> None:
    """A third column, of 0.7 GW not placed at a cost of 9, may shrink: it is cheaper to place it, 3 per GW."""
    tidy = tidier(upper=(0.5, 1.0, 1.0), cost=(1.0, 1.0, 9.0))
    assert tidy.without_little(np.array([0.0, 0.4, 0.3])) == pytest.approx([0.0, 0.7, 0.0])
