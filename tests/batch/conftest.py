"""Studies of the tiny scenario, and a real batch whose cases end in each of the ways that need no limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from loadsite.cli import app
from loadsite.commands.ending import end_of
from tiny_study import write_tiny_study

WriteStudy = Callable[[str], Path]

REAL = """\
name: real
base: ../tiny.yaml
set: {time.until_utc: 2024-08-12T06:00}
cases:
  - {name: high, place.target_mw: {2030: 300}}
  - {name: fast, place.target_mw: {2030: 300}, plan: plans/twice.yaml}
  - {name: too_much, place: {target_mw: {2030: 5000}}}
  - {name: nowhere, only_sites: [atlantis]}
"""


def study_in(folder: Path) -> WriteStudy:
    """Writes a study beside the tiny scenario in a folder; its path."""
    write_tiny_study(folder)
    studies = folder / "scenarios" / "studies"
    studies.mkdir(exist_ok=True)
    plan = folder / "scenarios" / "plans" / "tiny_plan.yaml"
    twice = plan.read_text().replace("tiny_plan", "twice").replace("gas: 1", "gas: 2")
    plan.with_name("twice.yaml").write_text(twice)

    def write(text: str) -> Path:
        path = studies / "study.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_study(tmp_path, monkeypatch) -> WriteStudy:
    """Writes a study into the working folder; its path."""
    monkeypatch.chdir(tmp_path)
    write = study_in(Path())
    return write


@dataclass(frozen=True)
class Solved:
    """A study solved by the command, and how that ended."""

    study: Path
    results: Path
    status: int


@pytest.fixture(scope="session")
def real(tmp_path_factory) -> Solved:
    """The study REAL, every case in a process of its own."""
    folder = tmp_path_factory.mktemp("real")
    study = study_in(folder)(REAL)
    status = end_of(lambda: app(["batch", str(study), "--out", str(folder / "results"), "--workers", "2", "--csv"]))
    return Solved(study, folder / "results", status)
