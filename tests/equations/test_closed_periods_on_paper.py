"""Periods that close on themselves: ramps round their end, and storage at a level of its own in each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import Case
from loadsite.run.answer import answer
from small_cases import Generator, Period, Site, Storage, Zone, make_case, random_grid
from solved import ALL, solved
from two_roads import by_periods_and_as_one
from worked_case import EXACT


def near(number):
    return pytest.approx(number, rel=1e-9, abs=1e-6)


def cyclic(case: Case) -> Case:
    return replace(case, horizon=replace(case.horizon, cyclic=True))


def falling() -> Case:
    """Load falls from 200 to 60 MW over three hours. Coal at 10 USD/MWh ramps by 25 MW an hour, gas at 50 follows."""
    return make_case(
        [Zone("z", (200, 130, 60))], [Generator("coal", "z", 100, 10, ramp=0.25), Generator("gas", "z", 200, 50)],
        sites=[Site("c", "z")], periods=[Period(3, 2.0)],
    )  # fmt: skip


def test_an_open_period_begins_anywhere():
    """Coal is at 60 MW in the last hour, so at most at 85 before, and 100 in the first."""
    assert solved(falling()).mw("generation", "coal", 2030, ALL) == near([100, 85, 60])


def test_a_closed_period_ramps_round_its_end(tmp_path):
    """The first hour follows on the last one: 85 MW at most. One more MW of ramp saves 40 USD in both hours."""
    found = answer(cyclic(falling()), EXACT, tmp_path)
    coal = found.results.dispatch[found.results.dispatch["generator"] == "coal"]["generation_mw"]
    assert coal.tolist() == near([85, 85, 60])
    prices = found.results.hourly_shadow_prices["ramp_up_round"]
    assert prices["shadow_price"].tolist() == near([-40.0])
    steeper = cyclic(falling())
    steeper.fleet.generators.loc["coal", "ramp_share_per_h"] = 0.26
    saved = found.solve.solution.objective - answer(steeper, EXACT, tmp_path / "1").solve.solution.objective
    assert 1e6 * saved == near(2 * (40 + 40)), "both the ramp round and the one to the last hour"
    with pytest.raises(AuditFailed, match="ramps round the end of periods"):
        audit(found.solve.case, answer(falling(), EXACT, tmp_path / "2").results)


def test_output_falls_round_the_end_as_well():
    """Load rises: 60, 130, 200. Coal's last hour may be no more than 25 MW above the first one of the next round."""
    case = make_case(
        [Zone("z", (60, 130, 200))], [Generator("coal", "z", 100, 10, ramp=0.25), Generator("gas", "z", 200, 50)],
        periods=[Period(3, 2.0)],
    )  # fmt: skip
    assert solved(case).mw("generation", "coal", 2030, ALL) == near([60, 85, 100])
    assert solved(cyclic(case)).mw("generation", "coal", 2030, ALL) == near([60, 85, 85])


def test_what_is_built_ramps_round_as_well():
    """100 MW of coal are worth building; they ramp as what stands does."""
    case = make_case(
        [Zone("z", (200, 130, 60))],
        [Generator("coal", "z", 0, 10, ramp=0.25, candidate=True, build_limit_mw=100, build_usd_per_mw_year=1),
         Generator("gas", "z", 200, 50)], periods=[Period(3, 2.0)],
    )  # fmt: skip
    assert solved(case).mw("generation", "coal", 2030, ALL) == near([100, 85, 60])
    assert solved(cyclic(case)).mw("generation", "coal", 2030, ALL) == near([85, 85, 60])


def two_days(**changes) -> Case:
    """Two days, of which only the second has power at night: a store that opens both at one level carries nothing."""
    return make_case(
        [Zone("z", (60, 60, 60, 60))],
        [Generator("sun", "z", 100, availability=(1, 0, 0.6, 0.6)), Generator("gas", "z", 100, 30)],
        [Storage("battery", "z", 40, 40)], sites=[Site("c", "z")], periods=[Period(2), Period(2)], **changes,
    )  # fmt: skip


def test_each_period_may_keep_a_level_of_its_own():
    """At its own level the first day carries its 40 MWh of sun to the night whatever the second one does."""
    case = two_days()
    periods = case.horizon.periods.assign(opening_boundary=[0, 1], closing_boundary=[0, 1])
    own = replace(case, horizon=replace(case.horizon, periods=periods))
    assert solved(own).cost_usd == near(20 * 30)


def test_closed_periods_are_solved_alike_by_periods_and_as_one(tmp_path):
    case = random_grid(2, 24, 5, periods=[Period(6, 366.0)] * 4, target_mw=500.0)
    generators = case.fleet.generators
    ramps = generators["ramp_share_per_h"].where(~generators.index.str.contains("new_gas|nuclear"), 0.08)
    case = replace(case, fleet=replace(case.fleet, generators=generators.assign(ramp_share_per_h=ramps)))
    own = case.horizon.periods.assign(opening_boundary=range(4), closing_boundary=range(4))
    closed = replace(case, horizon=replace(case.horizon, cyclic=True, periods=own))
    decomposed, whole = by_periods_and_as_one(closed, tmp_path)
    assert decomposed == pytest.approx(whole, rel=1e-6)
