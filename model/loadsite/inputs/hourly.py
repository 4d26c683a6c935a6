"""Reads the hourly files, Parquet or CSV."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.hourly_csv import read_hourly_csv
from loadsite.inputs.hourly_schema import FIRST_YEAR, LAST_YEAR, Series
from loadsite.inputs.parquet_size import too_large
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin


def hourly_file(files: StudyFiles, folder: str, series: Series, problems: Problems) -> str:
    """The name of an hourly file in a sites folder: that of the schema, or the same that ends in .csv."""
    _, as_csv = series.files
    if not files.holds_file(f"{folder}/{as_csv}"):
        return series.file
    if files.holds_file(f"{folder}/{series.file}"):
        where = Origin(files.shown(f"{folder}/{as_csv}"))
        problems.add(where, "", f"stands beside {series.file}; expected one of the two")
    return as_csv


def read_hourly(data: bytes, series: Series, shown: str, problems: Problems) -> pd.DataFrame | None:
    """Hours (UTC, start of the hour) by label, float64. Notes everything wrong; None where anything is.

    Hours must be consecutive and values finite and within the bounds of the schema.
    """
    if shown.endswith(".csv"):
        return read_hourly_csv(data, series, shown, problems)
    found = Problems()
    table = _open(data, series, shown, found)
    if table is None:
        problems.take(found.error())
        return None
    hours = _hours(table, shown, found)
    columns: dict[str, np.ndarray] = {}
    names = [name for name in table.column_names if name != "hour_utc"]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            found.add(Origin(shown), name, f"column stands {names.count(name)} times; expected once")
            continue
        # rounds whole numbers beyond 2^53, which are far beyond any bound
        values = table.column(name).cast(pa.float64(), safe=False).to_numpy()
        _check_values(values, hours, name, series, shown, found)
        columns[name] = values
    if found:
        problems.take(found.error())
        return None
    return pd.DataFrame(columns, index=hours)


def _open(data: bytes, series: Series, shown: str, problems: Problems) -> pa.Table | None:
    """The table, where it is not too large and its columns are of the right kinds; both are asked before it is read."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        large = too_large(file)
        if large:
            problems.add(Origin(shown), "", large)
            return None
        wrong = [each for each in file.schema_arrow if each.name != "hour_utc" and not _holds_numbers(each.type)]
        for each in wrong:
            problems.add(Origin(shown), each.name, f"holds {_in_words(each.type)}; expected numbers [{series.unit}]")
        if len(file.schema_arrow) == 0:
            problems.add(Origin(shown), "", "has no columns; expected hour_utc and numbers")
            return None
        sound = [each.name for each in file.schema_arrow if each not in wrong]
        return file.read(columns=sound) if wrong else file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        said = (str(error).splitlines() or ["it does not decode"])[0][:120]
        problems.add(Origin(shown), "", f"is not Parquet: {said}")
        return None


def _hours(table: pa.Table, shown: str, problems: Problems) -> pd.DatetimeIndex | None:
    names = table.column_names
    if names.count("hour_utc") != 1:
        said = "column missing" if "hour_utc" not in names else "column stands more than once"
        problems.add(Origin(shown), "hour_utc", f"{said}; expected the start of each hour [UTC]")
        return None
    kind = table.schema.field("hour_utc").type
    if not pa.types.is_timestamp(kind) or kind.tz not in ("UTC", "+00:00", "Etc/UTC"):
        problems.add(Origin(shown), "hour_utc", f"holds {_in_words(kind)}; expected timestamps in UTC")
        return None
    column = table.column("hour_utc")
    if column.null_count or not len(column):
        blanks = f"{column.null_count} blanks" if len(column) else "no rows"
        problems.add(Origin(shown), "hour_utc", f"holds {blanks}; expected the start of each hour [UTC]")
        return None
    instants = column.cast(pa.timestamp(kind.unit)).to_numpy()
    years = instants.astype("datetime64[Y]").astype(np.int64) + 1970
    far = np.flatnonzero((years < FIRST_YEAR) | (years > LAST_YEAR))
    if len(far):
        what = f"lies in the year {years[far[0]]}; expected {FIRST_YEAR} to {LAST_YEAR}"
        problems.add(Origin(shown, int(far[0]) + 1), "hour_utc", what)
        return None
    hours = pd.DatetimeIndex(instants).tz_localize("UTC")
    off = np.flatnonzero(instants != instants.astype("datetime64[h]"))
    if len(off):
        problems.add(Origin(shown, int(off[0]) + 1), "hour_utc", f"{hours[off[0]]} is not the start of an hour")
        return None
    steps = np.flatnonzero(np.diff(instants) != np.timedelta64(1, "h"))
    if len(steps):
        row = int(steps[0]) + 1
        problems.add(Origin(shown, row + 1), "hour_utc", f"{hours[row]} does not follow {hours[row - 1]} by one hour")
        return None
    return hours


def _holds_numbers(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _in_words(kind: pa.DataType) -> str:
    """A Parquet type as messages name it, whatever its width."""
    if pa.types.is_timestamp(kind):
        return f"timestamps of the time zone {kind.tz}" if kind.tz else "timestamps without a time zone"
    return "text" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else str(kind)


def _check_values(values: np.ndarray, hours: pd.DatetimeIndex | None, name: str, series: Series, shown: str,
                  problems: Problems) -> None:
    missing = ~np.isfinite(values)
    below = ~missing & (values < series.least)
    above = ~missing & (values > series.most)
    for bad, what in ((missing, "is not a finite number"), (below, f"is below {series.least:g}"),
                      (above, f"is above {series.most:g}")):
        rows = np.flatnonzero(bad)
        if len(rows):
            row = int(rows[0])
            when = f" ({hours[row]:%Y-%m-%d %H:%M} UTC)" if hours is not None else ""
            further = f", as are {len(rows) - 1} more" if len(rows) > 1 else ""
            unit = f" {series.unit}" if series.unit != "1" else ""
            problems.add(Origin(shown, row + 1), name, f"{values[row]:g}{unit}{when} {what}{further}")
