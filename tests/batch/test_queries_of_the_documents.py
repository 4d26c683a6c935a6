"""What docs/batches.md shows is so: its study is sound, its queries answer over a study's results."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from loadsite.batch.case_table import finished_folders
from loadsite.batch.place import StudyPlace
from loadsite.commands.new import lay_out
from loadsite.inputs.study_file import open_study

DOCUMENT = Path(__file__).parents[2] / "docs" / "batches.md"
QUERIES = re.findall(r"^```sql\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)


def test_the_study_that_is_shown_is_sound(tmp_path):
    shown, *_ = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    lay_out(tmp_path / "study")
    study = tmp_path / "study" / "scenarios" / "studies" / "my_study.yaml"
    study.write_text(shown, encoding="utf-8")
    assert len(open_study(study).cases) == 12


def answer(number: int, real) -> pd.DataFrame:
    return duckdb.sql(QUERIES[number].replace("{runs}", str(real.results))).df()


def test_there_are_three():
    assert len(QUERIES) == 3


def test_mw_by_state(real):
    told = answer(0, real)
    high, fast, _ = finished_folders(open_study(real.study), StudyPlace(real.results))
    assert set(told["folder"]) == {high.name, fast.name}
    assert told["campus_mw"].sum() == pytest.approx(600)
    assert set(told["state"]) == {"AA", "BB"}


def test_the_dearest_hours(real):
    told = answer(1, real)
    assert len(told) == 36, "two cases, three zones, six hours"
    assert told["price_usd_per_mwh"].is_monotonic_decreasing


def test_what_each_case_cost(real):
    told = answer(2, real).set_index("name")
    assert list(told.index) == ["fast", "high", "too_much"]
    assert told.loc["too_much", "status"] == "infeasible" and pd.isna(told.loc["too_much", "cost_musd"])
    assert told.loc["high", "cost_musd"] > 0
