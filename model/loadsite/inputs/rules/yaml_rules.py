"""Rules written as YAML: a list under `rules`."""

from __future__ import annotations

from typing import Any

from loadsite.inputs.files import text_of
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.keys import FIELDS, Entry, Spot
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.inputs.yaml_source import YamlSource, read_yaml


def yaml_entries(data: bytes, shown: str, problems: Problems) -> list[Entry]:
    """Every rule of a YAML file.

    Raises:
        InputError: the text is not YAML, or holds what is not read.
    """
    source = read_yaml(data, shown)
    lines = text_of(data, shown).splitlines()
    if not isinstance(source.data, dict) or not isinstance(source.data.get("rules"), list):
        place = source.place(("rules",))
        problems.add(place.of(shown), "rules", "missing; expected a list of rules")
        return []
    for key in source.data:
        if key != "rules":
            place = source.keys[(key,)]
            problems.add(place.of(shown), str(key)[:60], "unknown key; expected rules alone")
    entries = []
    for number, values in enumerate(source.data["rules"]):
        place = source.place(("rules", number))
        if not isinstance(values, dict):
            problems.add(place.of(shown), f"rules.{number}", "is not a mapping; expected name and rule")
            continue
        entry = Entry(shown, place.line, number, values)
        for key, value in values.items():
            entry.spots[str(key)] = _spot(source, number, key, value, lines)
            if key not in FIELDS:
                at = source.keys["rules", number, key]
                hint = did_you_mean(str(key), FIELDS)
                problems.add(at.of(shown), entry.field(str(key)[:60]),
                             "unknown key" if hint else f"unknown key; expected one of {listed(FIELDS)}", hint)
        entries.append(entry)
    return entries


def _spot(source: YamlSource, number: int, key: str | int, value: Any, lines: list[str]) -> Spot:
    """Where a value stands; its characters can be counted where it is written plainly in one line."""
    place = source.place(("rules", number, key))
    if not isinstance(value, str):
        return Spot(place.line, place.column, "")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    for quote in (0, 1):
        if line[place.column - 1 + quote :].startswith(value):
            return Spot(place.line, place.column + quote, value, exact=True)
    return Spot(place.line, place.column, value)
