"""Reads an hourly table from CSV."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from loadsite.errors import InputError
from loadsite.inputs.cells import Cells, check_cells
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.hourly_schema import FIRST_YEAR, LAST_YEAR, Series
from loadsite.inputs.problems import Problems
from loadsite.inputs.schema import Column, Kind, Table
from loadsite.origin import Origin

HOUR = Column("hour_utc", Kind.TEXT, "start of the hour, such as 2024-08-12T00:00 [UTC]")
AN_HOUR = timedelta(hours=1)


def read_hourly_csv(data: bytes, series: Series, shown: str, problems: Problems) -> pd.DataFrame | None:
    """Hours (UTC, start of the hour) by label, float64. Notes everything wrong, by line; None where anything is.

    Hours must be consecutive and values finite and within the bounds of the schema.
    """
    found = Problems()
    try:
        cells = split_csv(data, shown, found)
    except InputError as error:
        found.take(error)
        cells = None
    frame = None if cells is None else _frame(cells, series, found)
    if found:
        problems.take(found.error())
        return None
    return frame


def _frame(cells: Cells, series: Series, problems: Problems) -> pd.DataFrame | None:
    labels = [name for name in dict.fromkeys(cells.header) if name != HOUR.name]
    numbers = (Column(name, Kind.NUMBER, series.meaning, series.unit, series.least, series.most) for name in labels)
    if not cells.rows:
        problems.add(cells.header_origin, HOUR.name, "holds no rows; expected the start of each hour [UTC]")
        return None
    rows = check_cells(cells, Table(series.name, series.file, series.meaning, (HOUR.name,), (HOUR, *numbers)), problems)
    if rows is None or problems:
        return None
    hours = [_hour(text, origin, problems) for text, origin in zip(rows.frame[HOUR.name], rows.origins, strict=True)]
    for before, hour, origin in zip(hours, hours[1:], rows.origins[1:], strict=False):
        if before is not None and hour is not None and hour - before != AN_HOUR:
            what = f"{hour:%Y-%m-%d %H:%M} does not follow {before:%Y-%m-%d %H:%M} by one hour"
            problems.add(origin, HOUR.name, what)
            break
    if problems:
        return None
    return rows.frame[labels].set_axis(pd.DatetimeIndex(hours), axis=0)


def _hour(text: str, origin: Origin, problems: Problems) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        problems.add(origin, HOUR.name, f'"{text[:40]}" is not a date and hour; expected such as 2024-08-12T00:00')
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if moment.utcoffset() != timedelta(0) or (moment.minute, moment.second, moment.microsecond) != (0, 0, 0):
        problems.add(origin, HOUR.name, f'"{text[:40]}" is not a whole hour in UTC')
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        what = f"lies in the year {moment.year}; expected {FIRST_YEAR} to {LAST_YEAR}"
        problems.add(origin, HOUR.name, what)
        return None
    return moment.astimezone(UTC)
