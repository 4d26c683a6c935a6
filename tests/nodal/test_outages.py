"""Flows after outages against grids without the branch, and optima with limits on demand against all limits at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from grids import branch, bus, generator, network_of, opened
from random_grids import random_grid
from validation import validation_folder

from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.flow_law import Convention
from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.limits import Limits
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.outages import Outages, listed_outages
from loadsite.nodal.prices import BINDING, binding_limits
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import snapshots_of


def without(grid, at):
    """The same grid, one branch out of service."""
    return replace(grid, branches=grid.branches.drop(grid.branches.index[at]))


def injection_of(grid, seed):
    """Any injections that add up to nothing in each island of a connected grid [MW]."""
    made = np.random.default_rng(seed).normal(0, 100, len(grid.buses))
    return made - made.mean()


@pytest.mark.parametrize(("seed", "convention"), [(1, "matpower"), (2, "powermodels"), (3, "matpower")])
def test_flows_after_an_outage_are_those_of_the_grid_without_the_branch(tmp_path, seed, convention):
    grid = random_grid(tmp_path, seed)
    network = network_of(grid, Convention(convention))
    outages = Outages(network, range(len(grid.branches)))
    injection = injection_of(grid, seed)
    flows = network.flows(injection)
    for row, lost in enumerate(outages.branches):
        expected = np.insert(network_of(without(grid, lost), Convention(convention)).flows(injection), lost, 0.0)
        assert flows + outages.factors[row] * flows[lost] == pytest.approx(expected, abs=1e-7)
    for lost in outages.splitting:
        assert network_of(without(grid, lost), Convention(convention)).island_count == 2


def test_factors_are_the_flows_of_one_mw(tmp_path):
    grid = random_grid(tmp_path, 4)
    network = network_of(grid)
    without_shifts = replace(network.law, shift_rad=np.zeros(len(grid.branches)))
    plain = type(network)(grid, without_shifts)
    for at in range(len(grid.buses)):
        injection = np.zeros(len(grid.buses))
        injection[at] += 1.0
        injection[network.references[0]] -= 1.0
        assert network.factors(range(len(grid.branches)))[:, at] == pytest.approx(plain.flows(injection), abs=1e-12)


SMALL_LINE = {
    "buses": [bus("a", reference="true"), bus("b", 1000)],
    "branches": [
        branch("a", "b", 0.01, 900, branch="big", outage_rating_mw=1100),
        branch("a", "b", 0.01, 900, branch="other", outage_rating_mw=1100),
        branch("a", "b", 5, 1.2, branch="small"),
    ],
    "generators": [generator("cheap", "a", 2000, 10), generator("local", "b", 2000, 70)],
}  # fmt: skip


def test_a_small_line_hurt_by_a_large_outage_is_found(tmp_path):
    """Of 1 MW that a large line loses 0.2 % go to the small one, which then carries T / 501 of T MW in all: 601.2 MW.

    A threshold on the factor would leave it out: without it 1,000 MW are sent.
    """
    grid = opened(tmp_path, **SMALL_LINE)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    assert limits.outages.factor([2], [0])[0] == pytest.approx(0.2 / 100.2)
    dispatch = solve_snapshot(limits, snapshots_of(grid)[0])
    assert dispatch.generation_mw[0] == pytest.approx(1.2 * 501)
    (row,) = binding_limits(limits, dispatch).to_dict("records")
    assert (row["branch"], row["outage"]) in (("small", "big"), ("small", "other"))
    assert row["shadow_price_usd_per_mwh"] == pytest.approx(60 * 501)
    assert solve_snapshot(Limits(network), snapshots_of(grid)[0]).generation_mw[0] == pytest.approx(1000)


@pytest.mark.parametrize("seed", [5, 8, 13, 17, 26])
def test_the_optimum_is_that_of_all_limits(tmp_path, seed):
    """All rows at once, as the search never has them, cost the same, and prices agree where they are unique."""
    grid = random_grid(tmp_path, seed, tight=1.2, after=0.5)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    every = [RowKey(at) for at in range(len(grid.branches))]
    every += [RowKey(at, int(lost)) for lost in limits.outages.branches
              for at in range(len(grid.branches)) if at != lost]  # fmt: skip
    whole = solve_snapshot(limits, snapshots_of(grid)[0], every)
    dispatch = solve_snapshot(limits, snapshots_of(grid)[0])
    assert dispatch.cost_usd_per_h == pytest.approx(whole.cost_usd_per_h, rel=1e-9)
    assert len(dispatch.keys) < len(every) / 4
    assert dispatch.checked.candidates + len(dispatch.keys) == len(every)
    assert dispatch.checked.worst_share <= 1e-6
    binding = [key for key, price in zip(dispatch.keys, dispatch.shadow_prices_usd_per_mwh, strict=True)
               if abs(price) > BINDING]  # fmt: skip
    assert any(key.outage >= 0 for key in binding)


def brute_force(network, limits, flows, injection, convention):
    """Worst overload of every branch over its outage rating after any outage, by grids without the branch."""
    worst = {}
    for lost in limits.outages.branches:
        after = np.insert(network_of(without(network.grid, lost), convention).flows(injection), lost, 0.0)
        share = (np.abs(after) - limits.after_mw) / np.maximum(1.0, limits.after_mw)
        share[lost] = -np.inf
        for at in np.flatnonzero(share > 1e-6):
            worst[RowKey(int(at), int(lost))] = share[at]
    return worst


@pytest.mark.slow
def test_all_pairs_of_a_118_bus_case_against_brute_force():
    grid = open_grid(validation_folder("pglib") / "pglib_opf_case118_ieee.m")
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    dispatch = solve_snapshot(Limits(network), snapshots_of(grid)[0])
    expected = brute_force(network, limits, dispatch.flows_mw, dispatch.injection_mw, Convention.MATPOWER)
    found = limits.broken(dispatch.flows_mw, frozenset())
    assert set(found.keys) - {key for key in found.keys if key.outage < 0} == set(expected)
    assert len(expected) > 50
    shares = dict(zip(found.keys, found.shares, strict=True))
    assert [shares[key] for key in expected] == pytest.approx(list(expected.values()), abs=1e-8)
    assert len(limits.outages.splitting) == 9


def test_screening_against_brute_force(tmp_path):
    grid = random_grid(tmp_path, 12, tight=0.3, after=0.3)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    injection = injection_of(grid, 3)
    flows = network.flows(injection)
    expected = brute_force(network, limits, flows, injection, Convention.MATPOWER)
    assert len(expected) > 20
    found = [key for key in limits.broken(flows, frozenset()).keys if key.outage >= 0]
    assert set(found) == set(expected)
    raised = {found[0]: 1e6, found[1]: 1e6}
    left = limits.raised_by(raised).broken(flows, frozenset(found[2:4])).keys
    assert set(left) & set(found) == set(found[4:])


def test_outages_are_those_of_the_table(tmp_path):
    grid = opened(tmp_path, **SMALL_LINE, outages=[{"outage": "first", "branch": "other"}])
    assert listed_outages(grid) == [1]


def test_outages_above_a_voltage(tmp_path):
    tables = SMALL_LINE | {"buses": [bus("a"), bus("b", 1000), bus("c", base_kv=69)],
                           "branches": [*SMALL_LINE["branches"], branch("b", "c", 0.1)]}  # fmt: skip
    assert listed_outages(opened(tmp_path, **tables), 100) == [0, 1, 2]


def test_outages_that_split_the_grid_are_named(tmp_path):
    tables = SMALL_LINE | {"buses": [*SMALL_LINE["buses"], bus("c"), bus("d")],
                           "branches": [*SMALL_LINE["branches"], branch("b", "c", 0.1), branch("c", "d", 0.1),
                                        branch("d", "c", 0.2)]}  # fmt: skip
    grid = opened(tmp_path, **tables)
    outages = Outages(network_of(grid), listed_outages(grid))
    assert [grid.branches.index[at] for at in outages.splitting] == ["bc"]
    assert len(outages.branches) == 5
