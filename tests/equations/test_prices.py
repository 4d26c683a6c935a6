"""Prices are what one more MWh costs: compared with solving again with a little more and a little less load."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from loadsite.solve import SolveOptions, solve
from small_cases import random_grid
from solved import Solved, compiled, solved

STEP_MW = 1e-3


@cache
def answer() -> Solved:
    return solved(random_grid(zones=4, hours=24, seed=3))


def places(count: int) -> list[tuple[str, int]]:
    random = np.random.default_rng(8)
    pairs = [(zone, hour) for zone in answer().case.grid.zones.index for hour in range(24)]
    return [pairs[k] for k in sorted(random.choice(len(pairs), count, replace=False))]


def cost_with(zone: str, hour: int, more_mw: float) -> float:
    """Cost when a zone asks for a little more in one hour [USD]."""
    program = answer().program
    row = balance_row(zone, hour)
    changed = {side: getattr(program, side).copy() for side in ("row_lower", "row_upper")}
    for limits in changed.values():
        limits[row] += more_mw / 1000
    with tempfile.TemporaryDirectory() as folder:
        return solve(replace(program, **changed), SolveOptions(threads=1), Path(folder)).objective * 1e6


def balance_row(zone: str, hour: int) -> int:
    block = answer().program.row_block("balance")
    return block.start + int(np.ravel_multi_index((block.axes[0].labels.tolist().index(zone), 0, hour), block.shape))


@pytest.mark.parametrize("count", [16, pytest.param(50, marks=pytest.mark.slow)])
def test_prices_by_finite_difference(count):
    """The price lies between what one MWh less saves and what one more costs; nearly always the two are the same."""
    weight_h = answer().case.horizon.snapshots["weight_h"]
    unique = 0
    for zone, hour in places(count):
        mwh = STEP_MW * weight_h[hour]
        price = answer().price(zone, 2030, hour)
        saved = (answer().cost_usd - cost_with(zone, hour, -STEP_MW)) / mwh
        added = (cost_with(zone, hour, STEP_MW) - answer().cost_usd) / mwh
        assert saved - 0.01 <= price <= added + 0.01, (zone, hour)
        unique += added - saved < 0.02
    assert unique >= 0.9 * count


def test_more_load_in_the_table_is_more_load_in_the_balance():
    case = answer().case
    zone, hour = places(1)[0]
    load_mw = case.grid.load_mw.copy()
    load_mw.loc[zone, hour] += 2.0
    program = compiled(replace(case, grid=replace(case.grid, load_mw=load_mw)))
    row = balance_row(zone, hour)
    assert np.flatnonzero(program.row_lower != answer().program.row_lower).tolist() == [row]
    assert program.row_lower[row] - answer().program.row_lower[row] == pytest.approx(0.002)


def test_prices_differ_enough_for_the_comparison_to_mean_something():
    prices = [answer().price(zone, 2030, hour) for zone, hour in places(50)]
    assert len({round(price, 3) for price in prices}) > 10
    assert max(prices) < 10_000


@pytest.mark.parametrize("name", ["fuel", "generator_investment", "fixed_cost", "unserved_load"])
def test_the_case_has_costs_of_several_kinds(name):
    columns, per_unit = answer().program.cost_terms[name]
    paid = per_unit @ answer().solution.primal[columns] + answer().program.cost_term_constants[name]
    assert (paid > 1e-6) == (name != "unserved_load")
