"""`loadsite report`: the page and its pictures from a folder of results alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from finished_run import finished_run
from loadsite.run.sealed import seal
from small_records import explained

PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def solved_once(tmp_path_factory) -> Path:
    """The tiny study, solved."""
    return finished_run(tmp_path_factory.mktemp("study"))


@pytest.fixture
def finished(solved_once, tmp_path, monkeypatch) -> Path:
    """A copy of its result in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(solved_once, "runs/tiny")
    return Path("runs/tiny")


def test_a_run_leaves_a_page_a_workbook_and_a_description_of_its_tables(finished):
    assert (finished / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (finished / "results.xlsx").read_bytes().startswith(b"PK")
    package = json.loads((finished / "datapackage.json").read_text(encoding="utf-8"))
    assert {each["path"] for each in package["resources"]} == {
        path.relative_to(finished).as_posix() for path in finished.rglob("*.parquet") if path.parent.name != "proof"
    }


def test_the_page_is_made_anew_from_the_folder_alone(loadsite, finished, tmp_path):
    before = (finished / "report.html").read_bytes()
    moved = finished.rename(tmp_path / "elsewhere")
    ended = loadsite("report", str(moved), "--to", "again.html")
    assert ended.status == 0 and ended.out == "again.html\n"
    assert Path("again.html").read_bytes() == before


def test_pictures_are_svg_and_png_of_every_figure(loadsite, finished):
    ended = loadsite("report", str(finished), "--png", "png", "--svg", "svg")
    assert ended.status == 0, ended.err
    drawn = {path.stem for path in Path("svg").iterdir()}
    assert {"answer_2030", "limits", "cost_terms", "worst_week_2030_0", "built",
        "annual_build"} <= drawn
    assert {path.stem for path in Path("png").iterdir()} == drawn
    assert all(path.read_bytes().startswith(PNG) for path in Path("png").iterdir())


def test_a_folder_without_a_result_is_refused(loadsite, tiny):
    ended = loadsite("report", "scenarios")
    assert ended.status == 1 and "holds no finished result" in ended.err and "Traceback" not in ended.err


def test_a_result_that_lacks_a_table_is_refused(loadsite, finished):
    (finished / "limits.parquet").unlink()
    ended = loadsite("report", str(finished))
    assert ended.status == 1 and "limits.parquet is missing" in ended.err and "Traceback" not in ended.err


@pytest.mark.parametrize(("record", "said"), [
    (json.dumps(explained()), "holds no answer to draw: it ended as infeasible"),
    ("{", "run.json cannot be read"), ("[]", "is no record of loadsite"),
])  # fmt: skip
def test_a_record_that_tells_no_answer_is_refused(loadsite, finished, record, said):
    (finished / "run.json").write_text(record, encoding="utf-8")
    seal(finished)
    for options in ([], ["--svg", "svg"]):
        ended = loadsite("report", str(finished), *options)
        assert ended.status == 1 and said in ended.err and "Traceback" not in ended.err


def test_a_place_that_cannot_be_written_is_told(loadsite, finished):
    ended = loadsite("report", str(finished), "--to", "nowhere/report.html")
    assert ended.status == 1 and "nowhere/report.html cannot be written" in ended.err


def test_page_and_pictures_exclude_each_other(loadsite, finished):
    assert loadsite("report", str(finished), "--to", "a.html", "--png", "png").status == 2
