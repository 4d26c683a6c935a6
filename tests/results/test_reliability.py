"""Reserve margins and unserved load, worked by hand: told by market, with and without campuses, hours by their weight.

Market A, one zone: 100 MW of load in 8,753 hours, 130 MW in 7; a fleet of 110 MW at 20 USD/MWh, capacity credit 0.9.
`cheap` may be built up to 25 MW (credit 0.8) and is; `expensive` up to 10 MW (credit 0.5) costs more than what is
missing. A campus of 20 MW, a quarter of it interruptible. Margin 10 %, 150,000 USD for each MW missing. Market B has no
margin.

    firm capacity     0.9 x 110 + 0.8 x 25             = 119
    required          1.1 x (130 + 0.75 x 20)          = 159.5    missing 40.5
    without campuses  1.1 x 130                        = 143      missing 24 with the same plants
    whatever is built 143 - 0.9 x 110 - 0.8 x 25 - 0.5 x 10       missing 19 at least
    unserved          130 + 20 - 110 - 25 = 15 MW in 7 hours      = 105 MWh
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.explain.power_words import power_cost_words, zone_verdict
from loadsite.inputs.case import Case
from loadsite.results.costs import totals_usd
from loadsite.results.families import Solved
from loadsite.results.most_firm import most_firm_mw
from loadsite.results.reliability import _counts
from loadsite.results.reliability_words import carried, power, reliability_said
from loadsite.run.answer import Answer, answer
from loadsite.run.baseline import without_campuses
from small_cases import Generator, Period, Site, Storage, Zone, make_case
from worked_case import EXACT

OFTEN, SELDOM = 8753, 7


def short_case(**changes: object) -> Case:
    arguments: dict[str, object] = {
        "zones": [Zone("a", (100, 130), "A"), Zone("b", (50, 40), "B")],
        "generators": [
            Generator("old", "a", 110, 20, credit=0.9), Generator("other", "b", 60, 30, credit=0.9),
            Generator("cheap", "a", candidate=True, build_usd_per_mw_year=40_000, fuel_usd_per_mwh=90, credit=0.8,
                      annual_build="cheap.a"),
            Generator("expensive", "a", candidate=True, build_usd_per_mw_year=250_000, fuel_usd_per_mwh=90, credit=0.5,
                      annual_build="expensive.a"),
        ],
        "sites": [Site("field", "a", 50, connection_usd_per_mw_year=8_760)],
        "periods": [Period(1, OFTEN), Period(1, SELDOM)], "target_mw": 20, "interruptible_share": 0.25,
        "reserve_margins": {"A": 0.1}, "peak_load_mw": {"A": 130, "B": 50},
        "annual_build_limit_mw": {"cheap.a": 25, "expensive.a": 10},
    }  # fmt: skip
    return make_case(**{**arguments, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Answer:
    return answer(short_case(), EXACT, tmp_path_factory.mktemp("short"))


def test_a_market_is_told_with_and_without_campuses(short):
    told = short.results.reliability_by_market.set_index("market").loc["A"]
    expected = {
        "peak_load_mw": 130, "campus_peak_mw": 15, "firm_capacity_mw": 119, "required_margin_share": 0.1,
        "margin_share": 119 / 145 - 1, "margin_without_campuses_share": 119 / 130 - 1, "required_mw": 159.5,
        "shortfall_mw": 40.5, "shortfall_same_plants_mw": 24, "least_shortfall_mw": 19, "shortfall_usd": 6_075_000,
        "requested_mwh": 120 * OFTEN + 150 * SELDOM, "unserved_mwh": 105, "unserved_h": 7,
        "unserved_share": 105 / (120 * OFTEN + 150 * SELDOM), "unserved_usd": 1_050_000,
    }  # fmt: skip
    assert told[list(expected)].astype(float).to_dict() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unserved_mw", "requested_mw", "counts"), [(0.5, 100, True), (0.5, 60_000, False), (0.005, 100, False)]
)
def test_what_counts_as_an_hour_with_unserved_load(unserved_mw, requested_mw, counts):
    """0.5 MW of 100, but not of 60,000, of which 1e-5 are 0.6 MW; and not 5 kW."""
    assert _counts(np.array([unserved_mw]), np.array([float(requested_mw)])).tolist() == [counts]


def test_a_market_without_a_margin_is_told_without_one(short):
    told = short.results.reliability_by_market.set_index("market").loc["B"]
    assert told["firm_capacity_mw"] == pytest.approx(54) and told["margin_share"] == pytest.approx(54 / 50 - 1)
    assert told[["required_margin_share", "required_mw", "shortfall_mw", "least_shortfall_mw"]].isna().all()


def test_a_year_adds_the_markets_up_and_counts_an_hour_once(short):
    told = short.results.reliability.iloc[0]
    assert told["margins_required"] == 1 and told["margins_missed"] == 1
    assert told["firm_capacity_mw"] == pytest.approx(173) and told["shortfall_mw"] == pytest.approx(40.5)
    assert told["unserved_mwh"] == pytest.approx(105) and told["unserved_h"] == pytest.approx(7)


def test_the_sentences_say_both_and_are_not_good_news(short):
    results = short.results
    margins, load = reliability_said(results.reliability, results.reliability_by_market, 2030)
    assert margins.words == (
        "reserve margins missed by 40 MW in 1 of 1 market (A 40 MW); without campuses the same plants miss them by "
        "24 MW, and whatever is built by at least 19 MW; B has none"
    )  # fmt: skip
    assert load.words == "105 MWh of load unserved in 7 hours of the year (0.0071 % of requested load)"
    assert (margins.good, load.good) == (False, False) and not carried(results.reliability, 2030)


def test_penalties_stand_apart_and_make_the_objective_with_the_costs(short):
    paid, penalties = totals_usd(short.results.costs)
    assert penalties == pytest.approx(6_075_000 + 1_050_000)
    assert paid + penalties == pytest.approx(short.solve.certificate.primal_objective * 1e6)


def test_the_grid_without_campuses_is_told_where_it_was_solved(short, tmp_path):
    """Without the campus 130 MW are served by 135; 143 - 119 MW are missing as with the same plants."""
    bare = answer(without_campuses(short_case()), EXACT, tmp_path).results
    assert bare.reliability["shortfall_mw"].iloc[0] == pytest.approx(24)
    results = short.results
    words = reliability_said(results.reliability, results.reliability_by_market, 2030, bare.reliability)[0].words
    assert "; without campuses by 24 MW, and whatever is built by at least 19 MW" in words


def test_what_carries_everything_is_good_news(tmp_path):
    """A fleet of 200 MW: 180 MW firm over 159.5 required, and nothing unserved."""
    case = short_case(generators=[Generator("old", "a", 200, 20, credit=0.9), Generator("other", "b", 60, 30)])
    results = answer(case, EXACT, tmp_path).results
    margins, load = reliability_said(results.reliability, results.reliability_by_market, 2030)
    assert (margins.words, margins.good) == ("reserve margins met in 1 market; B has none", True)
    assert (load.words, load.good) == ("no load unserved", True) and carried(results.reliability, 2030)


def test_load_a_thousand_times_too_large_is_not_carried(tmp_path):
    """Load in kW where MW was meant: 99.9 % of it unserved, though every campus is placed."""
    case = short_case(zones=[Zone("a", (100_000, 130_000), "A"), Zone("b", (50_000, 40_000), "B")],
                      peak_load_mw={"A": 130_000, "B": 50_000}, shortfall_usd_per_mw_year=1e9)  # fmt: skip
    results = answer(case, EXACT, tmp_path).results
    assert results.shortfall["shortfall_mw"].iloc[0] == pytest.approx(0) and not carried(results.reliability, 2030)
    _, load = reliability_said(results.reliability, results.reliability_by_market, 2030)
    share = results.reliability["unserved_share"].iloc[0]
    assert f"in 8,760 hours of the year ({100 * share:.1f} % of requested load)" in load.words and share > 0.99


def test_the_most_that_may_be_built_is_proven_over_years():
    """gas: 30 MW in 2030 and 20 in 2035, at most 40 in its queue; a battery of 10 MW only in 2035; no limit: inf."""
    case = make_case(
        [Zone("a", 10, "A"), Zone("b", 10, "B")],
        [Generator("gas", "a", candidate=True, credit=0.9, annual_build="gas.a", queue="gas.a"),
         Generator("free", "b", candidate=True, credit=0.5)],
        [Storage("battery", "a", candidate=True, credit=0.6, annual_build="battery.a", build_limit_mw=(0, inf))],
        years=(2030, 2035), present_value=(1, 1), annual_build_limit_mw={"gas.a": (30, 20), "battery.a": (7, 10)},
        queue_limit_mw={"gas.a": (inf, 40)}, peak_load_mw={"A": 10, "B": 10},
    )  # fmt: skip
    found = most_firm_mw(case)
    assert found.loc["A"].to_list() == pytest.approx([0.9 * 30, 0.9 * 40 + 0.6 * 10])
    assert found.loc["B"].to_list() == [inf, inf]


def test_power_in_words():
    assert (power(61_949), power(999), power(1_000)) == ("61.9 GW", "999 MW", "1.0 GW")


FAULTS = {
    "shortfall_mw": "shortfall_mw", "shortfall_same_plants_mw": "the same plants", "unserved_mwh": "unserved_mwh",
    "unserved_h": "unserved_h", "firm_capacity_mw": "firm_capacity_mw", "required_mw": "required_mw",
    "margin_share": "margin_share", "campus_peak_mw": "campus_peak_mw", "shortfall_usd": "shortfall_usd",
    "least_shortfall_mw": "least shortfall is the least", "unserved_usd": "unserved_usd",
    "requested_mwh": "requested_mwh", "peak_load_mw": "peak_load_mw",
}  # fmt: skip


@pytest.mark.parametrize("column", FAULTS)
def test_the_audit_names_a_slip_in_either_table(short, column):
    results = short.results
    for name in ("reliability_by_market", "reliability"):
        table = getattr(results, name)
        if column not in table:
            continue
        slipped = table.assign(**{column: table[column] * 1.3 + 0.1})
        with pytest.raises(AuditFailed, match=f"reliability.*{FAULTS[column] if 'by' in name else column}"):
            audit(short.solve.case, replace(results, **{name: slipped}))


def test_the_price_of_a_zone_counts_every_hour_by_its_weight(short):
    """90 USD/MWh in 8,753 hours and 10,000 in 7: 97.92 on average, not 5,045; by load 130 MW in the 7 hours."""
    solved = Solved(short.solve.case, short.solve.program, short.solve.solution)
    low = short.results.prices.set_index(["zone", "snapshot"])["price_usd_per_mwh"]
    expensive, usual = low[("a", 1)], low[("a", 0)]
    assert expensive == pytest.approx(10_000) and usual == pytest.approx(90)
    mean = (usual * OFTEN + expensive * SELDOM) / 8760
    by_load = (usual * OFTEN * 100 + expensive * SELDOM * 130) / (OFTEN * 100 + SELDOM * 130)
    other = 30.0
    (words,) = zone_verdict(solved, short.results.zone_years, "a")
    assert words == (f"2030: average price {mean:,.2f} USD/MWh over all hours, {by_load:,.2f} over its load; "
                     f"all zones alike {(mean + other) / 2:,.2f} over all hours")  # fmt: skip


def test_the_full_cost_of_a_campus_adds_up_and_the_zonal_price_stands_beside_it(short):
    """Energy at 97.92 USD/MWh, 150,000 x 1.1 x 0.75 USD for its margin and 8,760 for its connection, per 8,760 MWh."""
    told = short.results.campus_costs.iloc[0]
    zonal = (90 * OFTEN + 10_000 * SELDOM) / 8760
    margin = 150_000 * 1.1 * 0.75 / 8760
    assert told["zonal_price_usd_per_mwh"] == pytest.approx(zonal)
    assert told["energy_usd_per_mwh"] + told["congestion_usd_per_mwh"] == pytest.approx(zonal)
    assert told["capacity_usd_per_mwh"] == pytest.approx(margin) and told["connection_usd_per_mwh"] == pytest.approx(1)
    assert told["full_cost_usd_per_mwh"] == pytest.approx(zonal + margin + 1)
    site = short.results.siting.iloc[0]
    assert site["full_cost_usd_per_mwh"] == pytest.approx(zonal + margin + 1)
    (words,) = power_cost_words(short.results.campus_costs, "field")
    assert words.startswith(f"2030: full cost {zonal + margin + 1:,.2f} USD/MWh served (energy ")
    assert words.endswith(f"capacity {margin:,.2f}, connection 1.00); zonal price {zonal:,.2f} USD/MWh")


def test_off_the_grid_the_full_cost_is_a_cost_and_not_what_the_target_is_worth(tmp_path):
    """Plant at 30 USD/MWh, 40 MW at 87,600 USD/MW-year for 40 MW of campus in every hour: 40 USD/MWh.

    10 MW of the target find no place; each is worth 1,000,000 USD a year, which is what power behind the meter is
    worth at the margin: 1,000,000 / 8,760 USD/MWh.
    """
    case = make_case(
        [Zone("a", (10, 12))], [Generator("old", "a", 20, 25)], periods=[Period(1, OFTEN), Period(1, SELDOM)],
        sites=[Site("island", "a", 100, on_grid=0, onsite_limit_mw=40, onsite_build_usd_per_mw_year=87_600,
                    onsite_usd_per_mwh=30)],
        target_mw=50,
    )  # fmt: skip
    results = answer(case, EXACT, tmp_path).results
    site, cost = results.siting.iloc[0], results.campus_costs.iloc[0]
    assert site["campus_mw"] == pytest.approx(40)
    assert site["full_cost_usd_per_mwh"] == pytest.approx(40) and cost["onsite_usd_per_mwh"] == pytest.approx(40)
    assert site["zonal_price_usd_per_mwh"] == pytest.approx(25)
    assert site["price_usd_per_mwh"] == pytest.approx(1e6 / 8760)


def test_a_site_without_a_campus_has_no_full_cost(worked):
    """Missing, never 0."""
    siting, placed = worked.results.siting, worked.results.siting["campus_mw"] >= 1.0
    assert np.array_equal(siting["full_cost_usd_per_mwh"].notna(), placed) and isinstance(siting, pd.DataFrame)
