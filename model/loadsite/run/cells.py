"""Tables compared cell by cell: what is stored against what the same inputs and proof give again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

SAME = 1e-6
"""Relative difference of two numbers that are the same, as in the audit; sums come out otherwise in their last digits
on another machine."""

NEXT_TO_NOTHING = 1e-9
"""The same of what is left of a difference of large numbers, against the largest number of the column."""


def differences(stored: Mapping[str, pd.DataFrame], again: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A line per table or column that differs, with the row where it does most."""
    for name in again:
        if name not in stored:
            yield f"table {name} is missing"
    for name, table in stored.items():
        if name not in again:
            yield f"table {name} is not one of this result"
        else:
            yield from _of_table(name, table, again[name])


def _of_table(name: str, stored: pd.DataFrame, again: pd.DataFrame) -> Iterator[str]:
    if list(stored.columns) != list(again.columns):
        yield f"{name}: columns {', '.join(map(str, stored.columns))[:200]}; expected {', '.join(again.columns)}"
        return
    if len(stored) != len(again):
        yield f"{name}: {len(stored):,} rows; expected {len(again):,}"
        return
    for column in again.columns:
        off = _numbers_off(stored[column], again[column]) if _numeric(again[column]) else _text_off(
            stored[column], again[column])  # fmt: skip
        if off is not None:
            told, expected = stored[column].iloc[off], again[column].iloc[off]
            yield f"{name}.{column}, row {off}: {str(told)[:60]}; the proof gives {str(expected)[:60]}"


def _numeric(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column.dtype))


def _numbers_off(stored: pd.Series, again: pd.Series) -> int | None:
    """Where two columns of numbers differ most; None where they are the same."""
    if not _numeric(stored):
        return 0 if len(stored) else None
    told, expected = stored.to_numpy(dtype=float), again.to_numpy(dtype=float)
    same = (told == expected) | (np.isnan(told) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        difference = np.where(same, 0.0, np.abs(told - expected))
        size = np.maximum(np.abs(told), np.abs(expected))
    difference = np.where(np.isfinite(difference), difference, np.inf)
    finite = np.abs(expected[np.isfinite(expected)])
    size = np.where(np.isfinite(size), size, 0.0)
    excess = difference - SAME * size - NEXT_TO_NOTHING * float(finite.max(initial=0.0))
    worst = int(np.argmax(excess)) if len(excess) else 0
    return worst if len(excess) and excess[worst] > 0.0 else None


def _text_off(stored: pd.Series, again: pd.Series) -> int | None:
    """The first row in which text or times differ; None where they are the same."""
    off = _as_text(stored) != _as_text(again)
    return int(np.argmax(off)) if off.any() else None


def _as_text(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        seconds = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[s]")
        return np.asarray(seconds.astype("int64"))
    codes, labels = pd.factorize(column, use_na_sentinel=False)
    text = np.asarray([str(label) for label in labels], dtype=object)
    return np.asarray(text[codes] if len(text) else text)
