"""Periods that a table gives, each with how many times it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from loadsite.inputs.calendar import hours_of
from loadsite.inputs.cells import check_cells
from loadsite.inputs.csv_text import read_csv
from loadsite.inputs.optional_tables import PERIODS
from loadsite.inputs.problems import Problems
from loadsite.inputs.representative import Chosen
from loadsite.inputs.sources import Sources


def given_periods(sources: Sources, problems: Problems) -> Chosen | None:
    """The periods of the table that a scenario names under time.periods, in its order; None where it names none.

    Notes rows that are no hours of the load year, and periods that share hours.
    """
    time = sources.scenario.time
    if time.periods is None:
        return None
    cells = read_csv(sources.opened.files, time.periods, problems)
    rows = None if cells is None else check_cells(cells, PERIODS, problems)
    if cells is None or rows is None:
        return None
    (year,) = time.samples
    first, total = datetime(year, 1, 1, tzinfo=UTC), len(hours_of(year))
    starts: list[int] = []
    taken: dict[int, str] = {}
    for origin, text, hours in zip(rows.origins, rows.frame["start_utc"], rows.frame["hours"], strict=True):
        start = _hour(str(text), first)
        if start is None:
            problems.add(origin, "start_utc", f'"{str(text)[:40]}" is not a whole hour in UTC; expected such as '
                         "2024-08-12T00:00")  # fmt: skip
        elif not 0 <= start <= total - hours:
            problems.add(origin, "start_utc", f"{text} and {hours} hours from then are not in the load year {year}")
        else:
            shared = next((taken[hour] for hour in range(start, start + hours) if hour in taken), None)
            if shared is not None:
                problems.add(origin, "start_utc", f"{text} and {hours} hours from then share hours with {shared}")
            taken |= dict.fromkeys(range(start, start + hours), str(text))
            starts.append(start)
    if not len(rows.frame):
        problems.add(cells.header_origin, "", "has no rows; expected at least one period")
    return Chosen(starts, rows.frame["hours"].tolist(), rows.frame["weight"].astype(float).tolist(), 0)


def _hour(text: str, first: datetime) -> int | None:
    """Hours from the start of the load year; None where the text tells no whole hour in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    hours = (moment - first) / timedelta(hours=1)
    return int(hours) if moment.utcoffset() == timedelta(0) and hours == int(hours) else None
