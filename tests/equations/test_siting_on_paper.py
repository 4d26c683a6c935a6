"""Siting and building that can be worked out on paper."""

from __future__ import annotations

from math import inf

import pytest

from loadsite.solve import Infeasible
from matrices import from_arrays
from small_cases import Corridor, Generator, Line, Period, Site, Storage, Zone, make_case
from solved import ALL, compiled, solved

HOURS = 8784
A_YEAR = [Period(1, HOURS)]


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-6)


def two_zones(**more):
    """Power costs 10 USD/MWh in A and 30 in B; nothing goes from one to the other."""
    return make_case(
        [Zone("A"), Zone("B")],
        [Generator("cheap", "A", 500, 10), Generator("expensive", "B", 500, 30)],
        sites=[Site("a", "A", 100), Site("b", "B", 100)],
        periods=A_YEAR,
        **more,
    )


def test_a_campus_goes_where_power_is_cheaper():
    """150 MW: the site in A is full at 100. One more MW costs a year at 30; one more of the limit in A saves 20."""
    answer = solved(two_zones(target_mw=150))
    assert answer.mw("campus", ALL, 2030) == near([100, 50])
    assert answer.shadow_price("target", 2030) == near(30 * HOURS)
    assert answer.reduced_cost("campus", "a", 2030) == near(-20 * HOURS)
    assert answer.cost_usd == near((100 * 10 + 50 * 30) * HOURS)


def test_a_dear_connection_moves_a_campus():
    """The connection in A costs more per MW-year than the more expensive power of B."""
    case = make_case(
        [Zone("A"), Zone("B")],
        [Generator("cheap", "A", 500, 10), Generator("expensive", "B", 500, 30)],
        sites=[Site("a", "A", 100, connection_usd_per_mw_year=20 * HOURS + 1), Site("b", "B", 100)],
        periods=A_YEAR, target_mw=80,
    )
    assert solved(case).mw("campus", ALL, 2030) == near([0, 80])


@pytest.mark.parametrize(
    ("shortfall_usd_per_mw_year", "placed_mw", "price"), [(9 * HOURS, 0, 9 * HOURS), (20 * HOURS, 100, 20 * HOURS)]
)
def test_mw_fall_short_where_that_is_cheaper(shortfall_usd_per_mw_year, placed_mw, price):
    answer = solved(two_zones(target_mw=150, shortfall_usd_per_mw_year=shortfall_usd_per_mw_year))
    assert answer.mw("campus", ALL, 2030).sum() == near(placed_mw)
    assert answer.mw("shortfall", 2030) == near(150 - placed_mw)
    assert answer.shadow_price("target", 2030) == near(price)


def test_nothing_falls_short_at_an_infinite_price():
    assert solved(two_zones(target_mw=200, shortfall_usd_per_mw_year=inf)).mw("shortfall", 2030) == near(0)
    with pytest.raises(Infeasible):
        solved(two_zones(target_mw=201, shortfall_usd_per_mw_year=inf))


def test_a_site_fills_by_phases():
    """50 MW may stand in 2030 and 100 in 2035; 80 are asked for in both."""
    answer = solved(make_case(
        [Zone("z")], [Generator("gas", "z", 500, 10)], sites=[Site("c", "z", (50, 100))],
        periods=A_YEAR, years=[2030, 2035], target_mw=80,
    ))
    assert answer.mw("campus", "c", ALL) == near([50, 80])
    assert answer.mw("shortfall", ALL) == near([30, 0])


@pytest.mark.parametrize(("second_year_counts", "placed"), [(1.0, ("b", "b")), (0.1, ("a", "a"))])
def test_a_campus_does_not_move(second_year_counts, placed):
    """A is cheaper first (10 against 30 USD/MWh), B later (5 against 100): what counts is both years together."""
    answer = solved(make_case(
        [Zone("A"), Zone("B")],
        [Generator("of_a", "A", 500, (10, 100)), Generator("of_b", "B", 500, (30, 5))],
        sites=[Site("a", "A", 100), Site("b", "B", 100)],
        periods=A_YEAR, years=[2030, 2035], present_value=(1.0, second_year_counts), target_mw=50,
    ))
    for year, site in zip((2030, 2035), placed, strict=True):
        assert answer.mw("campus", site, year) == near(50)


def test_the_load_of_a_campus_follows_its_shape():
    answer = solved(make_case(
        [Zone("z", 20)], [Generator("gas", "z", 500, 10)], sites=[Site("c", "z", load_shape=(0.5, 0.9))],
        periods=[Period(2)], target_mw=100,
    ))
    assert answer.mw("generation", "gas", 2030, ALL) == near([70, 110])


def test_the_most_mw_that_fit():
    """100 MW of generation, 60 MW of load, 0.8 MW asked by each MW of campus: 50 MW fit."""
    answer = solved(make_case(
        [Zone("z", 60)], [Generator("gas", "z", 100, 10)], sites=[Site("c", "z", load_shape=0.8)],
        hosting_unserved_share=0.0,
    ))
    assert answer.mw("campus", "c", 2030) == near(50)


def test_more_fit_where_a_little_may_stay_unserved():
    """A tenth of 60 MWh may stay unserved: 6 MW more of draw, 7.5 MW more of campus."""
    answer = solved(make_case(
        [Zone("z", 60)], [Generator("gas", "z", 100, 10)], sites=[Site("c", "z", load_shape=0.8)],
        hosting_unserved_share=0.1,
    ))
    assert answer.mw("campus", "c", 2030) == near(57.5)
    assert answer.shadow_price("unserved_limit", 2030) / 1000 == near(-1 / 0.8)


def test_an_island_lives_on_its_onsite():
    """100 MW draw 50; nine tenths of on-site generation are in service: 55.6 MW are needed, 40 stand. The grid is
    cheaper."""
    answer = solved(make_case(
        [Zone("z", 10)], [Generator("gas", "z", 500, 1)],
        sites=[Site("c", "z", 100, on_grid=0, load_shape=0.5, onsite_mw=40, onsite_limit_mw=80, onsite_availability=0.9,
                    onsite_build_usd_per_mw_year=100_000, onsite_usd_per_mwh=40)],
        periods=A_YEAR, target_mw=100,
    ))
    assert answer.mw("campus", "c", 2030) == near(100)
    assert answer.mw("grid_withdrawal", "c", 2030, 0) == near(0)
    assert answer.mw("onsite_built", "c", 2030) == near(50 / 0.9 - 40)
    assert answer.cost_usd == near((50 / 0.9 - 40) * 100_000 + 50 * 40 * HOURS + 10 * 1 * HOURS)


def test_an_island_is_no_larger_than_its_supply():
    """45 MW of on-site generation at most: 40.5 MW in service feed 81 MW of campus."""
    answer = solved(make_case(
        [Zone("z", 10)], [Generator("gas", "z", 500, 1)],
        sites=[Site("c", "z", 100, on_grid=0, load_shape=0.5, onsite_mw=40, onsite_limit_mw=45,
            onsite_availability=0.9)],
        periods=A_YEAR, target_mw=100,
    ))
    assert answer.mw("campus", "c", 2030) == near(81)
    assert answer.mw("onsite_built", "c", 2030) == near(5)


def test_an_island_may_draw_once_it_is_connected():
    answer = solved(make_case(
        [Zone("z", 10)], [Generator("gas", "z", 500, 1)],
        sites=[Site("c", "z", 100, on_grid=(0, 1), onsite_mw=30, onsite_limit_mw=30, onsite_usd_per_mwh=40)],
        periods=A_YEAR, years=[2030, 2035], target_mw=(30, 100),
    ))
    assert answer.mw("grid_withdrawal", "c", ALL, 0) == near([0, 100])


def test_a_line_is_built_where_it_earns_its_cost():
    """40 USD/MWh saved in every hour against 100,000 USD/MW-year: all 50 MW allowed are built, both ways."""
    answer = solved(make_case(
        [Zone("A"), Zone("B", 100)],
        [Generator("cheap", "A", 500, 10), Generator("expensive", "B", 500, 50)],
        lines=[Line("A_B", "A", "B", 20), Line("B_A", "B", "A", 0)],
        corridors=[Corridor(limit_mw=50, build_usd_per_mw_year=100_000)],
        periods=A_YEAR,
    ))
    assert answer.mw("line_built", "corridor", 2030) == near(50)
    assert answer.mw("flow", "A_B", 2030, 0) == near(70)
    both = answer.shadow_price("corridor_limit", "corridor", 2030) + answer.reduced_cost("line_built", "corridor", 2030)
    assert both == near(-(40 * HOURS - 100_000))
    assert answer.shadow_price("expandable_flow_limit", "A_B", 2030, 0) == near(-40 * HOURS)


def test_a_corridor_opens_after_its_lead_time_and_holds_for_all_years():
    answer = solved(make_case(
        [Zone("A"), Zone("B", 100)],
        [Generator("cheap", "A", 500, 10), Generator("expensive", "B", 500, 50)],
        lines=[Line("A_B", "A", "B", 0)],
        corridors=[Corridor(limit_mw=(0, 50, 50), build_usd_per_mw_year=100)],
        periods=A_YEAR, years=[2030, 2035, 2040],
    ))
    assert answer.mw("line_built", "corridor", ALL) == near([0, 50, 0])
    assert answer.mw("flow", "A_B", ALL, 0) == near([0, 50, 50])


def test_storage_is_built_for_power_and_hours():
    """50 MWh are to be shifted by an hour. Storage of one hour, four fifths in service: 62.5 MW."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 170, 0, availability=(1, 50 / 170)), Generator("peaker", "z", 100, 100)],
        [Storage("new", "z", candidate=True, build_usd_per_mw_year=10, duration_h=1, availability=0.8)],
        periods=[Period(2)],
    ))
    assert answer.mw("storage_built", "new", 2030) == near(62.5)
    assert answer.mw("discharge", "new", 2030, ALL) == near([0, 50])


def test_storage_is_built_for_energy_where_that_is_what_lacks():
    """Half an hour of storage: 50 MWh need 100 MW."""
    answer = solved(make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 170, 0, availability=(1, 50 / 170)), Generator("peaker", "z", 100, 100)],
        [Storage("new", "z", candidate=True, build_usd_per_mw_year=10, duration_h=0.5)],
        periods=[Period(2)],
    ))
    assert answer.mw("storage_built", "new", 2030) == near(100)
    assert answer.shadow_price("new_storage_energy_limit", "new", 2030, 0) == near(-20)


def building(**more):
    """100 MW of load that a peaker serves for 100 USD/MWh; new plants cost 200,000 USD/MW-year and 20 USD/MWh."""
    years = more.pop("years", [2030])
    new = Generator("new", "z", candidate=True, build_usd_per_mw_year=200_000, fuel_usd_per_mwh=20,
                    **more.pop("new", {}))
    return make_case(
        [Zone("z", 100)], [Generator("peaker", "z", 500, 100), new], periods=A_YEAR, years=years, **more
    )


def test_new_plants_are_built_where_they_earn_their_cost():
    answer = solved(building())
    assert answer.mw("built", "new", 2030) == near(100)
    assert answer.cost_usd == near(100 * 200_000 + 100 * 20 * HOURS)
    assert answer.price("z", 2030, 0) == near(20 + 200_000 / HOURS)


def test_nothing_is_built_within_its_lead_time():
    answer = solved(building(years=[2030, 2035], new={"build_limit_mw": (0, inf)}))
    assert answer.mw("built", "new", ALL) == near([0, 100])
    assert answer.mw("generation", "new", ALL, 0) == near([0, 100])


def test_the_pace_limits_what_enters_service_between_two_years():
    answer = solved(building(years=[2030, 2035], new={"annual_build": "gas.z"},
        annual_build_limit_mw={"gas.z": (30, 45)}))
    assert answer.mw("built", "new", ALL) == near([30, 45])
    assert answer.shadow_price("annual_build", "gas.z", 2035) == near(-(80 * HOURS - 200_000))


def test_the_queue_limits_all_years_together():
    answer = solved(building(years=[2030, 2035], new={"queue": "gas.z"}, queue_limit_mw={"gas.z": (30, 45)}))
    assert answer.mw("built", "new", ALL) == near([30, 15])


def test_a_queue_whose_year_has_passed_limits_nothing():
    answer = solved(building(years=[2030, 2035], new={"queue": "gas.z"}, queue_limit_mw={"gas.z": (30, inf)}))
    assert answer.mw("built", "new", ALL) == near([30, 70])


def test_generators_and_stores_of_one_kind_share_a_pace():
    case = make_case(
        [Zone("z", 100)],
        [Generator("base", "z", 170, 0, availability=(1, 0)), Generator("peaker", "z", 200, 100),
         Generator("new", "z", candidate=True, build_usd_per_mw_year=1, fuel_usd_per_mwh=50, annual_build="any.z")],
        [Storage("storage", "z", candidate=True, build_usd_per_mw_year=1, annual_build="any.z")],
        periods=[Period(2)], annual_build_limit_mw={"any.z": 80},
    )
    answer = solved(case)
    # Storage saves 100 USD/MWh in the second hour and is limited to the 70 MWh left over; the new plant saves 50.
    assert answer.mw("storage_built", "storage", 2030) == near(70)
    assert answer.mw("built", "new", 2030) == near(10)


def adequacy(**more):
    """Peak load 100 MW and a margin of 15 %; the fleet counts 90 MW; a new MW counts half and costs 50,000 a year."""
    return make_case(
        [Zone("z", 50, "ERCOT")],
        [Generator("old", "z", 100, 10, credit=0.9),
         Generator("new", "z", candidate=True, build_usd_per_mw_year=50_000, fuel_usd_per_mwh=1000, credit=0.5)],
        periods=A_YEAR, reserve_margins={"ERCOT": 0.15}, peak_load_mw={"ERCOT": 100},
        **more,
    )


def test_the_reserve_margin_has_capacity_built_and_prices_it():
    """25 MW of firm capacity lack: 50 MW are built, and a firm MW is worth 100,000 USD a year."""
    answer = solved(adequacy())
    assert answer.mw("built", "new", 2030) == near(50)
    assert answer.shadow_price("reserve_margin", "ERCOT", 2030) == near(100_000)


def test_capacity_falls_short_where_that_is_cheaper():
    answer = solved(adequacy(capacity_shortfall_usd_per_mw_year=80_000.0))
    assert answer.mw("built", "new", 2030) == near(0)
    assert answer.mw("capacity_shortfall", "ERCOT", 2030) == near(25)
    assert answer.shadow_price("reserve_margin", "ERCOT", 2030) == near(80_000)


def test_a_campus_asks_for_firm_capacity_with_its_margin():
    """10 MW of campus, three quarters firm, at most 0.8 drawn: 1.15 * 6 MW more, and twice that is built."""
    answer = solved(adequacy(sites=[Site("c", "z", load_shape=0.8)], target_mw=10, interruptible_share=0.25))
    assert answer.mw("built", "new", 2030) == near(2 * (25 + 1.15 * 6))
    supply = 0.8 * 10 * HOURS
    assert answer.shadow_price("target", 2030) == near(supply + 1.15 * 0.6 * 100_000)


def test_an_island_asks_for_no_firm_capacity_of_the_grid():
    off_grid = Site("c", "z", on_grid=0, onsite_mw=10, onsite_limit_mw=10)
    assert solved(adequacy(sites=[off_grid], target_mw=10)).mw("built", "new", 2030) == near(50)


def test_storage_counts_towards_the_margin():
    storage = Storage("storage", "z", candidate=True, build_usd_per_mw_year=30_000, credit=0.6)
    answer = solved(adequacy(storage_fleet=[storage]))
    assert answer.mw("storage_built", "storage", 2030) == near(25 / 0.6)
    assert answer.shadow_price("reserve_margin", "ERCOT", 2030) == near(50_000)


def test_without_margins_nothing_is_built_for_them():
    case = make_case(
        [Zone("z", 50, "ERCOT")], [Generator("old", "z", 100, 10, credit=0.5)], periods=A_YEAR,
    )
    assert not solved(case).program.row_block("reserve_margin").size


def test_what_fits_is_held_back_by_missing_capacity():
    """Hosting: 90 MW of firm capacity under a peak of 60 MW with 15 % leave 21 MW, or 21 / 1.15 MW of campus."""
    case = make_case(
        [Zone("z", 10, "ERCOT")], [Generator("old", "z", 100, 10, credit=0.9)], sites=[Site("c", "z")],
        periods=A_YEAR, reserve_margins={"ERCOT": 0.15}, peak_load_mw={"ERCOT": 60}, hosting_unserved_share=0.0,
    )
    assert solved(case).mw("campus", "c", 2030) == near(21 / 1.15)


def test_two_years_pay_what_stands_in_each():
    """Built in 2030, an annuity is paid in both years; 2030 counts 5 times and 2035 4 times."""
    answer = solved(building(years=[2030, 2035], present_value=(5.0, 4.0)))
    assert answer.mw("built", "new", ALL) == near([100, 0])
    assert answer.cost_usd == near((5 + 4) * (100 * 200_000 + 100 * 20 * HOURS))


def test_what_stands_costs_its_fixed_cost():
    """100 MW at 7,000 and storage of 20 MW at 3,000 USD/MW-year, in years that count 5 and 4 times."""
    answer = solved(make_case(
        [Zone("z")], [Generator("old", "z", 100, fixed_usd_per_mw_year=7_000)],
        [Storage("storage", "z", 20, 80, fixed_usd_per_mw_year=3_000)],
        years=[2030, 2035], present_value=(5.0, 4.0),
    ))
    assert answer.cost_usd == near((5 + 4) * (100 * 7_000 + 20 * 3_000))


def test_what_is_built_pays_the_fixed_cost_of_every_year_it_stands():
    """Built in 2030 at no cost: 10,000 USD/MW, that of its year of service, in both years; 60,000 for each MW of
    storage.
    """
    answer = solved(make_case(
        [Zone("z", 50)],
        [Generator("new", "z", candidate=True, fixed_usd_per_mw_year=(10_000, 30_000))],
        [Storage("storage", "z", candidate=True, fixed_usd_per_mw_year=60_000, credit=1.0)],
        periods=A_YEAR, years=[2030, 2035],
        reserve_margins={"market": 0.0}, peak_load_mw={"market": (10, 10)},
    ))
    assert answer.cost_usd == near(50 * (10_000 + 10_000) + 10 * (60_000 + 60_000))


def test_a_campus_stays_as_large_as_in_the_year_before():
    """Three years: each is compared with the one before it, not with the first."""
    case = make_case([Zone("z")], sites=[Site("c", "z")], years=[2030, 2035, 2040])
    rows = from_arrays(compiled(case)).only("no_shrinking").entries
    assert rows == {
        "no_shrinking[c, 2035]": {"campus[c, 2030]": 1.0, "campus[c, 2035]": -1.0},
        "no_shrinking[c, 2040]": {"campus[c, 2035]": 1.0, "campus[c, 2040]": -1.0},
    }
