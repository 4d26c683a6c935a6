"""JSON whose objects hold components by name, each with the line where it begins."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from loadsite.errors import InputError, Problem
from loadsite.origin import Origin

_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Component:
    """A component: its name, its fields, and where it begins."""

    name: str
    fields: dict[str, Any]
    origin: Origin


@dataclass(frozen=True)
class JsonCase:
    """Components by kind, and everything that is none by name; where each stands."""

    components: dict[str, list[Component]]
    others: dict[str, Any]
    places: dict[str, Origin]


def read_json_case(text: str, shown: str) -> JsonCase:
    """Read a file that is one object, whose values that are objects of objects are components.

    Raises:
        InputError: it is not JSON, with the line.
    """
    scan = _Scan(text, shown)
    case = JsonCase({}, {}, {})
    try:
        for name, at in scan.members(scan.skip(0)):
            case.places[name] = scan.origin(at)
            if text[at : at + 1] != "{":
                case.others[name] = scan.value(at)
                continue
            components: list[Component] = []
            others: dict[str, Any] = {}
            for each, begins in scan.members(at):
                value = scan.value(begins)
                if isinstance(value, dict):
                    components.append(Component(each, value, scan.origin(begins)))
                else:
                    others[each] = value
            if others:
                case.others[name] = others
            else:
                case.components[name] = components
    except json.JSONDecodeError as error:
        raise InputError([Problem(Origin(shown, error.lineno), "", f"is not JSON: {error.msg}")]) from error
    return case


class _Scan:
    def __init__(self, text: str, shown: str) -> None:
        self._text, self._shown = text, shown
        self._decoder = json.JSONDecoder()
        self._end = 0
        self._line, self._counted = 1, 0

    def skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def value(self, at: int) -> Any:
        made, self._end = self._decoder.raw_decode(self._text, at)
        return made

    def origin(self, at: int) -> Origin:
        """The place of a position, which is not before that of the call before."""
        self._line += self._text.count("\n", self._counted, at)
        self._counted = max(self._counted, at)
        return Origin(self._shown, self._line)

    def members(self, at: int) -> Any:
        """Name and position of the value of each member of the object that begins there; the value is read between."""
        self._expect(at, "{")
        at = self.skip(at + 1)
        if self._text[at : at + 1] == "}":
            self._end = at + 1
            return
        while True:
            name = self.value(at)
            if not isinstance(name, str):
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self._text, at)
            at = self._expect(self.skip(self._end), ":")
            yield name, self.skip(at)
            at = self.skip(self._end)
            if self._text[at : at + 1] == "}":
                self._end = at + 1
                return
            at = self.skip(self._expect(at, ","))

    def _expect(self, at: int, what: str) -> int:
        if self._text[at : at + 1] != what:
            raise json.JSONDecodeError(f"Expecting '{what}'", self._text, at)
        return at + 1
