"""Tables as a workbook (XLSX): a sheet per table, text that would read as a formula made harmless."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import pandas as pd

from loadsite.errors import LoadsiteError
from loadsite.results.store import CannotWrite, cannot_write

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TITLE = 31


class NoWorkbooks(LoadsiteError):
    """The package that writes workbooks is not installed."""


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write every table as a sheet, its header frozen.

    Raises:
        NoWorkbooks: openpyxl is not installed.
        CannotWrite: the file cannot be written.
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as missing:
        raise NoWorkbooks('workbooks need the extra "xlsx": pip install "loadsite[xlsx]"') from missing
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder; expected a file for the workbook")
    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        sheet.append([str(column) for column in table.columns])
        for row in table.itertuples(index=False):
            sheet.append([_cell(each) for each in row])
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.absolute().parent, prefix=f".{path.name}.", delete=False) as part:
            book.save(part)
        Path(part.name).replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def _cell(value: object) -> object:
    """Numbers and text as they are; what is no number is blank; text that begins like a formula gets a quote before."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
    if hasattr(value, "item"):
        return _cell(value.item())
    return value if isinstance(value, int | bool) or value is None else str(value)
