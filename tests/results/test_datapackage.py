"""What a result says of its own tables: every column has a meaning, and its unit where its name has one."""

from __future__ import annotations

import json

import pytest

from further_families import every_further_family
from loadsite.export.datapackage import write_datapackage
from loadsite.export.fields import COLUMNS, TABLES, about, meaning, unit
from loadsite.run.answer import answer
from loadsite.run.baseline import baseline_tables, to_the_whole_gap, without_campuses
from loadsite.run.store import write_tables
from loadsite.run.warnings import warnings
from worked_case import EXACT


@pytest.fixture(scope="module")
def every_table(worked, hosted, tmp_path_factory) -> dict:
    bare = answer(without_campuses(worked.solve.case), to_the_whole_gap(EXACT), tmp_path_factory.mktemp("bare"))
    found = hosted.hosted
    told = warnings(worked.solve.case, worked.results)
    further = {"hosting_limits": found.limits, "hosting_rules": found.rules, "warnings": told}
    rare = answer(every_further_family(), EXACT, tmp_path_factory.mktemp("further")).results.further
    return {**worked.results.by_name(), **baseline_tables(bare.results), **further, **rare}


def test_every_table_and_every_column_has_a_meaning(every_table):
    assert [name for name in every_table if not about(name)] == []
    columns = [(name, column) for name, table in every_table.items() for column in table]
    assert [each for each in columns if not meaning(*each)] == []


def test_no_meaning_is_of_nothing(every_table):
    plain = {name.removeprefix("baseline_").split("/")[0] for name in every_table}
    assert set(TABLES) <= plain
    columns = {column for table in every_table.values() for column in table.columns}
    assert {name.split(".")[-1] for name in COLUMNS} - columns <= {"corridor", "generator", "line", "storage"}


def test_units_are_those_of_the_names():
    told = {"campus_mw": "MW", "price_usd_per_mwh": "USD/MWh", "weight_h": "h", "co2_t": "t", "site": "", "unit": "",
            "shadow_price_usd_per_mw_year": "USD/MW-year", "used_share": "1", "broken_usd": "USD",
            "usd": "USD"}  # fmt: skip
    assert {name: unit(name) for name in told} == told


def test_the_package_tells_path_type_unit_and_meaning_of_every_field(every_table, tmp_path):
    write_tables(tmp_path, every_table)
    write_datapackage(tmp_path, "Worked case", "2 days", every_table)
    said = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert said["name"] == "worked-case" and len(said["resources"]) == len(every_table)
    (siting,) = [each for each in said["resources"] if each["path"] == "siting.parquet"]
    fields = {field["name"]: field for field in siting["schema"]["fields"]}
    assert fields["campus_mw"] == {
        "name": "campus_mw", "type": "number", "description": "MW of campus placed", "unit": "MW",
    }  # fmt: skip
    assert fields["year"]["type"] == "year" and fields["site"]["type"] == "string"
    assert all((tmp_path / each["path"]).stat().st_size == each["bytes"] for each in said["resources"])
