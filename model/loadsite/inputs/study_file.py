"""Reads a study: its base scenario, what varies, and every case checked as a scenario of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loadsite.errors import InputError
from loadsite.inputs.file_kinds import expect_study
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.replaced_keys import Replacement, relocated, replaced
from loadsite.inputs.scenario_errors import validated
from loadsite.inputs.scenario_file import ScenarioFile, checked_scenario
from loadsite.inputs.study import Study
from loadsite.inputs.study_cases import CaseKeys, case_keys
from loadsite.inputs.yaml_source import Path_, YamlSource, dotted, read_yaml
from loadsite.origin import Origin

WAYS = ("grid", "cases", "table")
BASE = "base"


@dataclass(frozen=True)
class StudyCase:
    """One case: the base scenario with keys replaced, checked; `labels` name the value of each key that varies."""

    name: str
    labels: Mapping[str, str]
    opened: ScenarioFile
    replacements: tuple[Replacement, ...]

    def relocated(self, error: InputError) -> InputError:
        """An error of the case's inputs, with replaced keys named where the study says them."""
        return relocated(error, self.replacements, self.opened.source.shown, self.name).error()


@dataclass(frozen=True)
class StudyFile:
    """A study, its cases in order, and the base scenario's file."""

    study: Study
    path: Path
    base: Path
    cases: tuple[StudyCase, ...]


def is_study(path: Path) -> bool:
    """Whether a file is a study rather than a scenario: it names a base.

    Raises:
        InputError: the file cannot be read as YAML.
    """
    files = StudyFiles(path.parent)
    data = read_yaml(files.read(path.name), files.shown(path.name)).data
    return isinstance(data, dict) and BASE in data


def open_study(path: Path) -> StudyFile:
    """Read a study and check every case of it, without opening what the cases refer to.

    Raises:
        InputError: everything wrong in the study; or in its base scenario; or in the cases, each problem once.
    """
    files = StudyFiles(path.parent)
    source = read_yaml(files.read(path.name), files.shown(path.name))
    expect_study(source)
    problems = Problems()
    study = validated(Study, source, problems)
    _check_ways(source, problems)
    base = _base(study, source, files, problems) if study is not None else None
    if study is None or base is None or problems:
        raise problems.error()
    keys = case_keys(study, source, files, problems)
    problems.raise_if_any()
    of_base = StudyFiles(base.parent)
    base_source = read_yaml(of_base.read(base.name), of_base.shown(base.name))
    checked_scenario(base_source, of_base)
    cases = _checked(keys, base_source, of_base, problems)
    _check_difference(cases, keys, problems)
    problems.raise_if_any()
    return StudyFile(study, path, base, tuple(cases))


def _check_ways(source: YamlSource, problems: Problems) -> None:
    if not isinstance(source.data, dict):
        return
    given = [way for way in WAYS if source.data.get(way) is not None]
    if len(given) > 1:
        _add(problems, source, (given[1],), f"stands beside {given[0]}; expected one of {', '.join(WAYS)}")
    if not given and not any(way in source.data for way in WAYS):
        problems.add(Origin(source.shown, 1, 1), WAYS[0], f"missing; expected one of {', '.join(WAYS)}")
    elif not given:
        _add(problems, source, (next(way for way in WAYS if way in source.data),), "blank")


def _base(study: Study, source: YamlSource, files: StudyFiles, problems: Problems) -> Path | None:
    name = study.base
    wrong = files.wrong_path(name)
    if wrong:
        _add(problems, source, (BASE,), wrong)
    elif not files.holds_file(name):
        _add(problems, source, (BASE,), f'"{name[:80]}" is not a file', files.neighbour(name))
    elif is_study(files.folder / name):
        _add(problems, source, (BASE,), f'"{name[:80]}" is a study; expected a scenario')
    else:
        return Path(os.path.normpath(files.folder / name))
    return None


def _checked(keys: list[CaseKeys], base: YamlSource, files: StudyFiles, problems: Problems) -> list[StudyCase]:
    """Every case as a scenario; problems that several cases share are told once."""
    cases = []
    told: set[tuple[Origin, str, str]] = set()
    for each in keys:
        found = Problems()
        source = replaced(base, each.replacements, found)
        source.data["name"] = each.name
        opened: ScenarioFile | None = None
        try:
            found.raise_if_any()
            opened = checked_scenario(source, StudyFiles(files.folder))
        except InputError as error:
            for one in relocated(error, each.replacements, base.shown, each.name).error().problems:
                same = (one.origin, one.field, one.what)
                if same not in told:
                    told.add(same)
                    problems.take(InputError([one]))
        if opened is not None:
            cases.append(StudyCase(each.name, each.labels, opened, each.replacements))
    return cases


def _check_difference(cases: list[StudyCase], keys: list[CaseKeys], problems: Problems) -> None:
    """No two cases may ask the same."""
    said = {each.name: each for each in keys}
    first: dict[str, str] = {}
    for case in cases:
        asked = json.dumps(case.opened.scenario.model_dump(mode="json", exclude={"name"}), sort_keys=True)
        if asked in first:
            at = said[case.name]
            what = f"the case {case.name} asks the same as the case {first[asked]}"
            problems.add(at.place.of(at.file), "", what)
        first.setdefault(asked, case.name)


def _add(problems: Problems, source: YamlSource, path: Path_, what: str, hint: str = "") -> None:
    place = source.place(path)
    problems.add(place.of(source.shown), dotted(path), what, hint)
