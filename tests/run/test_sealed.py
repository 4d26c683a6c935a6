"""A folder of results that is no longer what was written is told file by file."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from loadsite.run.sealed import NotAsWritten, seal, sealed_record
from loadsite.run.store import write_record
from loadsite.writing.listed import list_of
from small_records import answered


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "run"
    (place / "logs").mkdir(parents=True)
    (place / "costs.csv").write_text("fuel,630\n")
    (place / "logs" / "one.log").write_text("done\n")
    write_record(place, answered())
    seal(place)
    return place


def test_a_folder_as_it_was_written_is_read(folder):
    assert sealed_record(folder).certificate.objective_musd == 640.5
    assert set(list_of(folder).files) == {"costs.csv", "logs/one.log", "run.json"}


def test_a_cell_moved_is_told_with_its_file(folder):
    (folder / "costs.csv").write_text("fuel,631\n")
    with pytest.raises(NotAsWritten, match=r"costs\.csv was changed after it was written"):
        sealed_record(folder)


def test_a_file_that_is_gone_or_a_link_is_none(folder, tmp_path):
    same = tmp_path / "same.log"
    (folder / "logs" / "one.log").rename(same)
    with pytest.raises(NotAsWritten, match=r"one\.log is missing"):
        sealed_record(folder)
    (folder / "logs" / "one.log").symlink_to(same)
    with pytest.raises(NotAsWritten, match=r"one\.log is missing, or is no file|lies outside the folder"):
        sealed_record(folder)
    (folder / "logs" / "one.log").unlink()
    (folder / "logs" / "two.log").write_text(same.read_text())
    (folder / "logs" / "one.log").symlink_to("two.log")
    with pytest.raises(NotAsWritten, match=r"one\.log is missing, or is no file"):
        sealed_record(folder)


def test_a_record_that_was_changed_is_told(folder):
    (folder / "run.json").write_text((folder / "run.json").read_text().replace("640.5", "640.4"))
    with pytest.raises(NotAsWritten, match=r"run\.json was changed after it was written"):
        sealed_record(folder)


def test_the_hash_of_a_file_stands_in_one_place(folder):
    hash_ = sha256((folder / "costs.csv").read_bytes()).hexdigest()
    assert [path.name for path in folder.rglob("*") if path.is_file() and hash_ in path.read_text()] == ["files.json"]


def test_a_view_is_drawn_anew_and_everything_is_as_written(folder):
    (folder / "report.html").write_text("<!-- made by loadsite -->\n")
    seal(folder)
    (folder / "report.html").write_text("of today <!-- made by loadsite -->\n")
    assert sealed_record(folder).name == "made up" and "report.html" not in list_of(folder).files


@pytest.mark.parametrize(("name", "said"), [
    ("../elsewhere.csv", "lies outside the folder"), ("/etc/passwd", "lies outside the folder"),
    ("away/costs.csv", "lies outside the folder"), ("a\0b", "is no name"), ("x" * 300, "is no name"),
    ("\ud800", "is no name"), ("", "is no name"), ("a/" * 600, "is no name"), ("other.csv", "is missing"),
])  # fmt: skip
def test_a_list_may_not_name_files_elsewhere(folder, tmp_path, name, said):
    (tmp_path / "elsewhere.csv").write_text("fuel,630\n")
    (tmp_path / "far").mkdir()
    (tmp_path / "far/costs.csv").write_text("fuel,630\n")
    (folder / "away").symlink_to(tmp_path / "far")
    told = json.loads((folder / "files.json").read_text())
    told["files"][name] = told["files"]["costs.csv"]
    (folder / "files.json").write_text(json.dumps(told))
    with pytest.raises(NotAsWritten, match=said):
        sealed_record(folder)


@pytest.mark.parametrize(("text", "said"), [
    ("{", "cannot be read"), ("[" * 100_000, "cannot be read"), ("[]", "is no list of loadsite"),
    ('{"made_by": "loadsite", "format": 1, "kind": "results", "files": []}', r"expected kind \(text\), files"),
    ('{"made_by": "loadsite", "format": 1, "kind": "results", "files": {"a": 1}}', r"files\.a: is no text"),
    ('{"made_by": "loadsite", "format": 1, "kind": "results", "files": {}, "views": [1]}', "is no name"),
    ('{"made_by": "loadsite", "format": 1, "kind": "results", "files": {}}', r"lists no run\.json"),
    ('{"made_by": "loadsite", "format": 1, "kind": "logs", "files": {"run.json": "0"}}', r"lists no run\.json"),
])  # fmt: skip
def test_a_list_of_another_shape_is_told(folder, text, said):
    (folder / "files.json").write_text(text)
    with pytest.raises(NotAsWritten, match=rf"files\.json.*{said}"):
        sealed_record(folder)
