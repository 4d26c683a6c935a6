"""How answers are shown: a screen for people, JSON or CSV for programs; results to standard output."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

WIDTH = 100
"""Columns of a screen where the terminal is wider, or where there is none."""


def screen() -> Console:
    """The console of results, at most WIDTH columns wide."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def print_json(value: Any) -> None:
    """One JSON document; infinite numbers are null."""
    print(json.dumps(plain(value), indent=2, allow_nan=False, ensure_ascii=False))


def print_csv(table: pd.DataFrame) -> None:
    """One table as CSV, with a header."""
    sys.stdout.write(table.to_csv(index=False, lineterminator="\n"))


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


def grid(*headings: str, right: tuple[str, ...] = (), title: str = "") -> Table:
    """A table of the screen without lines; columns named in `right` hold numbers."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for heading in headings:
        numeric = heading in right
        table.add_column(heading, justify="right" if numeric else "left", header_style="dim", no_wrap=numeric)
    return table
