"""Operation that can be worked out on paper: who runs, what it costs, what a MWh is worth."""

from __future__ import annotations

import pytest

from small_cases import Generator, Line, Period, Site, Storage, Zone, make_case
from solved import ALL, solved


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-6)


def test_the_cheaper_generator_runs_first():
    """Load 50, 120, 250 MW; 100 MW at 20 and 100 MW at 40 USD/MWh; the last 50 MW stay unserved at 10,000."""
    answer = solved(make_case(
        [Zone("z", (50, 120, 250))],
        [Generator("coal", "z", 100, 15, 5), Generator("gas", "z", 100, 38, 2)],
        periods=[Period(3)],
    ))
    assert answer.mw("generation", "coal", 2030, ALL) == near([50, 100, 100])
    assert answer.mw("generation", "gas", 2030, ALL) == near([0, 20, 100])
    assert answer.mw("unserved", "z", 2030, ALL) == near([0, 0, 50])
    assert answer.price("z", 2030) == near([20, 40, 10_000])
    assert answer.cost_usd == near(250 * 20 + 120 * 40 + 50 * 10_000)


def test_availability_limits_a_fleet_hour_by_hour():
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("wind", "z", 200, availability=(0.1, 0.6, 0.45)), Generator("gas", "z", 100, 30)],
        periods=[Period(3)],
    ))
    assert answer.mw("generation", "wind", 2030, ALL) == near([20, 100, 90])
    assert answer.price("z", 2030) == near([30, 0, 30])


def test_load_grows_with_the_year():
    answer = solved(make_case(
        [Zone("z", 100, load_factor=(1.0, 1.5))], [Generator("gas", "z", 500, 30)], years=[2030, 2035],
    ))
    assert answer.mw("generation", "gas", ALL, 0) == near([100, 150])


def test_a_congested_line_splits_the_price():
    """100 MW of load in B; A makes power for 10, B for 30 USD/MWh; the line carries 60 MW."""
    answer = solved(make_case(
        [Zone("A", 50), Zone("B", 100)],
        [Generator("cheap", "A", 200, 10), Generator("expensive", "B", 100, 30)],
        lines=[Line("A_B", "A", "B", 60), Line("B_A", "B", "A", 60)],
    ))
    assert answer.mw("flow", "A_B", 2030, 0) == near(60)
    assert answer.mw("flow", "B_A", 2030, 0) == near(0)
    assert answer.mw("generation", "cheap", 2030, 0) == near(110)
    assert answer.price(ALL, 2030, 0) == near([10, 30])
    assert answer.reduced_cost("flow", "A_B", 2030, 0) == near(-20)


def test_losses_are_paid_for_by_who_receives():
    """A tenth is lost: 100 MW are sent for 90 MW of load, which pays 10 / 0.9 USD/MWh."""
    answer = solved(make_case(
        [Zone("A"), Zone("B", 90)], [Generator("cheap", "A", 200, 9)], lines=[Line("A_B", "A", "B", 150, 0.1)],
    ))
    assert answer.mw("flow", "A_B", 2030, 0) == near(100)
    assert answer.price(ALL, 2030, 0) == near([9, 10])


def test_a_battery_shifts_energy_by_one_hour():
    """40 MWh go in at 10 USD/MWh; 32 MWh come out where a peaker costs 100."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 150, 10, availability=(1, 1 / 3)), Generator("peaker", "z", 100, 100)],
        [Storage("battery", "z", 40, 40, discharge_efficiency=0.8)],
        periods=[Period(2)],
    ))
    assert answer.mw("charge", "battery", 2030, ALL) == near([40, 0])
    assert answer.mw("discharge", "battery", 2030, ALL) == near([0, 32])
    assert answer.mw("state_of_charge", "battery", 2030, ALL) == near([40, 0])
    assert answer.mw("generation", "peaker", 2030, ALL) == near([0, 18])
    assert answer.price("z", 2030) == near([10, 100])
    assert answer.cost_usd == near(140 * 10 + 50 * 10 + 18 * 100)


def test_a_store_is_limited_by_power_in_service_and_by_energy():
    case = dict(
        zones=[Zone("z", 100)],
        generators=[Generator("base", "z", 300, 10, availability=(1, 0)), Generator("peaker", "z", 100, 100)],
        periods=[Period(2)],
    )
    by_power = solved(make_case(storage_fleet=[Storage("s", "z", 50, 400, availability=0.9)], **case))
    by_energy = solved(make_case(storage_fleet=[Storage("s", "z", 50, 30)], **case))
    assert by_power.mw("discharge", "s", 2030, ALL) == near([0, 45])
    assert by_energy.mw("discharge", "s", 2030, ALL) == near([0, 30])


def test_no_energy_moves_between_periods():
    """The cheap hour and the expensive hour belong to two periods, each of which ends where it began."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 150, 10, availability=(1, 1 / 3)), Generator("peaker", "z", 100, 100)],
        [Storage("battery", "z", 40, 40)],
        periods=[Period(1), Period(1)],
    ))
    assert answer.mw("generation", "peaker", 2030, 1) == near(50)


def test_periods_share_one_level():
    """Both periods would gladly hold 30 MWh over their first hour; both start and end at the same level."""
    answer = solved(make_case(
        [Zone("z", (0, 50, 50, 0))],
        [Generator("base", "z", 50, 10, availability=(1, 0, 0, 1)), Generator("peaker", "z", 100, 100)],
        [Storage("s", "z", 30, 30)],
        periods=[Period(2), Period(2)],
    ))
    level = answer.mw("boundary_state_of_charge", "s", 2030, 0)
    held = answer.mw("state_of_charge", "s", 2030, ALL)
    assert held[[1, 3]] == near([level, level])
    # The first period fills the storage before it empties it, the second the other way round: 30 MWh in all.
    assert answer.mw("discharge", "s", 2030, ALL).sum() == near(30)


def test_chained_levels_carry_energy_from_period_to_period():
    """40 MWh from the cheap period into the expensive one, and the last period closes where the first one opened:
    empty."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 150, 10, availability=(1, 1 / 3)), Generator("peaker", "z", 100, 100)],
        [Storage("battery", "z", 40, 40)],
        periods=[Period(1), Period(1)],
        inter_period=True,
    ))
    assert answer.mw("boundary_state_of_charge", "battery", 2030, ALL) == near([0, 40])
    assert answer.mw("generation", "peaker", 2030, 1) == near(10)


def test_a_ramp_holds_output_back():
    """Coal moves by 10 MW an hour: it follows 50, 60, 50 where load is 50, 90, 50."""
    answer = solved(make_case(
        [Zone("z", (50, 90, 50))],
        [Generator("coal", "z", 100, 10, ramp=0.1), Generator("peaker", "z", 100, 100)],
        periods=[Period(3)],
    ))
    assert answer.mw("generation", "coal", 2030, ALL) == near([50, 60, 50])
    assert answer.mw("generation", "peaker", 2030, ALL) == near([0, 30, 0])
    up = answer.shadow_price("ramp_up", "coal", 2030, 1)
    down = answer.shadow_price("ramp_down", "coal", 2030, 2)
    assert up + down == near(-90)


@pytest.mark.parametrize(("usd_per_mw", "built_mw", "second_mw"), [(8, 400, 90), (10, 500 / 9, 500 / 9)])
def test_a_new_plant_ramps_by_a_share_of_what_is_built(usd_per_mw, built_mw, second_mw):
    """From 50 to 90 MW at a tenth of its MW an hour. Each MW more of it saves 0.1 * (100 - 10) USD of the peaker.

    At 8 USD/MW all 40 MW of the rise are worth 400 MW of plant. At 10 none are: it is built until it gives all it has
    in the second hour, 50 + 0.1 x = x.
    """
    answer = solved(make_case(
        [Zone("z", (50, 90))],
        [Generator("new", "z", fuel_usd_per_mwh=10, candidate=True, build_usd_per_mw_year=usd_per_mw, ramp=0.1),
         Generator("peaker", "z", 100, 100)],
        periods=[Period(2)],
    ))
    assert answer.mw("built", "new", 2030) == near(built_mw)
    assert answer.mw("generation", "new", 2030, ALL) == near([50, second_mw])
    if second_mw == 90:
        assert answer.shadow_price("new_ramp_up", "new", 2030, 1) == near(-80)


def test_a_new_plant_ramps_down_as_slowly():
    """From 90 to 50 MW at a tenth of 100 MW: 30 MW too many, which only less in the hour before avoids."""
    answer = solved(make_case(
        [Zone("z", (90, 50))],
        [Generator("new", "z", fuel_usd_per_mwh=10, candidate=True, build_limit_mw=100, build_usd_per_mw_year=0.5,
                   ramp=0.1),
         Generator("peaker", "z", 100, 100)],
        periods=[Period(2)],
    ))
    assert answer.mw("generation", "new", 2030, ALL) == near([60, 50])
    assert answer.mw("generation", "peaker", 2030, ALL) == near([30, 0])


def test_ramps_do_not_reach_from_one_period_into_the_next():
    answer = solved(make_case(
        [Zone("z", (50, 90))],
        [Generator("coal", "z", 100, 10, ramp=0.1), Generator("peaker", "z", 100, 100)],
        periods=[Period(1), Period(1)],
    ))
    assert answer.mw("generation", "coal", 2030, ALL) == near([50, 90])


def test_water_is_kept_for_the_hour_that_needs_it():
    """80 MWh of water for a gap of 20 and 80 MW: the last 20 MWh cost 100, and so much is water worth."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [
            Generator("hydro", "z", 100, dispatch="energy_budget", energy_availability=(0.5, 0.3)),
            Generator("gas", "z", 80, 20, availability=(1, 0.25)),
            Generator("peaker", "z", 100, 100),
        ],
        periods=[Period(2)],
    ))
    assert answer.mw("generation", "hydro", 2030, ALL).sum() == near(80)
    assert answer.mw("generation", "peaker", 2030, ALL).sum() == near(20)
    assert answer.shadow_price("energy_budget", "hydro", 2030, 0) == near(-100)


def test_every_period_has_its_onsite_water():
    answer = solved(make_case(
        [Zone("z", 100)],
        [
            Generator("hydro", "z", 100, dispatch="energy_budget", energy_availability=(0.2, 0.2, 0.7)),
            Generator("peaker", "z", 100, 100),
        ],
        periods=[Period(2, 10.0), Period(1, 3.0)],
    ))
    hydro = answer.mw("generation", "hydro", 2030, ALL)
    assert (hydro[:2].sum(), hydro[2]) == near((40, 70))
    assert answer.shadow_price("energy_budget", "hydro", 2030, ALL) == near([-1000, -300])


@pytest.mark.parametrize(("co2_usd_per_t", "coal_mw", "price"), [(30, 80, 50), (40, 0, 56)])
def test_a_price_of_carbon_dioxide_turns_the_merit_order(co2_usd_per_t, coal_mw, price):
    """Coal costs 20 and emits 1 t/MWh, gas costs 40 and emits 0.4."""
    answer = solved(make_case(
        [Zone("z", 80)],
        [Generator("coal", "z", 100, 20, co2=1.0), Generator("gas", "z", 100, 40, co2=0.4)],
        co2_usd_per_t=co2_usd_per_t,
    ))
    assert answer.mw("generation", "coal", 2030, 0) == near(coal_mw)
    assert answer.price("z", 2030, 0) == near(price)


def test_prices_do_not_depend_on_weights():
    case = dict(
        zones=[Zone("z", (50, 120))], generators=[Generator("coal", "z", 100, 20), Generator("gas", "z", 100, 40)],
    )
    once = solved(make_case(periods=[Period(1), Period(1)], **case))
    often = solved(make_case(periods=[Period(1, 5000.0), Period(1, 3784.0)], present_value=3.0, **case))
    assert often.price("z", 2030) == near(once.price("z", 2030))
    assert often.cost_usd == near(3 * (5000 * 50 * 20 + 3784 * (100 * 20 + 20 * 40)))


def test_only_the_interruptible_tranche_is_interrupted_and_only_within_its_budget():
    """A campus of 100 MW over ten hours may interrupt half its load, and a tenth of its energy: 100 MWh.

    In three hours only a peaker at 500 USD/MWh is left. Interruption costs 100; 400 USD/MWh would be saved by more of
    it.
    """
    scarce = [0 if hour in (3, 7, 8) else 1 for hour in range(10)]
    answer = solved(make_case(
        [Zone("z")],
        [Generator("cheap", "z", 100, 20, availability=scarce), Generator("peaker", "z", 200, 500)],
        sites=[Site("c", "z")],
        periods=[Period(10)], target_mw=100, interruptible_share=0.5, interruption_energy_share=0.1,
        interruption_usd_per_mwh=100,
    ))
    interrupted = answer.mw("interrupted", "c", 2030, ALL)
    assert interrupted.sum() == near(100)
    assert interrupted.max() <= 50 + 1e-6
    assert answer.mw("generation", "peaker", 2030, ALL).sum() == near(200)
    assert answer.shadow_price("interruption_budget", "c", 2030) == near(-400)


def test_no_interruption_where_its_price_is_higher_than_the_market():
    answer = solved(make_case(
        [Zone("z")], [Generator("expensive", "z", 100, 200)], sites=[Site("c", "z")],
        target_mw=100, interruptible_share=0.5, interruption_energy_share=1.0, interruption_usd_per_mwh=250,
    ))
    assert answer.mw("interrupted", "c", 2030, 0) == near(0)


def test_a_campus_with_onsite_uses_the_cheaper_of_both():
    """60 MW behind the meter at 15 USD/MWh, nine tenths in service; the grid costs 30."""
    answer = solved(make_case(
        [Zone("z", 10)], [Generator("gas", "z", 500, 30)],
        sites=[Site("c", "z", 100, onsite_mw=60, onsite_limit_mw=60, onsite_availability=0.9, onsite_usd_per_mwh=15)],
        target_mw=100,
    ))
    assert answer.mw("onsite_generation", "c", 2030, 0) == near(54)
    assert answer.mw("grid_withdrawal", "c", 2030, 0) == near(46)
    assert answer.mw("generation", "gas", 2030, 0) == near(56)


def test_nothing_behind_the_meter_is_sent_to_the_grid():
    answer = solved(make_case(
        [Zone("z", 10)], [Generator("gas", "z", 500, 30)],
        sites=[Site("c", "z", 20, onsite_mw=60, onsite_limit_mw=60, onsite_usd_per_mwh=15)], target_mw=20,
    ))
    assert answer.mw("onsite_generation", "c", 2030, 0) == near(20)
    assert answer.mw("generation", "gas", 2030, 0) == near(10)
