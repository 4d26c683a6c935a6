"""`loadsite verify` of any folder: what is right passes, what was changed is named, whatever it is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from finished_run import finished_run
from loadsite.run.content_hash import content_hash
from loadsite.run.sealed import seal
from loadsite.run.store import read_tables
from tiny_study import edit

BASELINE = edit("reserve_margins: true", "reserve_margins: true\nbaseline: true")
SHORT = edit("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T09:00")


def scenario(text: str) -> str:
    """Nine hours, and the same grid without campuses."""
    return SHORT(BASELINE(text))


@pytest.fixture(scope="module")
def solved_once(tmp_path_factory) -> Path:
    """The tiny study, solved; its folder."""
    folder = tmp_path_factory.mktemp("study")
    finished_run(folder, scenario=scenario)
    return folder


@pytest.fixture
def run(solved_once, tmp_path, monkeypatch) -> Path:
    """A copy of study and result in the working folder; the folder of the result."""
    shutil.copytree(solved_once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("runs/tiny")


def rewrite_hashes(run: Path) -> None:
    """As someone does who changes a result and does not want it to be seen."""
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["result_hash"] = content_hash(read_tables(run))
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    seal(run)


def change_record(run: Path, change: Callable[[dict], object]) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    change(record)
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    seal(run)


def change_table(run: Path, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    change(pd.read_parquet(run / f"{name}.parquet")).to_parquet(run / f"{name}.parquet", index=False)


def failed(loadsite, *arguments: str) -> tuple[int, dict[str, str]]:
    """The exit status, and what is said of every check that does not pass."""
    ended = loadsite("verify", *arguments, "--json")
    assert "Traceback" not in ended.err
    return ended.status, {row["check"]: row["said"] for row in json.loads(ended.out)["checks"] if not row["passed"]}


def test_a_result_as_it_was_written_is_recomputed_whole(loadsite, run):
    ended = loadsite("verify", str(run), "--json")
    assert ended.status == 0, ended.err
    checks = {row["check"]: row for row in json.loads(ended.out)["checks"]}
    assert list(checks) == [
        "files as written", "tables as recorded", "costs add up to what was certified", "question as recorded",
        "proof complete",
        "certificate recomputed (answer)", "certificate as recorded (answer)", "certificate recomputed (baseline)",
        "certificate as recorded (baseline)", "tables recomputed from the proof", "audit against the inputs",
    ]  # fmt: skip
    assert not any("not checked" in row["said"] for row in checks.values())


@pytest.mark.slow
def test_a_result_without_its_study_is_checked_as_far_as_it_goes(loadsite, run, tmp_path, monkeypatch):
    """Nothing is believed silently: what is not checked is said, with the reason."""
    study = Path("scenarios").resolve()
    (tmp_path / "alone").mkdir()
    moved = shutil.move(run, tmp_path / "alone" / "a")
    shutil.move(study, tmp_path / "away")
    ended = loadsite("verify", str(moved), "--json")
    said = {row["check"]: row["said"] for row in json.loads(ended.out)["checks"]}
    assert ended.status == 0
    for check in ("certificate recomputed", "tables recomputed from the proof", "audit against the inputs"):
        assert said[check] == "not checked: its scenario tiny.yaml is not here; name it with --scenario"
    shutil.move(tmp_path / "away", tmp_path / "other" / "scenarios")
    shutil.copytree(tmp_path / "sites", tmp_path / "other" / "sites")
    again = loadsite("verify", str(moved), "--scenario", str(tmp_path / "other/scenarios/tiny.yaml"), "--csv")
    assert again.status == 0 and "not checked" not in again.out and "comparisons" in again.out


def test_inputs_that_changed_are_named(loadsite, run):
    lines = Path("sites/tiny/lines.csv")
    lines.write_text(lines.read_text().replace("AC,400", "AC,401"))
    ended = loadsite("verify", str(run), "--csv")
    assert ended.status == 0
    assert ended.out.count("not checked: the inputs have changed since it was solved: ../sites/tiny/lines.csv") == 3
    named = loadsite("verify", str(run), "--scenario", "scenarios/tiny.yaml")
    assert named.status == 1 and "lines.csv" in named.err


@pytest.mark.slow
def test_most_that_fit_is_recomputed_too(loadsite, tmp_path, capsys):
    def hosts(text: str) -> str:
        asked = "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000\n"
        return SHORT(edit(asked, "host:\n  unserved_limit_share: 0.0001\n")(text))

    hosting = finished_run(tmp_path, scenario=hosts)
    capsys.readouterr()
    ended = loadsite("verify", str(hosting), "--json")
    checks = {row["check"]: row for row in json.loads(ended.out)["checks"]}
    assert ended.status == 0, ended.err
    assert {"certificate recomputed (hosting)", "certificate recomputed (answer)"} <= set(checks)
    assert not any("not checked" in row["said"] for row in checks.values())
    change_table(hosting, "hosting_limits",
        lambda table: table.assign(shadow_price_mw_per_mw=table["shadow_price_mw_per_mw"] * 1.1))
    rewrite_hashes(hosting)
    status, off = failed(loadsite, str(hosting))
    assert status == 4 and off["tables recomputed from the proof"].startswith(
        "hosting_limits.shadow_price_mw_per_mw, row ")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link(path: Path) -> None:
    away = path.with_name("elsewhere")
    path.rename(away)
    path.symlink_to(away)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a table gone": (lambda run: (run / "prices.parquet").unlink(), "prices.parquet is missing"),
    "a table cut short": (
        lambda run: (run / "costs.parquet").write_bytes((run / "costs.parquet").read_bytes()[:-9]),
        "costs.parquet was changed"),
    "a pipe": (lambda run: a_pipe(run / "flows.parquet"), "flows.parquet is missing, or is no file"),
    "a link": (lambda run: a_link(run / "siting.parquet"), "siting.parquet is missing, or is no file"),
    "a map redrawn": (lambda run: (run / "sites.gpkg").write_bytes(b"SQLite"), "sites.gpkg was changed"),
    "a workbook retyped": (lambda run: (run / "results.xlsx").write_bytes(b"PK"), "results.xlsx was changed"),
    "a proof edited": (
        lambda run: (run / "proof/answer_rows.parquet").write_bytes(b"PAR1"), "answer_rows.parquet was changed"),
    "a record edited": (
        lambda run: (run / "run.json").write_text((run / "run.json").read_text().replace("tiny", "tine", 1)),
        "run.json was changed after it was written"),
    "no record": (lambda run: (run / "run.json").unlink(), "run.json is not there"),
    "no JSON": (lambda run: record_of_text(run, "{"), "run.json cannot be read"),
    "nested for ever": (lambda run: record_of_text(run, "[" * 10**5), "run.json cannot be read"),
    "a list": (lambda run: record_of_text(run, "[]"), "run.json is no record of loadsite"),
    "of before there were hashes": (
        lambda run: (run / "files.json").unlink(), "files.json is not there"),
    "of files elsewhere": (
        lambda run: change_files(run, "../../scenarios/tiny.yaml"), "lies outside the folder"),
}  # fmt: skip


def change_files(run: Path, name: str) -> None:
    told = json.loads((run / "files.json").read_text(encoding="utf-8"))
    told["files"][name] = "0" * 64
    (run / "files.json").write_text(json.dumps(told), encoding="utf-8")


def record_of_text(run: Path, text: str) -> None:
    (run / "run.json").write_text(text)
    seal(run)


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT.keys())
def test_a_file_that_is_not_as_written_is_named_by_every_verb_that_reads_results(spoil, said, loadsite, run):
    spoil(run)
    for verb in (["verify"], ["report"], ["compare"]):
        ended = loadsite(*verb, str(run))
        assert ended.status == 1 and said in ended.err and "Traceback" not in ended.err, verb


def no_columns(table: pd.DataFrame) -> pd.DataFrame:
    return table[[]]


OF_WRONG_SHAPE: dict[str, Callable[[Path], object]] = {
    "a table without rows": lambda run: change_table(run, "siting", lambda table: table.iloc[:0]),
    "a table without columns": lambda run: change_table(run, "dispatch", no_columns),
    "text in place of MW": lambda run: change_table(run, "flows", lambda t: t.assign(sent_mw="much")),
    "not a number": lambda run: change_table(run, "storage", lambda t: t.assign(charge_mw=np.nan)),
    "another year": lambda run: change_table(run, "prices", lambda t: t.assign(year=2031)),
    "a table of no result": lambda run: change_table(run, "costs", lambda t: t) or (
        run / "costs.parquet").rename(run / "coast.parquet"),
    "no table at all": lambda run: (run / "balance.parquet").write_bytes(b"PAR1PAR1"),
    "a proof too short": lambda run: change_table(run, "proof/answer_rows", lambda t: t.iloc[:-1]),
    "a proof of other families": lambda run: change_table(
        run, "proof/answer_columns", lambda t: t.assign(family="campus")),
    "a proof without numbers": lambda run: change_table(run, "proof/answer_rows", lambda t: t.assign(row_dual=np.nan)),
    "a proof in words": lambda run: change_table(run, "proof/answer_rows", lambda t: t.assign(row_dual="expensive")),
    "no proof": lambda run: shutil.rmtree(run / "proof"),
    "a certificate of other figures": lambda run: change_record(
        run, lambda record: record["certificate"].update(dual_objective_musd=1.0)),
}  # fmt: skip


SOONEST = ("text in place of MW", "a proof too short")
"""Of those the ones tried in the fast suite."""


@pytest.mark.parametrize("spoil", [
    pytest.param(spoil, id=name, marks=[] if name in SOONEST else [pytest.mark.slow])
    for name, spoil in OF_WRONG_SHAPE.items()
])  # fmt: skip
def test_what_is_of_the_wrong_shape_is_told_though_its_hash_is_right(spoil, loadsite, run):
    spoil(run)
    seal(run)
    status, off = failed(loadsite, str(run))
    assert status == 4 and off


def test_a_record_of_the_wrong_shape_is_told_by_key_though_its_hash_is_right(loadsite, run):
    change_record(run, lambda record: record.update(certificate="yes", method="guess"))
    status, off = failed(loadsite, str(run))
    said = off["record can be read"]
    assert status == 1 and set(off) == {"record can be read"}
    assert f'{run}/run.json certificate: "yes" is text; expected certificate of the solution' in said
    assert f'{run}/run.json method: "guess" is not one of auto, single, decomposed' in said


def test_a_point_or_duals_that_are_not_the_proven_ones_are_refused(loadsite, run):
    """A thousandth on one decision; a tenth on all duals: tables and hashes rewritten to fit would not help."""
    change_table(run, "proof/answer_columns", lambda t: t.assign(
        primal=t["primal"].where(t["family"] != "campus", t["primal"] * 1.001)))  # fmt: skip
    seal(run)
    status, off = failed(loadsite, str(run))
    assert status == 4 and "rows satisfied" in off["certificate recomputed (answer)"]


@pytest.mark.slow
def test_duals_that_prove_less_are_refused(loadsite, run):
    change_table(run, "proof/answer_rows", lambda t: t.assign(row_dual=t["row_dual"] * 1.1))
    seal(run)
    status, off = failed(loadsite, str(run))
    assert status == 4 and "complementarity" in off["certificate recomputed (answer)"]


@pytest.mark.slow
def test_another_question_in_the_record_is_refused(loadsite, run):
    change_record(run, lambda record: record["question"]["target_mw"].update({"2030": 330.0}))
    status, off = failed(loadsite, str(run))
    assert status == 4 and off == {"question as recorded": "question: not what the inputs ask"}


def test_a_cost_moved_in_the_record_is_refused(loadsite, run):
    change_record(run, lambda record: record["certificate"].update(
        objective_musd=record["certificate"]["objective_musd"] * (1 + 1e-5)))  # fmt: skip
    status, off = failed(loadsite, str(run))
    assert status == 4 and set(off) == {"costs add up to what was certified", "certificate as recorded (answer)"}


MOVED = ["shadow_prices.shadow_price", "baseline_emissions.co2_t"]


def numeric_columns(run: Path) -> list[str]:
    """Every `table.column` of numbers that are not all zero but for rounding."""
    found = []
    for name, table in read_tables(run).items():
        for column in table.columns[[pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]]:
            values = table[column].to_numpy(dtype=float)
            if table[column].dtype != bool and (np.abs(values[np.isfinite(values)]) > 1e-6).any():
                found.append(f"{name}.{column}")
    return found


def is_noticed(loadsite, run: Path, named: str) -> bool:
    """Whether a column moved by a tenth, all hashes rewritten, is noticed and named."""
    name, _, column = named.rpartition(".")
    change_table(run, name, lambda table: table.assign(**{column: table[column].to_numpy(dtype=float) * 1.1}))
    rewrite_hashes(run)
    status, off = failed(loadsite, str(run))
    return status == 4 and f"{named}, row " in off["tables recomputed from the proof"]


@pytest.mark.parametrize("named", MOVED)
def test_a_column_moved_by_a_tenth_is_named_though_all_hashes_are_rewritten(named, loadsite, run):
    assert named in numeric_columns(run) and is_noticed(loadsite, run, named)


@pytest.mark.slow
def test_every_column_moved_by_a_tenth_is_named(loadsite, run, tmp_path):
    ranges = ("zone_ranges.least_mw", "zone_ranges.most_mw")  # each takes a solve of its own
    columns = [named for named in numeric_columns(run) if named not in ranges]
    assert len(columns) > 150
    missed = []
    for named in columns:
        shutil.copytree(run, tmp_path / "runs/moved")
        if not is_noticed(loadsite, tmp_path / "runs/moved", named):
            missed.append(named)
        shutil.rmtree(tmp_path / "runs/moved")
    assert missed == []
