"""A study is data: no program that lies in its folders is ever run, by whatever process."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from loadsite.safe_path import guarded_environment, nothing_handed_over, without_working_folder
from whole_program import PACKAGES, command, ended, environment, write_study_by_days

NAMES = (
    "json", "random", "numpy", "highspy", "pandas", "pickle", "struct", "signal", "selectors", "threading", "tempfile",
    "subprocess", "multiprocessing", "socket", "pyarrow", "scipy", "psutil", "typing", "logging", "distributed",
    "sitecustomize", "usercustomize", "hashlib", "queue",
)  # fmt: skip
"""Modules that Python, loadsite, or what it stands on import."""

CANARY = """\
with open({song!r}, "a") as song:
    song.write(__file__ + "\\n")
raise ImportError("a study's module was run")
"""
STUDY = "name: canary\nbase: ../tiny.yaml\ncases:\n  - {name: one, place.target_mw: {2030: 200}}\n"


@pytest.fixture
def study(tmp_path) -> Path:
    """A study with a module of each name in its folder, beside its scenario and beside its study file."""
    folder = tmp_path / "study"
    write_study_by_days(folder, processes=2)
    (folder / "scenarios/studies").mkdir()
    (folder / "scenarios/studies/canary.yaml").write_text(STUDY, encoding="utf-8")
    for place in (folder, folder / "scenarios", folder / "scenarios/studies"):
        for name in NAMES:
            (place / f"{name}.py").write_text(CANARY.format(song=str(tmp_path / "song")), encoding="utf-8")
    return folder


def must_be_silent(study: Path, *words: str, where: str = ".", **further: str) -> None:
    done = ended([*command(study.parent), *words], study / where, environment(**further))
    song = study.parent / "song"
    assert not song.exists(), song.read_text()
    assert done.returncode == 0, done.stderr


def test_the_canaries_sing_where_python_is_started_carelessly(study):
    ended([sys.executable, "-c", "import json"], study)
    assert (study.parent / "song").read_text() == f"{study / 'json.py'}\n"


@pytest.mark.slow
def test_run_with_two_processes(study):
    must_be_silent(study, "run", "scenarios/tiny.yaml")


@pytest.mark.slow
def test_batch(study):
    must_be_silent(study, "batch", "scenarios/studies/canary.yaml", "--csv")


@pytest.mark.slow
@pytest.mark.parametrize("words", [
    ("run", "tiny.yaml"), ("run", "tiny.yaml", "--engine", "dask"), ("batch", "studies/canary.yaml"),
    ("batch", "studies/canary.yaml", "--engine", "dask"), ("why", "tiny.yaml"),
    ("sites", "tiny.yaml", "--map", "map.svg"),
    ("export", "tiny.yaml"), ("doctor",),
], ids=" ".join)  # fmt: skip
def test_other_verbs_and_dask_in_the_folder_of_the_scenario(study, words):
    must_be_silent(study, *words, where="scenarios")


def test_modules_of_ours_started_by_name_leave_the_working_folder_alone(tmp_path):
    """Python itself has read a few modules by then: nothing can be done about those, see SECURITY.md."""
    song = tmp_path / "song"
    for name in ("typer", "rich", "click", "pandas", "numpy", "json", "random"):
        (tmp_path / f"{name}.py").write_text(CANARY.format(song=str(song)), encoding="utf-8")
    done = ended([sys.executable, "-m", "loadsite.cli", "schema", "lines", "--csv"], tmp_path)
    assert not song.exists(), song.read_text()
    assert done.returncode == 0 and done.stdout.startswith("table,"), done.stderr


def test_what_a_child_inherits_of_the_search_path_is_absolute(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "model", "/opt/ours", "."]))
    assert guarded_environment() == {"PYTHONSAFEPATH": "1", "PYTHONPATH": "/opt/ours"}
    monkeypatch.delenv("PYTHONPATH")
    assert guarded_environment() == {"PYTHONSAFEPATH": "1"}


def test_the_working_folder_is_on_no_path_unless_loadsite_is_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert without_working_folder(["", str(tmp_path), "relative", "/opt/ours"]) == ["/opt/ours"]
    monkeypatch.chdir(PACKAGES)
    assert without_working_folder(["", str(PACKAGES), "/opt/ours"]) == [str(PACKAGES), "/opt/ours"]


def test_a_process_of_multiprocessing_looks_only_where_this_one_may(monkeypatch, tmp_path):
    """A script of a person, with its own folder first on the path, as Python has it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend("")
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=tell_path, args=(there,))
    with nothing_handed_over():
        process.start()
    assert sys.path[:2] == ["", str(tmp_path)]
    path = here.recv()
    process.join()
    assert "" not in path and str(tmp_path) not in path


def tell_path(pipe) -> None:
    pipe.send(sys.path)
