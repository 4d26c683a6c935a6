"""What makes a case another case, and what another grid: a result is taken up again only where nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

import loadsite.batch.case_hash as hashing
from loadsite.batch.case_hash import CaseHash, hash_of
from loadsite.inputs.scenario_file import open_scenario
from tiny_study import edit, write_tiny_study


def hashed(folder: Path, **overrides) -> CaseHash:
    return hash_of(open_scenario(write_tiny_study(folder, **overrides)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> CaseHash:
    return hashed(tmp_path_factory.mktemp("plain"))


def test_equal_inputs_have_equal_hashes_wherever_they_lie(plain, tmp_path):
    assert hashed(tmp_path) == plain


@pytest.mark.parametrize(
    "change",
    [
        {"scenario": edit("interruption_usd_per_mwh: 300", "interruption_usd_per_mwh: 301")},
        {"scenario": edit("load_factor: 0.8", "load_factor: 0.79")},
        {"scenario": edit("co2_usd_per_t: 0", "co2_usd_per_t: 1")},
        {"lines": edit("AC,400", "AC,401")},
        {"generators": edit("coal,500", "coal,499")},
        {"fuel_prices": edit("2030,6", "2030,6.1")},
        {"sites": edit("Plain field", "Plain fields")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_operation_sees_makes_another_case_and_another_grid(change, plain, tmp_path):
    other = hashed(tmp_path, **change)
    assert other.whole != plain.whole and other.grid != plain.grid


@pytest.mark.parametrize(
    "change",
    [
        {"scenario": edit("{2030: 300}", "{2030: 301}")},
        {"scenario": edit("discount_rate: 0.05", "discount_rate: 0.06")},
        {"scenario": edit("interruption_energy_share: 0.005", "interruption_energy_share: 0.006")},
        {"scenario": edit("name: tiny", "name: other")},
        {"plan": edit("gas: 1", "gas: 2")},
        {"zone_shares": edit("NORTH,0.2", "NORTH,0.21")},
    ],
    ids=["target", "finance", "budget", "name", "plan", "shares"],
)
def test_what_is_only_asked_of_a_grid_makes_another_case_of_the_same_grid(change, plain, tmp_path):
    other = hashed(tmp_path, **change)
    assert other.whole != plain.whole and other.grid == plain.grid


def test_another_version_makes_another_case(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(hashing, "version", lambda name: "0.0.1")
    other = hashed(tmp_path)
    assert other.whole != plain.whole and other.grid != plain.grid


def test_every_file_that_a_case_reads_is_in_its_hash(plain):
    assert {"plans/tiny_plan.yaml", "plans/zone_shares.csv", "../sites/tiny/lines.csv", "../sites/tiny/load.parquet",
            "../sites/tiny/zones.geojson"} <= set(plain.files)  # fmt: skip
