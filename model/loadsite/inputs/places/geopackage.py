"""The attributes of a layer of a GeoPackage as they are stored: the types of SQLite are loose, and GDAL converts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from math import isfinite

from loadsite.inputs.places.stored import Stored, Wrong

TABLES_OF_THE_FORMAT = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
TRUTHS = ("BOOLEAN",)
WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER")
NUMBERS = ("FLOAT", "DOUBLE", "REAL")
TEXTS = ("TEXT", "DATE", "DATETIME")


def check_tables(data: bytes) -> None:
    """Check that what every reader of a GeoPackage asks are plain tables, before any is asked.

    Raises:
        Wrong: one is a view or is computed, which may run for ever.
        sqlite3.Error: the file is damaged.
    """
    with closing(_opened(data)) as file:
        for name in TABLES_OF_THE_FORMAT:
            _check_table(file, name)


def stored_in_layer(data: bytes, layer: str, fids: list[int]) -> Stored:
    """The attributes of the features of those numbers, in that order.

    Raises:
        Wrong: a value is not of the kind that its column is declared with, or the layer is no plain table.
        sqlite3.Error: the file is damaged.
    """
    with closing(_opened(data)) as file:
        _check_table(file, layer)
        columns = file.execute(f"PRAGMA table_info({_quoted(layer)})").fetchall()
        asked = "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)"
        geometry = [name for (name,) in file.execute(asked, (layer,))]
        keys = [name for _, name, _, _, _, key in columns if key]
        key = keys[0] if len(keys) == 1 else "rowid"
        declared = {name: kind.upper().partition("(")[0].strip() for _, name, kind, *_ in columns
                    if name not in (*geometry, key)}  # fmt: skip
        names = ", ".join(map(_quoted, (key, *declared)))
        rows = {row[0]: row[1:] for row in file.execute(f"SELECT {names} FROM {_quoted(layer)}")}
    if not all(fid in rows for fid in fids):
        raise Wrong(0, "", "cannot be read; it may be damaged")
    found = Stored({name: [] for name in declared})
    for number, fid in enumerate(fids, 1):
        for (name, kind), value in zip(declared.items(), rows[fid], strict=True):
            wrong = _misfit(kind, value)
            if wrong:
                raise Wrong(number, name, f"holds {_said(value)} {wrong}")
            found.add(name, bool(value) if kind in TRUTHS and value is not None else value)
    return found


def _opened(data: bytes) -> sqlite3.Connection:
    """The file in memory, where it needs no write-ahead log; what is no UTF-8 becomes halves of letters."""
    file = sqlite3.connect(":memory:")
    file.deserialize(data[:18] + b"\1\1" + data[20:])
    file.execute("PRAGMA trusted_schema = OFF")
    file.text_factory = lambda text: text.decode(errors="surrogateescape")
    return file


def _check_table(file: sqlite3.Connection, name: str) -> None:
    """That it is a plain table: a view or a column that is computed runs whatever its file says."""
    asked = "SELECT type, sql FROM sqlite_master WHERE lower(name) = lower(?)"
    for kind, made in file.execute(asked, (name,)).fetchall():
        if kind == "view" or (made or "").upper().split()[:2] == ["CREATE", "VIRTUAL"]:
            raise Wrong(0, "", f'holds "{name[:60]}" as a view; expected a table')
    if any(row[6] in (2, 3) for row in file.execute(f"PRAGMA table_xinfo({_quoted(name)})")):
        raise Wrong(0, "", f'holds computed columns in "{name[:60]}"; expected values')


def _misfit(kind: str, value: object) -> str:
    """What is wrong with a value of a column of that kind; "" where nothing is."""
    if value is None:
        return ""
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        return "where text is not UTF-8"
    if isinstance(value, float) and not isfinite(value):
        return "where a finite number is expected"
    if kind in TRUTHS:
        return "" if isinstance(value, int) and value in (0, 1) else "in a column of true or false"
    if kind in WHOLE_NUMBERS:
        return "" if isinstance(value, int) else "in a column of whole numbers"
    if kind in NUMBERS:
        return "" if isinstance(value, int | float) else "in a column of numbers"
    if kind in TEXTS:
        return "" if isinstance(value, str) else "in a column of text"
    return ""


def _said(value: object) -> str:
    if isinstance(value, str):
        return f'"{value[:60].encode(errors="replace").decode()}"'
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
