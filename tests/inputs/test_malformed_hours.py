"""Hourly files that are wrong, each with all that is said about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from tiny_study import availability_frame, load_frame, write_tiny_study

Edit = Callable[[pd.DataFrame], pd.DataFrame]
SEVENTEENTH = 16


def cell(column: str, *values: object) -> Edit:
    """Write values from the seventeenth row on."""

    def edited(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.copy()
        frame[column] = frame[column].astype(object) if isinstance(values[0], str) else frame[column]
        for offset, value in enumerate(values):
            frame.loc[SEVENTEENTH + offset, column] = value
        return frame

    return edited


def hours(change: Callable[[pd.Series], pd.Series]) -> Edit:
    """Change the column of hours."""
    return lambda frame: frame.assign(hour_utc=change(frame["hour_utc"]))


LOAD = "sites/tiny/load.parquet"
AVAILABILITY = "sites/tiny/availability.parquet"


@pytest.mark.parametrize(("file", "edit", "said"), [
    ("load", cell("NORTH", float("nan")),
     f"{LOAD}:17 NORTH: nan MW (2024-01-01 16:00 UTC) is not a finite number"),
    ("load", cell("NORTH", float("inf"), float("nan")),
     f"{LOAD}:17 NORTH: inf MW (2024-01-01 16:00 UTC) is not a finite number, as are 1 more"),
    ("load", cell("NORTH", -5.0),
     f"{LOAD}:17 NORTH: -5 MW (2024-01-01 16:00 UTC) is below 0"),
    ("load", cell("NORTH", 2e6),
     f"{LOAD}:17 NORTH: 2e+06 MW (2024-01-01 16:00 UTC) is above 1e+06"),
    ("load", lambda frame: frame.astype({"NORTH": str}),
     f"{LOAD} NORTH: holds text; expected numbers [MW]"),
    ("load", lambda frame: frame.rename(columns={"NORTH": "NROTH"}),
     f"{LOAD} NORTH: column missing; expected the load of that zone [MW]\n"
     f'{LOAD} NROTH: nothing reads this column; it is no zone; did you mean "NORTH"?'),
    ("load", lambda frame: frame.drop(columns="ISLE"),
     f"{LOAD} ISLE: column missing; expected the load of that zone [MW]"),
    ("load", lambda frame: frame.rename(columns={"hour_utc": "time"}),
     f"{LOAD} hour_utc: column missing; expected the start of each hour [UTC]\n"
     f"{LOAD} time: holds timestamps of the time zone UTC; expected numbers [MW]"),
    ("load", hours(lambda hour: hour.dt.tz_localize(None)),
     f"{LOAD} hour_utc: holds timestamps without a time zone; expected timestamps in UTC"),
    ("load", hours(lambda hour: hour.dt.tz_convert("America/Chicago")),
     f"{LOAD} hour_utc: holds timestamps of the time zone America/Chicago; expected timestamps in UTC"),
    ("load", hours(lambda hour: hour.astype(str)),
     f"{LOAD} hour_utc: holds text; expected timestamps in UTC"),
    ("load", hours(lambda hour: hour + pd.Timedelta("30min")),
     f"{LOAD}:1 hour_utc: 2024-01-01 00:30:00+00:00 is not the start of an hour"),
    ("load", lambda frame: frame.drop(index=SEVENTEENTH),
     f"{LOAD}:17 hour_utc: 2024-01-01 17:00:00+00:00 does not follow 2024-01-01 15:00:00+00:00 by one hour"),
    ("load", lambda frame: frame.iloc[::-1],
     f"{LOAD}:2 hour_utc: 2024-12-31 22:00:00+00:00 does not follow 2024-12-31 23:00:00+00:00 by one hour"),
    ("load", lambda frame: frame.iloc[:0],
     f"{LOAD} hour_utc: holds no rows; expected the start of each hour [UTC]"),
    ("load", lambda frame: frame.iloc[:24 * 225 - 1],
     "scenarios/tiny.yaml:11:14 time.load_year: 2024, 2024-08-12 00:00 to 2024-08-12 23:00 is not covered by "
     "load.parquet: it runs from 2024-01-01 00:00 to 2024-08-12 22:00"),
    ("availability", cell("wind.NORTH", 1.2),
     f"{AVAILABILITY}:17 wind.NORTH: 1.2 (2012-01-01 16:00 UTC) is above 1"),
    ("availability", lambda frame: frame.drop(columns="wind.ISLE"),
     f"{AVAILABILITY} wind.ISLE: column missing; expected the availability of wind"),
    ("availability", lambda frame: frame.assign(tide=0.5),
     f"{AVAILABILITY} tide: nothing reads this column; expected profile.zone"),
    ("availability", availability_frame(2011).pipe(lambda frame: lambda _: frame),
     f"{AVAILABILITY} hour_utc: the weather year 2011 has no 29 February, which the load year 2024 has"),
    ("availability", lambda frame: frame.iloc[24:],
     f"{AVAILABILITY} hour_utc: neither covers 2024 nor is one whole weather year: it runs from 2012-01-02 00:00 to "
     "2012-12-31 23:00"),
], ids=lambda value: value if value in ("load", "availability") else "")
def test_a_wrong_hour_is_told_with_its_row_and_column(
    file: str, edit: Edit, said: str, complaints: Callable[..., str]
) -> None:
    assert complaints(**{file: edit}) == said


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + 60 * b"x" + b"PAR1", b"zone,load\nNORTH,1\n"])
def test_a_file_that_is_not_parquet_is_named_as_such(content: bytes, tmp_path: Path) -> None:
    study = write_tiny_study(tmp_path)
    (tmp_path / LOAD).write_bytes(content)
    with pytest.raises(InputError, match=r"load\.parquet: is not Parquet: "):
        read_case(study)


def test_a_load_file_of_several_years_gives_the_load_year(tmp_path: Path) -> None:
    two_years = pd.concat([load_frame(2023).assign(NORTH=1.0), load_frame(2024)], ignore_index=True)
    case = read_case(write_tiny_study(tmp_path, load=two_years))
    measured = load_frame(2024).set_index("hour_utc")["NORTH"]
    assert case.grid.load_mw.loc["NORTH", 20] == measured[pd.Timestamp("2024-08-12 20:00", tz="UTC")]
