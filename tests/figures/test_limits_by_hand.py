"""What limits and rules of the rich case are worth, against the same case written by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from by_hand import ByHand

from loadsite.results.one_more import AT_MOST
from rich_case import rich_case
from worked_case import YEARS


def rows(table: pd.DataFrame) -> list[Any]:
    return list(table.itertuples(index=False))


def test_paces_and_queues_are_used_and_worth_what_was_found_by_hand(rich, by_hand):
    plan = rich.asked.build_out
    for row in rows(rich.results.build_out):
        limits = plan.annual_build_limit_mw if row.kind == "annual_build" else plan.queue_limit_mw
        used = 0.0
        for table, kind in ((rich.asked.fleet.generators, "g"), (rich.asked.storage_fleet.storage, "s")):
            for label in table.index[table[row.kind] == row.label]:
                years = [row.year] if row.kind == "annual_build" else [y for y in YEARS if y <= row.year]
                used += sum(by_hand.value(kind, label, y) for y in years)
        limit = limits.loc[row.label, row.year]
        assert (row.limit_mw, row.used_mw) == pytest.approx((limit, used), abs=1e-6)
        shadow_price = 0.0
        if limit < 1e9:
            assert row.used_share == pytest.approx(used / limit, abs=1e-9)
            shadow_price = -by_hand.price(row.kind, row.label, row.year) / by_hand.count[row.year]
        assert row.shadow_price_usd_per_mw_year == pytest.approx(shadow_price, abs=1e-5)
        assert row.binds == (shadow_price > 0.5)


def test_the_worth_of_limits_is_that_found_by_hand(rich, by_hand):
    """Hourly limits are added up over their hours; a reserve margin is worth what one MW less required would save."""
    names = {
        "annual build limit": "annual_build",
        "interconnection queue": "queue",
        "right of way": "way",
        "reserve margin": "margin",
    }
    seen: dict[str, int] = defaultdict(int)
    for row in rows(rich.results.limits):
        count = by_hand.count[row.year]
        if row.limit_mw <= 0 or row.limit_mw > 1e9 or row.stands:
            continue
        if row.kind in names:
            usd = -by_hand.price(names[row.kind], row.label, row.year)
        elif row.kind == "transfer limit":
            usd = -sum(by_hand.price("transfer", row.label, row.year, t) for t in by_hand.hours)
        elif row.kind == "site limit":
            usd = by_hand.shadow_price("campus", row.label, row.year)
        else:
            continue
        seen[row.kind] += usd > 1
        assert row.shadow_price_usd_per_mw_year == pytest.approx(usd / count, abs=1e-4), (row.kind, row.label)
        assert row.rent_usd == pytest.approx(row.shadow_price_usd_per_mw_year * row.limit_mw)
        bound = "at most " if row.known == AT_MOST else ""
        assert f"would save {bound}{row.shadow_price_usd_per_mw_year:,.0f} USD a year" in row.sentence
    assert all(seen[kind] for kind in (*names, "transfer limit", "site limit"))


def raised_by_hand(name: str, label: str, year: int, mw: float) -> float:
    """The cost of the rich case with so much more of one limit, the hours of a line together [USD]."""
    program = ByHand(rich_case())
    program.rows["<="] = [
        (own, left, right + (mw if own[:3] == (name, label, year) else 0.0)) for own, left, right in program.rows["<="]
    ]
    return program.cost_usd


@pytest.mark.parametrize(
    ("kind", "name", "label", "year"),
    [
        ("right of way", "way", "east-south", 2035),
        ("transfer limit", "transfer", "south>east", 2035),
        ("annual build limit", "annual_build", "gas.east", 2035),
        ("interconnection queue", "queue", "gas.east", 2030),
        ("on-site generation limit", "own limit", "mine", 2035),
    ],
)
def test_a_worth_is_valid_as_far_as_is_told_and_another_beyond(rich, by_hand, kind, name, label, year):
    """Along the whole of the range by the one, over the next 0.5 MW by the other."""
    told = rich.results.limits.set_index(["kind", "label", "year"]).loc[(kind, label, year)]
    count, valid = by_hand.count[year], told["valid_for_mw"]
    cost = [raised_by_hand(name, label, year, mw) / count for mw in (0.0, valid, valid + 0.5)]
    assert cost[0] - cost[1] == pytest.approx(told["shadow_price_usd_per_mw_year"] * valid, rel=1e-6)
    assert (cost[1] - cost[2]) / 0.5 == pytest.approx(told["shadow_price_beyond_usd_per_mw_year"], rel=1e-5, abs=0.1)
    assert told["shadow_price_beyond_usd_per_mw_year"] < told["shadow_price_usd_per_mw_year"] - 1_000
    beyond = f"; beyond, one more saves {told['shadow_price_beyond_usd_per_mw_year']:,.0f} USD"
    words = f"valid for the next {valid:.3g} MW{beyond if told['shadow_price_beyond_usd_per_mw_year'] >= 100 else ''}"
    assert words in told["sentence"]


def test_rules_bind_are_broken_or_are_far_away(rich, by_hand):
    """35 million m3 of water; 42 % at the prairie, missed in 2035; 900 MW in New Mexico."""
    told = rich.results.rules.set_index(["name", "year"])
    placed = rich.results.siting.set_index(["site", "year"])["campus_mw"]
    for y in YEARS:
        of_year = sum(placed[c, y] for c in ("prairie", "harbour", "refinery", "mine"))
        share, far, dry = told.loc[("prairie_share", y)], told.loc[("far_away", y)], told.loc[("dry", y)]
        assert (share["activity"], share["limit"]) == pytest.approx((placed["prairie", y], 0.42 * of_year))
        missed = max(0.0, 0.42 * of_year - placed["prairie", y])
        assert (share["broken"], share["broken_usd"]) == pytest.approx((missed, 9_000.0 * missed), abs=1e-6)
        assert share["slack"] == pytest.approx(placed["prairie", y] - 0.42 * of_year, abs=1e-6)
        assert (far["activity"], far["slack"]) == pytest.approx((placed["mine", y], 900.0 - placed["mine", y]))
        assert not far["binding"] and far["shadow_price"] == 0.0
        price = by_hand.price("dry", y) / by_hand.count[y]
        assert dry["shadow_price"] == pytest.approx(price, abs=1e-6) and dry["price_unit"] == "USD/m3"
    assert told.loc[("dry", 2035), "binding"] and not told.loc[("dry", 2030), "binding"]
    assert told.loc[("dry", 2035), "shadow_price"] < -1.0
    assert told.loc[("prairie_share", 2035), "sentence"].startswith("missed by ")


def test_shadow_prices_tell_limit_slack_and_unit(rich):
    """A row from above that is slack, one that binds, and one of MWh."""
    table = rich.results.shadow_prices

    def row_of(family: str, label: str, year: int) -> pd.Series:
        own = table[(table["family"] == family) & (table["label"] == label) & (table["year"] == year)]
        return own[own["meaning"] != f"bound of {family}"].iloc[0]

    annual_build = row_of("annual_build", "gas.east", 2035)
    assert (annual_build["limit"], annual_build["activity"],
        annual_build["slack"]) == pytest.approx((700.0, 700.0, 0.0), abs=1e-6)
    assert annual_build["unit"] == "MW" and annual_build["shadow_price"] < -1_000
    free = row_of("annual_build", "gas.south", 2035)
    used = rich.results.build_out.set_index(["kind", "label", "year"]).loc[("annual_build", "gas.south", 2035),
        "used_mw"]
    assert free["slack"] == pytest.approx(600.0 - used) and free["side"] == "at most"
    assert row_of("energy_budget", "south.hydro", 2030)["unit"] == "MWh"
    for market in ("PLAINS", "GULF"):
        margin = row_of("reserve_margin", market, 2035)
        assert margin["side"] == "at least" and margin["shadow_price"] > 1_000 and margin["price_unit"] == "USD/MW-year"
    grown = row_of("no_shrinking", "prairie", 2035)
    placed = rich.results.siting.set_index(["site", "year"])["campus_mw"]
    assert grown["slack"] == pytest.approx(placed["prairie", 2035] - placed["prairie", 2030])


def test_what_stands_today_is_worth_its_output_its_ramps_and_its_water(rich, by_hand):
    """By MW of a fleet: its availability by hour, its ramps up and down, its water; of storage power and energy."""
    fleet, storage_fleet = rich.asked.fleet, rich.asked.storage_fleet.storage
    told = rich.results.limits
    told = told[told["stands"]].set_index(["label", "year"])
    named: dict[str, dict[tuple[Any, ...], float]] = {"<=": {}}
    for (name, _, _), usd in zip(by_hand.rows["<="], by_hand.optimum.ineqlin.marginals, strict=True):
        named["<="][name] = -float(usd)
    price, ramped = named["<="], 0.0
    for (label, year), row in told.iterrows():
        usd = 0.0
        for t in by_hand.hours:
            if row["kind"] == "existing fleet":
                usd += price["output", label, year, t] * fleet.availability.loc[label, t]
                share = fleet.generators.loc[label, "ramp_share_per_h"]
                for sign in (1.0, -1.0):
                    ramp = price.get(("ramp", label, year, t, sign), 0.0) * share if np.isfinite(share) else 0.0
                    usd, ramped = usd + ramp, ramped + (ramp if sign < 0 else 0.0)
                if ("water", label, year, t) in price:
                    period = slice(0, 6) if t < 6 else slice(6, 12)
                    usd += price["water", label, year, t] * fleet.energy_availability.loc[label].iloc[period].sum()
            else:
                power = storage_fleet.loc[label, "availability"]
                usd += power * (price["store", "into", label, year, t] + price["store", "from", label, year, t])
                hours = storage_fleet.loc[label, "energy_mwh"] / storage_fleet.loc[label, "power_mw"]
                usd += price["store", "held", label, year, t] * hours
        shadow_price = usd / by_hand.count[year]
        assert row["shadow_price_usd_per_mw_year"] == pytest.approx(shadow_price, rel=1e-6, abs=1e-3), (label, year)
    assert ramped > 1_000
