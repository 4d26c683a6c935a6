"""Samples: load years that may come to pass, each with its probability, its load and the weather laid over it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from loadsite.inputs.calendar import availability_of_year, hours_of, load_of_hours
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources


@dataclass(frozen=True)
class Sample:
    """One load year: all its hours, or those of the window that a scenario asks for where the files hold no more."""

    load_year: int
    probability: float
    load_mw: pd.DataFrame
    """hour by zone [MW]"""
    availability: pd.DataFrame
    """hour by profile.zone [1]"""

    @property
    def begin(self) -> int:
        """The first of its hours, counted from the start of the load year."""
        return int(hours_of(self.load_year).get_indexer(self.load_mw.index[:1])[0])

    @property
    def is_whole(self) -> bool:
        """Whether it holds all hours of the load year."""
        return len(self.load_mw) == len(hours_of(self.load_year))


def read_samples(sources: Sources, window: tuple[int, int], problems: Problems) -> list[Sample]:
    """The load years that a scenario asks for, in its order. Notes those that the hourly files do not cover.

    `window` holds the first hour and the end of the hours wanted, of a single load year; several are taken whole.
    """
    folder, time = sources.folder, sources.scenario.time
    shown = folder.hourly_shown
    found = []
    for load_year, probability in time.samples.items():
        wanted = hours_of(load_year)
        if time.resolution == "hours" and time.load_years is None and 0 <= window[0] < window[1] <= len(wanted):
            wanted = wanted[slice(*window)]
        load_mw = load_of_hours(folder.load_mw, load_year, wanted, shown["load"], sources.opened, problems)
        if load_mw is None:
            continue
        hours = pd.DatetimeIndex(load_mw.index)
        if not hours.isin(folder.availability.index).all() and wanted.isin(folder.availability.index).all():
            hours = wanted
        availability = availability_of_year(folder.availability, hours, shown["availability"], problems)
        if availability is not None:
            found.append(Sample(load_year, probability, load_mw.loc[hours], availability))
    return found
