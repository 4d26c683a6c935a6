"""Files that are small and hold much, or ask for much: measured before they are read, refused with the bound."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.errors import InputError
from loadsite.inputs.hourly import read_hourly
from loadsite.inputs.hourly_schema import LOAD
from loadsite.inputs.parquet_size import too_large, too_large_decoded
from loadsite.inputs.problems import Problems
from loadsite.inputs.yaml_source import read_yaml
from tiny_study import write_tiny_study


def parquet(table: pa.Table, **options: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def said_of(data: bytes, read: Callable[[bytes, Problems], object]) -> str:
    problems = Problems()
    assert read(data, problems) is None
    return str(problems.error())


def test_a_parquet_bomb_is_measured_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seventy million equal numbers are a small file, and 560 MB once read."""
    data = parquet(pa.table({"NORTH": pa.array(np.zeros(70_000_000, dtype=np.int8))}), compression="zstd")
    assert len(data) < 300_000
    monkeypatch.setattr(pq.ParquetFile, "read", lambda *_, **__: pytest.fail("it was read"))
    said = said_of(data, lambda data, problems: read_hourly(data, LOAD, "load.parquet", problems))
    assert said == ("load.parquet: holds 70,000,000 rows of 1 columns, 560 MB once read; expected at most 500 MB")


def test_columns_of_a_parquet_file_are_counted_before_they_are_read() -> None:
    data = parquet(pa.table({f"c{number}": [1.5] for number in range(10_001)}))
    said = said_of(data, lambda data, problems: read_hourly(data, LOAD, "load.parquet", problems))
    assert said == "load.parquet: holds 10,001 columns; expected at most 10,000"


def test_a_text_that_stands_once_and_is_told_often_is_measured() -> None:
    """A text of 1 MB in each of 501 rows: the file holds it once."""
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(501, dtype=np.int32)), ["x" * 10**6])
    data = parquet(pa.table({"name": texts}), dictionary_pagesize_limit=2 * 10**6)
    assert len(data) < 2 * 10**6 and not too_large(pq.ParquetFile(io.BytesIO(data)))
    table = pq.ParquetFile(io.BytesIO(data), read_dictionary=["name"]).read()
    assert too_large_decoded(table) == "holds 501 MB of text once read; expected at most 500 MB"


@pytest.mark.parametrize(("text", "said"), [
    ("a: " + "[" * 5_000, "a.yaml:1:23: is nested more than 20 deep"),
    ("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)),
     "a.yaml:1:8: holds more than 50000 values once aliases are followed"),
    ("a: " + "x" * 300_000, "a.yaml:1:1: holds 300,003 characters; expected at most 250,000"),
    ('a: "\\ud800"', "a.yaml:1:4 a: holds half of a letter, such as \\ud800 alone; expected text"),
    ('"\\udfff": 1', "a.yaml:1:1: has a key with half of a letter, such as \\ud800 alone"),
])  # fmt: skip
def test_a_yaml_text_that_unfolds_is_bounded(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(text.encode(), "a.yaml")
    assert str(caught.value) == said


def test_a_study_of_more_cases_than_are_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(Path())
    cases = "".join(f"- {{name: c{number}}}\n" for number in range(2_001))
    Path("scenarios/many.yaml").write_text(f"name: many\nbase: tiny.yaml\ncases:\n{cases}")
    assert end_of(lambda: app(["check", "scenarios/many.yaml"])) == 1
    assert capsys.readouterr().err.startswith("scenarios/many.yaml:4:1 cases: has more than 2000 entries; expected")


def test_a_table_of_more_cases_than_are_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(Path())
    rows = "".join(f"c{number},{number}\n" for number in range(2_001))
    Path("scenarios/many.csv").write_text(f"name,prices.co2_usd_per_t\n{rows}")
    Path("scenarios/many.yaml").write_text("name: many\nbase: tiny.yaml\ntable: many.csv\n")
    assert end_of(lambda: app(["status", "scenarios/many.yaml"])) == 1
    assert capsys.readouterr().err.startswith("scenarios/many.csv:2002: holds 2,001 cases; expected at most 2,000")
