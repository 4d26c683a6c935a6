"""What the answer to a question leaves out, in sentences that follow from the question itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from loadsite.inputs.samples import Sample
from loadsite.inputs.sources import Sources


def limitations(sources: Sources, samples: Sequence[Sample], lines: int) -> tuple[str, ...]:
    """Model limitations of a scenario, to be told wherever a result is shown; `lines` counts its lines."""
    return tuple(_told(sources, samples, lines))


def _told(sources: Sources, samples: Sequence[Sample], lines: int) -> Iterator[str]:
    scenario, zones = sources.scenario, len(sources.zones)
    yield (f"Each of the {zones} zones is a copper plate: inside a zone power flows freely." if zones > 1
           else "The one zone is a copper plate: inside it power flows freely.")  # fmt: skip
    if lines:
        which = {"published": "", "low": ", here the low ones", "high": ", here the high ones"}
        yield (f"Transfer limits are planning estimates{which[scenario.transmission.limits]}; real flows follow the "
               "laws of physics.")  # fmt: skip
    planned = "" if len(sources.folder.tables["planned_outages"].frame) else " and no planned outages"
    comma = "," if planned else " and"
    yield f"No unit commitment: plants have no start-up cost{comma} no minimum output{planned}."
    if sources.folder.fuel_price_usd_per_mmbtu is not None or len(sources.folder.tables["fuel_price_months"].frame):
        yield "On-site generation pays the fuel price of the year, not that of the month or hour."
    yield _foresight(sources)
    if len(scenario.years) > 1:
        yield "Every model year is known in advance."
    if len(samples) > 1:
        yield f"One build-out serves {len(samples)} load years; their hours and probabilities are known in advance."
    yield from _weather(sources, samples)
    if not scenario.reserve_margins:
        yield "Reserve margins are switched off: firm capacity is not required."


def _foresight(sources: Sources) -> str:
    time = sources.scenario.time
    if time.resolution == "periods":
        return f"Perfect foresight within each given period; {_between(time.storage_levels)}."
    if time.resolution != "hours":
        one = "day" if time.resolution == "days" else "week"
        return f"Perfect foresight within each representative {one}; {_between(time.storage_levels)}."
    if time.storage_levels == "chained" or time.period == "all":
        return "Perfect foresight over all hours; storage carries energy through all of them."
    if time.storage_levels == "own":
        return f"Perfect foresight within each {time.period}; {_between(time.storage_levels)}."
    return (f"Perfect foresight within each {time.period}; storage begins and ends every {time.period} at one state of "
            "charge.")  # fmt: skip


def _between(storage_levels: str) -> str:
    """What storage does between periods that do not follow each other."""
    if storage_levels == "own":
        return "storage ends each at the state of charge it began with, another one in each"
    return "no storage carries energy between them"


def _weather(sources: Sources, samples: Sequence[Sample]) -> Iterator[str]:
    """Load years that wind and sun of another year are laid over; see `availability_of_year`."""
    known = pd.DatetimeIndex(sources.folder.availability.index)
    other = [sample.load_year for sample in samples if not sample.load_mw.index.isin(known).all()]
    if other and sources.folder.availability.shape[1]:
        years = ", ".join(str(year) for year in other)
        yield (f"Wind and sun are those of {known[0].year}, load that of {years}: weather and load of an hour do not "
               "belong together.")  # fmt: skip
