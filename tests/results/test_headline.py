"""The six answers a planner asks for first, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from loadsite.results.headline import build, change, cost, next_mw, per_mwh, reliable, sure, where
from loadsite.results.reliability_words import Said

SITING = pd.DataFrame({
    "name": ["One", "Two", "Three", "Four", "One"], "state": ["TX", "NM", "TX", "OH", "TX"],
    "year": [2030, 2030, 2030, 2030, 2028], "campus_mw": [900.0, 600.0, 50.0, 0.4, 7.0],
    "requested_mwh": [6_000_000.0, 4_500_000.0, 350_000.0, 2_800.0, 0.0],
})  # fmt: skip


def test_where_is_by_state_then_the_largest_sites_and_what_is_within_the_tolerance():
    told = where(SITING, 2030)
    assert told.answer == "TX 950, NM 600 MW"
    assert told.more[0] == "3 sites of 4 candidates; largest: One 900, Two 600, Three 50 MW"
    assert told.more[1] == "1 site holds less than 3.1 MW each, 0.4 MW in all: within the tolerance of the answer"
    assert where(SITING[SITING["name"] == "Four"], 2030).answer == "No campus is placed"


BUILT = pd.DataFrame({
    "kind": ["generator", "generator", "storage", "generator", "generator"], "year": [2030, 2028, 2030, 2030, 2035],
    "technology": ["solar", "gas_ct", "battery", "gas_ct", "solar"], "built_mw": [2_600.0, 300.0, 0.3, 400.0, 9_999.0],
})  # fmt: skip


def test_what_is_built_is_what_enters_up_to_the_year_and_what_of_it_campuses_cause():
    told = build(BUILT, None, 2030)
    assert told.answer == "3.3 GW by 2030: solar 2.6 GW, gas turbines 700 MW"
    assert "together" in told.more[0]
    without = BUILT.assign(built_mw=[2_000.0, 300.0, 0.3, 500.0, 0.0])
    assert build(BUILT, without, 2030).more == ("because of the campuses: solar +600 MW, gas turbines −100 MW",)
    assert build(BUILT[BUILT["technology"] == "battery"], None, 2030).answer == "Nothing new"


def test_the_cost_is_averaged_over_what_is_served_and_the_next_mw_is_told_per_mwh_too():
    """6 TWh at 40 and 2 TWh at 60 USD/MWh are 45 on average; 350,000 USD over 7,000 h are 50 USD/MWh."""
    costs = pd.DataFrame({"year": [2030, 2030], "served_mwh": [6e6, 2e6], "full_cost_usd_per_mwh": [40.0, 60.0]})
    shortfall = pd.DataFrame({
        "year": [2030], "campus_price_usd_per_mw_year": [350_000.0], "campus_price_valid_for_mw": [12.0],
        "campus_price_known": ["exact"], "campus_price_beyond_usd_per_mw_year": [360_000.0],
        "campus_price_less_usd_per_mw_year": [350_000.0]})  # fmt: skip
    siting = pd.DataFrame({"year": [2030], "campus_mw": [100.0], "requested_mwh": [700_000.0]})
    told = cost(costs, siting, shortfall, 5e6, 2030)
    assert told.answer == "45.00 USD/MWh of campus load, all-in"
    assert told.more[0].startswith("40.00 to 60.00 USD/MWh by campus: ")
    assert told.more[1] == (
        "marginal cost of campus load: 50.00 USD/MWh over 7,000 h of load a year; one more MW of campus costs 350,000 "
        "USD a year, valid for the next 12 MW; beyond, one more costs 360,000 USD")
    none = shortfall.assign(campus_price_usd_per_mw_year=float("inf")).iloc[0]
    assert next_mw(none, 7000.0, None) == "no answer has one more MW of campus"
    assert next_mw(shortfall.iloc[0], 7000.0, 350_000.0).startswith("no place is left for one more MW")
    assert cost(costs.head(0), siting, shortfall, None, 2030).answer == "No campus is served"


def test_reliable_says_no_where_anything_is_missed_and_does_not_repeat_itself():
    words = "reserve margins missed by 5.0 GW in 1 of 2 markets (PJM 5.0 GW); without campuses all are met"
    missed = Said(words, False)
    told = reliable(missed, Said("no load unserved", True))
    assert told.answer == "No: reserve margins missed by 5.0 GW in 1 of 2 markets"
    assert told.more == ("PJM 5.0 GW; without campuses all are met",)
    met = reliable(Said("reserve margins met in 2 markets", True), Said("no load unserved", True))
    assert met.answer == "Yes: reserve margins met in 2 markets; no load unserved" and met.more == ()


def test_how_sure_is_ranges_where_there_are_some_and_plainly_nothing_where_not():
    ranges = pd.DataFrame({
        "zone": ["a", "b", "c", "d", "e"], "campus_mw": [500.0, 900.0, 0.2, 20.0, 30.0],
        "least_mw": [450.0, 880.0, 0.0, 0.0, 10.0], "most_mw": [550.0, 910.0, 5.0, 45.0, 31.0]})  # fmt: skip
    told = sure(ranges, "cost within 0.001 % of the proven least", "8 days; against all 8,784 hours: cost +0.4 %")
    assert told.answer == "At the same cost: b 880 to 910, a 450 to 550, e 10 to 31 MW"
    assert told.more[0] == "also d 0 to 45 MW" and told.more[-1].endswith("against all 8,784 hours: cost +0.4 %")
    unknown = sure(ranges, "close", "8 days; its error was not measured on these inputs")
    assert unknown.more[-1] == "error of leaving hours out: not measured on these inputs"
    plain = sure(None, "optimal: no other siting costs less", "all hours")
    assert plain.answer == "Optimal: no other siting costs less"
    assert plain.more == ("the result holds no near-optimal ranges: other sitings of the same cost may exist",)


def test_what_would_change_it_puts_limits_of_one_kind_and_price_together():
    limits = pd.DataFrame({
        "kind": ["reserve margin", "reserve margin", "transfer limit", "site limit", "existing fleet"],
        "label": ["A", "B", "x_to_y", "mine", "coal"], "origin": ["m.csv:2", "m.csv:3", "lines.csv:7", "s:1", ""],
        "shadow_price_usd_per_mw_year": [150_000.0, 149_999.9999, 87_840.0, 0.2, 9e9],
        "stands": [False, False, False, False, True]})  # fmt: skip
    told = change(limits, False)
    assert told.answer == "One MW more of reserve margin A, B: 150,000 USD/MW-year each"
    assert told.more == ("then transfer limit x_to_y: 87,840 USD/MW-year (lines.csv:7)",)
    assert change(limits.tail(2), False).answer == "No limit that someone sets is binding"
    assert per_mwh(87_840.0) == pytest.approx(10.0)
