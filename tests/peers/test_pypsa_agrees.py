"""PyPSA, asked the same question from the same tables, finds the same cost and the same prices.

Prices are compared one by one. In the made-up grids all numbers are random, so that no two limits bind by chance and
the duals are unique. In the week of the real grid the optimum is not (sites of one zone cost the same), but its prices
are: both models agree on every one of them, which they need not where a dual has more than one value.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import read_case
from small_cases import Period, Site, random_grid
from solved import ALL, Solved, solved

pytestmark = [
    pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `test`"),
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning"),
]

REPOSITORY = Path(__file__).parents[2]
CLOSE = 1e-6


def assert_pypsa_agrees(case: Case) -> Solved:
    """Cost and every zone's price in every hour, to 1e-6 relative."""
    from case_as_pypsa import solved_by_pypsa

    ours, theirs = solved(case), solved_by_pypsa(case)
    assert ours.cost_usd == pytest.approx(theirs.cost_usd, rel=CLOSE)
    (year,) = case.horizon.years.index
    np.testing.assert_allclose(ours.price(ALL, year), theirs.price.to_numpy(), rtol=CLOSE, atol=CLOSE)
    return ours


@pytest.mark.slow
def test_building_for_a_target():
    """Four zones over two days: new plants, storage and lines, hydro budgets, ramps, losses, carbon price. Three zones
    over a day, below, have all of these too.
    """
    ours = assert_pypsa_agrees(random_grid(zones=4, hours=48, seed=7))
    assert ours.mw("built", ALL, 2030).sum() > 100
    assert ours.mw("campus", ALL, 2030).sum() == pytest.approx(600)


def test_interruption_onsite_islands_and_reserve_margins():
    """Three zones over a day, weighted; a campus behind a meter and one off-grid; capacity falls short."""
    case = random_grid(
        zones=3, hours=24, seed=11,
        periods=[Period(24, 366.0)],
        sites=[
            Site("interruption", "z0", 310, load_shape=0.8, connection_usd_per_mw_year=4_100),
            Site("metered", "z1", 420, load_shape=0.77, onsite_mw=90, onsite_limit_mw=160, onsite_availability=0.91,
                 onsite_co2=0.5, onsite_build_usd_per_mw_year=88_000, onsite_usd_per_mwh=47),
            Site("island", "z2", 260, on_grid=0, load_shape=0.83, onsite_mw=70, onsite_limit_mw=150,
                 onsite_availability=0.93, onsite_co2=0.45, onsite_build_usd_per_mw_year=97_000, onsite_usd_per_mwh=39),
        ],
        target_mw=700, interruptible_share=0.25, interruption_energy_share=0.005, interruption_usd_per_mwh=31.0,
        reserve_margins={"north": 0.137, "south": 0.16}, peak_load_mw={"north": 5_000, "south": 2_900},
    )
    ours = assert_pypsa_agrees(case)
    assert ours.mw("built", ALL, 2030).sum() > 1 and ours.mw("flow", ALL, 2030, ALL).sum() > 1
    assert ours.mw("interrupted", ALL, 2030, ALL).sum() > 1
    assert ours.mw("onsite_generation", "island", 2030, ALL).sum() > 1
    assert ours.mw("capacity_shortfall", ALL, 2030).sum() > 1


@pytest.mark.slow
def test_a_scarce_week_without_enough_to_build():
    """Two zones over a week in which load stays unserved and MW fall short."""
    case = random_grid(
        zones=2, hours=168, seed=23, target_mw=900, value_of_lost_load=900.0, shortfall_usd_per_mw_year=400_000,
        annual_build_limit_mw={f"{kind}.{zone}": 60.0 for kind in ("solar", "wind", "gas", "battery")
            for zone in ("z0", "z1")},
    )
    ours = assert_pypsa_agrees(case)
    assert ours.mw("unserved", ALL, 2030, ALL).sum() + ours.mw("shortfall", 2030) > 1


@pytest.mark.slow
def test_a_week_of_the_real_grid(tmp_path):
    """24 zones and 64 sites over a hot week of August 2024, in 2030, with new plants, storage and lines."""
    ours = assert_pypsa_agrees(week_of_the_real_grid(tmp_path))
    assert ours.mw("built", ALL, 2030).sum() > 1_000
    assert ours.mw("storage_built", ALL, 2030).sum() > 1
    assert ours.mw("campus", ALL, 2030).sum() == pytest.approx(10_000)


def week_of_the_real_grid(folder: Path) -> Case:
    """The shipped scenario over 168 consecutive hours."""
    for name in ("sites", "scenarios"):
        shutil.copytree(REPOSITORY / name, folder / name)
    scenario = (folder / "scenarios" / "stargate_2030.yaml").read_text(encoding="utf-8")
    before, _, after = scenario.partition("time:\n")
    time = (
        "time:\n  load_year: 2024\n  resolution: hours\n  from_utc: 2024-08-12T00:00\n"
        "  until_utc: 2024-08-19T00:00\n  period: week\n\n"
    )
    week = folder / "scenarios" / "week.yaml"
    week.write_text(before + time + after[after.index("prices:\n") :], encoding="utf-8")
    case = read_case(week)
    assert len(case.horizon.snapshots) == 168
    return case
