"""An edited installation is another version: what it solved before is solved again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import loadsite
from loadsite.batch import case_hash
from loadsite.inputs.scenario_file import open_scenario
from loadsite.run import provenance
from tiny_study import write_tiny_study


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A copy of the program files, which this process takes for its own."""
    copy = tmp_path / "loadsite"
    shutil.copytree(Path(loadsite.__file__).parent, copy)
    monkeypatch.setattr(provenance, "PACKAGE", copy)
    monkeypatch.setattr(provenance, "source_hash", provenance.source_hash.__wrapped__)
    monkeypatch.setattr(case_hash, "source_hash", provenance.source_hash)
    return copy


def test_a_changed_line_is_another_case(package, tmp_path):
    opened = open_scenario(write_tiny_study(tmp_path / "study"))
    before, version = case_hash.hash_of(opened), provenance.versions()["loadsite_source"]
    shutil.rmtree(package / "solve" / "__pycache__", ignore_errors=True)
    (package / "study").mkdir(exist_ok=True)
    (package / "study" / "README.md").write_text("the shipped study is no program")
    assert case_hash.hash_of(opened) == before
    with (package / "equations" / "campus.py").open("a") as file:
        file.write("# another line\n")
    after = case_hash.hash_of(opened)
    assert after.whole != before.whole and after.grid != before.grid
    assert provenance.versions()["loadsite_source"] != version


def test_this_one_knows_its_version():
    assert len(provenance.source_hash()) == 64
    assert provenance.source_hash() is provenance.source_hash(), "it is read once"
