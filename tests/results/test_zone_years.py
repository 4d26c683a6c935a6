"""A year of every zone, added up from its hours; and the same grid without campuses."""

from __future__ import annotations

import pytest

from loadsite.run.answer import answer
from loadsite.run.baseline import baseline_tables, to_the_whole_gap, without_campuses
from worked_case import EXACT


def test_energies_are_the_hours_times_their_weight(worked):
    results = worked.results
    weight = results.snapshots.set_index("snapshot")["weight_h"]
    hours = results.balance.assign(h=results.balance["snapshot"].map(weight))
    for column, terms in {
        "load_mwh": ["load_mw"], "grid_withdrawal_mwh": ["campuses_mw", "grid_withdrawal_mw"],
        "unserved_mwh": ["unserved_mw"],
    }.items():  # fmt: skip
        expected = (hours[terms].sum(axis=1) * hours["h"]).groupby([hours["zone"], hours["year"]], observed=True).sum()
        told = results.zone_years.set_index(["zone", "year"])[column]
        assert told.to_numpy() == pytest.approx(expected.loc[list(told.index)].abs().to_numpy(), abs=1e-6)


def test_curtailed_is_what_wind_could_have_given(worked):
    """In the west only wind follows a profile."""
    results = worked.results
    wind = results.dispatch[(results.dispatch["technology"] == "wind") & (results.dispatch["year"] == 2030)]
    hours = wind["snapshot"].map(results.snapshots.set_index("snapshot")["weight_h"])
    expected = float(((wind["available_mw"] - wind["generation_mw"]) * hours).sum())
    told = results.zone_years.set_index(["zone", "year"])["curtailed_mwh"]
    assert told[("west", 2030)] == pytest.approx(expected)


def test_without_campuses_nothing_is_placed_and_all_is_cheaper(worked, tmp_path):
    bare = without_campuses(worked.solve.case)
    found = answer(bare, to_the_whole_gap(EXACT), tmp_path)
    assert found.results.siting["campus_mw"].abs().max() == 0
    assert found.results.costs["usd"].sum() < worked.results.costs["usd"].sum()
    told = baseline_tables(found.results)
    assert set(told) == {f"baseline_{name}" for name in ("zone_years", "emissions", "costs", "built", "reliability",
                                                         "reliability_by_market")}  # fmt: skip
    assert (told["baseline_zone_years"]["grid_withdrawal_mwh"] == 0).all()
