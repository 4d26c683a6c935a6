"""Prices and worths against what the cost does when load, or a limit, is a little higher or lower.

The least cost is convex in both, so a price lies between the slopes to the left and to the right.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import Answer, answer, compiled
from loadsite.solve import SolveOptions, solve
from rich_case import rich_case
from worked_case import EXACT, HOURS, YEARS

STEP_MW = 0.01
ONE_THREAD = SolveOptions(threads=1)


def slopes_between(left: float, right: float, told: float) -> None:
    """`told` lies between the two slopes, but for rounding [USD]."""
    low, high = sorted((left, right))
    slack = 1e-4 * max(1.0, abs(told)) + 0.05
    assert low - slack <= told <= high + slack, (low, told, high)


def hours_of_the_grid() -> list[tuple[str, int, int]]:
    """Fifty-four zone-hours: every second hour of three zones and two years, and all of the peak."""
    hours = [(z, y, t) for z in ("west", "east", "south") for y in YEARS for t in range(0, HOURS, 2)]
    return hours + [(z, y, t) for z in ("west", "east", "south") for y in YEARS for t in (1, 9, 11)]


def test_zone_prices_are_what_one_more_mwh_costs(worked: Answer, tmp_path):
    """price == change of cost / (MW x weight x present value), at 54 zone-hours"""
    case, program = worked.asked, worked.solve.program
    block = program.row_block("balance")
    told = worked.results.prices.set_index(["zone", "year", "snapshot"])["price_usd_per_mwh"]
    weight = case.horizon.snapshots["weight_h"]
    years = case.horizon.years["present_value_weight"]
    zones = list(case.grid.zones.index)
    before = worked.solve.solution.objective
    hours = hours_of_the_grid()
    assert len(set(hours)) >= 50
    for zone, year, snapshot in hours:
        row = block.start + int(np.ravel_multi_index((zones.index(zone), YEARS.index(year), snapshot), block.shape))
        slope = []
        for step in (-STEP_MW, STEP_MW):
            lower, upper = program.row_lower.copy(), program.row_upper.copy()
            lower[row] += step / 1e3
            upper[row] += step / 1e3
            changed = solve(replace(program, row_lower=lower, row_upper=upper), ONE_THREAD, tmp_path).objective
            slope.append((changed - before) * 1e6 / (step * weight[snapshot] * years[year]))
        slopes_between(slope[0], slope[1], told[zone, year, snapshot])


def with_load(case: Case, step: float) -> Case:
    """`step` more MW in the east in hour 10 of the load year."""
    load = case.grid.load_mw.copy()
    load.loc["east", 10] += step
    return replace(case, grid=replace(case.grid, load_mw=load))


def test_a_price_from_load_of_the_tables(worked: Answer, tmp_path):
    """One more MW of load in an hour costs sum(present value * weight * load factor * price) over the years."""
    told = worked.results.prices.set_index(["zone", "year", "snapshot"])["price_usd_per_mwh"]
    case = worked.asked
    expected = sum(
        case.horizon.years.loc[year, "present_value_weight"]
        * case.horizon.snapshots.loc[10, "weight_h"]
        * case.grid.load_factor.loc["east", year]
        * told["east", year, 10]
        for year in YEARS
    )
    before = worked.solve.solution.objective
    slope = [
        (solve(compiled(with_load(case, step)), ONE_THREAD, tmp_path).objective - before) * 1e6 / step
        for step in (-STEP_MW, STEP_MW)
    ]
    slopes_between(slope[0], slope[1], expected)


def more_campus_at(site: str, year: int):
    def change(case: Case, step: float) -> Case:
        limit = case.sites.limit_mw.copy()
        limit.loc[site, year] += step
        return replace(case, sites=replace(case.sites, limit_mw=limit))

    return change


def more_transfer(line: str):
    def change(case: Case, step: float) -> Case:
        lines = case.grid.lines.copy()
        lines.loc[line, "capacity_mw"] += step
        return replace(case, grid=replace(case.grid, lines=lines))

    return change


def more_annual_build(label: str, year: int):
    def change(case: Case, step: float) -> Case:
        limit = case.build_out.annual_build_limit_mw.copy()
        limit.loc[label, year] += step
        return replace(case, build_out=replace(case.build_out, annual_build_limit_mw=limit))

    return change


def more_queue(label: str, year: int):
    def change(case: Case, step: float) -> Case:
        limit = case.build_out.queue_limit_mw.copy()
        limit.loc[label, year] += step
        return replace(case, build_out=replace(case.build_out, queue_limit_mw=limit))

    return change


def more_fleet(generator: str):
    """One more MW in both years, at no fixed cost: the worth of output, ramps and water."""

    def change(case: Case, step: float) -> Case:
        existing, fixed = case.fleet.existing_mw.copy(), case.fleet.fixed_usd_per_mw_year.copy()
        # what stands pays its fixed cost whatever it gives; spread the same payment over the MW
        fixed.loc[generator] *= existing.loc[generator] / (existing.loc[generator] + step)
        existing.loc[generator] += step
        # and leave the reserve margin alone
        generators = case.fleet.generators.copy()
        credit = generators.loc[generator, "capacity_credit_share"]
        assert np.ptp(existing.loc[generator].to_numpy()) == 0.0
        generators.loc[generator, "capacity_credit_share"] = (
            credit * (existing.loc[generator].iloc[0] - step) / existing.loc[generator].iloc[0]
        )
        fleet = replace(case.fleet, existing_mw=existing, fixed_usd_per_mw_year=fixed, generators=generators)
        return replace(case, fleet=fleet)

    return change


def more_onsite(site: str):
    def change(case: Case, step: float) -> Case:
        sites = case.sites.sites.copy()
        sites.loc[site, "onsite_limit_mw"] += step
        return replace(case, sites=replace(case.sites, sites=sites))

    return change


LIMITS = {
    "site limit, harbour 2030": ("site limit", "harbour", [2030], more_campus_at("harbour", 2030)),
    "site limit, refinery 2035": ("site limit", "refinery", [2035], more_campus_at("refinery", 2035)),
    "transfer limit of a line": ("transfer limit", "south>east", YEARS, more_transfer("south>east")),
    "transfer limit of a line that can be expanded": ("transfer limit", "east>west", YEARS, more_transfer("east>west")),
    "annual_build": ("annual build limit", "gas.east", [2035], more_annual_build("gas.east", 2035)),
    "queue": ("interconnection queue", "gas.east", [2030], more_queue("gas.east", 2030)),
    "existing fleet": ("existing fleet", "east.gas_cc", YEARS, more_fleet("east.gas_cc")),
    "existing fleet with ramps": ("existing fleet", "east.nuclear", YEARS, more_fleet("east.nuclear")),
    "existing fleet with water": ("existing fleet", "south.hydro", YEARS, more_fleet("south.hydro")),
    "on-site generation": ("on-site generation limit", "mine", YEARS, more_onsite("mine")),
}


@pytest.mark.parametrize(("kind", "label", "years", "change"), LIMITS.values(), ids=LIMITS.keys())
def test_the_worth_of_a_limit_is_what_one_more_mw_saves(kind, label, years, change, worked: Answer, tmp_path):
    """sum(present value * worth) over the years == - change of cost / MW"""
    case = worked.asked
    told = worked.results.limits.set_index(["kind", "label", "year"])["shadow_price_usd_per_mw_year"]
    weight = case.horizon.years["present_value_weight"]
    expected = sum(told[kind, label, year] * weight[year] for year in years)
    before = worked.solve.solution.objective
    slope = [
        -(solve(compiled(change(case, step)), ONE_THREAD, tmp_path).objective - before) * 1e6 / step
        for step in (-STEP_MW, STEP_MW)
    ]
    assert max(slope) > 1.0, "the limit does not bind: choose another"
    slopes_between(slope[0], slope[1], expected)


def test_limits_are_ranked_and_say_where_they_stand(worked: Answer):
    limits = worked.results.limits
    assert limits["shadow_price_usd_per_mw_year"].is_monotonic_decreasing
    line = limits[(limits["kind"] == "transfer limit") & (limits["label"] == "east>west")]
    assert set(line["origin"]) == {"sites/small/lines.csv:3"}
    assert line["sentence"].str.startswith("one more MW of transfer limit on east>west would save ").all()


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """The rich case with no more than 0.02 % of the load unserved: 7,808 MWh of 2035."""
    case = rich_case()
    asked = replace(case, placement=replace(case.placement, unserved_limit_share=2e-4))
    return answer(asked, EXACT, tmp_path_factory.mktemp("limited"))


def yearly_rows(table: pd.DataFrame, family: str) -> pd.DataFrame:
    """The rows of a family that have a price, with their place in the family."""
    own = table[(table["family"] == family) & ~table["meaning"].str.startswith("bound of")].reset_index(drop=True)
    return own[own["shadow_price"].abs() > 1e-6]


@pytest.mark.parametrize(("family", "priced"), [
    ("interruption_budget", 7), ("unserved_limit", 1), ("target", 2), ("reserve_margin", 3),
])  # fmt: skip
def test_the_shadow_price_of_a_yearly_limit_is_what_it_costs_by(family, priced, limited: Answer, tmp_path):
    """Interruption budgets and the limit on unserved load by the MWh, targets and margins by the MW, of their year."""
    case, program = limited.asked, limited.solve.program
    block, count = program.row_block(family), case.horizon.years["present_value_weight"]
    told = yearly_rows(limited.results.shadow_prices, family)
    assert len(told) == priced
    before = limited.solve.solution.objective
    for place, row in told.iterrows():
        slope = []
        for step in (-STEP_MW, STEP_MW):
            lower, upper = program.row_lower.copy(), program.row_upper.copy()
            lower[block.start + place] += step / 1e3
            upper[block.start + place] += step / 1e3
            changed = solve(replace(program, row_lower=lower, row_upper=upper), ONE_THREAD, tmp_path).objective
            slope.append((changed - before) * 1e6 / (step * count[row["year"]]))
        slopes_between(slope[0], slope[1], row["shadow_price"])
