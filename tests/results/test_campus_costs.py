"""What power costs at a campus, part by part, against what is paid for it elsewhere in the result."""

from __future__ import annotations

import pandas as pd
import pytest

PARTS = ("energy", "congestion", "capacity", "connection", "onsite", "interruption", "unserved")


def paid_usd(worked, part: str) -> float:
    """Present value of one part at all campuses [USD]."""
    table, weight = worked.results.campus_costs, worked.solve.case.horizon.years["present_value_weight"]
    return float((table[f"{part}_usd_per_mwh"] * table["served_mwh"] * table["year"].map(weight)).sum())


def test_the_parts_add_up(worked):
    table = worked.results.campus_costs
    parts = table[[f"{part}_usd_per_mwh" for part in PARTS]].sum(axis=1)
    assert table["full_cost_usd_per_mwh"].to_numpy() == pytest.approx(parts.to_numpy())


def test_connection_and_onsite_are_what_the_objective_pays(worked):
    """onsite == on-site generation operation + on-site generation investment + its carbon dioxide, in present value."""
    case, costs = worked.solve.case, worked.results.costs.set_index("term")["usd"]
    assert paid_usd(worked, "connection") == pytest.approx(costs["connection"])
    emitted = worked.results.emissions
    own = emitted[emitted["technology"] == "on-site generation"]
    carbon = float((own["co2_t"] * own["year"].map(case.horizon.years["present_value_weight"])).sum())
    expected = costs["onsite_operation"] + costs["onsite_investment"] + carbon * case.prices.co2_usd_per_t
    assert carbon > 0 and paid_usd(worked, "onsite") == pytest.approx(expected)


def test_energy_and_congestion_are_what_is_drawn_at_the_price_of_the_zone(worked):
    """energy + congestion == sum(weight * grid_withdrawal * price of the zone)"""
    results = worked.results
    hours = results.campuses.astype({"zone": object}).merge(
        results.prices.astype({"zone": object}), on=["zone", "year", "snapshot"], suffixes=("_at_campus", "")
    )
    weight = hours["snapshot"].map(results.snapshots.set_index("snapshot")["weight_h"])
    hours["paid_usd"] = hours["grid_withdrawal_mw"] * hours["price_usd_per_mwh"] * weight
    paid = hours.groupby(["site", "year"], observed=True)["paid_usd"].sum()
    told = results.campus_costs.set_index(["site", "year"])
    both = (told["energy_usd_per_mwh"] + told["congestion_usd_per_mwh"]) * told["served_mwh"]
    assert both.to_numpy() == pytest.approx(paid.loc[list(both.index)].to_numpy(), abs=1e-3)
    assert (told["congestion_usd_per_mwh"].abs() > 0.01).any()


def test_an_empty_site_has_no_cost_of_power(worked):
    """The mine asks for nothing in no year in which it has no MW; sites without MW have no row."""
    placed = worked.results.siting.set_index(["site", "year"])["campus_mw"]
    told = pd.MultiIndex.from_frame(worked.results.campus_costs[["site", "year"]])
    assert set(told) == set(placed[placed >= 1.0].index)
