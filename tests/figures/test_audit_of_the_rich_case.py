"""The audit on the rich case: one thing off at a time, each named, where the worked case has nothing to be off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit, examine
from loadsite.inputs.case import Target


def off(results: Any, table: str, column: str, by: float, **where: Any) -> Any:
    """The results with one cell of one table changed by so much."""
    frame: pd.DataFrame = getattr(results, table).copy()
    chosen = pd.Series(True, index=frame.index)
    for name, value in where.items():
        chosen &= frame[name].astype(object) == value
    assert chosen.sum() == 1
    frame.loc[chosen, column] = frame.loc[chosen, column].astype(float) + by
    return replace(results, **{table: frame})


FAULTS = {
    "a charge of a layer": (("siting", "site_charge_usd", 50.0, {"site": "prairie", "year": 2030}), "site_charge_usd"),
    "a state of charge above the storage": (
        ("storage_boundaries", "state_of_charge_mwh", 2_000.0, {"storage": "south.new_battery", "year": 2030}),
        "states of charge within the storage"),
    "a ramp down alone": (
        ("dispatch", "generation_mw", -200.0, {"generator": "west.coal", "year": 2030, "snapshot": 11}),
        "ramps of generators"),
    "on-site generation over the years": (
        ("built", "built_mw", 1.0, {"label": "mine", "year": 2030}), "on-site generation within the site's limit"),
    "a queue over the years": (
        ("built", "built_mw", 240.0, {"label": "west.new_wind", "year": 2030}), "built within queue limits"),
    "a right of way over the years": (
        ("built", "built_mw", 40.0, {"label": "east-west", "year": 2035}), "transmission built within rights of way"),
    "a rule from below": (
        ("rules", "activity", -50.0, {"name": "prairie_share", "year": 2035}), "rule prairie_share keeps above"),
    "a rule from above": (("rules", "activity", 1e6, {"name": "dry", "year": 2035}), "rule dry keeps below"),
    "a hard rule that is broken": (("rules", "broken", 5.0, {"name": "dry", "year": 2030}), "rule dry is not broken"),
    "a soft rule that costs nothing": (
        ("rules", "broken", 20.0, {"name": "prairie_share", "year": 2035}), "costs term by term"),
    "a market that misses its margin": (
        ("adequacy", "shortfall_mw", -5.0, {"market": "PLAINS", "year": 2035}), "reserve margin of PLAINS"),
    "the rent of a limit": (
        ("limits", "rent_usd", 5_000.0, {"kind": "right of way", "label": "east-south", "year": 2035}),
        "limits, rent_usd"),
    "MW of a state": (("siting_by_state", "chips", 900.0, {"state": "TX", "year": 2035}), "siting_by_state, chips"),
    "what a pace is used": (
        ("build_out", "used_mw", -4.0, {"kind": "annual_build", "label": "gas.east", "year": 2035}),
        "build_out, annual_build used_mw"),
    "energy of a zone": (
        ("zone_years", "grid_withdrawal_mwh", 70.0, {"zone": "west", "year": 2030}), "zone_years, grid_withdrawal_mwh"),
    "a part of a reserve margin": (
        ("adequacy", "margin_mw", 3.0, {"market": "GULF", "year": 2035}), "adequacy, margin_mw"),
    "what a market requires": (
        ("reliability_by_market", "required_mw", 3.0, {"market": "GULF", "year": 2035}), "reliability, required_mw"),
    "hours unserved": (
        ("reliability_by_market", "unserved_h", 6.0, {"market": "PLAINS", "year": 2035}), "reliability, unserved_h"),
    "MW of a zone and its range": (("zone_ranges", "campus_mw", 2.0, {"zone": "west", "year": 2035}), "zone_ranges"),
    "load unserved and not told": (
        ("balance", "unserved_mw", -5.0, {"zone": "west", "year": 2035, "snapshot": 10}), "balance of zones"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "named"), FAULTS.values(), ids=FAULTS.keys())
def test_a_slip_in_the_tables_is_named(fault, named, rich):
    table, column, by, where = fault
    with pytest.raises(AuditFailed, match=named):
        audit(rich.asked, off(rich.results, table, column, by, **where))


def two_load_years(case: Any) -> Any:
    """Both days as load years of their own, so that all interruptions of one cannot be made up for by the other."""
    horizon = case.horizon
    samples = pd.DataFrame({"probability": [0.5, 0.5]}, index=pd.Index([2024, 2018], name="sample"))
    return replace(case, horizon=replace(horizon, samples=samples, periods=horizon.periods.assign(sample=[2024, 2018])))


def heavier(case: Any) -> Any:
    horizon = case.horizon
    periods = horizon.periods.assign(weight=horizon.periods["weight"] * 1.01)
    return replace(case, horizon=replace(horizon, periods=periods))


QUESTIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "nothing may fall short": (
        lambda c: replace(c, placement=Target(c.placement.target_mw, float("inf"))), "nothing falls short"),
    "next to nothing may go unserved": (
        lambda c: replace(c, placement=Target(c.placement.target_mw, 900_000.0, 1e-6)),
        "unserved energy within the reliability limit"),
    "two load years": (two_load_years, "interruption within the energy of"),
    "periods of other weights": (heavier, "weights of the hours"),
}  # fmt: skip


@pytest.mark.parametrize(("question", "named"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_answer_to_another_question_is_refused(question, named, rich):
    with pytest.raises(AuditFailed, match=named):
        audit(question(rich.asked), rich.results)


def test_what_is_right_passes_by_a_wide_margin(rich):
    found = examine(rich.asked, rich.results)
    assert len(found.checks) > 60 and found.worst.error < 1e-9
