"""Fuel prices by the hour, hurdle rates, credits and limits of zones, worked out on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import Case
from loadsite.results.tables import Results
from loadsite.run.answer import Answer, answer, calendar
from loadsite.solve import Method, ProofOptions, solve_certified
from loadsite.solve.benders.cost_floor import most_earned, with_cost_floor
from small_cases import Generator, Line, Period, Site, Storage, Zone, make_case, random_grid
from solved import ALL, compiled, solved
from two_roads import by, by_periods_and_as_one
from worked_case import EXACT


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-6)


def with_fuel(case: Case, **added: list[float]) -> Case:
    prices = pd.DataFrame(added.values(), list(added), case.horizon.snapshots.index, dtype=float)
    return replace(case, fleet=replace(case.fleet, fuel_added_usd_per_mwh=prices))


def with_hurdles(case: Case, *usd_per_mwh: float) -> Case:
    return replace(case, grid=replace(case.grid, lines=case.grid.lines.assign(hurdle_usd_per_mwh=usd_per_mwh)))


def moving() -> Case:
    """100 MW of load; gas at 30 USD/MWh, in three hours 0, 15 and -20 above; coal at 40. Hours count twice."""
    case = make_case([Zone("z", 100)], [Generator("gas", "z", 100, 30), Generator("coal", "z", 80, 40)],
                     sites=[Site("c", "z")], periods=[Period(3, 2.0)])
    return with_fuel(case, gas=[0.0, 15.0, -20.0])


def test_the_price_of_an_hour_decides_who_runs_in_it():
    """30, then coal's 80 MW at 40 and 20 MW of gas at 45, then 10 USD/MWh."""
    found = solved(moving())
    assert found.mw("generation", "gas", 2030, ALL) == near([100, 20, 100])
    assert found.price("z", 2030) == near([30, 45, 10])
    assert found.cost_usd == near(2 * (100 * 30 + 80 * 40 + 20 * 45 + 100 * 10))


def test_the_audit_recomputes_fuel_by_the_hour(tmp_path):
    found = answer(moving(), EXACT, tmp_path)
    costs = found.results.costs.set_index("term")["usd"]
    assert costs["fuel"] == near(2 * (3000 + 3200 + 900 + 1000))
    flat = replace(found.solve.case, fleet=replace(found.solve.case.fleet, fuel_added_usd_per_mwh=pd.DataFrame()))
    with pytest.raises(AuditFailed, match="costs term by term"):
        audit(flat, found.results)


def joined() -> Case:
    """A makes power for 10 USD/MWh, B for 30; sending from A to B costs a hurdle of 12, and B has 100 MW of load."""
    case = make_case(
        [Zone("A", 50), Zone("B", 100)], [Generator("cheap", "A", 200, 10), Generator("expensive", "B", 100, 30)],
        lines=[Line("A_B", "A", "B", 60), Line("B_A", "B", "A", 60)], sites=[Site("c", "A")],
        periods=[Period(1, 3.0)],
    )  # fmt: skip
    return with_hurdles(case, 12.0, 0.0)


def test_a_hurdle_is_paid_by_what_is_sent(tmp_path):
    """60 MW are sent at 10 + 12; one more MW of the line would save 30 - 10 - 12."""
    found = solved(joined())
    assert found.mw("flow", "A_B", 2030, 0) == near(60)
    assert found.cost_usd == near(3 * (110 * 10 + 40 * 30 + 60 * 12))
    assert found.reduced_cost("flow", "A_B", 2030, 0) == near(-3 * 8)
    costs = answer(joined(), EXACT, tmp_path).results.costs.set_index("term")
    assert costs.loc["hurdle", "usd"] == near(3 * 60 * 12) and costs.loc["hurdle", "kind"] == "cost"


def test_a_hurdle_above_the_difference_stops_a_line():
    assert solved(with_hurdles(joined(), 20.5, 0.0)).mw("flow", "A_B", 2030, 0) == near(0)


def test_a_hurdle_that_is_not_paid_is_found_by_the_audit(tmp_path):
    found = answer(joined(), EXACT, tmp_path)
    with pytest.raises(AuditFailed, match="costs term by term"):
        audit(with_hurdles(found.solve.case, 11.0, 0.0), found.results)


def test_no_hurdle_is_no_term_of_the_cost():
    assert "hurdle" not in compiled(with_hurdles(joined(), 0.0, 0.0)).cost_terms


def earning(**changes) -> Case:
    """Two days whose wind earns 26 USD/MWh: what stands, and what may be built up to 250 MW."""
    arguments = {
        "zones": [Zone("z", (90, 120, 150, 80, 100, 60))],
        "generators": [
            Generator("wind", "z", 40, 0, -26, availability=(0.5, 0.9, 0.2, 0.7, 0.1, 0.4), dispatch="profile"),
            Generator("new_wind", "z", 0, 0, -26, candidate=True, build_usd_per_mw_year=90_000, dispatch="profile",
                      availability=(0.5, 0.9, 0.2, 0.7, 0.1, 0.4), annual_build="wind.z"),
            Generator("gas", "z", 200, 33, 2),
        ],
        "storage_fleet": [Storage("battery", "z", 20, 50, 0.9, 0.9, variable_usd_per_mwh=-1.5)],
        "periods": [Period(3, 1000.0), Period(3, 1928.0)], "annual_build_limit_mw": {"wind.z": 250},
    }  # fmt: skip
    return make_case(**{**arguments, **changes})


def test_what_earns_is_solved_alike_by_periods_and_as_one(tmp_path):
    """Without the cost floor the cost of a period would be taken for no less than zero."""
    case = earning()
    decomposed, whole = by_periods_and_as_one(case, tmp_path, 1e-8)
    assert decomposed == pytest.approx(whole, rel=1e-7)
    assert solved(case).mw("built", "new_wind", 2030) > 30.0


def test_credits_that_pay_for_the_whole_grid(tmp_path):
    """At 400 USD/MWh the whole year earns: the least cost is below zero, by periods as well."""
    generators = [Generator("wind", "z", 300, 0, -400, availability=(0.5, 0.9, 0.2, 0.7, 0.1, 0.4), dispatch="profile"),
                  Generator("gas", "z", 200, 33, 2)]  # fmt: skip
    case = earning(generators=generators, annual_build_limit_mw={})
    decomposed, whole = by_periods_and_as_one(case, tmp_path, 1e-8)
    assert whole < -100.0
    assert decomposed == pytest.approx(whole, rel=1e-7)


def test_a_cost_floor_is_what_a_period_can_earn_at_most():
    """First period: wind of 40 MW earns 26 USD/MWh in 1.6 hours of full output, the battery 1.5 of 20 MW in 3 hours,
    new wind 26 of twice 250 MW; 1,000 hours each.
    """
    program, days = compiled(earning()), calendar(earning())
    first = 1e-6 * 1000 * (40 * 1.6 * 26 + 500 * 1.6 * 26 + 20 * 3 * 1.5)
    assert most_earned(program, days)[0] == pytest.approx(first)
    floored = with_cost_floor(program, days)
    assert floored.offset + floored.cost[program.column_count:].sum() == pytest.approx(program.offset, abs=1e-12)
    costly = compiled(random_grid(1, 6, 2))
    assert with_cost_floor(costly, calendar(random_grid(1, 6, 2))) is costly


def test_what_earns_without_a_bound_is_solved_as_one_or_refused(tmp_path):
    """New wind without a pace could earn in a period whatever is built."""
    case = earning(annual_build_limit_mw={})
    program, days = compiled(case), calendar(case)
    assert np.isinf(most_earned(program, days)).all()
    assert solve_certified(program, days, ProofOptions(Method.AUTO), tmp_path).method is Method.SINGLE
    with pytest.raises(ValueError, match="earns without a bound"):
        by(Method.DECOMPOSED, case, tmp_path)


def limited(limit_mw: float = 70.0) -> Case:
    """Wind at 50,000 USD/MW-year saves 8,760 h of 30 USD/MWh; the zone has room for 70 MW, over two vintages."""
    case = make_case(
        [Zone("z", 300)],
        [Generator("gas", "z", 400, 30),
         *(Generator(f"z.wind.{year}.new", "z", candidate=True, build_limit_mw=limits,
                     build_usd_per_mw_year=50_000 + 1000 * number)
           for number, (year, limits) in enumerate({2030: (np.inf, 0), 2035: (0, np.inf)}.items()))],
        sites=[Site("c", "z")], periods=[Period(1, 8760.0)], years=[2030, 2035], present_value=(5.0, 4.0),
    )  # fmt: skip
    limits = pd.DataFrame({"technology": "thing", "zone": "z", "limit_mw": limit_mw}, ["z.thing"])
    return replace(case, build_out=replace(case.build_out, zone_limit=limits))


def test_a_zone_has_room_for_so_much_over_all_years(tmp_path):
    """All 70 MW at once. One more MW would save 262,800 - 50,000 in both years, 9 years' worth."""
    found = answer(limited(), EXACT, tmp_path)
    built = found.results.built.set_index(["label", "year"])["built_mw"]
    assert built["z.wind.2030.new", 2030] == near(70.0) and built["z.wind.2035.new", 2035] == near(0.0)
    prices = found.results.shadow_prices
    prices = prices[prices["family"] == "zone_limit"].set_index("year")["shadow_price"]
    more = answer(limited(70.5), EXACT, tmp_path / "more").results.costs["usd"].sum()
    per_mw = (more - found.results.costs["usd"].sum()) / 0.5
    assert per_mw == near(-9 * 212_800)
    assert prices[2030] * 5 + prices[2035] * 4 == near(-9 * 212_800)
    told = found.results.limits.set_index(["kind", "label"])
    assert "limit of the zone" in told.index.get_level_values(0)


def test_more_than_the_zone_has_room_for_is_found_by_the_audit(tmp_path):
    found: Answer = answer(limited(), EXACT, tmp_path)
    results: Results = found.results
    with pytest.raises(AuditFailed, match="built within limits of zones"):
        audit(limited(69.0), results)


def test_lines_that_stand_have_their_fixed_cost(tmp_path):
    """60 MW at 1,500 USD/MW-year, of one direction alone."""
    case = joined()
    lines = case.grid.lines.assign(fixed_usd_per_mw_year=[1_500.0, 0.0])
    found = answer(replace(case, grid=replace(case.grid, lines=lines)), EXACT, tmp_path)
    assert found.results.costs.set_index("term")["usd"]["fixed_cost"] == near(60 * 1_500)
