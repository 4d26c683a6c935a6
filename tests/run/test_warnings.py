"""What a solution does that a planner would not: energy burnt in losses, load left unserved; with hours and MWh."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.finding import Finding, finding_of, findings_table
from loadsite.origin import Origin
from loadsite.results.tables import Results, tables
from loadsite.run.warnings import warnings
from rules_of import one_rule, with_rules
from small_cases import Generator, Line, Period, Storage, Zone, make_case
from solved import solved

EIGHT_HOURS = [Period(1, weight_h=8)]
MUST_RUN = one_rule("generation[zone=A] >= 240 MW", each="hour")


def results_of(case: Case) -> Results:
    done = solved(case)
    return tables(case, done.program, done.solution)


def told(case: Case) -> list[tuple[str, str, str]]:
    found = warnings(case, results_of(case))
    return list(zip(found["file"], found["field"], found["value"], strict=True))


def test_storage_that_burns_energy_is_told_with_hours_and_mwh():
    """240 MW must run for 200 MW of load. Of c MW charged d = c / 4 come back, and c - d = 40: c is 53.3, d is 13.3."""
    case = make_case(
        [Zone("A", 200)], [Generator("base", "A", 240, 20)],
        [Storage("battery", "A", 100, 400, charge_efficiency=0.5, discharge_efficiency=0.5)], periods=EIGHT_HOURS)
    assert told(case) == []
    assert told(with_rules(case, MUST_RUN)) == [("storage", "battery", "8 hours of 2030, 107 MWh,")]


def test_lines_that_burn_energy_are_told_with_hours_and_mwh():
    """A sends f, B sends g back, half is lost: f - g / 2 = 40 and f / 2 - g = 10 make f 46.7 and g 13.3."""
    case = make_case(
        [Zone("A", 200), Zone("B", 10)], [Generator("base", "A", 240, 20)], [],
        [Line("A>B", "A", "B", 100, 0.5), Line("B>A", "B", "A", 100, 0.5)], periods=EIGHT_HOURS)
    assert told(case) == []
    assert told(with_rules(case, MUST_RUN)) == [("flows", "A and B", "8 hours of 2030, 107 MWh,")]


def test_unserved_load_above_the_standard_is_told_by_share_and_zone():
    """Of 200 and 100 MW, 50 in A and none in B: a sixth. Of 1 in 100,000 nothing is said."""
    case = make_case(
        [Zone("A", 200), Zone("B", 100)], [Generator("a", "A", 150, 20), Generator("b", "B", 100, 30)], [],
        periods=EIGHT_HOURS)
    found = warnings(case, results_of(case))
    (row,) = found.to_dict("records")
    assert row["file"] == "balance" and row["value"] == "16.667% of the load of 2030, 400 MWh,"
    assert row["what"] == "stays unserved, 100% of it in A: are load and capacity in the same unit?"
    assert row["expected"] == "at most 0.002%"
    nearly = make_case([Zone("A", 200)], [Generator("a", "A", 199.998, 20)], periods=EIGHT_HOURS)
    assert told(nearly) == []
    beyond = make_case([Zone("A", 200)], [Generator("a", "A", 199.99, 20)], periods=EIGHT_HOURS)
    assert told(beyond) == [("balance", "unserved_mw", "0.005% of the load of 2030, 0 MWh,")]


def test_what_was_found_in_the_inputs_comes_last_and_without_the_folder():
    case = make_case([Zone("A", 200)], [Generator("a", "A", 300, 20)], periods=EIGHT_HOURS)
    at = Origin("../somewhere/fuels.csv", 3)
    found = Finding(at, "co2_kg_per_mmbtu", "0.1 kg/MMBtu", "is unusual", "40 to 300", "a law")
    table = warnings(replace(case, findings=(found,)), results_of(case))
    assert table.to_dict("records") == [{
        "file": "fuels.csv", "line": 3, "field": "co2_kg_per_mmbtu", "value": "0.1 kg/MMBtu", "what": "is unusual",
        "expected": "40 to 300", "source": "a law"}]


def test_load_in_kw_is_told_on_the_screen_in_the_record_and_in_the_report(tmp_path, monkeypatch, capsys):
    from loadsite.cli import app
    from loadsite.commands.ending import end_of
    from tiny_study import write_tiny_study

    def thousandfold(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**{zone: 1000 * frame[zone] for zone in ("NORTH", "SOUTH", "ISLE")})

    monkeypatch.chdir(tmp_path)
    study = write_tiny_study(Path(), load=thousandfold)
    assert end_of(lambda: app(["run", str(study)])) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "warning: balance unserved_mw: 99." in said and "is the load in kW?" in said
    table = pd.read_parquet("runs/tiny/warnings.parquet")
    record = json.loads(Path("runs/tiny/run.json").read_text())
    assert record["warnings"] == table.to_dict("records") and len(table) >= 4
    assert "is the load in kW?" in Path("runs/tiny/report.html").read_text()
    package = json.loads(Path("runs/tiny/datapackage.json").read_text())
    (resource,) = [each for each in package["resources"] if each["name"] == "warnings"]
    assert resource["description"] and all(field["description"] for field in resource["schema"]["fields"])



def test_a_row_of_the_table_is_the_finding_again():
    found = [Finding(Origin("fuels.csv", 3), "price", "0.1", "is unusual", "40 to 300", "a law"),
             Finding(Origin("balance"), "unserved_mw", "3 %", "is left out")]  # fmt: skip
    assert [finding_of(row) for row in findings_table(found).to_dict("records")] == found
