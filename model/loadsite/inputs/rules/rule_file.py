"""Reads rule files, YAML or CSV, into one form: what each rule says and where it says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from loadsite.errors import InputError
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.csv_rules import csv_entries
from loadsite.inputs.rules.expression import Condition, Inequality
from loadsite.inputs.rules.grammar import read_conditions, read_price, read_rule
from loadsite.inputs.rules.keys import FIELDS, Entry, Spot
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.quantities import QUANTITIES, TIMES
from loadsite.inputs.rules.units import Measure
from loadsite.inputs.rules.yaml_rules import yaml_entries
from loadsite.inputs.suggestions import listed
from loadsite.origin import Origin

MOST_RULES = 1000
NAME_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
NAME_REST = NAME_FIRST | frozenset("0123456789_")

ReadT = TypeVar("ReadT")


@dataclass(frozen=True)
class RuleText:
    """One rule as it is written, before it meets the labels of a case.

    `times` is "hour", "day", "period", "year" or "" and `keys` the labels it is repeated for; `spots` says where each
    part stands.
    """

    name: str
    inequality: Inequality
    time: str
    keys: tuple[str, ...]
    soft: Measure | None
    when: tuple[Condition, ...]
    may_match_nothing: bool
    source: str
    file: str
    line: int
    spots: Mapping[str, Spot] = field(repr=False, hash=False, compare=False, default_factory=dict)

    @property
    def origin(self) -> Origin:
        """Where the rule begins."""
        return Origin(self.file, self.line)

    def note(self, problems: Problems, part: str, position: int, what: str, hint: str = "") -> None:
        """Note what is wrong at a character of one part: "rule", "each", "soft", "when"."""
        _note(problems, self.file, f"{self.name}.{part}", self.spots[part], position, what, hint)


def read_rules(
    files: StudyFiles, names: list[str], parameters: Mapping[str, Measure], problems: Problems
) -> list[RuleText]:
    """Every rule of the files; whatever is wrong in any of them is noted in `problems`."""
    found: list[RuleText] = []
    first: dict[str, Origin] = {}
    for name in names:
        for entry in _entries(files, name, problems):
            rule = _rule(entry, parameters, problems)
            said = entry.values.get("name")
            if isinstance(said, str) and said in first:
                spot = entry.spots["name"]
                problems.add(spot.of(entry.file), f"{said}.name", f"stands here and at {first[said]}; expected once")
            elif isinstance(said, str):
                first[said] = Origin(entry.file, entry.spots['name'].line)
            if rule is not None:
                found.append(rule)
    return found


def _entries(files: StudyFiles, name: str, problems: Problems) -> list[Entry]:
    shown = files.shown(name)
    read = csv_entries if name.lower().endswith(".csv") else yaml_entries
    try:
        entries = read(files.read(name), shown, problems)
    except InputError as error:
        problems.take(error)
        return []
    if len(entries) > MOST_RULES:
        problems.add(Origin(shown), "rules", f"holds {len(entries)} rules; expected at most {MOST_RULES}")
        return []
    return entries


def _rule(entry: Entry, parameters: Mapping[str, Measure], problems: Problems) -> RuleText | None:
    name = _text(entry, "name", problems)
    if name is not None and not (name[0] in NAME_FIRST and set(name) <= NAME_REST and len(name) <= 60):
        spot = entry.spots["name"]
        problems.add(spot.of(entry.file), entry.field("name"),
                     f'"{name[:60]}" is not a name; expected a letter, then letters, digits or _, 60 at most')
        name = None
    text = _text(entry, "rule", problems)
    known = frozenset(quantity.name for quantity in QUANTITIES)
    inequality = None if text is None else _read(entry, "rule", lambda: read_rule(text, parameters, known), problems)
    each = _each(entry, problems)
    soft = _soft(entry, parameters, problems)
    when = _when(entry, problems)
    allow = entry.values.get("if_empty")
    if allow not in (None, "", "allow", "error"):
        _wrong(entry, "if_empty", f"{_said(allow)} is neither allow nor error", problems)
    source = entry.values.get("source") or ""
    if not isinstance(source, str) or len(source) > 2000:
        _wrong(entry, "source", "expected a text of at most 2000 characters", problems)
        source = ""
    if name is None or inequality is None or each is None or soft is False or when is None:
        return None
    return RuleText(name, inequality, each[0], each[1], soft if isinstance(soft, Measure) else None, when,
                    allow == "allow", source, entry.file, entry.line, entry.spots)


def _text(entry: Entry, key: str, problems: Problems) -> str | None:
    value = entry.values.get(key)
    if value is None or value == "":
        spot = entry.spots.get(key, Spot(entry.line, 0, ""))
        problems.add(spot.of(entry.file), entry.field(key), f"missing; expected {FIELDS[key]}")
        return None
    if not isinstance(value, str):
        _wrong(entry, key, f"{_said(value)} is not text; expected {FIELDS[key]}", problems)
        return None
    return value


def _each(entry: Entry, problems: Problems) -> tuple[str, tuple[str, ...]] | None:
    """The time and the labels that a rule is repeated for."""
    said = entry.values.get("each")
    parts = said if isinstance(said, list) else str(said or "").replace(",", " ").replace("|", " ").split()
    if isinstance(said, dict) or not all(isinstance(part, str) for part in parts):
        _wrong(entry, "each", f"{_said(said)} does not fit; expected {FIELDS['each']}", problems)
        return None
    times = [part for part in parts if part in TIMES]
    keys = tuple(part for part in parts if part not in TIMES)
    if len(times) > 1 and set(times) != {"year", times[-1]} and set(times) != {"year", times[0]}:
        _wrong(entry, "each", f"names {listed(times)}; expected one time", problems)
        return None
    if len(set(parts)) < len(parts) or len(parts) > 4:
        _wrong(entry, "each", "names something twice, or more than four things", problems)
        return None
    finer = [time for time in times if time != "year"]
    return (finer or times or [""])[0], keys


def _soft(entry: Entry, parameters: Mapping[str, Measure], problems: Problems) -> Measure | bool | None:
    """The price of breaking a rule; None where it may not be broken, False where it does not fit."""
    value = entry.values.get("soft")
    if value is None or value == "":
        return None
    if isinstance(value, str) and value in parameters:
        return parameters[value]
    if not isinstance(value, str):
        _wrong(entry, "soft", f"{_said(value)} has no unit", problems, "write such as 5000 USD/MWh")
        return False
    price = _read(entry, "soft", lambda: read_price(value), problems)
    return False if price is None else price


def _when(entry: Entry, problems: Problems) -> tuple[Condition, ...] | None:
    value = entry.values.get("when")
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return _read(entry, "when", lambda: read_conditions(value), problems)
    if not isinstance(value, dict):
        _wrong(entry, "when", f"{_said(value)} does not fit; expected {FIELDS['when']}", problems)
        return None
    conditions = []
    for key, labels in value.items():
        listed_labels = labels if isinstance(labels, list) else [labels]
        plain = [each for each in listed_labels if isinstance(each, str | int) and not isinstance(each, bool)]
        if not isinstance(key, str) or len(plain) < len(listed_labels) or not plain:
            _wrong(entry, "when", f"{str(key)[:40]} does not fit; expected a label or a list of labels", problems)
            return None
        conditions.append(Condition(key, True, tuple(str(each) for each in plain)))
    return tuple(conditions)


def _read(entry: Entry, part: str, reader: Callable[[], ReadT], problems: Problems) -> ReadT | None:
    try:
        return reader()
    except Misfit as misfit:
        _note(problems, entry.file, entry.field(part), entry.spots[part], misfit.position, misfit.what, misfit.hint)
        return None


def _wrong(entry: Entry, key: str, what: str, problems: Problems, hint: str = "") -> None:
    spot = entry.spots.get(key, Spot(entry.line, 0, ""))
    problems.add(spot.of(entry.file), entry.field(key), what, hint)


def _note(
    problems: Problems, file: str, name: str, spot: Spot, position: int, what: str, hint: str
) -> None:
    excerpt = ""
    if spot.text:
        before = max(0, position - 60)
        shown = spot.text[before : before + 100].replace("\t", " ").replace("\n", " ")
        excerpt = f"    {shown}\n    {' ' * (position - before)}^"
    column = spot.column + position if spot.exact and spot.column else spot.column
    problems.add(Origin(file, spot.line, column), name, what, hint, excerpt)


def _said(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value[:60]}"'
    return {dict: "a mapping", list: "a list", bool: "true or false"}.get(type(value), str(value)[:40])


