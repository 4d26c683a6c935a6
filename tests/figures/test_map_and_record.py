"""What else a folder of results says: the layers of its map, and its record."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest


def layer(run, name: str, label: str):
    return gpd.read_file(run.folder / "sites.gpkg", layer=name).set_index([label, "year"])


def test_lines_of_the_map_tell_capacity_energy_loading_and_worth(run, rich):
    told = layer(run, "lines", "line")
    capacity = rich.results.capacity[rich.results.capacity["kind"] == "line"].set_index(["label", "year"])
    limits = rich.results.limits[rich.results.limits["kind"] == "transfer limit"].set_index(["label", "year"])
    assert len(told) == 8
    for key, row in told.iterrows():
        own = capacity.loc[key]
        assert (row["capacity_mw"], row["new_mw"], row["sent_mwh"]) == pytest.approx(
            (own["capacity_mw"], own["new_mw"], own["energy_mwh"])
        )
        assert row["loading_share"] == pytest.approx(own["energy_mwh"] / (own["capacity_mw"] * 8784))
        assert row["shadow_price_usd_per_mw_year"] == pytest.approx(limits.loc[key, "shadow_price_usd_per_mw_year"])
    assert told["loading_share"].max() > 0.3


def test_zones_and_campuses_of_the_map_are_those_of_the_tables(run, rich):
    zones = layer(run, "zones", "zone")
    years = rich.results.zone_years.set_index(["zone", "year"])
    placed = rich.results.siting.groupby(["zone", "year"], observed=True)["campus_mw"].sum()
    for key, row in zones.iterrows():
        for column in ("load_mwh", "grid_withdrawal_mwh", "price_usd_per_mwh", "unserved_mwh", "curtailed_mwh"):
            assert row[column] == pytest.approx(years.loc[key, column])
        assert row["campus_mw"] == pytest.approx(placed[key])
    campuses = layer(run, "campuses", "site")
    siting = rich.results.siting.set_index(["site", "year"])
    assert len(campuses) == 8
    for key, row in campuses.iterrows():
        assert (row["campus_mw"], row["limit_mw"], row["chips"]) == pytest.approx(
            tuple(siting.loc[key, ["campus_mw", "limit_mw", "chips"]])
        )
    at = campuses.loc[("refinery", 2035), "geometry"]
    assert (at.x, at.y) == pytest.approx((-95.0, 29.0))


def test_the_record_holds_the_question_and_both_proofs(run, rich):
    record = json.loads((run.folder / "run.json").read_text())
    question, certificate = record["question"], record["certificate"]
    assert (question["kind"], question["years"], question["cost_year"]) == ("target", [2030, 2035], 2024)
    assert question["target_mw"] == {"2030": 620.0, "2035": 1300.0}
    assert question["shortfall_usd_per_mw_year"] == 900_000.0
    assert (question["snapshots"], question["periods"]) == (12, 2)
    musd = rich.results.costs["usd"].sum() / 1e6
    assert certificate["objective_musd"] == pytest.approx(musd) == certificate["dual_objective_musd"]
    assert certificate["gap_musd"] == pytest.approx(0.0, abs=1e-3)
    errors = {check.name: check.error for check in rich.solve.certificate.checks}
    assert certificate["errors"] == errors and certificate["largest_relative_error"] == max(errors.values())
    assert certificate["checks"] == len(errors) and record["audit"]["checks"] == len(rich.audit.checks)
    assert record["audit"]["largest_relative_error"] == rich.audit.worst.error
    program = rich.solve.program
    assert record["program"] == {
        "rows": program.row_count, "columns": program.column_count, "non_zeros": program.nonzero_count}  # fmt: skip
