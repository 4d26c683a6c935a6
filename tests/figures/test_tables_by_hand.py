"""Every table of the rich case against the same case written by hand, and against plain sums over its hours."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import pytest

from loadsite.results.siting import siting_by
from worked_case import YEARS

BUILT = {"generator": "g", "storage": "s", "line": "line", "on-site generation": "own"}


def rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def energy(rich: Any, table: str, label: str, column: str) -> dict[tuple[str, int], float]:
    """By label and year: the hours of a table added up by their weight [MWh]."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    hours = rich.results.snapshots.set_index("snapshot")["weight_h"].to_dict()
    frame = getattr(rich.results, table)
    for name, year, snapshot, value in zip(frame[label], frame["year"], frame["snapshot"], frame[column], strict=True):
        found[str(name), int(year)] += hours[snapshot] * float(value)
    return found


def counts(rich: Any) -> dict[int, float]:
    return rich.asked.horizon.years["present_value_weight"].to_dict()


def test_the_case_leaves_nothing_at_zero(rich):
    """What these tests compare is there to be compared, in unequal amounts."""
    results = rich.results
    last = results.zone_years[results.zone_years["year"] == 2035].set_index("zone")
    assert last.loc["west", "curtailed_mwh"] > 1e4 and last["unserved_mwh"].max() > 1e4
    assert results.siting["campus_mw"].min() > 1 and results.siting["interrupted_mwh"].max() > 1e4
    assert results.shortfall["shortfall_mw"].max() > 100 and results.adequacy["shortfall_mw"].max() > 100
    assert set(results.built.loc[results.built["built_mw"] > 1, "kind"]) == set(BUILT)
    assert (results.costs["usd"] > 1e5).all()
    assert results.costs["usd"].nunique() == len(results.costs) == 16
    levels = results.storage_boundaries["state_of_charge_mwh"]
    assert levels.max() > 5


def test_cost_decisions_and_prices_are_those_found_by_hand(rich, by_hand):
    results = rich.results
    assert by_hand.cost_usd == pytest.approx(results.costs["usd"].sum(), rel=1e-9)
    for row in rows(results.siting):
        assert row.campus_mw == pytest.approx(by_hand.value("campus", row.site, row.year), abs=1e-6)
    for row in rows(results.built):
        assert row.built_mw == pytest.approx(by_hand.value(BUILT[row.kind], row.label, row.year), abs=1e-6)
    for row in rows(results.flows):
        assert row.received_mw == pytest.approx(
            row.sent_mw
            * {"west>east": 0.98, "east>west": 0.97}.get(row.line, 0.95 if row.line == "east>south" else 0.96)
        )
    for row in rows(results.balance):
        assert row.unserved_mw == pytest.approx(by_hand.value("unserved", row.zone, row.year, row.snapshot), abs=1e-6)
    for row in rows(results.campuses):
        assert row.interrupted_mw == pytest.approx(by_hand.value("interrupted", row.site, row.year, row.snapshot),
            abs=1e-6)
    for row in rows(results.prices):
        once = by_hand.count[row.year] * by_hand.hours[row.snapshot]
        price = by_hand.price("balance", row.zone, row.year, row.snapshot) / once
        assert row.price_usd_per_mwh == pytest.approx(price, abs=1e-6)
    for row in rows(results.shortfall):
        assert row.shortfall_mw == pytest.approx(by_hand.value("short", row.year), abs=1e-6)
        assert row.placed_mw + row.shortfall_mw == pytest.approx(row.target_mw)
        price = by_hand.price("target", row.year) / by_hand.count[row.year]
        assert row.campus_price_usd_per_mw_year == pytest.approx(price)


def test_the_price_behind_the_meter_is_that_of_one_more_mw_asked_for(rich, by_hand):
    """Of sites fed by the grid alone it is the price of their zone."""
    for row in rows(rich.results.campuses):
        once = by_hand.count[row.year] * by_hand.hours[row.snapshot]
        if row.site in ("refinery", "mine"):
            price = by_hand.price("behind", row.site, row.year, row.snapshot) / once
        else:
            price = by_hand.price("balance", row.zone, row.year, row.snapshot) / once
        assert row.price_usd_per_mwh == pytest.approx(price, abs=1e-6)


def test_every_cost_term_is_paid_hour_by_hour_and_year_by_year(rich):
    results, case, count = rich.results, rich.asked, counts(rich)
    told = results.costs.set_index("term")["usd"]
    expected: dict[str, float] = defaultdict(float)
    out, away = (
        energy(rich, "dispatch", "generator", "generation_mw"),
        energy(rich, "storage", "storage", "discharge_mw"),
    )
    for (g, y), mwh in out.items():
        expected["fuel"] += count[y] * mwh * case.fleet.fuel_usd_per_mwh.loc[g, y]
        expected["variable_cost"] += count[y] * mwh * case.fleet.variable_usd_per_mwh.loc[g, y]
        expected["emissions_cost"] += count[y] * mwh * case.fleet.generators.loc[g, "co2_t_per_mwh"] * 20.0
    for (s, y), mwh in away.items():
        expected["variable_cost"] += count[y] * mwh * case.storage_fleet.variable_usd_per_mwh.loc[s, y]
    for (c, y), mwh in energy(rich, "campuses", "site", "onsite_generation_mw").items():
        expected["onsite_operation"] += count[y] * mwh * case.sites.onsite_usd_per_mwh.loc[c, y]
        expected["emissions_cost"] += count[y] * mwh * case.sites.sites.loc[c, "onsite_co2_t_per_mwh"] * 20.0
    for (_, y), mwh in energy(rich, "campuses", "site", "interrupted_mw").items():
        expected["interruption"] += count[y] * mwh * 90.0
    for (_, y), mwh in energy(rich, "balance", "zone", "unserved_mw").items():
        expected["unserved_load"] += count[y] * mwh * 1_050.0
    for row in rows(results.built):
        years = sum(count[y] for y in YEARS if y >= row.year)
        if row.kind == "generator":
            fleet = case.fleet
            expected["generator_investment"] += (
                years * row.built_mw * fleet.build_usd_per_mw_year.loc[row.label, row.year]
            )
            expected["fixed_cost"] += years * row.built_mw * fleet.fixed_usd_per_mw_year.loc[row.label, row.year]
        elif row.kind == "storage":
            storage_fleet = case.storage_fleet
            expected["storage_investment"] += (
                years * row.built_mw * storage_fleet.build_usd_per_mw_year.loc[row.label, row.year]
            )
            expected["fixed_cost"] += years * row.built_mw * storage_fleet.fixed_usd_per_mw_year.loc[row.label,
                row.year]
        elif row.kind == "line":
            usd = {"east-west": 6_000.0, "east-south": 11_000.0}[row.label]
            expected["line_investment"] += years * row.built_mw * usd
        else:
            usd = case.sites.onsite_build_usd_per_mw_year.loc[row.label, row.year]
            expected["onsite_investment"] += years * row.built_mw * usd
    for y in YEARS:
        stands = case.fleet.existing_mw[y] * case.fleet.fixed_usd_per_mw_year[y]
        expected["fixed_cost"] += count[y] * (stands.sum() + 200.0 * 9_000.0)
    for row in rows(results.siting):
        expected["connection"] += count[row.year] * row.campus_mw * case.sites.connection_usd_per_mw_year[row.site]
        charge = {"prairie": 2_400.0, "mine": 3_100.0}.get(row.site, 0.0)
        expected["site_charge"] += count[row.year] * row.campus_mw * charge
    for row in rows(results.shortfall):
        expected["shortfall"] += count[row.year] * row.shortfall_mw * 900_000.0
    for row in rows(results.adequacy):
        expected["capacity_shortfall"] += count[row.year] * row.shortfall_mw * 65_000.0
    broken = results.rules[results.rules["name"] == "prairie_share"]
    expected["rules_broken"] = sum(count[row.year] * row.broken * 9_000.0 for row in rows(broken))
    assert told.to_dict() == pytest.approx(dict(expected), rel=1e-9)


def test_capacity_is_what_stood_what_was_built_and_what_moved(rich):
    results, case = rich.results, rich.asked
    built = {(row.label, row.year): row.built_mw for row in rows(results.built)}
    corridor = case.grid.lines["corridor"].to_dict()
    moved = {
        "generator": energy(rich, "dispatch", "generator", "generation_mw"),
        "storage": energy(rich, "storage", "storage", "discharge_mw"),
        "line": energy(rich, "flows", "line", "sent_mw"),
        "on-site generation": energy(rich, "campuses", "site", "onsite_generation_mw"),
    }
    for row in rows(results.capacity):
        stood = {
            "generator": lambda row=row: case.fleet.existing_mw.loc[row.label, row.year],
            "storage": lambda row=row: case.storage_fleet.storage.loc[row.label, "power_mw"],
            "line": lambda row=row: case.grid.lines.loc[row.label, "capacity_mw"],
            "on-site generation": lambda row=row: case.sites.sites.loc[row.label, "onsite_mw"],
        }[row.kind]()
        name = corridor[row.label] if row.kind == "line" else row.label
        new = sum(built.get((name, y), 0.0) for y in YEARS if y <= row.year)
        assert (row.existing_mw, row.new_mw, row.capacity_mw) == pytest.approx((stood, new, stood + new))
        assert row.energy_mwh == pytest.approx(moved[row.kind][row.label, row.year])
    for row in rows(results.storage_boundaries):
        new = sum(built.get((row.storage, y), 0.0) for y in YEARS if y <= row.year)
        most = 300.0 if row.storage == "east.battery" else 4.0 * new
        assert row.energy_mwh == pytest.approx(most)
    ends = results.storage[results.storage["snapshot"] == 11].set_index(["storage", "year"])["state_of_charge_mwh"]
    levels = results.storage_boundaries.set_index(["storage", "year"])["state_of_charge_mwh"]
    assert levels.to_dict() == pytest.approx(ends.loc[list(levels.index)].to_dict(), abs=1e-6)


def test_a_store_charges_into_what_it_holds(rich):
    """What it holds rises by 93 % of what is charged and falls by what is discharged over 92 or 93 %."""
    held = rich.results.storage.set_index(["storage", "year", "snapshot"])
    for (store, year, snapshot), row in held.iterrows():
        if snapshot in (0, 6):
            continue
        before = held.loc[(store, year, snapshot - 1), "state_of_charge_mwh"]
        out = row["discharge_mw"] / (0.92 if store == "east.battery" else 0.93)
        assert row["state_of_charge_mwh"] == pytest.approx(before + 0.93 * row["charge_mw"] - out, abs=1e-6)


def test_what_a_fleet_could_have_given_is_what_stands_times_its_availability(rich):
    """Retired by 2035: 400 MW of coal, 100 MW of wind and 250 MW of gas."""
    stands = rich.results.capacity.set_index(["label", "year"])["capacity_mw"]
    for row in rows(rich.results.dispatch):
        share = rich.asked.fleet.availability.loc[row.generator, row.snapshot]
        assert row.available_mw == pytest.approx(stands[row.generator, row.year] * share)
        assert row.generation_mw <= row.available_mw + 1e-6


def test_reserve_margins_term_by_term(rich, by_hand):
    """Peak 3,300 and 4,300 MW at 12 %, 1,200 and 1,350 MW at 15 %; campuses by 70 % of their highest hour."""
    case = rich.asked
    placed = rich.results.siting.set_index(["site", "year"])["campus_mw"]
    highest = {"prairie": 0.85, "harbour": 0.85 * 0.97, "refinery": 0.85 * 0.95}
    inside = {"PLAINS": ("prairie", "harbour"), "GULF": ("refinery",)}
    peak = {("PLAINS", 2030): 3300.0, ("PLAINS", 2035): 4300.0, ("GULF", 2030): 1200.0, ("GULF", 2035): 1350.0}
    stands = {  # wind 15 %, coal 90 %, nuclear 95 %, gas 90 %, battery 70 %; hydro 60 %
        ("PLAINS", 2030): 2600 * 0.15 + 900 * 0.9 + 1000 * 0.95 + 1400 * 0.9 + 200 * 0.7,
        ("PLAINS", 2035): 2500 * 0.15 + 500 * 0.9 + 1000 * 0.95 + 1150 * 0.9 + 200 * 0.7,
        ("GULF", 2030): 300 * 0.6 + 800 * 0.9, ("GULF", 2035): 300 * 0.6 + 800 * 0.9,
    }  # fmt: skip
    new = {key: 0.0 for key in peak}
    market = case.grid.zones["market"]
    for row in rows(rich.results.built):
        if row.kind in ("generator", "storage"):
            table = case.fleet.generators if row.kind == "generator" else case.storage_fleet.storage
            for y in YEARS:
                if y >= row.year:
                    new[market[row.zone], y] += row.built_mw * table.loc[row.label, "capacity_credit_share"]
    for row in rows(rich.results.adequacy):
        key, margin = (row.market, row.year), {"PLAINS": 0.12, "GULF": 0.15}[row.market]
        campuses = sum(placed[c, row.year] * highest[c] for c in inside[row.market]) * 0.7 * (1 + margin)
        told = (row.peak_load_mw, row.margin_mw, row.campuses_mw, row.existing_mw, row.new_mw)
        assert told == pytest.approx((peak[key], peak[key] * margin, campuses, stands[key], new[key]))
        assert row.shortfall_mw == pytest.approx(by_hand.value("no capacity", *key), abs=1e-6)
        price = -by_hand.price("margin", *key) / by_hand.count[row.year]
        assert row.capacity_price_usd_per_mw_year == pytest.approx(price, abs=1e-6)
    assert rich.results.adequacy["capacity_price_usd_per_mw_year"].max() == pytest.approx(65_000.0)


def test_siting_row_by_row(rich, by_hand):
    results, case = rich.results, rich.asked
    hours = by_hand.hours
    campuses = results.campuses.set_index(["site", "year", "snapshot"])
    capacity = results.adequacy.set_index(["market", "year"])["capacity_price_usd_per_mw_year"]
    totals = {column: energy(rich, "campuses", "site", column) for column in (
        "requested_mw", "interrupted_mw", "onsite_generation_mw", "grid_withdrawal_mw", "unserved_mw")}  # fmt: skip
    for row in rows(results.siting):
        key, shape = (row.site, row.year), case.sites.load_shape.loc[row.site]
        full = sum(hours[t] * shape[t] for t in hours)
        assert row.requested_mwh == pytest.approx(row.campus_mw * full)
        for column, total in totals.items():
            assert getattr(row, f"{column}h") == pytest.approx(total[key], abs=1e-6)
        assert row.onsite_generation_mwh + row.grid_withdrawal_mwh + row.interrupted_mwh == pytest.approx(
            row.requested_mwh)
        assert row.chips == pytest.approx(row.campus_mw * 1e6 / 2250)
        usd = {"prairie": 9_000.0, "harbour": 6_000.0, "refinery": 7_000.0, "mine": 0.0}[row.site]
        charge = {"prairie": 2_400.0, "mine": 3_100.0}.get(row.site, 0.0)
        assert (row.connection_usd, row.site_charge_usd) == pytest.approx((row.campus_mw * usd, row.campus_mw * charge))
        assert row.connection_usd_per_mwh == pytest.approx(usd / full)
        served = {t: campuses.loc[(*key, t), "requested_mw"] - campuses.loc[(*key, t), "interrupted_mw"] for t in hours}
        paid = sum(hours[t] * served[t] * campuses.loc[(*key, t), "price_usd_per_mwh"] for t in hours)
        assert row.price_usd_per_mwh == pytest.approx(paid / sum(hours[t] * served[t] for t in hours))
        margin = {"PLAINS": 0.12, "GULF": 0.15}[row.market]
        firm = 0.0 if row.site == "mine" else 0.7 * shape.max() * (1 + margin) * capacity[row.market, row.year]
        assert row.capacity_usd_per_mwh == pytest.approx(firm / full, abs=1e-9)
        count = by_hand.count[row.year]
        assert row.limit_shadow_price_usd_per_mw_year == pytest.approx(by_hand.shadow_price("campus", *key) / count,
            abs=1e-6)
        assert row.premium_usd_per_mw_year == pytest.approx(by_hand.more_expensive("campus", *key) / count, abs=1e-6)
        own = case.sites.sites.loc[row.site, "onsite_mw"] + sum(
            b.built_mw for b in rows(results.built) if b.label == row.site and b.year <= row.year
        )
        assert row.onsite_mw == pytest.approx(own)


def test_states_and_markets_add_up_their_sites(rich):
    results = rich.results
    for area, table in (("state", results.siting_by_state), ("market", results.siting_by_market)):
        assert len(table) == 4
        for row in rows(table):
            inside = results.siting[(results.siting[area] == getattr(row, area)) & (results.siting["year"] == row.year)]
            told = (row.sites, row.campus_mw, row.chips, row.requested_mwh, row.grid_withdrawal_mwh)
            expected = (len(inside),
                *(inside[name].sum() for name in ("campus_mw", "chips", "requested_mwh", "grid_withdrawal_mwh")))
            assert told == pytest.approx(expected)


def test_an_empty_site_is_counted_in_no_state(rich):
    """Siting with the mine at half a MW: New Mexico then has no site."""
    half = rich.results.siting.assign(
        campus_mw=rich.results.siting["campus_mw"].where(rich.results.siting["site"] != "mine", 0.5)
    )
    told = siting_by(half, "state").set_index(["state", "year"])["sites"]
    assert told["NM", 2035] == 0 and told["TX", 2035] == 3


def test_a_year_of_every_zone(rich, by_hand):
    results, case = rich.results, rich.asked
    prices = results.prices.set_index(["zone", "year", "snapshot"])["price_usd_per_mwh"]
    grid_withdrawal, unserved = energy(rich, "campuses", "site", "grid_withdrawal_mw"), energy(rich, "balance", "zone",
        "unserved_mw")
    could, gave = (
        energy(rich, "dispatch", "generator", "available_mw"),
        energy(rich, "dispatch", "generator", "generation_mw"),
    )
    profiles = {"west": ("west.wind", "west.new_wind"), "east": (), "south": ("south.new_solar",)}
    for row in rows(results.zone_years):
        load = {
            t: case.grid.load_mw.loc[row.zone, t] * case.grid.load_factor.loc[row.zone, row.year] for t in by_hand.hours
        }
        mwh = {t: load[t] * h for t, h in by_hand.hours.items()}
        price = sum(mwh[t] * prices[row.zone, row.year, t] for t in mwh) / sum(mwh.values())
        sites = case.sites.sites.index[case.sites.sites["zone"] == row.zone]
        taken = sum(grid_withdrawal[site, row.year] for site in sites)
        left = sum(could[g, row.year] - gave[g, row.year] for g in profiles[row.zone])
        told = (row.load_mwh, row.price_usd_per_mwh, row.grid_withdrawal_mwh, row.unserved_mwh, row.curtailed_mwh)
        assert told == pytest.approx((sum(mwh.values()), price, taken, unserved[row.zone, row.year], left), abs=1e-6)
    assert results.zone_years["curtailed_mwh"].sum() > 1e5


def test_power_at_each_campus_part_by_part(rich, by_hand):
    results, case, hours = rich.results, rich.asked, by_hand.hours
    prices = results.prices.set_index(["zone", "year", "snapshot"])["price_usd_per_mwh"]
    campuses = results.campuses.set_index(["site", "year", "snapshot"])
    siting = results.siting.set_index(["site", "year"])
    built = {(row.label, row.year): row.built_mw for row in rows(results.built)}
    load = {(z, y, t): case.grid.load_mw.loc[z, t] * case.grid.load_factor.loc[z, y]
            for z in case.grid.zones.index for y in YEARS for t in hours}  # fmt: skip
    assert len(results.campus_costs) == 8
    for row in rows(results.campus_costs):
        site, year, zone = row.site, row.year, case.sites.sites.loc[row.site, "zone"]
        served = everywhere = here = 0.0
        for t, h in hours.items():
            own = campuses.loc[(site, year, t)]
            served += h * (own["requested_mw"] - own["interrupted_mw"] - own["unserved_mw"])
            all_load = sum(load[z, year, t] for z in case.grid.zones.index)
            mean = sum(load[z, year, t] * prices[z, year, t] for z in case.grid.zones.index) / all_load
            everywhere += h * own["grid_withdrawal_mw"] * mean
            here += h * own["grid_withdrawal_mw"] * prices[zone, year, t]
        of = siting.loc[(site, year)]
        annuities = sum(built.get((site, y), 0.0) * case.sites.onsite_build_usd_per_mw_year.loc[site, y]
                        for y in YEARS if y <= year)  # fmt: skip
        run = (
            case.sites.onsite_usd_per_mwh.loc[site, year]
            + 20.0 * case.sites.sites.loc[site, "onsite_co2_t_per_mwh"]
        )
        expected = {
            "energy": everywhere, "congestion": here - everywhere,
            "capacity": of["capacity_usd_per_mwh"] * of["requested_mwh"],
            "connection": of["connection_usd"] + of["site_charge_usd"],
            "onsite": annuities + run * of["onsite_generation_mwh"],
            "interruption": of["interrupted_mwh"] * 90.0,
            "unserved": of["unserved_mwh"] * 1_050.0,
        }  # fmt: skip
        assert row.served_mwh == pytest.approx(served)
        for part, usd in expected.items():
            assert getattr(row, f"{part}_usd_per_mwh") == pytest.approx(usd / served, abs=1e-9), part
        assert row.full_cost_usd_per_mwh == pytest.approx(sum(expected.values()) / served)


def test_carbon_dioxide_by_zone_and_technology(rich):
    case = rich.asked
    expected: dict[tuple[str, str, int], float] = defaultdict(float)
    for (g, y), mwh in energy(rich, "dispatch", "generator", "generation_mw").items():
        of = case.fleet.generators.loc[g]
        expected[of["zone"], of["technology"], y] += mwh * of["co2_t_per_mwh"]
    for (c, y), mwh in energy(rich, "campuses", "site", "onsite_generation_mw").items():
        of = case.sites.sites.loc[c]
        expected[of["zone"], "on-site generation", y] += mwh * of["onsite_co2_t_per_mwh"]
    told = rich.results.emissions.set_index(["zone", "technology", "year"])["co2_t"].to_dict()
    assert told == pytest.approx({key: t for key, t in expected.items() if t > 0})
    assert told["south", "on-site generation", 2035] > 1e4


def test_a_load_year_is_the_year_where_there_is_one(rich):
    results, count = rich.results, counts(rich)
    samples = results.samples.set_index("year")
    costs = results.costs.set_index("term")["usd"]
    hourly = costs[["fuel", "variable_cost", "onsite_operation", "emissions_cost", "unserved_load",
        "interruption"]].sum()
    assert sum(count[y] * samples.loc[y, "operating_usd"] for y in YEARS) == pytest.approx(hourly)
    zones = results.zone_years
    for y in YEARS:
        of_year = zones[zones["year"] == y]
        paid = (of_year["price_usd_per_mwh"] * of_year["load_mwh"]).sum()
        assert samples.loc[y, "load_mwh"] == pytest.approx(of_year["load_mwh"].sum())
        assert samples.loc[y, "price_usd_per_mwh"] == pytest.approx(paid / of_year["load_mwh"].sum())
        assert samples.loc[y, "unserved_mwh"] == pytest.approx(of_year["unserved_mwh"].sum())
        sites = results.siting[results.siting["year"] == y]
        assert samples.loc[y, "interrupted_mwh"] == pytest.approx(sites["interrupted_mwh"].sum())
        emitted = results.emissions[results.emissions["year"] == y]["co2_t"].sum()
        assert samples.loc[y, "co2_t"] == pytest.approx(emitted)
