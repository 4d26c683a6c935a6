"""Every hourly file of a sites folder: its labels, their unit and bounds. Said once, as the tables are in `schema`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Series:
    """An hourly file, Parquet or CSV: one row per hour, one number column per label, and the column `hour_utc`.

    `hour_utc` is the start of the hour [UTC]; hours are consecutive. `file` is its name as Parquet; as CSV it ends in
    .csv instead.
    """

    name: str
    file: str
    meaning: str
    unit: str
    least: float
    most: float
    labels: str
    absent: str = ""
    """what follows where there is no such file; without it the file is required"""

    @property
    def files(self) -> tuple[str, str]:
        """The names that the file may have."""
        return self.file, self.file.removesuffix(".parquet") + ".csv"


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""In which an hour of an hourly file may lie."""
LOAD = Series("load", "load.parquet", "load of each zone without the campuses placed here", "MW", 0, 1e6,
              "one column per zone")
AVAILABILITY = Series("availability", "availability.parquet",
                      "share of its MW that a fleet can give, by weather; for hydro, the share of its energy",
                      "1", 0, 1, "one column per profile and zone, named profile.zone",
                      absent="nothing follows the weather")
SERIES: Final = (LOAD, AVAILABILITY)
