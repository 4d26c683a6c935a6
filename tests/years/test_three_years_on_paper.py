"""Three model years on paper: what is built when, what it costs, and what the years hand on to each other.

One zone without load of its own and one site; a campus of 1 MW asks for 1 MW in every hour of 8,000. Old plant gives
100 MW at 10 USD/MWh. New plant costs 40,000 USD/MW-year if it enters service in 2028, 30,000 in 2030 and 20,000 in
2032, and runs at 5 USD/MWh.
"""

from __future__ import annotations

import pytest

from loadsite.inputs.case import Case
from small_cases import Generator, Period, Site, Zone, make_case
from solved import ALL, Solved, solved

YEARS = (2028, 2030, 2032)
HOURS = 8_000


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-4)


def toy(**changes: object) -> Case:
    arguments: dict[str, object] = {
        "zones": [Zone("z")],
        "generators": [
            Generator("old", "z", 100, fuel_usd_per_mwh=10),
            Generator("new", "z", candidate=True, fuel_usd_per_mwh=5, build_usd_per_mw_year=(40_000, 30_000, 20_000),
                      fixed_usd_per_mw_year=(900, 600, 300), annual_build="gas.z"),
        ],
        "sites": [Site("c", "z")],
        "periods": [Period(1, HOURS)],
        "years": YEARS,
        "present_value": (2.0, 1.5, 1.0),
        "target_mw": (100, 150, 300),
        "annual_build_limit_mw": {"gas.z": (60, 80, 100)},
        "queue_limit_mw": {},
    }
    return make_case(**{**arguments, **changes})  # type: ignore[arg-type]


def built(answer: Solved) -> list[float]:
    return list(answer.mw("built", "new", ALL))


def test_each_vintage_pays_its_own_annuity_from_its_year_on():
    """Needed: 0, 50 and 200 MW beyond the old plant; 2032 takes 100 at most, so 100 stand by 2030.

        2028: 40,900 x (2 + 1.5 + 1) = 184,050 a MW to stand from 2028, less fuel saved 40,000 x 2 = 80,000
        2030: 30,600 x (1.5 + 1)     =  76,500 a MW to stand from 2030

    Beyond 80 in 2030, the last 20 MW have to come in 2028. In 2030 new plant stands for 100 of 150 MW, 50 of which
    displace old plant and save 40,000 x 1.5 a MW.
    """
    answer = solved(toy())
    assert built(answer) == near([20, 80, 100])
    investment = 40_000 * 20 * 4.5 + 30_000 * 80 * 2.5 + 20_000 * 100
    fixed = 900 * 20 * 4.5 + 600 * 80 * 2.5 + 300 * 100
    fuel = HOURS * (2 * (20 * 5 + 80 * 10) + 1.5 * (100 * 5 + 50 * 10) + (200 * 5 + 100 * 10))
    assert answer.cost_usd == near(investment + fixed + fuel)


def test_a_mw_more_of_pace_saves_what_it_lets_come_later():
    """One more MW of 2030 spares one of 2028: 184,050 - 76,500, less the fuel it would have saved in 2028."""
    answer = solved(toy())
    assert answer.shadow_price("annual_build", "gas.z", 2030) == near(-(184_050 - 76_500 - 80_000))
    assert answer.shadow_price("annual_build", "gas.z", 2028) == near(0)


def test_the_queue_counts_all_years_so_far():
    """90 MW may be connected until 2030: 10 of 150 MW fall short then; in 2032 the queue is open."""
    limited = toy(
        generators=[
            Generator("old", "z", 60, fuel_usd_per_mwh=10),
            Generator("new", "z", candidate=True, fuel_usd_per_mwh=5, annual_build="gas.z", queue="gas.z",
                      build_usd_per_mw_year=30_000),
        ],
        target_mw=(100, 160, 200), queue_limit_mw={"gas.z": (90, 90, float("inf"))},
    )
    answer = solved(limited)
    assert answer.mw("shortfall", ALL) == near([0, 10, 0])
    assert sum(built(answer)[:2]) == near(90)


def test_a_retirement_is_made_up_for_in_time():
    """Half of the old plant leaves in 2030: 50 MW more are needed from then on."""
    retiring = toy(generators=[
        Generator("old", "z", (100, 50, 50), fuel_usd_per_mwh=10),
        Generator("new", "z", candidate=True, fuel_usd_per_mwh=9, build_usd_per_mw_year=50_000, annual_build="gas.z"),
    ], target_mw=(100, 100, 100))
    assert built(solved(retiring)) == near([0, 50, 0])


def test_what_later_years_do_not_ask_for_is_not_placed_before():
    """150 MW asked for in 2028 and 100 later: a campus of 150 would have to shrink, so 50 fall short in 2028."""
    answer = solved(toy(target_mw=(150, 100, 100), shortfall_usd_per_mw_year=50_000_000))
    assert answer.mw("campus", "c", ALL) == near([100, 100, 100])
    assert answer.mw("shortfall", ALL) == near([50, 0, 0])


def test_a_phase_delays_a_campus_and_only_that_campus():
    """The first site takes 30, 80, 300 MW, the second, whose connection is expensive, the rest."""
    answer = solved(toy(sites=[Site("phased", "z", (30, 80, 300)),
        Site("expensive", "z", connection_usd_per_mw_year=99)]))
    assert answer.mw("campus", "phased", ALL) == near([30, 80, 230])
    assert answer.mw("campus", "expensive", ALL) == near([70, 70, 70])


def test_a_year_split_in_two_costs_the_same():
    """2030 standing for 3 years, or 2030 and 2031 alike for 1.5 each: the same MW and the same cost."""
    whole = solved(toy(years=(2030,), target_mw=150, present_value=3.0, annual_build_limit_mw={"gas.z": 80},
                       generators=[Generator("old", "z", 100, fuel_usd_per_mwh=10),
                                   Generator("new", "z", candidate=True, fuel_usd_per_mwh=5, annual_build="gas.z",
                                             build_usd_per_mw_year=30_000)]))
    split = solved(toy(years=(2030, 2031), target_mw=150, present_value=1.5, annual_build_limit_mw={"gas.z": (80, 0)},
                       generators=[Generator("old", "z", 100, fuel_usd_per_mwh=10),
                                   Generator("new", "z", candidate=True, fuel_usd_per_mwh=5, annual_build="gas.z",
                                             build_usd_per_mw_year=30_000)]))
    assert split.cost_usd == near(whole.cost_usd)
    assert split.mw("campus", "c", ALL) == near([150, 150])
    assert split.mw("built", "new", 2030) == near(whole.mw("built", "new", 2030))


def test_a_price_is_one_year_s_whatever_its_present_value():
    """Old plant sets the price in every year: 10 USD/MWh, each hour once."""
    assert solved(toy(target_mw=(100, 150, 250))).price("z", ALL, 0) == near([10, 10, 10])


def test_onsite_waits_for_its_lead_time():
    """An off-grid campus of 50 MW: 20 stand, 30 more may enter service from 2030 on. In 2028, 20 MW are placed."""
    case = toy(
        sites=[Site("isle", "z", 50, on_grid=0, onsite_mw=20, onsite_limit_mw=50, onsite_build_limit_mw=(0, 1e9, 1e9),
                    onsite_build_usd_per_mw_year=1_000)],
        target_mw=50,
    )
    answer = solved(case)
    assert answer.mw("campus", "isle", ALL) == near([20, 50, 50])
    assert answer.mw("onsite_built", "isle", ALL) == near([0, 30, 0])
