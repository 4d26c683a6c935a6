"""A record of another shape than a run writes: file, key, value and what was expected, all misfits at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadsite.run.sealed import NotAsWritten, read_record
from small_records import answered, explained

Change = Callable[[dict[str, Any]], object]


def said_of(folder: Path, record: dict[str, Any]) -> str:
    (folder / "run.json").write_text(json.dumps(record))
    with pytest.raises(NotAsWritten) as caught:
        read_record(folder)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(answered()))
    record = read_record(tmp_path)
    assert record.name == "made up" and record.certificate.objective_musd == 640.5
    assert record.question.target_mw == {2030: 620.0} and record.question.years == (2030,)
    assert record.begun_utc.hour == 10
    of_study = {"study": "two.yaml", "name": "high", "hash": "0" * 64, "labels": {"plan": "fast"}}
    (tmp_path / "run.json").write_text(json.dumps(explained() | {"case": of_study}))
    assert read_record(tmp_path).name == "high" and read_record(tmp_path).explanation == "too much"


def test_a_record_of_another_version_is_told_as_such(tmp_path: Path) -> None:
    """Its tables have other columns: it is not read as far as it happens to fit."""
    earlier = {key: value for key, value in answered().items() if key != "format"}
    assert said_of(tmp_path, earlier) == (
        "run.json is of an earlier version of loadsite, which names tables and columns otherwise (format 1; expected "
        "2); solve it again"
    )
    assert "run.json is of a later version" in said_of(tmp_path, explained() | {"format": 3})


@pytest.mark.parametrize(("change", "said"), [
    (lambda r: r["certificate"].update(objective_musd="yes"),
     'run.json certificate.objective_musd: "yes" is text; expected a number: cost of the answer [M$; GW when hosting]'),
    (lambda r: r["certificate"].pop("dual_objective_musd"),
     "run.json certificate.dual_objective_musd: missing; expected proven bound of the cost [M$; GW when hosting]"),
    (lambda r: r.update(certificate=None),
     "run.json certificate: blank; expected certificate of the solution"),
    (lambda r: r["question"].update(years=[]), "run.json question.years: is empty; expected model years"),
    (lambda r: r["question"].update(years=[2030, "soon"]),
     'run.json question.years.1: "soon" is text; expected a whole number: model years'),
    (lambda r: r["question"].update(kind="guess"), 'run.json question.kind: "guess" is not one of target, hosting'),
    (lambda r: r["program"].update(rows=3.5), "run.json program.rows: 3.5 is not a whole number; expected rows of the "
                                              "linear program"),
    (lambda r: r["program"].update(columns=True),
     "run.json program.columns: true is true or false; expected a whole number: columns of the linear program"),
    (lambda r: r["audit"].update(checks=-1), "run.json audit.checks: -1 is below 0; expected number of checks"),
    (lambda r: r.update(attempts=[]), "run.json attempts: is empty; expected algorithms tried, in order"),
    (lambda r: r.update(inputs={"a.csv": 3}),
     "run.json inputs.a.csv: 3 is a number; expected text: file that went in -> its SHA-256"),
    (lambda r: r.update(begun_utc="yesterday"),
     'run.json begun_utc: "yesterday" is text; expected when it was begun [UTC]'),
    (lambda r: r.update(status="guessed"), 'run.json status: "guessed" is not one of optimal, not proven, infeasible'),
    (lambda r: r.update(method="guess"), 'run.json method: "guess" is not one of auto, single, decomposed'),
    (lambda r: r.update(method="decomposed"),
     "run.json: was solved by periods, and certificate.gap_allowed is null; expected a number"),
    (lambda r: r["question"].update(kind="hosting"),
     "run.json: question.kind is hosting and hosting is null; expected both or none"),
    (lambda r: r.update(scenario_file="x" * 300 + ".yaml"),
     f'run.json scenario_file: "{"x" * 60}..." is longer than names of files are; expected one of a file'),
])  # fmt: skip
def test_a_misfit_is_told_with_file_key_value_and_what_was_expected(tmp_path: Path, change: Change, said: str) -> None:
    record = answered()
    change(record)
    assert said_of(tmp_path, record) == said


def test_all_misfits_are_told_at_once(tmp_path: Path) -> None:
    record = answered() | {"cpu_s": None, "result_hash": "short", "limitations": "none"}
    keys = [line.split(":")[0] for line in said_of(tmp_path, record).splitlines()]
    assert sorted(keys) == ["run.json cpu_s", "run.json limitations", "run.json result_hash"]


@pytest.mark.parametrize(("text", "said"), [
    ('"cpu_s": 1e400', "run.json cpu_s: is not finite; expected a number: processor time [s]"),
    ('"cpu_s": NaN', "run.json cpu_s: is not finite; expected a number: processor time [s]"),
    ('"keys": {"a": [{"b": Infinity}]}', "run.json keys.a: holds a number that is not finite; expected none"),
    ('"scenario": "\\ud800"', "run.json cannot be read: "), ('"cpu_s": ' + "9" * 5000, "run.json cannot be read: "),
    ('"keys": ' + "[" * 100_000, "run.json cannot be read: recursion limit exceeded"),
    ("\x00", "run.json cannot be read: "),
])  # fmt: skip
def test_what_no_json_holds_is_told(tmp_path: Path, text: str, said: str) -> None:
    whole = json.dumps(answered())
    (tmp_path / "run.json").write_text(f"{whole[:-1]}, {text}}}")
    with pytest.raises(NotAsWritten) as caught:
        read_record(tmp_path)
    assert str(caught.value).replace(f"{tmp_path}/", "").startswith(said)


def test_a_large_record_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "run.json").open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(NotAsWritten, match=r"run\.json holds 60 MB; expected at most 50 MB"):
        read_record(tmp_path)
