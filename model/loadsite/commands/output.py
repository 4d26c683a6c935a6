"""How answers are shown: a screen for people, JSON or CSV for programs; results to standard output."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.measure import Measurement
from rich.segment import Segment

from loadsite.commands.grid import UNBOUNDED, Grid
from loadsite.writing.plain_text import escaped_json, no_formula, visible

WIDTH = 100
"""Columns of a screen. A table whose labels need more takes more, where the terminal has them or there is none."""


class _OnScreen(RenderHook):
    """Gives everything its width, and writes out whatever in a text would act on the terminal, before styles."""

    def __init__(self, most: int) -> None:
        self._most = most

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Inert(each, self._most) for each in renderables]


class _Inert:
    """A renderable whose texts only show: WIDTH columns wide or as wide as its labels need, `most` at most."""

    def __init__(self, inside: ConsoleRenderable, most: int) -> None:
        self._inside, self._most = inside, most

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(self._most, max(WIDTH, needed_width(console, self._inside)))
        for segment in console.render(self._inside, options.update(max_width=width)):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def needed_width(console: Console, shown: ConsoleRenderable) -> int:
    """Columns in which every label stands whole."""
    return Measurement.get(console, console.options.update(max_width=UNBOUNDED), shown).minimum


def screen() -> Console:
    """The console of results. Nothing in a name acts on the terminal, is markup, or is cut."""
    console = Console(highlight=False, markup=False, emoji=False)
    most = console.width if console.is_terminal else UNBOUNDED
    console.width = UNBOUNDED
    console.push_render_hook(_OnScreen(most))
    return console


def print_note(words: str) -> None:
    """A sentence about something that touches no answer, to standard error."""
    print(f"note: {visible(words)}", file=sys.stderr)


def print_json(value: Any) -> None:
    """One JSON document; infinite numbers are null."""
    print(escaped_json(json.dumps(plain(value), indent=2, allow_nan=False, ensure_ascii=False)))


def print_csv(table: pd.DataFrame) -> None:
    """One table as CSV, with a header.

    Text that begins with = + - @, a tab or a carriage return has an apostrophe before it, as in a workbook, so that no
    spreadsheet takes it for a formula; characters that act on a terminal are written out. JSON has all as it is.
    """
    text = {name: table[name].astype(object).map(_cell) for name in table.columns if _holds_text(table[name])}
    inert = table.assign(**text).rename(columns=_cell)
    sys.stdout.write(inert.to_csv(index=False, lineterminator="\n"))


def _holds_text(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_object_dtype(column.dtype) or (
        pd.api.types.is_string_dtype(column.dtype))  # fmt: skip


def _cell(value: Any) -> Any:
    return no_formula(visible(value)) if isinstance(value, str) else value


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by column name."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def plain(value: Any) -> Any:
    """Tables as lists of rows, numpy numbers as Python's, times as text; what JSON can hold."""
    if isinstance(value, pd.DataFrame):
        columns = {str(name): [plain(cell) for cell in value[name]] for name in value.columns}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def grid(*headings: str, right: tuple[str, ...] = (), whole: tuple[str, ...] = (), title: str = "") -> Grid:
    """A table of the screen. Columns named in `right` hold numbers, those named in `whole` labels that stand in one
    line where there is room for it; see `Grid`.
    """
    table = Grid(title or None)
    for heading in headings:
        table.add(heading, heading in right, heading in whole)
    return table
