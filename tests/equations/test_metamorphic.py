"""Changes of a case that must not change its answer, or must change it one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from small_cases import Generator, every_family, every_family_hosting
from solved import ALL, Solved, solved


def near(number):
    return pytest.approx(number, rel=1e-7, abs=1e-6)


@cache
def answer() -> Solved:
    return solved(every_family())


def with_frames(thing: Any, change: Callable[[Any], Any]) -> Any:
    """The same dataclass, every table in it changed."""
    if isinstance(thing, pd.DataFrame | pd.Series):
        return change(thing)
    if is_dataclass(thing):
        return replace(thing, **{f.name: with_frames(getattr(thing, f.name), change) for f in fields(thing)})
    return thing


def shuffled(table: Any) -> Any:
    """Rows and columns of a table in another order."""
    random = np.random.default_rng(len(table))
    table = table.iloc[random.permutation(len(table))]
    return table.iloc[:, random.permutation(table.shape[1])] if isinstance(table, pd.DataFrame) else table


def test_the_order_of_rows_and_columns_does_not_matter():
    case = every_family()
    again = solved(replace(with_frames(case, shuffled), horizon=case.horizon))
    assert again.cost_usd == near(answer().cost_usd)
    zones = list(again.case.grid.zones.index)
    assert zones != list(case.grid.zones.index)
    for zone in zones:
        assert again.price(zone) == near(answer().price(zone))


def test_names_do_not_matter():
    """Every name of a zone, generator, storage, line, corridor, site, market and limit is turned round."""
    case = every_family()

    def turned(value: Any) -> Any:
        return value[::-1] if isinstance(value, str) else value

    def renamed(table: Any) -> Any:
        table = table.rename(index=turned)
        if isinstance(table, pd.DataFrame):
            for column in {"zone", "market", "from_zone", "to_zone", "corridor", "annual_build", "queue"} & set(table):
                table[column] = table[column].map(turned)
        return table

    again = solved(with_frames(case, renamed))
    assert list(again.case.grid.zones.index) == ["tsew", "htron", "snialp"]
    assert again.cost_usd == near(answer().cost_usd)
    assert again.price() == near(answer().price())
    assert again.mw("campus", ALL, ALL) == near(answer().mw("campus", ALL, ALL))


def with_fleet(case: Case, change: Callable[[pd.DataFrame, str], pd.DataFrame]) -> Case:
    changed = {f.name: change(getattr(case.fleet, f.name), f.name) for f in fields(case.fleet)}
    return replace(case, fleet=replace(case.fleet, **changed))


@pytest.mark.parametrize("name", ["west.gas", "north.coal", "plains.hydro"])
def test_a_generator_may_be_split_in_two(name):
    """0.3 and 0.7 of its MW make the same power, ramp together as before and share its water."""

    def split(table: pd.DataFrame, field: str) -> pd.DataFrame:
        if name not in table.index:
            return table
        half = table.loc[[name]].rename(index={name: f"{name}.half"})
        table = table.copy()
        if field == "existing_mw":
            half, table.loc[name] = half * 0.3, table.loc[name] * 0.7
        return pd.concat([table, half])

    again = solved(with_fleet(every_family(), split))
    assert again.cost_usd == near(answer().cost_usd)
    assert again.price() == near(answer().price())
    both = again.mw("generation", name, ALL, ALL) + again.mw("generation", f"{name}.half", ALL, ALL)
    assert both.sum() == near(answer().mw("generation", name, ALL, ALL).sum())


def test_a_candidate_may_be_split_in_two():
    def split(table: pd.DataFrame, field: str) -> pd.DataFrame:
        if "west.new_solar" not in table.index:
            return table
        return pd.concat([table, table.loc[["west.new_solar"]].rename(index={"west.new_solar": "west.twin"})])

    again = solved(with_fleet(every_family(), split))
    assert again.cost_usd == near(answer().cost_usd)
    both = again.mw("built", "west.new_solar", ALL) + again.mw("built", "west.twin", ALL)
    assert both.sum() == near(answer().mw("built", "west.new_solar", ALL).sum())


def test_a_generator_of_no_size_changes_nothing():
    def with_nothing(table: pd.DataFrame, field: str) -> pd.DataFrame:
        if "west.gas" not in table.index:
            return table
        nothing = table.loc[["west.gas"]].rename(index={"west.gas": "west.nothing"})
        return pd.concat([table, nothing * 0.0 if field == "existing_mw" else nothing])

    again = solved(with_fleet(every_family(), with_nothing))
    assert again.cost_usd == near(answer().cost_usd)
    assert again.price() == near(answer().price())


def test_a_hundred_times_the_grid_costs_a_hundred_times():
    """All MW and MWh a hundred times larger: prices stay, the cost is a hundred times larger."""
    case = every_family()

    def larger(table: Any) -> Any:
        if isinstance(table, pd.DataFrame):
            mw = [column for column in map(str, table) if column.endswith(("_mw", "_mwh")) and "_per_" not in column]
            return table.assign(**{column: table[column] * 100 for column in mw})
        return table

    grown = with_frames(case, larger)
    grown = replace(
        grown,
        placement=replace(grown.placement, target_mw=grown.placement.target_mw * 100),
        grid=replace(grown.grid, load_mw=grown.grid.load_mw * 100, corridor_limit_mw=grown.grid.corridor_limit_mw * 100,
                     peak_load_mw=grown.grid.peak_load_mw * 100),
        fleet=replace(grown.fleet, existing_mw=grown.fleet.existing_mw * 100),
        build_out=replace(grown.build_out, annual_build_limit_mw=grown.build_out.annual_build_limit_mw * 100,
                          queue_limit_mw=grown.build_out.queue_limit_mw * 100),
        sites=replace(grown.sites, limit_mw=grown.sites.limit_mw * 100),
    )
    again = solved(grown)
    assert again.cost_usd == near(100 * answer().cost_usd)
    assert again.price() == near(answer().price())
    assert again.mw("campus", ALL, ALL) == near(100 * answer().mw("campus", ALL, ALL))


def test_dollars_of_half_the_value_double_every_price():
    case = every_family()

    def more_expensive(table: Any) -> Any:
        if isinstance(table, pd.DataFrame):
            usd = [column for column in table if "usd" in str(column)]
            return table.assign(**{column: table[column] * 2 for column in usd})
        return table

    def frames_of_usd(thing: Any) -> Any:
        return replace(thing, **{f.name: getattr(thing, f.name) * 2 for f in fields(thing) if "usd" in f.name})

    twice = with_frames(case, more_expensive)
    twice = replace(
        twice, fleet=frames_of_usd(twice.fleet), storage_fleet=frames_of_usd(twice.storage_fleet),
        sites=frames_of_usd(twice.sites),
        prices=frames_of_usd(twice.prices), contract=frames_of_usd(twice.contract),
        placement=frames_of_usd(twice.placement),
    )
    again = solved(twice)
    assert again.cost_usd == near(2 * answer().cost_usd)
    assert again.price() == near(2 * answer().price())


TIGHTER: dict[str, Callable[[Case], Case]] = {
    "site limits": lambda c: replace(c, sites=replace(c.sites, limit_mw=c.sites.limit_mw * 0.6)),
    "lines": lambda c: replace(c, grid=replace(c.grid, lines=c.grid.lines.assign(
        capacity_mw=c.grid.lines["capacity_mw"] * 0.5))),
    "corridors": lambda c: replace(c, grid=replace(c.grid, corridor_limit_mw=c.grid.corridor_limit_mw * 0.5)),
    "existing fleet": lambda c: replace(c, fleet=replace(c.fleet, existing_mw=c.fleet.existing_mw * 0.9)),
    "ramps": lambda c: replace(c, fleet=replace(c.fleet, generators=c.fleet.generators.assign(
        ramp_share_per_h=c.fleet.generators["ramp_share_per_h"] * 0.2))),
    "water": lambda c: replace(c, fleet=replace(c.fleet, energy_availability=c.fleet.energy_availability * 0.5)),
    "annual_builds": lambda c: replace(c,
        build_out=replace(c.build_out, annual_build_limit_mw=c.build_out.annual_build_limit_mw * 0.5)),
    "queues": lambda c: replace(c, build_out=replace(c.build_out, queue_limit_mw=c.build_out.queue_limit_mw * 0.5)),
    "reserve margins": lambda c: replace(c, grid=replace(c.grid, reserve_margins=c.grid.reserve_margins * 2)),
    "interruption budget": lambda c: replace(c, contract=replace(c.contract, interruption_energy_share=0.0)),
    "on-site generation": lambda c: replace(c,
        sites=replace(c.sites, sites=c.sites.sites.assign(onsite_availability=0.4))),
    "storage_fleet": lambda c: replace(c, storage_fleet=replace(c.storage_fleet, storage=c.storage_fleet.storage.assign(
        energy_mwh=c.storage_fleet.storage["energy_mwh"] * 0.3))),
}


@pytest.mark.parametrize("limit", TIGHTER)
def test_a_tighter_limit_costs_more(limit):
    """Fixed cost of what stands is left out: fewer MW stand and cost less, which is not what is asked here."""
    assert cost_of_deciding(solved(TIGHTER[limit](every_family()))) >= cost_of_deciding(answer()) * (1 - 1e-9)


def cost_of_deciding(found: Solved) -> float:
    return found.solution.objective - found.program.offset


def test_some_limits_cost_more_when_tightened():
    """The relation above would also hold for limits that nobody feels."""
    more_expensive = [
        name for name in ("site limits", "existing fleet", "annual_builds", "reserve margins")
        if cost_of_deciding(solved(TIGHTER[name](every_family()))) > cost_of_deciding(answer()) * (1 + 1e-6)
    ]
    assert more_expensive == ["site limits", "existing fleet", "annual_builds", "reserve margins"]


@pytest.mark.parametrize("limit", ["site limits", "lines", "annual_builds"])
def test_no_more_fits_when_a_limit_is_tightened(limit):
    before, after = solved(every_family_hosting()), solved(TIGHTER[limit](every_family_hosting()))
    assert after.mw("campus", ALL, ALL).sum() <= before.mw("campus", ALL, ALL).sum() + 1e-6


def test_one_more_plant_to_choose_from_costs_no_more():
    case = every_family()
    more = every_family(generators=[
        *[Generator("plains.new_wind", "plains", candidate=True, build_usd_per_mw_year=70_000, availability=0.4)],
    ])
    fleet = replace(case.fleet, **{
        f.name: pd.concat([getattr(case.fleet, f.name), getattr(more.fleet, f.name)]) for f in fields(case.fleet)
    })
    assert solved(replace(case, fleet=fleet)).cost_usd < answer().cost_usd
