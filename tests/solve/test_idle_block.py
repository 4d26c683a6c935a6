"""A limit of nothing by itself: of all duals of what it keeps idle, those that say least of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from loadsite.inputs.case import Case
from loadsite.results.limit_directions import direction
from loadsite.run.answer import compiled
from loadsite.solve import SolveOptions, solve
from loadsite.solve.idle_block import IdleBlocks
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.rhs_ranging import RhsRanging
from small_cases import Generator, Period, Site, Storage, Zone, make_case

HOURS = 8760.0
STEP = 1e-3


def asked(case: Case, kind: str, label: str) -> tuple[float | None, float]:
    """What the block says, from duals of the rest, and what the whole program says [USD per MW]."""
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        found = solve(program, SolveOptions(1), Path(folder))
    moved = direction(case, program, kind, label, 2030)
    spoiled = found.row_dual.copy()
    idle = IdleBlocks(program, found.primal, spoiled, found.reduced_cost)
    block = idle._block(moved)
    if block is not None:
        spoiled[idle._idle_rows.positions[block[1]]] = -123.4
    priced = program.cost - rows_matrix(program).T @ spoiled
    slope = IdleBlocks(program, found.primal, spoiled, priced).slope(moved, STEP)
    told = None if slope is None else slope * 1e3
    return told, RhsRanging(program, found.basis).side(moved, 1.0, np.inf).slope * 1e3


def battery_at(prices: tuple[float, float], build_usd: float) -> Case:
    """In two of four hours power is made at the first price, in two at the second; a battery of four hours is not
    allowed. It loses a tenth when it charges and nothing when it discharges."""
    return make_case(
        [Zone("z", (100.0, 100.0, 140.0, 140.0))],
        [Generator("base", "z", 120, prices[0]), Generator("peak", "z", 300, prices[1])],
        [Storage("battery", "z", candidate=True, charge_efficiency=0.9, build_usd_per_mw_year=build_usd,
               annual_build="battery.z")],
        sites=[Site("s", "z")], periods=[Period(4, 2190.0)], annual_build_limit_mw={"battery.z": 0.0},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prices", "build_usd", "saves"),
    [((50.0, 50.0), 9_000.0, 0.0), ((20.0, 60.0), 9_000.0, 2 * 2190 * (0.9 * 60 - 20) - 9_000.0),
     ((20.0, 60.0), 190_000.0, 0.0)],
    ids=["flat prices", "two prices", "two prices, too expensive"],
)  # fmt: skip
def test_a_battery_earns_what_its_hours_allow(prices, build_usd, saves):
    """1 MW charges in the two cheap hours and gives 0.9 of it back in the two expensive ones."""
    told, whole = asked(battery_at(prices, build_usd), "annual build limit", "battery.z")
    assert told == pytest.approx(-saves, abs=1.0) and whole == pytest.approx(-saves, abs=1.0)


@pytest.mark.parametrize(("own_usd", "saves"), [(300.0, 0.0), (30.0, (50.0 - 30.0) * HOURS - 70_000.0)])
def test_a_site_that_feeds_itself_costs_what_its_onsite_does(own_usd, saves):
    """Elsewhere a MW costs 50 USD/MWh; here its on-site generation, and 70,000 USD to build 1 MW of it."""
    case = make_case(
        [Zone("z", 120.0)], [Generator("gas", "z", 400, 50)],
        sites=[Site("far", "z", 0.0, on_grid=0.0, onsite_limit_mw=90.0, onsite_build_usd_per_mw_year=70_000.0,
                    onsite_usd_per_mwh=own_usd), Site("near", "z", 150.0)],
        periods=[Period(3, 2920.0)], target_mw=80.0,
    )  # fmt: skip
    told, whole = asked(case, "site limit", "far")
    assert told == pytest.approx(-saves, abs=1.0) and whole == pytest.approx(-saves, abs=1.0)


def test_what_is_not_idle_is_left_to_others():
    """A site that holds a campus is no limit of nothing."""
    case = make_case([Zone("z", 120.0)], [Generator("gas", "z", 400, 50)], sites=[Site("s", "z", 50.0)], target_mw=80.0,
                     periods=[Period(3, 2920.0)])  # fmt: skip
    assert asked(case, "site limit", "s")[0] is None
