"""The text of a MATPOWER case file (version 2) to matrices of numbers and lists of words, each row with its line.

Nothing is executed. A statement that is no table, number or text is a problem: what it would compute is not in the
tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loadsite.inputs.problems import Problems
from loadsite.origin import Origin

_ASSIGNMENT = re.compile(r"(?P<var>[A-Za-z]\w*)(?:\.(?P<field>\w+(?:\.\w+)*))?\s*=\s*(?P<rest>.*)$")
_FUNCTION = re.compile(r"function\s+(?P<out>\[.*?\]|\w+)\s*=\s*\w+")
_QUOTED = re.compile(r"'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"")
_WITHOUT_EFFECT = re.compile(r"(end|return|define_constants|clear|;)\s*;?$")
_SEPARATORS = re.compile(r"[\s,]+")
_CLOSING = {"[": "]", "{": "}"}
LONGEST_QUOTED = 60


@dataclass(frozen=True)
class Row:
    """One row of a matrix: its numbers or words, as text, and where it begins."""

    cells: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True)
class CaseText:
    """What a case file assigns: matrices and cell arrays by row, numbers and texts as they are written."""

    shown: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    scalars: dict[str, Row] = field(default_factory=dict)
    places: dict[str, Origin] = field(default_factory=dict)


def read_case_text(text: str, shown: str, problems: Problems) -> CaseText:
    """Split a case file into what it assigns; every statement that is no table, number or text is noted."""
    case = CaseText(shown)
    lines = text.splitlines()
    variable = "mpc"
    at = 0
    while at < len(lines):
        number, line = at + 1, _without_comment(lines[at]).strip()
        at += 1
        if not line or _WITHOUT_EFFECT.fullmatch(line):
            continue
        function = _FUNCTION.match(line)
        if function:
            variable = function["out"]
            if variable.startswith("["):
                problems.add(Origin(shown, number), "function", "is a case of version 1, which gives a list of tables; "
                             "expected version 2, which gives one structure", "save it with MATPOWER's savecase")
            continue
        assigned = _ASSIGNMENT.fullmatch(line)
        name = _name_of(assigned, variable) if assigned else ""
        if assigned is None or not name:
            problems.add(Origin(shown, number), "", f'"{_short(line)}" is a statement that loadsite does not execute; '
                         "expected tables of numbers alone", "save what it computes with MATPOWER's savecase")
            continue
        place = Origin(shown, number)
        if name in case.places:
            problems.add(place, name, f"is assigned here and in {case.places[name].in_file}; expected once")
        case.places[name] = place
        rest = assigned["rest"]
        if rest[:1] in _CLOSING:
            at = _read_table(case, name, rest, lines, at, problems)
        else:
            case.scalars[name] = Row((rest.rstrip("; ").strip("'\""),), place)
    return case


def _name_of(assigned: re.Match[str], variable: str) -> str:
    """The field that is assigned; of a variable of its own, as in change tables, the variable."""
    if assigned["var"] == variable:
        return assigned["field"] or assigned["var"]
    return ""


def _read_table(case: CaseText, name: str, rest: str, lines: list[str], at: int, problems: Problems) -> int:
    """Put the rows of a bracketed table into the case; the number of lines read so far."""
    closing = _CLOSING[rest[0]]
    rows: list[Row] = []
    held, held_at = "", at
    part, number = rest[1:], at
    while True:
        end = _closing_at(part, closing)
        inside = part if end < 0 else part[:end]
        continued = inside.rstrip().endswith("...")
        held, held_at = (held + " " + inside.rstrip().removesuffix("..."), held_at if held else number)
        if not continued or end >= 0:
            rows += _rows(held, closing, Origin(case.shown, held_at))
            held = ""
        if end >= 0:
            break
        if at == len(lines):
            problems.add(case.places[name], name, f"is not closed; expected {closing}")
            break
        part, at = _without_comment(lines[at]), at + 1
        number = at
    case.tables[name] = rows
    return at


def _rows(text: str, closing: str, origin: Origin) -> list[Row]:
    if closing == "}":
        return [Row(((first or second).replace("''", "'"),), origin) for first, second in _QUOTED.findall(text)]
    cells = (tuple(filter(None, _SEPARATORS.split(part))) for part in text.split(";"))
    return [Row(each, origin) for each in cells if each]


def _closing_at(text: str, closing: str) -> int:
    """Position of the bracket that closes, outside quotes; -1 where there is none."""
    plain = _QUOTED.sub(lambda found: "x" * len(found[0]), text) if closing == "}" else text
    return plain.find(closing)


def _without_comment(line: str) -> str:
    if "%" not in line:
        return line
    plain = _QUOTED.sub(lambda found: "x" * len(found[0]), line)
    at = plain.find("%")
    return line if at < 0 else line[:at]


def _short(line: str) -> str:
    return line[:LONGEST_QUOTED] + ("..." if len(line) > LONGEST_QUOTED else "")
