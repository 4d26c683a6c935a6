"""Every rule file of the cookbook means what it says: counted again from the tables of hours, sites and plants."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from cookbook_case import cookbook_case

from loadsite.results.tables import Results
from loadsite.run.answer import answer
from rules_of import with_rules
from worked_case import EXACT

COOKBOOK = Path(__file__).parents[2] / "scenarios" / "constraints" / "cookbook"
WEIGHT_H = 1098.0
RENEWABLE = ["solar", "wind"]
INVESTMENT = {"ERCOT_W.wind.new": 110e3, "ERCOT_W.gas_cc.new": 100e3, "NM_PNM.solar.new": 95e3,
              "NM_PNM.gas_ct.new": 70e3}  # fmt: skip
CREDIT = {"ERCOT_W.wind.new": 0.2, "ERCOT_W.gas_cc.new": 0.9, "NM_PNM.solar.new": 0.3, "NM_PNM.gas_ct.new": 0.95}
PLAIN: dict[str, float] = {}
INTERRUPTING = {"interruption_usd_per_mwh": 30.0}
GROWN = {"load_factor": 1.15}


@cache
def results_of(file: str, **variant: float) -> Results:
    """Under one file of the cookbook; under none where it is ""."""
    case = cookbook_case(**variant)
    if file:
        case = with_rules(case, (COOKBOOK / file).read_text(encoding="utf-8"), file)
    with tempfile.TemporaryDirectory() as folder:
        return answer(case, EXACT, Path(folder)).results


def campus_mw(results: Results) -> pd.Series:
    return results.siting.set_index("site")["campus_mw"]


def built_mw(results: Results) -> pd.Series:
    return results.built.set_index("label")["built_mw"]


def served_mw(results: Results) -> pd.DataFrame:
    table = results.campuses.assign(served=lambda each: each["requested_mw"] - each["interrupted_mw"])
    return table.pivot_table(index="time_utc", columns="site", values="served")


def outside_emergencies(results: Results) -> float:
    """Interrupted energy but in summer from 19 to 24 UTC [MWh]."""
    time = results.campuses["time_utc"]
    emergency = (time.dt.month == 7) & (time.dt.hour >= 19)
    return float(results.campuses.loc[~emergency, "interrupted_mw"].sum() * WEIGHT_H)


def full_hours(results: Results) -> float:
    """Most full hours that any campus is interrupted in a year, above 100."""
    energy = results.campuses.groupby("site")["interrupted_mw"].sum() * WEIGHT_H
    return float((energy - 100.0 * campus_mw(results)).max())


def most_in_a_day(results: Results) -> float:
    """Most energy beyond two full hours of a campus in a day of the case."""
    day = results.campuses["time_utc"].dt.date
    energy = results.campuses.groupby(["site", day])["interrupted_mw"].sum()
    return float((energy - 2.0 * campus_mw(results).reindex(energy.index.get_level_values(0)).to_numpy()).max())


def firm_missing(results: Results) -> float:
    """Most by which 105 % of the campus of a zone exceeds the firm MW built there."""
    campus = results.siting.groupby("zone")["campus_mw"].sum()
    built = results.built.assign(firm=lambda each: each["built_mw"] * each["label"].map(CREDIT)).groupby("zone")
    return float((1.05 * campus - built["firm"].sum()).max())


def unmatched(results: Results) -> float:
    """Most by which 90 % of what campuses of a market are given in a month exceeds its new solar and wind [MWh]."""
    market = {"ERCOT_W": "ERCOT", "NM_PNM": "WECC", "SPS": "SPP"}
    made = results.dispatch[results.dispatch["generator"].str.endswith(".new") & results.dispatch["technology"].isin(
        RENEWABLE)]  # fmt: skip
    new = made.groupby([made["zone"].map(market), made["time_utc"].dt.month])["generation_mw"].sum()
    table = results.campuses
    given = (table["requested_mw"] - table["interrupted_mw"]).groupby(
        [table["zone"].map(market), table["time_utc"].dt.month]).sum()
    return float((0.9 * given - new.reindex(given.index, fill_value=0.0)).max() * WEIGHT_H)


def net_export(results: Results) -> float:
    """Most that leaves West Texas in an hour, net of what arrives, above 1,500 MW."""
    flow = results.flows.pivot_table(index="time_utc", columns="line", values="sent_mw")
    return float((flow["w_nm"] + flow["w_sps"] - 0.98 * flow["nm_w"] - 0.97 * flow["sps_w"]).max() - 1500.0)


def short_of_renewables(results: Results) -> float:
    """What Texas lacks of 40 % of its load, and New Mexico of its load, whichever lacks more [MWh]."""
    made = results.dispatch[results.dispatch["technology"].isin(RENEWABLE)]
    energy = made.groupby("generator")["generation_mw"].sum() * WEIGHT_H
    load = cookbook_case().grid.load_mw.sum(axis=1) * WEIGHT_H
    texas = energy[["ERCOT_W.wind", "ERCOT_W.wind.new", "SPS.wind"]].sum()
    new_mexico = energy[["NM_PNM.solar", "NM_PNM.solar.new", "SPS.solar"]].sum()
    return float(max(0.4 * load["ERCOT_W"] - texas, load["NM_PNM"] - new_mexico))


def water(results: Results) -> float:
    """Water of the plants of New Mexico above 3 million m3 a year."""
    used = {"NM_PNM.gas_cc": 1.1, "NM_PNM.gas_ct.new": 0.1}
    made = results.dispatch.groupby("generator")["generation_mw"].sum() * WEIGHT_H
    return float(sum(made[name] * rate for name, rate in used.items()) - 3e6)


def annuities(results: Results) -> float:
    """Annuities of what is built above 250 million USD a year."""
    return float(sum(built_mw(results)[name] * usd for name, usd in INVESTMENT.items()) - 250e6)


def gas_built(results: Results) -> float:
    """Gas built in ERCOT, and in the west, whichever is more, above 500 MW."""
    built = built_mw(results)
    return float(max(built["ERCOT_W.gas_cc.new"], built["NM_PNM.gas_ct.new"]) - 500.0)


def least_share(results: Results) -> float:
    """What the state with least lacks of 15 % of all campus MW."""
    by_state = results.siting.groupby("state")["campus_mw"].sum()
    return float(0.15 * by_state.sum() - by_state.min())


def steepest(results: Results) -> float:
    """The largest change of a campus from an hour to the next of the same day, above 300 MW."""
    served = served_mw(results)
    return float(served.groupby(served.index.date).diff().abs().max().max() - 300.0)


@pytest.mark.parametrize(("file", "variant", "excess"), [
    ("emergency_interruption.yaml", INTERRUPTING, outside_emergencies),
    ("emergency_interruption.yaml", INTERRUPTING, full_hours),
    ("emergency_interruption.yaml", INTERRUPTING, most_in_a_day),
    ("bring_your_own_capacity.yaml", PLAIN, firm_missing),
    ("matching_by_month.csv", PLAIN, unmatched),
    ("export_limit.yaml", PLAIN, net_export),
    ("state_renewable_share.yaml", PLAIN, short_of_renewables),
    ("water.yaml", GROWN, water),
    ("capital_budget.yaml", PLAIN, annuities),
    ("gas_build_per_market.yaml", GROWN, gas_built),
    ("minimum_share_per_state.yaml", PLAIN, least_share),
    ("ramp_of_campus_load.yaml", INTERRUPTING, steepest),
])  # fmt: skip
def test_it_means_what_it_says(file: str, variant: dict[str, float], excess: Callable[[Results], float]) -> None:
    """Broken without the file, kept with it, and by no more than it asks: some row binds at a price."""
    assert excess(results_of("", **variant)) > 1.0 or excess is most_in_a_day
    under = results_of(file, **variant)
    assert excess(under) <= 1e-3
    assert (under.rules["shadow_price"].abs() > 1e-3).any()
    if len(under.rules["name"].unique()) == 1 or excess in (unmatched, short_of_renewables, steepest):
        assert excess(under) == pytest.approx(0.0, abs=1e-2)


def test_the_cookbook_has_ten_files_and_all_are_tested() -> None:
    tested = set(test_it_means_what_it_says.pytestmark[0].args[1][n][0] for n in range(12))
    assert {path.name for path in COOKBOOK.iterdir()} == tested and len(tested) == 10


def test_months_that_a_case_lacks_are_left_out() -> None:
    """January and July, for each of three markets with campuses or new plants."""
    rows = results_of("matching_by_month.csv").rules
    assert set(rows["name"]) == {"matched_in_month_1", "matched_in_month_7"}
