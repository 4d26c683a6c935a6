"""Checks the cells of one table against its columns of the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from loadsite.inputs.number_text import DECIMAL, WHOLE, rewrite_hint
from loadsite.inputs.problems import Problems
from loadsite.inputs.renamed import renamed_to
from loadsite.inputs.schema import PROVENANCE, REQUIRED, Column, Kind, Table
from loadsite.inputs.suggestions import NOW_CALLED, did_you_mean, listed
from loadsite.origin import Origin

NOT_FINITE = re.compile(r"[-+]?(nan|inf|infinity|n/?a|null|none|#n/a|#value!|#ref!|#div/0!)", re.IGNORECASE)
MOST_COLUMNS = 1_000
FLAGS = {"true": True, "false": False}
Note = Callable[[int, str, str], None]


@dataclass(frozen=True)
class Cells:
    """A table as text: its header and its line, and per row the cells and where the row stands.

    The line of the header is zero where the file has none. `no_text` says in words what a column of a file with types
    holds, where that is neither text nor whole numbers.
    """

    shown: str
    header: tuple[str, ...]
    rows: list[list[str]]
    origins: list[Origin]
    header_line: int = 0
    no_text: Mapping[str, str] = field(default_factory=dict)

    @property
    def header_origin(self) -> Origin:
        """Where the header stands: the whole file, where it has none."""
        return Origin(self.shown, self.header_line)


@dataclass(frozen=True)
class Rows:
    """A checked table: one column per column of the schema, and where each row stands."""

    table: Table
    shown: str
    frame: pd.DataFrame
    origins: tuple[Origin, ...]

    @property
    def keys(self) -> list[tuple[Any, ...]]:
        """The key of each row."""
        return list(zip(*(self.frame[name].tolist() for name in self.table.key), strict=True))

    @property
    def labels(self) -> list[str]:
        """The key of each row, its parts joined by points."""
        return [label_of(key) for key in self.keys]


def check_cells(cells: Cells, table: Table, problems: Problems) -> Rows | None:
    """Turn text into values. Notes every misfit; None where a column is missing, so that rows have no meaning.

    A column whose cells may all be blank may be missing: it is blank throughout. It is told as missing where the header
    has a name like it that nothing reads.
    """
    if not _check_header(cells, table, problems):
        return None
    data: dict[str, Any] = {}
    for column in table.columns + PROVENANCE:
        if column.name not in cells.header:
            if column in table.columns:
                data[column.name] = pd.Series([column.blank] * len(cells.rows), dtype=_dtype(column))
            continue
        position = cells.header.index(column.name)
        if column.kind is Kind.TEXT and column.name in cells.no_text:
            problems.add(cells.header_origin, column.name,
                         f"holds {cells.no_text[column.name]}; expected text: {_expectation(column)}")

        def note(row: int, what: str, hint: str = "", name: str = column.name) -> None:
            problems.add(cells.origins[row], name, what, hint)

        values = [_value(column, row[position], number, note) for number, row in enumerate(cells.rows)]
        data[column.name] = pd.Series(values, dtype=_dtype(column))
    rows = Rows(table, cells.shown, pd.DataFrame(data), tuple(cells.origins))
    _check_keys(rows, problems)
    return rows


def _check_header(cells: Cells, table: Table, problems: Problems) -> bool:
    header = cells.header_origin
    if len(cells.header) > MOST_COLUMNS:
        problems.add(header, "", f"has {len(cells.header):,} columns; expected at most {MOST_COLUMNS:,}")
        return False
    known = [*table.column_names, *(column.name for column in PROVENANCE)]
    unread = [name for name in cells.header if name not in known]
    replaced = {renamed_to(name) for name in unread}
    missing = [
        column for column in table.columns
        if column.name not in cells.header
        and (column.blank is REQUIRED or any(did_you_mean(name, [column.name]) for name in unread))
    ]
    for column in missing:
        if column.name not in replaced:
            problems.add(header, column.name, f"column missing; expected {_expectation(column)}")
    for name in dict.fromkeys(cells.header):
        if cells.header.count(name) > 1:
            problems.add(header, name, f"column stands {cells.header.count(name)} times; expected once")
        if name not in known:
            hint = did_you_mean(name, known)
            if hint.startswith(NOW_CALLED):
                problems.add(header, name, hint)
            else:
                problems.add(header, name or "(no name)", "nothing reads this column", hint)
    return not missing


def _value(column: Column, raw: str, row: int, note: Note) -> Any:
    """One cell as its kind; where it is wrong the problem is noted and a stand-in returned."""
    text = raw.strip()
    if not text:
        if column.blank is REQUIRED:
            note(row, f"blank; expected {_expectation(column)}", "")
            return _stand_in(column)
        return column.blank
    match column.kind:
        case Kind.TEXT:
            return _text(column, raw, row, note)
        case Kind.FLAG:
            if text.lower() in FLAGS:
                return FLAGS[text.lower()]
            note(row, f"{_quoted(raw)} is neither true nor false", "")
            return False
        case Kind.NUMBER | Kind.INTEGER:
            return _number(column, text, row, note)


def _text(column: Column, raw: str, row: int, note: Note) -> str:
    if raw != raw.strip():
        note(row, f"{_quoted(raw)} has spaces around it", "")
    elif column.one_of and raw not in column.one_of:
        allowed = [each for each in column.one_of if each]
        note(row, f"{_quoted(raw)} is not one of {listed(allowed)}", did_you_mean(raw, allowed))
    return raw


def _number(column: Column, text: str, row: int, note: Note) -> float | int:
    pattern = WHOLE if column.kind is Kind.INTEGER else DECIMAL
    if not pattern.fullmatch(text):
        what = f"{_quoted(text)} {_why_no_number(column, text)}; expected {_expectation(column)}"
        note(row, what, rewrite_hint(text, "column"))
        return 1
    value: float | int = int(text) if column.kind is Kind.INTEGER else float(text)
    unit = f" {column.unit}" if column.unit not in ("", "1", "year") else ""
    if not isfinite(value):
        note(row, f"{text} is too large a number", "")
    elif value < column.least:
        note(row, f"{text} is below {column.least:g}{unit}", "")
    elif value > column.most:
        note(row, f"{text} is above {column.most:g}{unit}", "")
    else:
        return value
    return 1


def _why_no_number(column: Column, text: str) -> str:
    if NOT_FINITE.fullmatch(text):
        return "is not a finite number"
    return "is not a whole number" if column.kind is Kind.INTEGER and DECIMAL.fullmatch(text) else "is not a number"


def _expectation(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit and column.unit != "year" else ""
    one_of = f", one of {listed([each for each in column.one_of if each])}" if column.one_of else ""
    return f"{column.meaning}{unit}{one_of}"


def _stand_in(column: Column) -> Any:
    """A value of the column's type that keeps a wrong row in its place until the problems are raised."""
    return "" if column.kind is Kind.TEXT else False if column.kind is Kind.FLAG else 1


def _dtype(column: Column) -> Any:
    return {Kind.TEXT: object, Kind.FLAG: bool, Kind.NUMBER: np.float64, Kind.INTEGER: np.int64}[column.kind]


def _check_keys(rows: Rows, problems: Problems) -> None:
    """A key names one row."""
    first: dict[tuple[Any, ...], Origin] = {}
    field = ", ".join(rows.table.key)
    for origin, key in zip(rows.origins, rows.keys, strict=True):
        if "" in key:
            continue
        if key in first:
            what = f'"{label_of(key)}" stands here and in {first[key].in_file}; expected once'
            problems.add(origin, field, what)
        else:
            first[key] = origin


def _quoted(text: str) -> str:
    return f'"{text[:60]}"' + ("..." if len(text) > 60 else "")


def label_of(key: tuple[Any, ...]) -> str:
    """The parts of a key joined by points."""
    return ".".join(f"{part:g}" if isinstance(part, float) else str(part) for part in key)
