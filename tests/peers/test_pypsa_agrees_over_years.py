"""PyPSA's multi-investment model, asked the same question from the same tables, finds the same cost, MW and prices."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from small_cases import Period, random_grid
from solved import ALL, solved

pytestmark = [
    pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `test`"),
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning"),
]

YEARS = [2028, 2030, 2035]
PRESENT_VALUE = (1.9, 4.1, 3.2)
CLOSE = 1e-6
ANNUAL_BUILDS = {"solar": (300, 350, 900), "wind": (150, 160, 420), "gas": (120, 210, 330), "battery": (90, 95, 260)}


def over_years(zones: int, seed: int) -> Case:
    """A few zones over half a day, three years: loads grow, coal retires, gas waits, costs fall, sites have phases."""
    case = random_grid(
        zones=zones, hours=12, seed=seed, periods=[Period(12, 732.0)], years=YEARS, present_value=PRESENT_VALUE,
        target_mw=(50 * zones, 300 * zones, 460 * zones),
        annual_build_limit_mw={f"{kind}.z{k}": limits for k in range(zones) for kind, limits in ANNUAL_BUILDS.items()},
    )  # fmt: skip
    random = np.random.default_rng(seed)

    def spread(table: pd.DataFrame, low: tuple[float, ...], high: tuple[float, ...]) -> pd.DataFrame:
        """Every row times a random factor per year."""
        return table * np.column_stack([random.uniform(*ends, len(table)) for ends in zip(low, high, strict=True)])

    fleet, storage_fleet, grid, sites = case.fleet, case.storage_fleet, case.grid, case.sites
    generators = fleet.generators.assign(ramp_share_per_h=np.inf)
    generators["dispatch"] = generators["dispatch"].replace("energy_budget", "firm")
    coal = generators.index.str.endswith(".coal")
    existing, build_limit = fleet.existing_mw.copy(), fleet.build_limit_mw.copy()
    existing.loc[coal] = existing.loc[coal].to_numpy() * np.array([1.0, 0.6, 0.25])
    build_limit.loc[generators.index.str.endswith(".new_gas"), 2028] = 0.0
    return replace(
        case,
        fleet=replace(
            fleet, generators=generators, existing_mw=existing, build_limit_mw=build_limit,
            energy_availability=fleet.energy_availability.iloc[:0],
            build_usd_per_mw_year=spread(fleet.build_usd_per_mw_year, (1.0, 0.9, 0.7), (1.1, 1.0, 0.8)),
            fixed_usd_per_mw_year=spread(fleet.fixed_usd_per_mw_year + 9_000, (1.0, 0.9, 0.8), (1.1, 1.0, 0.9)),
            fuel_usd_per_mwh=spread(fleet.fuel_usd_per_mwh, (0.9, 1.0, 1.1), (1.0, 1.1, 1.3)),
        ),
        storage_fleet=replace(
            storage_fleet, build_usd_per_mw_year=spread(storage_fleet.build_usd_per_mw_year, (1.0, 0.8, 0.6),
                (1.1, 0.9, 0.7))),
        grid=replace(
            grid, load_factor=spread(grid.load_factor, (1.0, 1.05, 1.15), (1.05, 1.15, 1.3)),
            corridor_limit_mw=grid.corridor_limit_mw * np.array([0.0, 0.5, 1.0])),
        sites=replace(sites, limit_mw=spread(sites.limit_mw, (0.3, 0.6, 1.0), (0.5, 0.8, 1.2))),
    )  # fmt: skip


@pytest.mark.parametrize(("zones", "seed"), [(2, 5), pytest.param(3, 19, marks=pytest.mark.slow)])
def test_three_years_of_building(zones: int, seed: int):
    """Cost to 1e-6; the MW of every site and vintage and every price too, as all numbers are unlike each other."""
    from years_as_pypsa import years_solved_by_pypsa

    case = over_years(zones, seed)
    ours, theirs = solved(case), years_solved_by_pypsa(case)
    assert ours.cost_usd == pytest.approx(theirs.cost_usd, rel=CLOSE)
    np.testing.assert_allclose(ours.mw("campus", ALL, ALL), theirs.campus_mw.to_numpy(), rtol=1e-5, atol=1e-3)
    built = theirs.built_mw.loc[list(ours.program.column_block("built").axes[0].labels)].to_numpy()
    np.testing.assert_allclose(ours.mw("built", ALL, ALL), built, rtol=1e-5, atol=1e-3)
    np.testing.assert_allclose(ours.price().reshape(zones, -1), theirs.price.to_numpy(), rtol=1e-5, atol=1e-4)
    assert (ours.mw("built", ALL, ALL).sum(axis=0) > 1).all(), "something is built in every year"
    assert ours.mw("shortfall", ALL).sum() > 1 or ours.mw("campus", ALL, 2035).sum() == pytest.approx(460 * zones)
