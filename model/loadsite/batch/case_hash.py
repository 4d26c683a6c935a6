"""What a case is known by: one hash of all that goes into it, and one of the grid it asks about."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.scenario import Scenario
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.inputs.sources import ZONE_SHARES_FILE
from loadsite.run.provenance import SOURCE, source_hash

SHAPING = ("loadsite", "highspy")
"""Packages whose version belongs to what a case is: another version, another result. Of loadsite its program files do
as well.
"""

NOT_OF_THE_GRID = frozenset({"name", "place", "host", "plan", "only_sites", "finance", "solve", "baseline"})
INTERRUPTION = "interruption_energy_share"
"""Keys, and one of `campus`, that change what is asked of a grid, not what its operation costs. Rules may do either."""

LONGEST_NAME = 255
"""A longer text among the values of a scenario is no name of a file."""

LETTERS = 16
"""Letters of a hash that name a folder."""


@dataclass(frozen=True)
class CaseHash:
    """`whole` names the case; cases of the same `grid` learn from each other; `files` are what it may read."""

    whole: str
    grid: str
    files: Mapping[str, str]
    """file, from the folder of the scenario -> SHA-256"""


def hashes_of(cases: Sequence[ScenarioFile]) -> list[CaseHash]:
    """The hashes of cases as they stand now: what several name is looked up once."""
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    found, versions = [], _versions()
    for opened in cases:
        named = (str(opened.files.folder), *_named(opened))
        if named not in seen:
            seen[named] = _files(opened)
        found.append(_hash(opened, seen[named], versions))
    return found


def hash_of(opened: ScenarioFile) -> CaseHash:
    """The hash of a case: its keys with their defaults, the bytes of every file it names, and versions."""
    return _hash(opened, _files(opened), _versions())


def _versions() -> dict[str, str]:
    return {name: version(name) for name in SHAPING} | {SOURCE: source_hash()}


def _hash(opened: ScenarioFile, files: dict[str, str], versions: dict[str, str]) -> CaseHash:
    keys = opened.scenario.model_dump(mode="json")
    of_plan = {opened.scenario.plan, _shares_of(opened.scenario)}
    of_grid = {key: value for key, value in keys.items() if key not in NOT_OF_THE_GRID}
    of_grid["campus"] = {key: value for key, value in keys["campus"].items() if key != INTERRUPTION}
    files_of_grid = {name: each for name, each in files.items() if name not in of_plan}
    return CaseHash(
        _digest({"keys": keys, "files": files, "versions": versions}),
        _digest({"keys": of_grid, "files": files_of_grid, "versions": versions}),
        files,
    )


def _files(opened: ScenarioFile) -> dict[str, str]:
    """Every file that a key of the scenario names, or that lies in a folder it names; and the plan's shares."""
    files: dict[str, str] = {}
    for name in _named(opened):
        if not opened.files.inside(name):
            continue
        for file in _files_at(opened.files, name):
            path = opened.files.folder / file
            about = path.stat()
            files[file] = _sha256(path.absolute(), about.st_mtime_ns, about.st_size)
    return dict(sorted(files.items()))


def _named(opened: ScenarioFile) -> list[str]:
    """Every text that may name a file."""
    return [*_texts(opened.scenario), _shares_of(opened.scenario)]


def _texts(scenario: Scenario) -> Iterator[str]:
    """Every text among the values of a scenario: any of them may name a file."""

    def inside(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            for each in value.values():
                yield from inside(each)
        elif isinstance(value, list):
            for each in value:
                yield from inside(each)

    return inside(scenario.model_dump(mode="json", exclude={"name"}))


def _files_at(files: StudyFiles, name: str) -> Iterator[str]:
    """The file of that name, or every file in the folder of that name but hidden ones; named as in `StudyFiles`."""
    whole, plain = files.folder / name, PurePosixPath(os.path.normpath(name))
    if len(name) > LONGEST_NAME:
        return
    if whole.is_file():
        yield plain.as_posix()
    elif whole.is_dir():
        for path in sorted(whole.rglob("*")):
            inside = path.relative_to(whole)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                yield (plain / inside.as_posix()).as_posix()


def _shares_of(scenario: Scenario) -> str:
    """The file that says how a plan is shared out: beside the plan."""
    return (PurePosixPath(scenario.plan).parent / ZONE_SHARES_FILE).as_posix()


@cache
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Of a file as it stood at that time; read once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
