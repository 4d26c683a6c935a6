"""Hours of the load year, and the weather year laid over them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pandas as pd

from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.origin import Origin


def hours_of(year: int) -> pd.DatetimeIndex:
    """Start of every hour of a calendar year [UTC]."""
    return pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="h", inclusive="left", tz="UTC", unit="s")


def load_of_hours(
    load_mw: pd.DataFrame, year: int, wanted: pd.DatetimeIndex, shown: str, opened: ScenarioFile, problems: Problems
) -> pd.DataFrame | None:
    """The load [MW] of a load year, hour by zone: of all its hours where the file has them, or else of those wanted.

    Notes an hour wanted that the file lacks; `shown` is that file.
    """
    for hours in (hours_of(year), wanted):
        if hours.isin(load_mw.index).all():
            return load_mw.loc[hours]
    runs = f"{load_mw.index[0]:%Y-%m-%d %H:%M} to {load_mw.index[-1]:%Y-%m-%d %H:%M}"
    several = opened.scenario.time.load_years is not None
    path = ("time", "load_years", year) if several else ("time", "load_year")
    place = opened.source.place(path)
    of_it = "" if len(wanted) == len(hours_of(year)) else f", {wanted[0]:%Y-%m-%d %H:%M} to {wanted[-1]:%Y-%m-%d %H:%M}"
    problems.add(place.of(opened.source.shown), ".".join(map(str, path)),
                 f"{year}{of_it} is not covered by {PurePosixPath(shown).name}: it runs from {runs}")
    return None


def availability_of_year(
    availability: pd.DataFrame, hours: pd.DatetimeIndex, shown: str, problems: Problems
) -> pd.DataFrame | None:
    """The availability [1] in `hours` of the load year, hour by profile.zone.

    Where the file covers them, its own hours are taken. Otherwise the file holds one whole weather year, laid
    over the load year by month, day and hour; its 29 February is left out where the load year has none.
    """
    known = pd.DatetimeIndex(availability.index)
    if hours.isin(known).all():
        return availability.loc[hours]
    weather_year = int(known[0].year)
    if not known.equals(hours_of(weather_year).as_unit(known.unit)):
        problems.add(Origin(shown), "hour_utc", f"neither covers {_in_words(hours)} nor is one whole weather year: "
                     f"it runs from {known[0]:%Y-%m-%d %H:%M} to {known[-1]:%Y-%m-%d %H:%M}")
        return None
    position = _month_day_hour(known).get_indexer(_month_day_hour(hours))
    if (position < 0).any():
        problems.add(Origin(shown), "hour_utc",
                     f"the weather year {weather_year} has no 29 February, which the load year {hours[0].year} has")
        return None
    return availability.iloc[position].set_axis(hours, axis=0)


def _in_words(hours: pd.DatetimeIndex) -> str:
    whole = hours_of(int(hours[0].year))
    if len(hours) == len(whole):
        return str(hours[0].year)
    return f"{hours[0]:%Y-%m-%d %H:%M} to {hours[-1]:%Y-%m-%d %H:%M}"


def _month_day_hour(hours: pd.DatetimeIndex) -> pd.Index:
    """A number that says month, day and hour, the same in every year."""
    return pd.Index((hours.month * 100 + hours.day) * 100 + hours.hour)


def window(opened: ScenarioFile, problems: Problems) -> tuple[int, int]:
    """First hour and end of the window that the scenario asks for, counted in hours from the start of the load year.

    Of several load years, which are taken whole, it is that of the first.
    """
    year = next(iter(opened.scenario.time.samples))
    start = datetime(year, 1, 1, tzinfo=UTC)
    total = len(hours_of(year))
    begin = _hour(opened, "from_utc", start, 0, problems)
    end = _hour(opened, "until_utc", start, total, problems)
    for key, hour in (("from_utc", begin), ("until_utc", end)):
        if not 0 <= hour <= total:
            _note(opened, key, f'"{getattr(opened.scenario.time, key)}" is not in the load year {year}', problems)
    if not begin < end:
        _note(opened, "until_utc", f'"{opened.scenario.time.until_utc}" does not come after from_utc', problems)
    return begin, end


def _hour(opened: ScenarioFile, key: str, start: datetime, default: int, problems: Problems) -> int:
    text: str | None = getattr(opened.scenario.time, key)
    if text is None:
        return default
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _note(opened, key, f'"{text[:40]}" is not a date and hour; expected such as 2024-08-12T00:00', problems)
        return default
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    hours = (moment - start) / timedelta(hours=1)
    if moment.utcoffset() != timedelta(0) or hours != int(hours):
        _note(opened, key, f'"{text[:40]}" is not a whole hour in UTC', problems)
        return default
    return int(hours)


def _note(opened: ScenarioFile, key: str, what: str, problems: Problems) -> None:
    place = opened.source.place(("time", key))
    problems.add(place.of(opened.source.shown), f"time.{key}", what)


