"""`--table`: one table of a verb that has several, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tiny_study import SCENARIO

RULE = "rules:\n  - name: north\n    rule: campus_mw[zone=NORTH] <= most\n    each: year\n    source: made up\n"


@pytest.fixture
def small(tiny) -> str:
    """The tiny study with six hours and a rule with a parameter; its scenario."""
    short = SCENARIO.replace("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T06:00")
    tiny.write_text(short + "rules: [north.yaml]\nparameters: {most: 0.09 GW}\n")
    Path("scenarios/north.yaml").write_text(RULE)
    return str(tiny)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_run_prints_any_table_of_its_results(small, loadsite):
    """The costs add up to the objective of the record, and hours are there too."""
    costs = rows(loadsite("run", small, "--table", "costs").out)
    record = json.loads(Path("runs/tiny/run.json").read_text())
    assert sum(float(row["usd"]) for row in costs) == pytest.approx(record["certificate"]["objective_musd"] * 1e6)
    prices = json.loads(loadsite("run", small, "--table", "prices", "--json").out)
    assert len(prices) == 3 * 6 and {"zone", "price_usd_per_mwh"} <= prices[0].keys()


def test_a_wrong_table_of_a_run_is_told_before_anything_is_solved(small, loadsite):
    ended = loadsite("run", small, "--table", "cots")
    assert (ended.status, ended.out, ended.err) == (1, "", '"cots" is no table of a result; did you mean "costs"?\n')
    assert not Path("runs").exists()


@pytest.mark.slow
def test_a_table_that_this_run_has_not_is_told_after_its_results_are_written(small, loadsite):
    ended = loadsite("run", small, "--table", "hosting_limits")
    assert ended.status == 1 and '"hosting_limits" is no table of runs/tiny' in ended.err
    assert Path("runs/tiny/run.json").is_file()


def test_check_prints_rules_warnings_and_families(small, loadsite):
    (rule,) = rows(loadsite("check", small, "--table", "rules").out)
    assert (rule["rule"], rule["matched"], rule["origin"]) == ("north", "1", "north.yaml:2")
    ended = loadsite("check", small, "--table", "families")
    assert ended.status == 1 and '"families" is no table of a check without --sizes' in ended.err
    sizes = json.loads(loadsite("check", small, "--sizes", "--table", "families", "--json").out)
    assert {"kind": "constraint", "family": "balance", "sets": "zones x years x snapshots", "size": 18} in sizes


def test_check_of_a_study_has_its_cases(small, loadsite):
    Path("study.yaml").write_text(f"name: s\nbase: {small}\ngrid:\n  prices.co2_usd_per_t: [0, 20]\n")
    assert len(rows(loadsite("check", "study.yaml", "--table", "cases").out)) == 2
    ended = loadsite("check", "study.yaml", "--table", "rules")
    assert (ended.status, ended.err) == (1, '"rules" is no table of a check of a study; expected one of cases\n')


def test_time_to_power_prints_sites_or_years(small, loadsite):
    sites = rows(loadsite("time-to-power", small, "--site", "plain", "--mw", "50", "--table", "sites").out)
    assert [(row["site"], row["block_mw"]) for row in sites] == [("plain", "50.0")] * 2
    years = rows(loadsite("time-to-power", small, "--site", "plain", "--mw", "50", "--table", "years").out)
    assert {row["year"] for row in years} == {"2030"} and "first_year" not in years[0]
    ended = loadsite("time-to-power", small, "--table", "year")
    assert (ended.status, ended.err) == (1, '"year" is no table of time-to-power; did you mean "years"?\n')


def test_doctor_prints_versions(loadsite):
    versions = {row["package"]: row["version"] for row in rows(loadsite("doctor", "--table", "versions").out)}
    assert versions["highspy"] != "missing" and "python" in versions


@pytest.mark.slow
def test_compare_prints_one_table_as_json(small, loadsite):
    loadsite("run", small, "--csv")
    told = json.loads(loadsite("compare", "runs/tiny", "runs/tiny", "--table", "runs", "--json").out)
    assert isinstance(told, list) and {row["run"] for row in told}
    assert set(json.loads(loadsite("compare", "runs/tiny", "runs/tiny", "--json").out)) > {"runs", "siting"}


def test_rules_of_a_scenario_as_rows(small, loadsite):
    """The parameter of 0.09 GW is put in, in MW."""
    (row,) = rows(loadsite("rules", "--show", small, "--csv").out)
    assert (row["name"], row["each"], row["source"]) == ("north", "year", "made up")
    assert row["rule"] == "campus_mw[zone=NORTH] <= 90 MW" and row["origin"] == "scenarios/north.yaml:2"
    assert json.loads(loadsite("rules", "--show", small, "--json").out) == [row]
