"""Several load years at once, on paper: one decision where to build, and what weighing the bad years changes.

One zone, 1,000 hours. Old plant gives 100 MW at 10 USD/MWh; new plant costs 40,000 USD/MW-year and runs at 10. Load is
50 MW in the mild year (probability 0.75) and 150 MW in the hot one; what stays unserved costs 100 USD/MWh.

Without new plant the mild year costs 0.5 and the hot one 1 + 5 = 6 M USD. Each MW of new plant saves 90,000 USD in the
hot year, 50 MW of it 4.5 M USD.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadsite.audit import audit
from loadsite.inputs.case import Case, Risk
from loadsite.results.periods import calendar
from loadsite.results.tables import Results, tables
from loadsite.run.answer import NotByPeriods, answer
from loadsite.solve import Method, ProofOptions, solve_certified
from small_cases import Generator, Period, Site, Zone, every_family, make_case
from solved import ALL, Solved, compiled, solved
from two_samples import repeated

MILD, HOT = 2021, 2023
TWO = {MILD: 0.75, HOT: 0.25}


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-4)


def toy(**changes: object) -> Case:
    arguments: dict[str, object] = {
        "zones": [Zone("z", (50, 150))],
        "generators": [
            Generator("old", "z", 100, fuel_usd_per_mwh=10, co2=0.4),
            Generator("new", "z", candidate=True, fuel_usd_per_mwh=10, build_usd_per_mw_year=40_000),
        ],
        "sites": [Site("c", "z")],
        "periods": [Period(1, 1_000, MILD), Period(1, 1_000, HOT)],
        "samples": TWO,
        "value_of_lost_load": 100.0,
    }
    return make_case(**{**arguments, **changes})  # type: ignore[arg-type]


def expensive(old_mw: float) -> list[Generator]:
    """Old plant, and new plant that is never worth its cost."""
    return [
        Generator("old", "z", old_mw, fuel_usd_per_mwh=10),
        Generator("new", "z", candidate=True, build_usd_per_mw_year=1e7),
    ]


def told(found: Solved) -> Results:
    """The tables of an answer, which the audit has confirmed."""
    results = tables(found.case, found.program, found.solution)
    audit(found.case, results)
    return results


def test_without_risk_load_years_count_by_their_probability():
    """A MW saves 0.25 x 90,000 = 22,500 USD, less than it costs: nothing is built, 0.75 x 0.5 + 0.25 x 6 M USD."""
    found = solved(toy())
    assert found.mw("built", "new", 2030) == near(0)
    assert found.cost_usd == near(1_875_000)


def test_the_worst_quarter_at_half_weight_is_worth_building_for():
    """The hot year counts 0.5 x 0.25 + 0.5 x 1: a MW saves 56,250 USD. 50 MW: 2 + 0.75 + 0.5 x (1.5 - 0.75) M USD."""
    found = solved(toy(risk=Risk(0.75, 0.5)))
    assert found.mw("built", "new", 2030) == near(50)
    assert found.cost_usd == near(3_125_000)
    costs = told(found).costs.set_index("term")["usd"]
    assert costs["risk"] == near(375_000)
    assert costs["fuel"] == near(750_000), "fuel stays the expected cost that it is"
    assert costs.sum() == near(3_125_000)


def test_the_worst_half_holds_a_third_of_the_mild_years():
    """Nothing can be built: the worst half costs (0.25 x 6 + 0.25 x 0.5) / 0.5 = 3.25 M USD."""
    found = solved(toy(generators=expensive(100), risk=Risk(0.5, 0.4)))
    assert found.cost_usd == near(1_875_000 + 0.4 * (3_250_000 - 1_875_000))
    told(found)


@pytest.mark.parametrize("risk", [Risk(0.75, 0.0), Risk(0.0, 0.9)])
def test_no_weight_or_no_level_is_the_expectation(risk: Risk):
    assert solved(toy(risk=risk)).cost_usd == near(1_875_000)


def test_risk_is_that_of_each_model_year():
    """Two years that count 2 and 1 times: the premium of each is counted as often."""
    found = solved(toy(generators=expensive(100), risk=Risk(0.75, 1.0), years=(2030, 2032), present_value=(2.0, 1.0)))
    assert found.cost_usd == near(3 * 6_000_000)
    told(found)


def test_each_load_year_is_told_by_itself():
    table = told(solved(toy())).samples.set_index("sample")
    assert table["probability"].to_dict() == TWO
    assert table["operating_usd"].to_dict() == near({MILD: 500_000, HOT: 6_000_000})
    assert table["unserved_mwh"].to_dict() == near({MILD: 0, HOT: 50_000})
    assert table["load_mwh"].to_dict() == near({MILD: 50_000, HOT: 150_000})
    assert table["co2_t"].to_dict() == near({MILD: 20_000, HOT: 40_000})
    assert table["price_usd_per_mwh"].to_dict() == near({MILD: 10, HOT: 100})


def test_interruptions_are_limited_in_every_load_year():
    """A campus of 100 MW asks for 100,000 MWh a year and may be interrupted for a tenth of it, each year for itself.

    In the hot year 50 MW are missing in every hour: 10,000 MWh are interrupted and 40,000 left unserved, though nothing
    is interrupted in the mild year.
    """
    found = solved(toy(
        generators=expensive(200), sites=[Site("c", "z", 100)], target_mw=100,
        interruptible_share=0.5, interruption_energy_share=0.1, interruption_usd_per_mwh=20.0,
        shortfall_usd_per_mw_year=1e9,
    ))  # fmt: skip
    table = told(found).samples.set_index("sample")
    assert table["interrupted_mwh"].to_dict() == near({MILD: 0, HOT: 10_000})
    assert table["unserved_mwh"].to_dict() == near({MILD: 0, HOT: 40_000})


@pytest.mark.parametrize("shares", [(1.0,), (0.3, 0.7), (0.2, 0.5, 0.3)])
def test_identical_load_years_are_one(shares: tuple[float, ...]):
    """Every family of the program, two model years: cost and MW are those of the one load year."""
    one, several = solved(every_family()), solved(repeated(every_family(), shares))
    assert several.cost_usd == pytest.approx(one.cost_usd, rel=1e-9)
    np.testing.assert_allclose(several.mw("campus", ALL, ALL).sum(axis=0), one.mw("campus", ALL, ALL).sum(axis=0))


def test_identical_load_years_bear_no_risk():
    case = repeated(every_family(), (0.5, 0.5))
    wary = solved(replace(case, risk=Risk(0.5, 1.0)))
    assert wary.cost_usd == pytest.approx(solved(case).cost_usd, rel=1e-9)


def test_period_by_period_finds_the_same(tmp_path: Path):
    """Load years that differ: the second has a tenth more load."""
    case = repeated(every_family(), (0.6, 0.4), growth=1.1)
    options = ProofOptions(Method.DECOMPOSED, relative_gap=1e-5, campus_gap=1.0)
    proven = solve_certified(compiled(case), calendar(case), options, tmp_path)
    assert proven.solution.objective == pytest.approx(solved(case).solution.objective, rel=2e-5)


def test_the_decomposed_method_refuses_risk(tmp_path: Path):
    case = replace(repeated(every_family(), (0.5, 0.5)), risk=Risk(0.5, 1.0))
    with pytest.raises(NotByPeriods, match="which the decomposed method cannot; choose single or auto"):
        answer(case, ProofOptions(Method.DECOMPOSED), tmp_path)
