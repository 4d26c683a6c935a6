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
    yield _commitment(sources)
    if sources.folder.fuel_price_usd_per_mmbtu is not None or len(sources.folder.tables["fuel_price_months"].frame):
        yield "On-site generation pays the fuel price of the year, not that of the month or hour."
    yield _foresight(sources)
    if len(scenario.years) > 1:
        yield "Every model year is known in advance."
    if len(samples) > 1:
        yield f"One build-out serves {len(samples)} load years; their hours and probabilities are known in advance."
    yield from _weather(sources, samples)
    absent = {table.name: table.file for table in sources.folder.absent}
    if "load_growth" in absent:
        yield f"There is no {absent['load_growth']}: the load of every model year is that of the load year."
    if "zones" not in sources.folder.outlines:
        yield "Zones have no outlines: maps draw each as a disc around its load center."
    yield from _part_of_a_year(samples)
    if not scenario.reserve_margins:
        yield "Reserve margins are switched off: firm capacity is not required."


def _part_of_a_year(samples: Sequence[Sample]) -> Iterator[str]:
    """Load years of which the files hold some hours only."""
    for sample in samples:
        if not sample.is_whole:
            yield (f"The hourly files do not hold all hours of {sample.load_year}: the peak load of a market is that "
                   f"of {sample.load_mw.index[0]:%Y-%m-%d %H:%M} to {sample.load_mw.index[-1]:%Y-%m-%d %H:%M} UTC.")


def _commitment(sources: Sources) -> str:
    """What is left out of starting and stopping plants."""
    technologies = sources.folder.frame("technologies")
    has = technologies[["minimum_output_share", "start_usd_per_mw", "start_mmbtu_per_mw"]].to_numpy(dtype=float)
    if has.any() and sources.scenario.unit_commitment:
        return "Unit commitment is relaxed: parts of fleets are committed, not whole plants."
    planned = "" if len(sources.folder.tables["planned_outages"].frame) else " and no planned outages"
    comma = "," if planned else " and"
    return f"No unit commitment: plants have no start-up cost{comma} no minimum output{planned}."


def _foresight(sources: Sources) -> str:
    time = sources.scenario.time
    if time.resolution == "periods":
        return f"Perfect foresight within each given period; {_between(time.state_of_charge)}."
    if time.resolution != "hours":
        one = "day" if time.resolution == "days" else "week"
        return f"Perfect foresight within each representative {one}; {_between(time.state_of_charge)}."
    if time.state_of_charge == "inter_period" or time.period == "all":
        return "Perfect foresight over all hours; storage carries energy through all of them."
    if time.state_of_charge == "own":
        return f"Perfect foresight within each {time.period}; {_between(time.state_of_charge)}."
    return (f"Perfect foresight within each {time.period}; storage begins and ends every {time.period} at one state of "
            "charge.")  # fmt: skip


def _between(state_of_charge: str) -> str:
    """What storage does between periods that do not follow each other."""
    if state_of_charge == "own":
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
