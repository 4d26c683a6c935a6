"""A scenario with some keys said elsewhere: replaced in its data, and in what its errors point at."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from loadsite.errors import InputError, Problem
from loadsite.inputs.problems import Problems
from loadsite.inputs.yaml_source import Path_, Place, YamlSource, dotted
from loadsite.origin import Origin


@dataclass(frozen=True)
class Replacement:
    """A key of a scenario, its value (None takes it out), and where that is said: a file and a place in it.

    `within` holds the places of what the value holds, by path below it.
    """

    path: Path_
    value: Any
    file: str
    place: Place
    within: Mapping[Path_, Place] = field(default_factory=dict)


def path_of(dotted_key: str) -> Path_:
    """`place.target_mw.2030` as a path; parts of digits alone are whole numbers, as in YAML."""
    return tuple(int(part) if part.isascii() and part.isdecimal() else part for part in dotted_key.split("."))


def replaced(source: YamlSource, replacements: Sequence[Replacement], problems: Problems) -> YamlSource:
    """The source with the keys replaced; a path through what is no mapping is noted in `problems`."""
    data = copy.deepcopy(source.data)
    for each in replacements:
        _put(data, each, problems)
    paths = [each.path for each in replacements]
    said = {path: (each.file, place) for each in replacements for path, place in _places(each)}
    # lines of another file stand here under this one's name; `relocated` names the right one
    places = {path: place for path, (_, place) in said.items()}
    return replace(
        source,
        data=data,
        keys={path: place for path, place in source.keys.items() if not _is_below(path, paths)} | places,
        values={path: place for path, place in source.values.items() if not _is_below(path, paths)} | places,
        elsewhere={path: Origin(file, place.line).without_folder for path, (file, place) in said.items()},
    )


def relocated(error: InputError, replacements: Sequence[Replacement], scenario: str, case: str) -> Problems:
    """The problems of a scenario with replaced keys, those of replaced keys where these are said.

    `scenario` is the scenario's file as messages name it; its other problems name the case that they stand in.
    """
    places: dict[str, tuple[str, Place]] = {}
    for each in replacements:
        places |= {dotted(path): (each.file, place) for path, place in _places(each)}
    told = Problems()
    for problem in error.problems:
        at = _innermost(places, problem.field) if problem.origin.file == scenario else None
        if at is not None:
            file, place = at
            told.add(place.of(file), problem.field, problem.what, problem.hint)
        elif problem.origin.file == scenario:
            told.take(InputError([_in_case(problem, case)]))
        else:
            told.take(InputError([problem]))
    return told


def _places(each: Replacement) -> Iterator[tuple[Path_, Place]]:
    """The path of a replacement and those of what its value holds, each with its source."""
    yield each.path, each.place
    for rest, place in each.within.items():
        yield each.path + rest, place


def _put(data: Any, each: Replacement, problems: Problems) -> None:
    at = data
    for depth, part in enumerate(each.path[:-1]):
        inner = at.get(part) if isinstance(at, dict) else None
        if inner is None and each.value is not None:
            inner = {}
        if inner is None:
            return
        if not isinstance(inner, dict):
            where = dotted(each.path[: depth + 1])
            what = f"{where} is no mapping; expected {where} itself, with a whole value"
            problems.add(each.place.of(each.file), dotted(each.path), what)
            return
        at[part] = inner
        at = inner
    if each.value is None:
        at.pop(each.path[-1], None)
    else:
        at[each.path[-1]] = copy.deepcopy(each.value)


def _is_below(path: Path_, above: Sequence[Path_]) -> bool:
    return any(path[: len(each)] == each for each in above)


def _innermost(places: Mapping[str, tuple[str, Place]], key: str) -> tuple[str, Place] | None:
    """Where a dotted key is said, or the nearest key above it."""
    while key:
        if key in places:
            return places[key]
        key = key.rpartition(".")[0]
    return None


def _in_case(problem: Problem, case: str) -> Problem:
    return replace(problem, hint="; ".join(part for part in (problem.hint, f"in the case {case}") if part))
