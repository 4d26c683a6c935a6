"""`loadsite run`: one screen, one folder, or one clear error."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from loadsite.run.content_hash import content_hash
from loadsite.run.store import read_tables
from tiny_study import edit, write_tiny_study


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_the_screen_says_what_a_planner_asks(loadsite, tiny):
    ended = loadsite("run", str(tiny))
    assert ended.status == 0 and ended.err == ""
    for words in (
        "300 of 300 MW of campus placed in 2030, target met in full", "accelerators at 2,250 W", "Plain field",
        "by state", "by market", "Cost by term", "Built", "Binding limits by shadow price", "site_phases.csv:2",
        "USD/MWh", "conditions hold", "Where?", "What would change it?",
        "comparisons with the inputs", "consecutive hours", "runs/tiny/report.html", "zones is a copper plate",
        "full cost", "zonal price", "reserve margins met in", "no load unserved", "penalties", "objective",
    ):  # fmt: skip
        assert words in ended.out, words
    assert max(len(line) for line in ended.out.splitlines()) <= 100


def test_the_folder_holds_tables_map_record_and_logs(loadsite, tiny):
    loadsite("run", str(tiny), "--out", "results/first", "--threads", "1")
    folder = Path("results/first")
    assert {"siting.parquet", "prices.parquet", "sites.gpkg", "run.json", "logs", "hourly_shadow_prices"} <= {
        path.name for path in folder.iterdir()
    }
    record = json.loads((folder / "run.json").read_text())
    assert record["result_hash"] == content_hash(read_tables(folder))
    assert record["options"]["threads"] == 1 and record["options"]["time_limit_s"] == 60
    assert record["certificate"]["largest_relative_error"] < 1e-6
    assert record["audit"]["largest_relative_error"] < 1e-6
    assert set(record["versions"]) >= {"python", "loadsite", "pyomo", "highspy", "numpy", "pandas"}
    assert record["inputs"]["../sites/tiny/lines.csv"] and record["inputs"]["tiny.yaml"]
    assert record["attempts"][-1]["verdict"] == "certified"
    assert record["cpu_s"] > 0 and record["peak_memory_mb"] > 0 and record["coefficient_ranges"]["matrix"]
    assert everything(Path("results")) == [name for name in everything(Path("results")) if "/." not in f"/{name}"]


def test_json_is_one_document_and_csv_one_table_of_the_same_result(loadsite, tiny):
    told = json.loads(loadsite("run", str(tiny), "--json").out)
    assert sum(row["campus_mw"] for row in told["siting"]) == pytest.approx(300.0)
    assert told["limits"][0]["sentence"].startswith("one more MW of grid connection at cove would save ")
    rows = list(csv.DictReader(io.StringIO(loadsite("run", str(tiny), "--csv").out)))
    assert {row["site"] for row in rows} == {"plain", "cove"}
    assert json.loads(Path("runs/tiny/run.json").read_text())["result_hash"] == told["result_hash"]


def test_bad_input_is_told_whole_and_nothing_is_written(loadsite, tiny, tmp_path):
    write_tiny_study(
        tmp_path, scenario=edit("cost_year", "cost_yaer"), lines=edit("SOUTH>NORTH,SOUTH", "SOUTH>NORTH,SUOTH")
    )
    before = everything(tmp_path)
    ended = loadsite("run", str(tiny))
    assert ended.status == 1 and ended.out == ""
    assert 'scenarios/tiny.yaml:6:1 cost_yaer: unknown key; did you mean "cost_year"?' in ended.err
    assert ended.err.strip().endswith("problems in the input; nothing was written")
    assert "Traceback" not in ended.err
    assert everything(tmp_path) == before


def test_bad_tables_leave_an_earlier_result_as_it_was(loadsite, tiny, tmp_path):
    loadsite("run", str(tiny))
    kept = (tmp_path / "runs/tiny/run.json").read_bytes()
    write_tiny_study(tmp_path, lines=edit("SOUTH>NORTH,SOUTH", "SOUTH>NORTH,SUOTH"))
    ended = loadsite("run", str(tiny))
    assert ended.status == 1 and 'did you mean "SOUTH"?' in ended.err
    assert (tmp_path / "runs/tiny/run.json").read_bytes() == kept


def test_a_place_with_something_else_is_refused(loadsite, tiny):
    ended = loadsite("run", str(tiny), "--out", "sites")
    assert ended.status == 1 and "holds something else than results" in ended.err
    assert Path("sites/tiny/lines.csv").is_file()


def test_no_answer_is_status_3_and_the_program_is_kept(loadsite, tiny, tmp_path):
    """Nothing may fall short, and two sites of 300 MW are asked for 5,000."""
    scenario = edit("  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000", "  target_mw: {2030: 5000}")
    write_tiny_study(tmp_path, scenario=scenario)
    ended = loadsite("run", str(tiny))
    assert ended.status == 3 and ended.out == ""
    assert "These cannot hold together: " in ended.err
    kept = tmp_path / "runs/tiny.no_answer/program.mps"
    assert kept.is_file() and str(kept) in ended.err
    assert not (tmp_path / "runs/tiny").exists()
    assert not [path for path in (tmp_path / "runs").iterdir() if path.name.startswith(".")]


def test_a_time_limit_is_no_answer(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, scenario=edit("time_limit_s: 60", "time_limit_s: 0.000001"))
    ended = loadsite("run", str(tiny))
    assert ended.status == 3 and "ran out" in ended.err and "Traceback" not in ended.err


def test_hosting_says_how_much_fits_and_what_would_let_in_more(loadsite, tiny, tmp_path):
    place = "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000"
    write_tiny_study(tmp_path, scenario=edit(place, "host: {unserved_limit_share: 0.00002}"))
    ended = loadsite("run", str(tiny))
    assert ended.status == 0, ended.err
    assert "300 MW of campus fit in 2030" in ended.out
    assert "Binding limits by hosting capacity gained of one more MW" in ended.out
    record = json.loads((tmp_path / "runs/tiny/run.json").read_text())
    assert record["question"]["kind"] == "hosting" and record["hosting"]["hosted_mw"]["2030"] == pytest.approx(300)
    assert "hosting_limits" in read_tables(tmp_path / "runs/tiny")
