"""Samples: load years that may come to pass, each with its probability, its load and the weather laid over it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from loadsite.inputs.calendar import availability_of_year, load_of_year
from loadsite.inputs.problems import Problems
from loadsite.inputs.schema import AVAILABILITY
from loadsite.inputs.sources import Sources


@dataclass(frozen=True)
class Sample:
    """One load year, all its hours."""

    load_year: int
    probability: float
    load_mw: pd.DataFrame
    """hour by zone [MW]"""
    availability: pd.DataFrame
    """hour by profile.zone [1]"""


def read_samples(sources: Sources, problems: Problems) -> list[Sample]:
    """The load years that a scenario asks for, in its order. Notes those that the hourly files do not cover."""
    shown = sources.opened.files.shown(f"{sources.scenario.sites}/{AVAILABILITY.file}")
    found = []
    for load_year, probability in sources.scenario.time.samples.items():
        load_mw = load_of_year(sources.folder.load_mw, load_year, sources.opened, problems)
        if load_mw is None:
            continue
        assert isinstance(load_mw.index, pd.DatetimeIndex)
        availability = availability_of_year(sources.folder.availability, load_mw.index, shown, problems)
        if availability is not None:
            found.append(Sample(load_year, probability, load_mw, availability))
    return found
