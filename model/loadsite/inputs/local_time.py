"""Civil time of a zone beside UTC, daylight saving as the IANA time zone database has it."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd


def is_time_zone(name: str) -> bool:
    """Whether the IANA database has a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_hours(time_utc: pd.DatetimeIndex, time_zone: str) -> npt.NDArray[np.int64]:
    """By hour: the hour of the day at which it begins in local time, 0 to 23."""
    return np.asarray(time_utc.tz_convert(ZoneInfo(time_zone)).hour, dtype=np.int64)


def with_local_time(time_utc: pd.Timestamp, time_zone: str) -> str:
    """`2024-08-20 22:00 UTC (17:00 CDT)`; UTC alone without a time zone. The day is named where it is another."""
    shown = f"{time_utc:%Y-%m-%d %H:%M} UTC"
    if not time_zone:
        return shown
    local = time_utc.tz_convert(ZoneInfo(time_zone))
    day = "" if local.date() == time_utc.date() else f"{local:%Y-%m-%d} "
    return f"{shown} ({day}{local:%H:%M} {local:%Z})"
