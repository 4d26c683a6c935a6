"""A folder of results that is no longer what was written is told file by file."""

from __future__ import annotations

import json

import pytest

from loadsite.results.sealed import NotAsWritten, seal, sealed_record
from loadsite.results.store import write_record


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "run"
    (place / "logs").mkdir(parents=True)
    (place / "costs.csv").write_text("fuel,630\n")
    (place / "logs" / "one.log").write_text("done\n")
    write_record(place, {"scenario": "made up", "status": "optimal", "objective": 15.9})
    seal(place)
    return place


def change_record(folder, **changes) -> None:
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps(record | changes))


def test_a_folder_as_it_was_written_is_read(folder):
    assert sealed_record(folder)["objective"] == 15.9
    assert set(sealed_record(folder)["files"]) == {"costs.csv", "logs/one.log"}


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
    change_record(folder, objective=15.8)
    with pytest.raises(NotAsWritten, match=r"run\.json was changed after it was written"):
        sealed_record(folder)


def test_a_record_may_not_name_files_elsewhere(folder, tmp_path):
    (tmp_path / "elsewhere.csv").write_text("fuel,630\n")
    files = json.loads((folder / "run.json").read_text())["files"]
    change_record(folder, files=files | {"../elsewhere.csv": files["costs.csv"]})
    with pytest.raises(NotAsWritten, match=r"files\.\.\./elsewhere\.csv lies outside the folder"):
        sealed_record(folder)
