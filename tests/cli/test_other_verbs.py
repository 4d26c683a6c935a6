"""check, export, equations, schema and doctor."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import highspy
import pytest

from loadsite.inputs.schema import TABLES
from tiny_study import edit, write_tiny_study


def test_check_measures_the_program_where_asked_and_writes_nothing(loadsite, tiny, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    told = json.loads(loadsite("check", str(tiny), "--sizes", "--json").out)
    assert told["zones"] == 3 and told["snapshots"] == 24 and told["requested campus load"] == "300 MW in 2030"
    sizes = {(row["kind"], row["family"]): row["size"] for row in told["families"]}
    assert sizes["constraint", "balance"] == 3 * 24
    assert sum(size for (kind, _), size in sizes.items() if kind == "constraint") == told["rows"]
    assert "The inputs of tiny are valid." in loadsite("check", str(tiny), "--sizes").out
    assert sorted(tmp_path.rglob("*")) == before


def test_check_without_sizes_builds_no_program(loadsite, tiny, monkeypatch):
    def built(*arguments: object) -> None:
        raise AssertionError("a check builds no program")

    monkeypatch.setattr("loadsite.arrays.compiler.compile_model", built)
    monkeypatch.setattr("loadsite.run.answer.compile_model", built)
    told = json.loads(loadsite("check", str(tiny), "--json").out)
    assert told["zones"] == 3 and "rows" not in told and "families" not in told and told["warnings"] == []
    assert loadsite("check", str(tiny)).status == 0


def test_check_loads_no_solver(tiny):
    """Neither the solver nor what writes a program for it: they take most of a second to load."""
    loaded = "import sys; from pathlib import Path; from loadsite.commands.check import check; " \
             "from loadsite.commands.forms import Form, ProgressForm; " \
             f"check(Path({str(tiny)!r}), Form.CSV, None, ProgressForm.NONE, False); " \
             "print([name for name in ('highspy', 'pyomo', 'scipy', 'pint', 'sklearn') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.endswith(
        "[]\n")


def test_check_warns_with_file_and_line_and_ends_well(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, fuels=edit("coal,96", "coal,9.6"))
    ended = loadsite("check", str(tiny))
    assert ended.status == 0 and ended.err == ""
    assert "warning: sites/tiny/fuels.csv:3 co2_kg_per_mmbtu: 9.6 kg/MMBtu is unusual" in " ".join(ended.out.split())
    rows = list(csv.DictReader(io.StringIO(loadsite("check", str(tiny), "--csv").out)))
    assert [(row["file"], row["line"]) for row in rows] == [("sites/tiny/fuels.csv", "3")]


def test_check_tells_all_that_is_wrong(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, lines=edit("400,300,500", "-400,300,500"), fuels=edit("coal,96", "coal,lots"))
    ended = loadsite("check", str(tiny))
    assert ended.status == 1
    assert "lines.csv:2 capacity_mw" in ended.err and "fuels.csv:3 co2_kg_per_mmbtu" in ended.err


@pytest.mark.parametrize("file_format", ["mps", "lp"])
def test_export_writes_a_program_with_the_same_optimum(file_format, loadsite, tiny):
    ended = loadsite("export", str(tiny), "--format", file_format)
    assert ended.status == 0 and ended.out == f"tiny.{file_format}\n"
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(f"tiny.{file_format}")
    highs.run()
    costs = json.loads(loadsite("run", str(tiny), "--json").out)["costs"]
    assert highs.getObjectiveValue() * 1e6 == pytest.approx(sum(row["usd"] for row in costs), rel=1e-6)
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["runs", "scenarios", "sites", f"tiny.{file_format}"]


def test_export_to_a_folder_that_is_not_there(loadsite, tiny):
    ended = loadsite("export", str(tiny), "--to", "nowhere/tiny.mps")
    assert ended.status == 1 and "nowhere/tiny.mps cannot be written" in ended.err


def test_equations_show_the_balance_with_its_price(loadsite):
    said = " ".join(loadsite("equations").out.split())
    assert "balance[zones, years, snapshots]" in said
    assert "the price of electricity in the zone and hour" in said
    told = json.loads(loadsite("equations", "--json").out)
    names = [rule["name"] for rule in told["constraints"]]
    assert names[0] == "no_shrinking" and names.index("annual_build") < names.index("balance")
    rows = list(csv.DictReader(io.StringIO(loadsite("equations", "--csv").out)))
    assert {row["kind"] for row in rows} == {"constraint", "objective"}


def test_schema_tells_every_column_and_key(loadsite):
    told = json.loads(loadsite("schema", "--json").out)
    named = {(row["table"], row["name"]): row for row in told}
    for table in TABLES:
        for column in table.columns:
            row = named[table.name, column.name]
            assert row["unit"] == column.unit and row["meaning"] == column.meaning
    assert named["scenario", "place.target_mw"]["unit"] == "MW"
    assert named["scenario", "campus.load_factor"]["blank"] == "0.8"
    assert named["scenario", "campus.load_factor"]["bounds"] == "0 to 1"
    assert named["scenario", "time.resolution"]["kind"] == "hours | days | weeks | periods"
    assert named["scenario", "name"]["blank"] == "required"
    assert named["lines", "kind"]["bounds"] == "AC | DC"
    assert all(row["meaning"] for row in told)


def test_schema_of_one_table(loadsite):
    said = loadsite("schema", "lines").out
    assert "capacity_mw" in said and "heat_rate" not in said
    ended = loadsite("schema", "linse")
    assert ended.status == 1 and ended.err == '"linse" is no table; did you mean "lines"?\n'


def test_doctor_knows_versions_and_canaries(loadsite):
    told = json.loads(loadsite("doctor", "--json").out)
    assert told["versions"]["highspy"] != "missing" and told["canaries"]
    assert all(row["passed"] for row in told["canaries"])


def test_doctor_refuses_a_solver_that_answers_wrongly(loadsite, monkeypatch):
    import loadsite.commands.doctor as doctor
    from loadsite.solve import CanaryResult

    wrong = CanaryResult("storage", "simplex", expected="1", found="2", passed=False, wall_s=0.1)
    monkeypatch.setattr(doctor, "run_canaries", lambda: [wrong])
    ended = loadsite("doctor")
    assert ended.status == 1 and "1 of 1 problems with known answers came out wrong" in ended.err
    assert "wrong" in ended.out
