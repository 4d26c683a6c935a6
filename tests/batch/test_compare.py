"""Finished results side by side: what the tables say follows from the runs' own."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loadsite.batch.case_table import finished_folders
from loadsite.batch.comparison import Comparison, compare
from loadsite.batch.finished import NotFinished, open_runs
from loadsite.batch.inputs_compared import inputs
from loadsite.batch.place import StudyPlace
from loadsite.batch.regret import regret
from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.inputs.study_file import open_study
from loadsite.run.sealed import NotAsWritten, seal


@pytest.fixture(scope="module")
def folders(real) -> list[Path]:
    return finished_folders(open_study(real.study), StudyPlace(real.results))


@pytest.fixture(scope="module")
def found(folders) -> Comparison:
    """high, fast and too_much, the last without an answer."""
    return compare(folders)


def test_runs_come_in_the_order_of_the_study_and_one_has_no_answer(found):
    assert list(found.runs["run"]) == ["high", "fast", "too_much"]
    assert list(found.runs["status"]) == ["optimal", "optimal", "infeasible"]
    assert found.runs["cost_usd"].isna().tolist() == [False, False, True]
    assert "too_much" not in set(found.siting["run"])


def test_only_inputs_that_differ_are_told(found):
    told = found.inputs.set_index(["input", "run"])["value"]
    assert set(found.inputs["input"]) == {"plan", "place.target_mw.2030", "place.shortfall_usd_per_mw_year"}
    assert told[("plan", "high")] == "plans/tiny_plan.yaml" and told[("plan", "fast")] == "plans/twice.yaml"
    assert told[("place.target_mw.2030", "too_much")] == "5000.0"


def test_changes_are_against_the_first_run_and_add_up(found):
    for table, value, change in (
        (found.siting, "campus_mw", "change_mw"), (found.costs, "usd", "change_usd"),
        (found.prices, "price_usd_per_mwh", "change_usd_per_mwh"), (found.emissions, "co2_t", "change_t"),
    ):  # fmt: skip
        of_run = {run: table[table["run"] == run] for run in ("high", "fast")}
        assert (of_run["high"][change] == 0).all()
        moved = of_run["fast"][value].to_numpy() - of_run["high"][value].to_numpy()
        assert of_run["fast"][change].to_numpy() == pytest.approx(moved)
    costs = found.costs.groupby("run")["usd"].sum()
    assert costs["high"] == pytest.approx(found.runs["cost_usd"].iloc[0])


def test_prices_are_averaged_over_the_load(found, folders):
    hours = pd.read_parquet(folders[0] / "prices.parquet").merge(
        pd.read_parquet(folders[0] / "balance.parquet"), on=["zone", "year", "snapshot"]
    )  # fmt: skip
    north = hours[hours["zone"] == "NORTH"]
    expected = (north["price_usd_per_mwh"] * north["load_mw"]).sum() / north["load_mw"].sum()
    told = found.prices[(found.prices["run"] == "high") & (found.prices["zone"] == "NORTH")]
    assert told["price_usd_per_mwh"].item() == pytest.approx(expected)


def test_regret_is_told_where_runs_differ_in_the_plan_alone(found):
    assert set(found.regret["run"]) == {"high", "fast"}
    assert list(found.regret["plan"]) == ["tiny_plan", "twice"]
    cost = found.runs.set_index("run")["cost_usd"]
    least = min(cost["high"], cost["fast"])
    assert found.regret["regret_usd"].to_numpy() == pytest.approx([cost["high"] - least, cost["fast"] - least])
    assert (found.regret["shortfall_mw"] < 1).all()


def test_what_binds_began_or_ceased(folders, tmp_path):
    """A limit that is worth 500 USD in the other run and nothing in the first one began to bind."""
    other = tmp_path / "other"
    shutil.copytree(folders[0], other)
    limits = pd.read_parquet(other / "limits.parquet")
    free = limits.index[(limits["shadow_price_usd_per_mw_year"] < 0.5) & ~limits["stands"]][0]
    expensive = limits.index[(limits["shadow_price_usd_per_mw_year"] > 2.0) & ~limits["stands"]][0]
    limits.loc[free, "shadow_price_usd_per_mw_year"] = 500.0
    limits.loc[expensive, "shadow_price_usd_per_mw_year"] = 0.0
    limits.to_parquet(other / "limits.parquet", index=False)
    seal(other)
    told = compare([folders[0], other]).binding.set_index("change")
    assert set(told.index) == {"began", "ceased"}
    assert told.loc["began", "label"] == limits.loc[free, "label"] and told.loc["began", "shadow_price"] == 500.0
    assert told.loc["ceased", "label"] == limits.loc[expensive, "label"] and told.loc["ceased",
        "shadow_price_before"] > 2.0


def test_what_is_no_result_is_told(tmp_path):
    with pytest.raises(NotAsWritten, match=r"holds no finished results: run\.json is not there"):
        compare([tmp_path])
    (tmp_path / "run.json").write_text("[]")
    with pytest.raises(NotAsWritten, match=r"files\.json is not there"):
        compare([tmp_path])
    seal(tmp_path)
    with pytest.raises(NotAsWritten, match=r"run\.json is no record of loadsite"):
        compare([tmp_path])
    (tmp_path / "run.json").write_text("{")
    seal(tmp_path)
    with pytest.raises(NotAsWritten, match=r"run\.json cannot be read: "):
        compare([tmp_path])


def test_a_table_that_holds_gigabytes_is_measured_and_not_read(folders, tmp_path, monkeypatch):
    """Seventy million equal numbers: 0.3 MB on the disk."""
    other = tmp_path / "large"
    shutil.copytree(folders[0], other)
    pq.write_table(pa.table({"usd": pa.array(np.zeros(70_000_000, dtype=np.int8))}), other / "costs.parquet",
                   compression="zstd")  # fmt: skip
    seal(other)
    monkeypatch.setattr(pd, "read_parquet", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(NotFinished, match=r"costs\.parquet holds 70,000,000 rows of 1 columns, 560 MB once read"):
        open_runs([other])[0].table("costs")


def test_no_runs_have_no_regret():
    assert regret([]).empty


def ended(capsys, *arguments: str) -> tuple[int, str, str]:
    status = end_of(lambda: app(list(arguments)))
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_screen_tells_inputs_first(real, capsys):
    status, out, _ = ended(capsys, "compare", str(real.study), "--out", str(real.results))
    assert status == 0
    order = [out.index(words) for words in (
        "What differs in the inputs", "MW by state", "MW by site", "Cost by term", "Price of load by zone", "Emissions",
        "Regret: what each plan costs above the cheapest",
    )]  # fmt: skip
    assert order == sorted(order)
    assert max(len(line) for line in out.splitlines()) <= 100


def test_tables_for_programs_and_a_workbook(real, capsys, tmp_path):
    book = tmp_path / "comparison.xlsx"
    status, out, _ = ended(capsys, "compare", str(real.results), "--csv", "--table", "costs", "--xlsx", str(book))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and {row["run"] for row in rows} == {"high", "fast"}
    assert book.stat().st_size > 1000
    status, out, _ = ended(capsys, "compare", str(real.results), "--json")
    assert {"inputs", "siting", "regret"} <= json.loads(out).keys()
    status, _, err = ended(capsys, "compare", str(real.results), "--csv", "--table", "sitting")
    assert status == 1 and 'did you mean "siting"?' in err


def test_the_range_of_each_site_is_solved_from_the_study(real, capsys):
    status, out, err = ended(
        capsys, "compare", str(real.study), "--out", str(real.results), "--swing", "1%", "--csv", "--table", "swing"
    )  # fmt: skip
    assert status == 0 and "8 solves for 2 runs, two for each site; about" in err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 4
    for row in rows:
        assert float(row["least_mw"]) - 1e-6 <= float(row["campus_mw"]) <= float(row["most_mw"]) + 1e-6
        assert row["verdict"] == "always"
    status, again, err = ended(capsys, "compare", str(real.results), "--swing", "1%", "--csv", "--table", "swing")
    assert status == 0 and again == out, err
    status, _, err = ended(capsys, "compare", str(real.results), "--swing", "much")
    assert status == 2 and "expected one such as 1% or 0.01" in err


def spoilt_copy(real, tmp_path: Path) -> tuple[Path, Path]:
    """The results of the study with a cost changed in the case `fast`, and the folder of that case."""
    results = tmp_path / "results"
    shutil.copytree(real.results, results)
    fast = finished_folders(open_study(real.study), StudyPlace(results))[1]
    costs = pd.read_parquet(fast / "costs.parquet")
    costs.loc[0, "usd"] += 1e6
    costs.to_parquet(fast / "costs.parquet", index=False)
    return results, fast


def test_verify_finds_what_was_spoiled(real, tmp_path, capsys):
    results, _ = spoilt_copy(real, tmp_path)
    status, out, err = ended(capsys, "verify", str(real.study), "--out", str(results), "--csv")
    assert status == 4 and "1 cases are not what was proven" in err
    failed = {(row["case"], row["check"]) for row in csv.DictReader(io.StringIO(out)) if row["passed"] == "False"}
    assert failed == {("fast", "bytes as committed"), ("fast", "files as written")}
    assert "costs.parquet was changed after it was written" in out
    assert out.count("high,") == 10 and "too_much,explanation is there,True," in out


@pytest.mark.slow
def test_verify_recomputes_what_was_spoiled_with_its_hashes(real, tmp_path, capsys):
    """All hashes rewritten, in the folder of a study's results: found without its study being named."""
    results, fast = spoilt_copy(real, tmp_path)
    seal(fast)
    status, out, err = ended(capsys, "verify", str(results), "--scenario", str(real.study), "--csv")
    assert status == 4 and "is not what was proven" in err
    failed = {(row["case"], row["check"]) for row in csv.DictReader(io.StringIO(out)) if row["passed"] == "False"}
    assert failed == {("fast", check) for check in (
        "bytes as committed", "tables as recorded", "costs add up to what was certified",
        "tables recomputed from the proof", "audit against the inputs",
    )}  # fmt: skip
    assert out.count("not checked") == 0


def test_another_source_of_loadsite_is_told_by_the_start_of_its_hash():
    runs = [SimpleNamespace(name=name, keys={}, record=SimpleNamespace(
        inputs={}, scenario_file="", versions={"loadsite_source": letter * 64, "highspy": "1.15.1"}))
        for name, letter in (("first", "a"), ("second", "b"))]  # fmt: skip
    assert inputs(runs).to_numpy().tolist() == [
        ["version of loadsite_source", "first", "a" * 12], ["version of loadsite_source", "second", "b" * 12]]
