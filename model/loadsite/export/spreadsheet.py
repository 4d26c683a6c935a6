"""Tables as a workbook (XLSX): a sheet per table, text that would read as a formula made harmless."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from loadsite.writing.mark import MARK
from loadsite.writing.one_file import filling
from loadsite.writing.plain_text import no_formula

LONGEST_TITLE, LONGEST_TEXT = 31, 32_000
MOST_ROWS, MOST_HOURLY_ROWS = 20_000, 1_000
"""Longer tables are left out, those of every hour sooner: nobody reads them on a sheet, and Parquet holds them."""
CONTENTS = "contents"
_REFUSED = re.compile("[\\[\\]:*?/\\\\\u0000-\u001f]")


def write_spreadsheet(path: Path, tables: Mapping[str, pd.DataFrame], force: bool = False) -> None:
    """Write every table that is not too long as a sheet; the first sheet lists them, and those left out.

    Raises:
        CannotWrite: the file cannot be written, or (without `force`) another stands there.
    """
    kept = {name: table for name, table in tables.items() if len(table) <= _most_rows(table)}
    sheets = _sheet_names(kept)
    with filling(path, force) as made:
        try:
            with xlsxwriter.Workbook(str(made), {"constant_memory": True, "tmpdir": str(made.parent)}) as book:
                bold = book.add_format({"bold": True})
                _write(book.add_worksheet(CONTENTS), _contents(tables, sheets), bold)
                for name, table in kept.items():
                    _write(book.add_worksheet(sheets[name]), table, bold)
        except FileCreateError as error:
            raise OSError(error.args[0].errno, error.args[0].strerror) from error
        with ZipFile(made, "a") as archive:
            archive.comment = MARK.encode()


def _most_rows(table: pd.DataFrame) -> int:
    return MOST_HOURLY_ROWS if "snapshot" in table.columns else MOST_ROWS


def _contents(tables: Mapping[str, pd.DataFrame], sheets: Mapping[str, str]) -> pd.DataFrame:
    """What each sheet holds, and what is not here."""
    rows = [
        (name, sheets.get(name, ""), len(table),
         "" if name in sheets else f"left out: more than {_most_rows(table):,} rows; read {name}.parquet")
        for name, table in tables.items()
    ]  # fmt: skip
    note = "Text that begins with = + - or @ has an apostrophe before it, so that no program takes it for a formula."
    return pd.DataFrame([*rows, ("", "", 0, note)], columns=["table", "sheet", "rows", "note"])


def _sheet_names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """A name that spreadsheets accept for every table, each its own."""
    names: dict[str, str] = {}
    taken = {CONTENTS}
    for name in tables:
        plain = _REFUSED.sub("_", name).strip("'") or "table"
        tries = (plain[: LONGEST_TITLE - len(end)] + end for end in ("", *(f"_{k}" for k in range(2, len(tables) + 3))))
        names[name] = next(each for each in tries if each.lower() not in taken)
        taken.add(names[name].lower())
    return names


def _write(sheet: Any, table: pd.DataFrame, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(table.columns):
        sheet.set_column(position, position, min(40, max(10, len(str(name)) + 2)))
        sheet.write_string(0, position, harmless(str(name)), bold)
    columns = [table[name].tolist() for name in table.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for position, cell in enumerate(cells):
            if isinstance(cell, bool):
                sheet.write_boolean(row, position, cell)
            elif isinstance(cell, int | float):
                if math.isfinite(cell):
                    sheet.write_number(row, position, cell)
            elif cell is not None and cell is not pd.NaT:
                sheet.write_string(row, position, harmless(str(cell)))


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where it would read as a formula."""
    return no_formula(text)[:LONGEST_TEXT]
