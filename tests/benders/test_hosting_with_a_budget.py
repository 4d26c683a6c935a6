"""Headroom as it is published for one-zone markets: the most constant load that fits if it may be interrupted for a
share of its energy. With one zone and one plant it is a sum over hours, worked here without any program.
"""

from __future__ import annotations

from math import inf
from pathlib import Path

import numpy as np
import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import answer
from loadsite.solve import Method, ProofOptions
from small_cases import Generator, Period, Site, Zone, make_case

PLANT_MW = 1250.0


def load_mw(days: int) -> np.ndarray:
    """A market with a peak in the late afternoon, a summer, and chance: 300 to 1,160 MW."""
    hour, chance = np.arange(24 * days), np.random.default_rng(3).standard_normal(24 * days)
    day = 150 * np.cos((hour % 24 - 17) / 24 * 2 * np.pi)
    season = 150 * np.cos((hour / 24 / days - 0.55) * 2 * np.pi)
    return np.round(700 + day + season + 40 * chance, 2)


def market(load: np.ndarray, share: float) -> Case:
    """All of the campus may be interrupted in any hour, `share` of its energy over the year."""
    days = len(load) // 24
    return make_case(
        [Zone("z", load, "")], [Generator("gas", "z", PLANT_MW, 30)], sites=[Site("campus", "z", 2 * PLANT_MW)],
        periods=[Period(24, 365 / days) for _ in range(days)], hosting_unserved_share=0.0, interruptible_share=1.0,
        interruption_energy_share=share, interruption_usd_per_mwh=300, capacity_shortfall_usd_per_mw_year=inf,
    )


def headroom_mw(load: np.ndarray, share: float) -> float:
    """The largest X for which  sum(max(0, X - (plant - load[t]))) <= share * X * hours."""
    fits, too_much = 0.0, 2 * PLANT_MW
    for _ in range(60):
        x = (fits + too_much) / 2
        if np.maximum(0.0, x - (PLANT_MW - load)).sum() <= share * x * len(load):
            fits = x
        else:
            too_much = x
    return fits


def hosted_mw(case: Case, method: Method, folder: Path) -> float:
    found = answer(case, ProofOptions(method), folder)
    assert found.not_closed is None
    assert found.hosted is not None
    return float(found.hosted.hosted_mw.iloc[0])


@pytest.mark.parametrize("share", [0.005, 0.05])
def test_headroom_of_a_market_by_periods(share, tmp_path):
    """Of 40 days, 20 that stand for two each must exceed the budget of the year where the 40 keep it."""
    load = load_mw(40)
    assert hosted_mw(market(load, share), Method.DECOMPOSED, tmp_path) == pytest.approx(
        headroom_mw(load, share), rel=1.2e-4
    )


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0025, 0.005, 0.01, 0.05])
def test_headroom_of_a_market_over_a_year_by_the_default_method(share, tmp_path):
    load = load_mw(365)
    assert hosted_mw(market(load, share), Method.AUTO, tmp_path) == pytest.approx(headroom_mw(load, share), rel=1.2e-4)
