"""One hash for all that a result says: the same inputs and versions give the same hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd


def content_hash(tables: Mapping[str, pd.DataFrame]) -> str:
    """SHA-256 of the names, columns and cells of the tables, whatever file or type of column holds them."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        table = tables[name]
        digest.update(f"table {name} {len(table)}\n".encode())
        for column in table.columns:
            digest.update(f"column {column}\n".encode())
            digest.update(_cells(table[column]))
    return digest.hexdigest()


def _cells(column: pd.Series) -> bytes:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        seconds = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[s]")
        return bytes(seconds.astype("<i8").tobytes())
    if pd.api.types.is_float_dtype(column.dtype):
        numbers = column.to_numpy(dtype="<f8")
        return np.where(np.isnan(numbers), np.nan, numbers).tobytes()  # of NaN there are many, which files do not keep
    if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        return column.to_numpy(dtype="<i8").tobytes()
    codes, labels = pd.factorize(column)
    text = "\0".join(str(label) for label in labels)
    return text.encode() + b"\0" + np.asarray(codes, dtype="<i4").tobytes()
