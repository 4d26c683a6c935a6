"""A workbook (XLSX) to read: a summary with a chart, then at most 15 sheets with units, formats and filters.

All tables stand as Parquet beside it; the sheet of contents says which are here and where the others are. Text that
would read as a formula is made harmless.
"""

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

from loadsite.export.fields import about, heading, meaning, unit
from loadsite.export.workbook_summary import SUMMARY, Summary, write_summary
from loadsite.writing.mark import MARK
from loadsite.writing.one_file import filling
from loadsite.writing.plain_text import no_formula

LONGEST_TITLE, LONGEST_TEXT = 31, 32_000
MOST_SHEETS = 14
"""Tables with a sheet of their own, beside the summary and the contents."""
MOST_ROWS, MOST_HOURLY_ROWS = 20_000, 1_000
"""Longer tables are left out, those of every hour sooner: nobody reads them on a sheet, and Parquet holds them."""
WIDEST, NARROWEST, MEASURED = 48, 9, 200
"""Widths of columns [characters], and rows that they are measured by."""
CONTENTS = "Contents"
_REFUSED = re.compile("[\\[\\]:*?/\\\\\u0000-\u001f]")
FORMATS = {
    "USD/MWh": "#,##0.00", "USD/MW-year": "#,##0", "MW/MW": "0.000", "MWh": "#,##0", "MW": "#,##0.0", "USD": "#,##0",
    "t": "#,##0", "h": "#,##0.0", "1": "0.0%",
}  # fmt: skip
"""unit -> how its numbers are shown"""
PLAIN, WHOLE = "#,##0.######", "0"


def write_spreadsheet(
    path: Path, summary: Summary, tables: Mapping[str, pd.DataFrame], force: bool = False
) -> None:
    """Write the summary, the contents, and a sheet for each of the first tables that have rows and are not too long.

    Raises:
        CannotWrite: the file cannot be written, or (without `force`) another stands there.
    """
    fitting = [name for name, table in tables.items() if 0 < len(table) <= _most_rows(table)]
    kept = {name: tables[name] for name in fitting[:MOST_SHEETS]}
    sheets = _sheet_names(kept)
    with filling(path, force) as made:
        try:
            with xlsxwriter.Workbook(str(made), {"constant_memory": True, "tmpdir": str(made.parent)}) as book:
                formats = _Formats(book)
                write_summary(book, summary)
                _write_contents(book.add_worksheet(CONTENTS), tables, sheets, formats)
                for name, table in kept.items():
                    _write(book.add_worksheet(sheets[name]), table, formats)
        except FileCreateError as error:
            raise OSError(error.args[0].errno, error.args[0].strerror) from error
        with ZipFile(made, "a") as archive:
            archive.comment = MARK.encode()


class _Formats:
    """Formats of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._made = {kind: book.add_format({"num_format": kind}) for kind in {*FORMATS.values(), PLAIN, WHOLE}}

    def of(self, column: str, values: pd.Series) -> Any:
        """How the numbers of a column are shown."""
        told = FORMATS.get(unit(column))
        if told is None:
            told = WHOLE if pd.api.types.is_integer_dtype(values.dtype) else PLAIN
        return self._made[told]


def _most_rows(table: pd.DataFrame) -> int:
    return MOST_HOURLY_ROWS if "snapshot" in table.columns else MOST_ROWS


def _write_contents(
    sheet: Any, tables: Mapping[str, pd.DataFrame], sheets: Mapping[str, str], formats: _Formats
) -> None:
    """What each table holds and where it is; below, what the columns of the sheets mean."""
    rows = [(name, sheets.get(name, ""), len(table), about(name), _where(name, table, sheets))
            for name, table in tables.items()]  # fmt: skip
    note = "Text that begins with = + - or @ has an apostrophe before it, so that no program takes it for a formula."
    here = pd.DataFrame([*rows, ("", "", 0, note, "")], columns=["table", "sheet", "rows", "holds", "file"])
    _write(sheet, here, formats)
    below = len(here) + 2
    columns = [(sheets[name], heading(str(column)), meaning(name, str(column)), str(column))
               for name in sheets for column in tables[name].columns]  # fmt: skip
    for row, cells in enumerate([("sheet", "column", "means", "name in the Parquet file"), *columns]):
        for position, cell in enumerate(cells):
            sheet.write_string(below + row, position, harmless(cell), *([formats.head] if row == 0 else []))


def _where(name: str, table: pd.DataFrame, sheets: Mapping[str, str]) -> str:
    if name in sheets:
        return f"{name}.parquet"
    if not len(table):
        return f"no rows; {name}.parquet"
    many = f"more than {_most_rows(table):,} rows; " if len(table) > _most_rows(table) else ""
    return f"not in the workbook: {many}read {name}.parquet"


def _sheet_names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """A name that spreadsheets accept for every table, each its own."""
    names: dict[str, str] = {}
    taken = {CONTENTS.lower(), SUMMARY.lower()}
    for name in tables:
        plain = _REFUSED.sub("_", name).strip("'") or "table"
        tries = (plain[: LONGEST_TITLE - len(end)] + end for end in ("", *(f"_{k}" for k in range(2, len(tables) + 4))))
        names[name] = next(each for each in tries if each.lower() not in taken)
        taken.add(names[name].lower())
    return names


def _write(sheet: Any, table: pd.DataFrame, formats: _Formats) -> None:
    """A head with units that stays in sight, filters, and columns as wide as what they hold."""
    sheet.freeze_panes(1, 1)
    if len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    heads = [harmless(heading(str(name))) for name in table.columns]
    for position, (name, head) in enumerate(zip(table.columns, heads, strict=True)):
        sheet.set_column(position, position, _width(head, table[name]))
        sheet.write_string(0, position, head, formats.head)
    shown = [formats.of(str(name), table[name]) for name in table.columns]
    columns = [table[name].tolist() for name in table.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for position, cell in enumerate(cells):
            if isinstance(cell, bool):
                sheet.write_boolean(row, position, cell)
            elif isinstance(cell, int | float):
                if math.isfinite(cell):
                    sheet.write_number(row, position, cell, shown[position])
            elif cell is not None and cell is not pd.NaT:
                sheet.write_string(row, position, harmless(str(cell)))


def _width(head: str, values: pd.Series) -> int:
    """Room for the longest word of the head and the longest of the first values [characters]."""
    if pd.api.types.is_float_dtype(values.dtype):
        longest = max((len(f"{value:,.1f}") for value in values.head(MEASURED) if math.isfinite(value)), default=0)
    else:
        longest = max((len(str(value)) for value in values.head(MEASURED)), default=0)
    words = max((len(word) for word in head.split()), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2, words + 3))


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where it would read as a formula."""
    return no_formula(text)[:LONGEST_TEXT]
