"""Prices against finite differences of the cost, and their parts against each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from grids import network_of
from random_grids import random_grid
from validation import validation_folder

from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.limits import Limits
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.outages import Outages, listed_outages
from loadsite.nodal.prices import bus_prices
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import Snapshot, snapshots_of

STEP_MW = 1e-3


def differences(limits: Limits, hour: Snapshot, bus: int, keys) -> tuple[float, float]:
    """Cost of one MW more and of one less at a bus, by a small step [USD/MWh]."""
    costs = []
    for step in (-STEP_MW, 0.0, STEP_MW):
        withdrawal = hour.withdrawal_mw.copy()
        withdrawal[bus] += step
        costs.append(solve_snapshot(limits, replace(hour, withdrawal_mw=withdrawal), keys).cost_usd_per_h)
    return (costs[2] - costs[1]) / STEP_MW, (costs[1] - costs[0]) / STEP_MW


def check(limits: Limits, hour: Snapshot, buses) -> float:
    """The price lies between what one MW less saves and one more costs; how far apart those are at most."""
    dispatch = solve_snapshot(limits, hour)
    table = bus_prices(limits, dispatch)
    price = table["price_usd_per_mwh"].to_numpy()
    assert (table["energy_usd_per_mwh"] + table["congestion_usd_per_mwh"]).to_numpy() == pytest.approx(price)
    reference = limits.network.references[0]
    assert table["congestion_usd_per_mwh"].iloc[reference] == pytest.approx(0, abs=1e-9)
    for bus in buses:
        more, less = differences(limits, hour, bus, dispatch.keys)
        assert less - 1e-3 <= price[bus] <= more + 1e-3
    return float(np.ptp(price))


@pytest.mark.parametrize(("seed", "secure"), [(5, True), (13, True), (8, False)])
def test_prices_are_what_one_mw_costs(tmp_path, seed, secure):
    grid = random_grid(tmp_path, seed, tight=1.2 if secure else 0.7, after=0.5)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid))) if secure else Limits(network)
    assert check(limits, snapshots_of(grid)[0], range(0, 14, 2)) > 1


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("case118_ieee", 100), ("case300_ieee", 60), ("case240_pserc", 40)])
def test_prices_at_two_hundred_buses(name, count):
    grid = open_grid(validation_folder("pglib") / f"pglib_opf_{name}.m")
    limits = Limits(network_of(grid))
    buses = np.random.default_rng(3).choice(len(grid.buses), count, replace=False)
    check(limits, snapshots_of(grid)[0], buses.tolist())
