"""A ledger, every column and every key of an outcome spoilt: each verb that reads it says which, or says the same."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from changed_records import spoilt, written
from loadsite.batch.ledger import FILE
from loadsite.cli import app
from loadsite.commands.ending import DEFECT, end_of

Spoil = Callable[[sqlite3.Connection], object]
CELLS = {"null": None, "whole": 7, "part": 0.5, "bytes": b"\x00\xff", "no UTF-8": b"\xff", "empty": "",
         "text": "../../..", "long": "x" * 10**6, "huge": 2**62, "JSON": "[1, 2]"}  # fmt: skip
COLUMNS = ("hash", "name", "grid", "labels", "begun_utc", "ended_utc", "ending", "outcome")
VIEW = """
create view attempts as with recursive n(i) as (select 1 union all select i + 1 from n)
select i as attempt, 'a' as hash, 'b' as name, 'c' as grid, '{}' as labels, 'd' as begun_utc, null as ended_utc,
null as ending, null as outcome from n
"""
TABLES = {
    "a view without end": ("drop table attempts", VIEW), "no table": ("drop table attempts",),
    "a column less": ("alter table attempts drop column outcome",),
    "a column more": ("alter table attempts add column further text",),
    "a trigger": ("create trigger t after insert on attempts begin delete from attempts; end",),
    "another version": ("pragma user_version = 9",), "of something else": ("pragma user_version = 0",),
}  # fmt: skip
FILES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""), "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "text": lambda path: path.write_bytes(b"nothing of the kind " * 500),
    "a pipe": lambda path: replaced(path, os.mkfifo),
    "a folder": lambda path: replaced(path, Path.mkdir), "a link": lambda path: replaced(path, a_link),
    "bytes changed": lambda path: path.write_bytes(path.read_bytes().replace(b"optimal", b"\x00ptimal")),
}  # fmt: skip


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


def a_link(path: Path) -> None:
    path.symlink_to("elsewhere")


@pytest.fixture
def results(real, tmp_path) -> Path:
    """A copy of the results of the real batch, their ledger in one file."""
    shutil.copytree(real.results, tmp_path / "results")
    changed(tmp_path / "results", lambda db: db.execute("pragma journal_mode = delete"))
    return tmp_path / "results"


def changed(results: Path, spoil: Spoil) -> None:
    with closing(sqlite3.connect(results / FILE)) as db:
        spoil(db)
        db.commit()


def tried(study: Path, results: Path, capfd: pytest.CaptureFixture[str], name: str) -> Counter[str]:
    """How every verb that reads a ledger ends on it."""
    seen = Counter[str]()
    of_study = [str(study), "--out", str(results)]
    verbs = (["status", *of_study], ["status", *of_study, "--csv"], ["verify", *of_study, "--csv"],
             ["verify", str(results)], ["compare", *of_study, "--csv"],
             ["compare", str(results), "--json"])  # fmt: skip
    for words in verbs:
        status = end_of(lambda words=words: app(words))
        said = capfd.readouterr().err
        assert status != DEFECT and "Traceback" not in said, f"{name} ({words}): {said}"
        assert status in (0, 1, 4), f"{name} ({words}): {status} {said}"
        seen["said the same" if status == 0 else "refused" if status == 1 else "not verified"] += 1
    return seen


def cells() -> Iterator[tuple[str, Spoil]]:
    for column in COLUMNS:
        for name, value in CELLS.items():
            how = "cast(? as text)" if name == "no UTF-8" else "?"
            yield f"{column} {name}", lambda db, column=column, value=value, how=how: db.execute(
                f"update or ignore attempts set {column} = {how} where attempt = 1", (value,))


def outcomes(results: Path) -> Iterator[tuple[str, Spoil]]:
    with closing(sqlite3.connect(results / FILE)) as db:
        (text,) = db.execute("select outcome from attempts where ending = 'optimal' order by attempt").fetchone()
    for each in spoilt(json.loads(text)):
        yield f"outcome {each}", lambda db, each=each: db.execute(
            "update attempts set outcome = ? where attempt = "
            "(select min(attempt) from attempts where ending = 'optimal')", (written(each.record),))  # fmt: skip


def tables() -> Iterator[tuple[str, Spoil]]:
    for name, statements in TABLES.items():
        yield name, lambda db, statements=statements: [db.execute(each) for each in statements]


def test_a_spoilt_outcome_is_told_with_attempt_key_value_and_what_was_expected(real, results, capfd):
    for change, said in (
        ("outcome = json_set(outcome, '$.cost_usd', 'expensive')",
         'attempt 1 outcome.cost_usd: "expensive" is text; expected a number: cost of the answer [USD]'),
        ("outcome = json_set(outcome, '$.ending', 'guess')",
         'attempt 1 outcome.ending: "guess" is not one of optimal, '),
        ("hash = '../../..'", 'attempt 1 hash: "../../.." does not fit; expected SHA-256 that names the case'),
        ("begun_utc = 'soon'", 'attempt 1 begun_utc: "soon" is no time; expected a date and time'),
    ):
        whole = (results / FILE).read_bytes()
        changed(results, lambda db, change=change: db.execute(f"update attempts set {change} where attempt = 1"))
        capfd.readouterr()
        assert end_of(lambda: app(["status", str(real.study), "--out", str(results)])) == 1
        assert f"{results / FILE} {said}" in capfd.readouterr().err
        (results / FILE).write_bytes(whole)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_ledger_is_told(real, results, capfd, name):
    FILES[name](results / FILE)
    assert tried(real.study, results, capfd, name)["refused"] >= (0 if name in ("empty", "bytes changed") else 2)


def test_text_that_is_no_utf_8_is_told_as_a_spoilt_ledger(real, results, capfd):
    """Python refuses it, without a code of SQLite's."""
    changed(results, dict(cells())["name no UTF-8"])
    assert end_of(lambda: app(["status", str(real.study), "--out", str(results)])) == 1
    said = capfd.readouterr().err
    assert str(results / FILE) in said and "UTF-8" in said and "cannot be written" not in said


def test_a_view_in_place_of_the_table_is_refused_before_it_is_read(real, results, capfd):
    changed(results, dict(tables())["a view without end"])
    assert tried(real.study, results, capfd, "view") == {"refused": 6}


@pytest.mark.slow
def test_every_cell_key_and_table_of_a_ledger_spoilt(real, results, capfd):
    """A cell that is not read may hold anything."""
    whole, seen = (results / FILE).read_bytes(), Counter[str]()
    for name, spoil in (*cells(), *outcomes(results), *tables()):
        changed(results, spoil)
        seen += tried(real.study, results, capfd, name)
        seen["ledgers"] += 1
        (results / FILE).write_bytes(whole)
    with capfd.disabled():
        print(dict(seen))
    assert seen["ledgers"] > 300 and seen["refused"] > 1000


@pytest.mark.slow
def test_a_report_drawn_into_the_folder_of_a_case_changes_nothing(real, results, capfd):
    """Nor do pictures."""
    status = ["status", str(real.study), "--out", str(results), "--csv"]
    before = end_of(lambda: app(status)), capfd.readouterr().out
    case = next(path.parent for path in results.glob("*/siting.parquet"))
    for words in (["report", str(case)], ["report", str(case), "--svg", str(case / "pictures")],
                  ["report", str(case), "--svg", str(case)], ["report", str(case)]):  # fmt: skip
        assert end_of(lambda words=words: app(words)) == 0
    assert (case / "report.html").is_file()
    capfd.readouterr()
    assert (end_of(lambda: app(status)), capfd.readouterr().out) == before
    assert end_of(lambda: app(["verify", str(case), "--csv"])) == 0
