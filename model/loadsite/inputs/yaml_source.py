"""YAML to plain data, with the line and column of every key and value.

Only mappings with text or whole-number keys, lists, text, decimal numbers, true, false and null are read. Tags,
duplicate keys, merge keys, NaN and infinity are refused; depth, size and what aliases expand to are bounded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import isfinite
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from loadsite.errors import InputError, Problem
from loadsite.inputs.files import text_of
from loadsite.inputs.number_text import DECIMAL, WHOLE
from loadsite.origin import Origin

MOST_CHARACTERS = 250_000
"""So many are read in 1.8 s."""
MOST_DEPTH = 20
MOST_NODES = 50_000
LONGEST_ABOVE = 3
"""Parts of the longest path that something is asked for below: a case of a study, and its key."""

Path_: TypeAlias = tuple[str | int, ...]
HALVES = re.compile("[\ud800-\udfff]")
"""Of letters beyond 16 bits, as UTF-16 writes them: no text has one alone."""
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}


@dataclass(frozen=True)
class Place:
    """Where something stands in a text file; both count from 1."""

    line: int
    column: int

    def of(self, file: str) -> Origin:
        """The place in that file."""
        return Origin(file, self.line, self.column)


@dataclass(frozen=True)
class YamlSource:
    """One YAML file: its plain data, and where each key and value stands, by path of keys and list positions.

    `elsewhere` is where the keys stand that a study says in place of the file.
    """

    shown: str
    data: Any
    keys: dict[Path_, Place]
    values: dict[Path_, Place]
    elsewhere: Mapping[Path_, Origin] = field(default_factory=dict)

    def place(self, path: Path_) -> Place:
        """Where the value of that path stands; for a blank, its key; for a missing key, what it is missing from."""
        if path in self.values:
            return self.values[path]
        while path and path not in self.keys and path not in self.values:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path, Place(1, 1))

    @cached_property
    def below(self) -> Mapping[Path_, Mapping[Path_, Place]]:
        """Path of up to three parts -> where what lies below it stands, by its path from there."""
        found: dict[Path_, dict[Path_, Place]] = {}
        for path, place in (*self.keys.items(), *self.values.items()):
            for depth in range(1, min(len(path), LONGEST_ABOVE + 1)):
                found.setdefault(path[:depth], {})[path[depth:]] = place
        return found

    def line(self, path: Path_) -> int:
        """Line of the key of that path."""
        return (self.keys.get(path) or self.place(path)).line


@lru_cache(maxsize=64)
def read_yaml(data: bytes, shown: str) -> YamlSource:
    """Read one YAML document; the same bytes once. What it returns is never changed: `replaced` copies it.

    Raises:
        InputError: the text is not YAML, or is more than is read here; every such place of a well-formed text at once.
    """
    text = text_of(data, shown)
    if len(text) > MOST_CHARACTERS:
        raise _refusal(shown, Place(1, 1), f"holds {len(text):,} characters; expected at most {MOST_CHARACTERS:,}")
    try:
        _refuse_tags_and_depth(text, shown)
        root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise _refusal(shown, place, f"is not YAML: {said}") from error
    except (YAMLError, ValueError, ArithmeticError) as error:
        raise _refusal(shown, Place(0, 0), f"is not YAML: {str(error).splitlines()[0]}") from error
    reader = _Reader(shown)
    plain = reader.value(root, ()) if root is not None else None
    if reader.problems:
        raise InputError(reader.problems)
    return YamlSource(shown, plain, reader.keys, reader.values)


def _refuse_tags_and_depth(text: str, shown: str) -> None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(io.StringIO(text)):
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise _refusal(shown, place, f"is nested more than {MOST_DEPTH} deep")
        if isinstance(event, CollectionStartEvent | ScalarEvent) and not isinstance(event, AliasEvent):
            tag = event.tag
            if tag is not None:
                raise _refusal(shown, place, f"has the tag {tag}; expected no tags")


class _Reader:
    """Turns nodes into plain data and notes where they stand."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.keys: dict[Path_, Place] = {}
        self.values: dict[Path_, Place] = {}
        self.problems: list[Problem] = []
        self._nodes = 0

    def value(self, node: Node, path: Path_) -> Any:
        self._nodes += 1
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        if self._nodes > MOST_NODES or len(path) > MOST_DEPTH:
            raise _refusal(self.shown, place, f"holds more than {MOST_NODES} values once aliases are followed")
        if not (isinstance(node, ScalarNode) and node.style is None and not node.value):
            self.values[path] = place
        if isinstance(node, ScalarNode):
            return self._scalar(node, path, place)
        if isinstance(node, SequenceNode):
            return [self.value(each, (*path, position)) for position, each in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Node, path: Path_) -> dict[str | int, Any]:
        plain: dict[str | int, Any] = {}
        for key_node, value_node in node.value:
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            key = _plain_scalar(key_node) if isinstance(key_node, ScalarNode) else None
            if isinstance(key, bool) or not isinstance(key, str | int):
                self._note(place, path, "has a key that is neither text nor a whole number")
            elif key == "<<":
                self._note(place, path, "has a merge key <<; expected every key written out")
            elif isinstance(key, str) and HALVES.search(key):
                self._note(place, path, "has a key with half of a letter, such as \\ud800 alone")
            elif key in plain:
                first = self.keys[(*path, key)].line
                self._note(place, (*path, key), f"stands here and in line {first}; expected once")
            else:
                self.keys[(*path, key)] = place
                plain[key] = self.value(value_node, (*path, key))
        return plain

    def _scalar(self, node: ScalarNode, path: Path_, place: Place) -> Any:
        if node.style is None and NOT_FINITE.fullmatch(node.value):
            self._note(place, path, f"{node.value} is not a finite number")
            return 0
        plain = _plain_scalar(node)
        if isinstance(plain, str) and HALVES.search(plain):
            self._note(place, path, "holds half of a letter, such as \\ud800 alone; expected text")
            return "a"
        if isinstance(plain, float) and not isfinite(plain):
            self._note(place, path, f"{node.value} is too large a number")
            return 0
        return plain

    def _note(self, place: Place, path: Path_, what: str) -> None:
        self.problems.append(Problem(place.of(self.shown), dotted(path), what))


def _plain_scalar(node: ScalarNode) -> str | int | float | bool | None:
    """Quoted text stays text; bare text that reads as a decimal number, true, false or null is that."""
    text: str = node.value
    if node.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text


def dotted(path: Path_) -> str:
    """A path as messages write it: `place.target_mw.2030`."""
    return ".".join(str(part) for part in path)


def _refusal(shown: str, place: Place, what: str) -> InputError:
    return InputError([Problem(place.of(shown), "", what)])
