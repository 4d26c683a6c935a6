"""`datapackage.json` beside a result: what every table and field means, its type and unit, for other programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from loadsite.export.fields import about, meaning, unit

FILE = "datapackage.json"


def write_datapackage(folder: Path, name: str, time_resolution: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Describe the Parquet files of a folder of results, as the standard Data Package 2.0 asks."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "".join(sign if sign.isalnum() else "-" for sign in name.lower()).strip("-"),
        "title": f"Result of loadsite: {name}",
        "description": time_resolution,
        "resources": [_resource(folder, table, frame) for table, frame in tables.items()],
    }
    (folder / FILE).write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _resource(folder: Path, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    data = (folder / f"{name}.parquet").read_bytes()
    return {
        "name": name.replace("/", "-").replace("_", "-"),
        "path": f"{name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": about(name),
        "rows": len(frame),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": [_field(name, column, frame[column]) for column in frame.columns]},
    }


def _field(table: str, name: str, column: pd.Series) -> dict[str, str]:
    field = {"name": name, "type": _type(column), "description": meaning(table, name)}
    return field | ({"unit": unit(name)} if unit(name) else {})


def _type(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return "datetime"
    if _holds_years(column):
        return "year"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column.dtype) else "string"


def _holds_years(column: pd.Series) -> bool:
    """Whether a column holds calendar years."""
    return column.name == "year" and pd.api.types.is_integer_dtype(column.dtype)
