"""What a study varies, spread out: per case its name, and the keys it replaces with a label for each."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from loadsite.errors import InputError
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.replaced_keys import Replacement, path_of
from loadsite.inputs.scenario_errors import shown_value
from loadsite.inputs.study import Study
from loadsite.inputs.suggestions import did_you_mean
from loadsite.inputs.yaml_source import Path_, Place, YamlSource, dotted, read_yaml
from loadsite.origin import Origin

MOST_CASES = 2_000
"""So many, listed in YAML, are read, checked and hashed in 1.9 s of CPU."""
LONGEST_NAME = 80
DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
NAMED = "name"


@dataclass(frozen=True)
class CaseKeys:
    """One case before it is checked: its name, what it replaces, and a label for each key that varies."""

    name: str
    replacements: tuple[Replacement, ...]
    labels: Mapping[str, str]
    file: str
    place: Place
    """where the case is said; for a grid, the grid"""


@dataclass(frozen=True)
class _Option:
    label: str
    replacement: Replacement


def case_keys(study: Study, source: YamlSource, files: StudyFiles, problems: Problems) -> list[CaseKeys]:
    """The cases of a study, in order; everything wrong with what varies is noted in `problems`."""
    common = _replacements(source, study.set, ("set",), problems)
    if study.grid is not None:
        cases = _of_grid(study.grid, source, problems)
    elif study.cases is not None:
        cases = _of_list(study.cases, source, problems)
    else:
        assert study.table is not None
        cases = _of_table(study.table, source, files, problems)
    _check_names(cases, problems)
    whole = [replace(each, replacements=(*common, *each.replacements)) for each in cases]
    for each in whole[:1] if study.grid is not None else whole:
        _check_overlaps(each, problems)
    return whole


def _of_grid(grid: Mapping[str, Any], source: YamlSource, problems: Problems) -> list[CaseKeys]:
    options = [_options(key, value, source, problems) for key, value in grid.items() if _is_key(key, ("grid", key),
               source, problems)]  # fmt: skip
    count = math.prod(len(each) for each in options)
    if count > MOST_CASES:
        _add(problems, source, ("grid",), f"makes {count:,} cases; expected at most {MOST_CASES:,}")
        return []
    place = source.place(("grid",))
    cases = []
    for chosen in itertools.product(*options):
        varied = [each.label for each, among in zip(chosen, options, strict=True) if len(among) > 1]
        labels = {dotted(each.replacement.path): each.label for each in chosen}
        name = "-".join(varied) or "only"
        cases.append(CaseKeys(name, tuple(each.replacement for each in chosen), labels, source.shown, place))
    return cases


def _options(key: str, value: Any, source: YamlSource, problems: Problems) -> list[_Option]:
    """The values of one key of a grid, each under a label."""
    at: Path_ = ("grid", key)
    if isinstance(value, list) and value:
        named = [(_label(each, key), each, position) for position, each in enumerate(value)]
    elif isinstance(value, dict) and value:
        named = [(str(name), each, name) for name, each in value.items()]
    else:
        _add(problems, source, at, f"is {_kind(value)}; expected a list of values, or a mapping of names to values")
        return []
    seen: dict[str, None] = {}
    options = []
    for label, each, part in named:
        if label is None:
            _add(problems, source, (*at, part), f"{shown_value(each)} has no name of its own; expected a mapping of "
                 "names to values")  # fmt: skip
        elif not NAME.fullmatch(label):
            _add(problems, source, (*at, part), f'"{label[:60]}" does not fit; expected a name of letters, digits, _ - '
                 "and .")  # fmt: skip
        elif label in seen:
            _add(problems, source, (*at, part), f'has the name "{label}" of another value; expected a mapping of names '
                 "to values")  # fmt: skip
        else:
            seen[label] = None
            options.append(_Option(label, _replacement(source, key, each, (*at, part))))
    return options


def _of_list(entries: Sequence[Mapping[str, Any]], source: YamlSource, problems: Problems) -> list[CaseKeys]:
    cases = []
    for position, entry in enumerate(entries):
        at: Path_ = ("cases", position)
        name = entry.get(NAMED)
        if name is None:
            _add(problems, source, at, f"has no {NAMED}")
        elif not isinstance(name, str):
            _add(problems, source, (*at, NAMED), f"{shown_value(name)} is {_kind(name)}; expected text")
        else:
            keys = {key: value for key, value in entry.items() if key != NAMED}
            found = _replacements(source, keys, at, problems)
            labels = {dotted(each.path): _label(each.value, dotted(each.path)) or name for each in found}
            cases.append(CaseKeys(name, found, labels, source.shown, source.place(at)))
    return cases


def _of_table(table: str, source: YamlSource, files: StudyFiles, problems: Problems) -> list[CaseKeys]:
    wrong = files.wrong_path(table)
    if wrong:
        _add(problems, source, ("table",), wrong)
        return []
    shown = files.shown(table)
    try:
        cells = split_csv(files.read(table), shown, problems)
    except InputError as error:
        problems.take(error)
        return []
    if cells is None:
        return []
    header = cells.header
    if NAMED not in header:
        problems.add(cells.header_origin, NAMED, "no such column; expected one with the names of the cases",
                     did_you_mean(NAMED, header))  # fmt: skip
        return []
    for key in dict.fromkeys(header):
        if header.count(key) > 1:
            problems.add(cells.header_origin, key, "stands twice in the header")
        elif key != NAMED and not DOTTED.fullmatch(key):
            problems.add(cells.header_origin, key, "is no key of a scenario; expected one such as time.load_year")
    if not cells.rows and not problems:
        problems.add(cells.header_origin, "", "has no rows; expected a case in each")
    if len(cells.rows) > MOST_CASES:
        what = f"holds {len(cells.rows):,} cases; expected at most {MOST_CASES:,}"
        problems.add(cells.origins[MOST_CASES], "", what)
    if problems:
        return []
    cases = []
    for row, origin in zip(cells.rows, cells.origins, strict=True):
        texts = dict(zip(header, row, strict=True))
        found = [_of_cell(origin, key, text, problems) for key, text in texts.items() if key != NAMED]
        replacements = tuple(each for each in found if each is not None)
        labels = {dotted(each.path): texts[dotted(each.path)].strip() for each in replacements}
        cases.append(CaseKeys(texts[NAMED].strip(), replacements, labels, shown, Place(origin.line, 0)))
    return cases


def _of_cell(at: Origin, key: str, text: str, problems: Problems) -> Replacement | None:
    """A cell, read as a value of YAML; a blank one replaces nothing."""
    if not text.strip():
        return None
    try:
        value = read_yaml(text.strip().encode(), at.file).data
    except InputError as error:
        for each in error.problems:
            problems.add(at, key, each.what, each.hint)
        return None
    return Replacement(path_of(key), value, at.file, Place(at.line, 0))


def _replacements(
    source: YamlSource, keys: Mapping[Any, Any], at: Path_, problems: Problems
) -> tuple[Replacement, ...]:
    return tuple(
        _replacement(source, key, value, (*at, key))
        for key, value in keys.items()
        if _is_key(key, (*at, key), source, problems)
    )


def _replacement(source: YamlSource, key: str, value: Any, at: Path_) -> Replacement:
    """A key of the scenario, said at a path of the study file."""
    return Replacement(path_of(key), value, source.shown, source.place(at), source.below.get(at, {}))


def _is_key(key: Any, at: Path_, source: YamlSource, problems: Problems) -> bool:
    if key == NAMED:
        _note_key(problems, source, at, "is given by the study; expected another key")
    elif not isinstance(key, str) or not DOTTED.fullmatch(key):
        _note_key(problems, source, at, "is no key of a scenario; expected one such as time.load_year")
    else:
        return True
    return False


def _label(value: Any, key: str) -> str | None:
    """A short name for a value: of a file its stem, of a list those of its parts; None where it has none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return f"no_{key.rpartition('.')[2]}"
    if isinstance(value, int | float):
        return f"{value:.10g}".replace("+", "").replace("-", "minus")
    if isinstance(value, str):
        return re.sub(r"[^A-Za-z0-9_.]+", "_", PurePosixPath(value).stem if "/" in value else value).strip("_")
    if isinstance(value, list):
        parts = [_label(each, key) for each in value]
        told = [each for each in parts if each is not None]
        return ".".join(told) or f"no_{key.rpartition('.')[2]}" if len(told) == len(parts) else None
    return None


def _check_names(cases: Sequence[CaseKeys], problems: Problems) -> None:
    first: dict[str, CaseKeys] = {}
    for each in cases:
        name, hint = each.name, ""
        if len(name) > LONGEST_NAME:
            what = f'"{name[:60]}..." has {len(name)} letters; expected at most {LONGEST_NAME}'
            hint = "give the values shorter names"
        elif not NAME.fullmatch(name):
            what = f'"{name}" does not fit; expected a name of letters, digits, _ - and .'
        elif name in first:
            what = f'"{name}" stands here and in line {first[name].place.line}; expected once'
        else:
            first[name] = each
            continue
        problems.add(each.place.of(each.file), NAMED, what, hint)


def _check_overlaps(case: CaseKeys, problems: Problems) -> None:
    """No key of a case may be replaced twice, nor lie inside another."""
    for one, other in itertools.combinations(case.replacements, 2):
        shorter, longer = sorted((one, other), key=lambda each: len(each.path))
        if longer.path[: len(shorter.path)] == shorter.path:
            what = f"is also said by {dotted(shorter.path)} in line {shorter.place.line}; expected one of the two"
            problems.add(longer.place.of(longer.file), dotted(longer.path), what)


def _kind(value: Any) -> str:
    if value in ([], {}):
        return "empty"
    return {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a mapping",
            type(None): "blank"}[type(value)]  # fmt: skip


def _add(problems: Problems, source: YamlSource, path: Path_, what: str) -> None:
    place = source.place(path)
    problems.add(place.of(source.shown), dotted(path), what)


def _note_key(problems: Problems, source: YamlSource, path: Path_, what: str) -> None:
    place = source.keys.get(path) or source.place(path)
    problems.add(place.of(source.shown), dotted(path), what)
