"""Checks of optional columns and tables that need several cells of a row, or rows of several tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from loadsite.inputs.cells import Rows
from loadsite.inputs.new_build_zones import zones_that_name
from loadsite.inputs.planned_outages import EVERYWHERE
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin

Note = Callable[[Origin, str, str], None]


def _each(rows: Rows) -> Iterator[tuple[Origin, Any]]:
    return zip(rows.origins, rows.frame.itertuples(index=False), strict=True)


def check_planned_outages(outages: Rows, technologies: Rows, zones: Rows, note: Note) -> None:
    """The zone is one, or all; the technology has no weather profile, which includes outages, and is no storage."""
    dispatch = dict(zip(technologies.frame["technology"], technologies.frame["dispatch"], strict=True))
    known = [*zones.frame["zone"], EVERYWHERE]
    for at, row in _each(outages):
        if row.zone not in known:
            hint = did_you_mean(row.zone, known) or f"expected one of {listed(known)}"
            note(at, "zone", f'"{row.zone}" is neither a zone of zones.geojson nor {EVERYWHERE}; {hint}')
        if dispatch.get(row.technology, "firm") in ("profile", "storage"):
            note(at, "technology", f'"{row.technology}" has the dispatch {dispatch[row.technology]}; expected firm or '
                 "energy_budget")  # fmt: skip


def check_zone_builds(zone_builds: Rows, technologies: Rows, note: Note) -> None:
    """What is named is built for the grid."""
    counted = dict(zip(technologies.frame["technology"], technologies.frame["plan_technology"], strict=True))
    for at, row in _each(zone_builds):
        if counted.get(row.technology, "?") == "":
            note(at, "technology", f'"{row.technology}" is not built for the grid; expected one with a plan_technology')


def check_committed_builds(committed: Rows, technologies: Rows, zone_builds: Rows, note: Note) -> None:
    """What is committed may be built there; what is committed by a year does not shrink."""
    counted = dict(zip(technologies.frame["technology"], technologies.frame["plan_technology"], strict=True))
    before: dict[tuple[str, str], tuple[int, float]] = {}
    for at, row in sorted(_each(committed), key=lambda each: int(each[1].year)):
        if counted.get(row.technology, "?") == "":
            note(at, "technology", f'"{row.technology}" is not built for the grid; expected one with a plan_technology')
        elif row.zone not in zones_that_name(zone_builds.frame, row.technology, [row.zone]):
            note(at, "zone", f'"{row.zone}" has no row for "{row.technology}" in zone_builds.csv')
        year, mw = before.get((row.technology, row.zone), (0, 0.0))
        if row.committed_mw < mw:
            note(at, "committed_mw", f"{row.committed_mw:g} is below the {mw:g} MW of {year}")
        before[row.technology, row.zone] = (row.year, row.committed_mw)


def check_credits_of_new(costs: Rows, technologies: Rows, note: Note) -> None:
    """A production credit has its years, and is paid to who generates."""
    dispatch = dict(zip(technologies.frame["technology"], technologies.frame["dispatch"], strict=True))
    for at, row in _each(costs):
        if (row.production_credit_usd_per_mwh > 0) != (row.production_credit_years > 0):
            note(at, "production_credit_years", f"{row.production_credit_years} with a credit of "
                 f"{row.production_credit_usd_per_mwh:g} USD/MWh; expected both above 0, or neither")  # fmt: skip
        if row.production_credit_usd_per_mwh > 0 and dispatch.get(row.technology) == "storage":
            note(at, "production_credit_usd_per_mwh",
                 f"{row.production_credit_usd_per_mwh:g} is not read for storage; expected 0 or blank")


def check_credits_of_standing(generators: Rows, note: Note) -> None:
    """A production credit has its last year."""
    for at, row in _each(generators):
        if (row.production_credit_usd_per_mwh > 0) != (row.production_credit_until_year > 0):
            said = row.production_credit_until_year or "blank"
            note(at, "production_credit_until_year", f"{said} with a credit of "
                 f"{row.production_credit_usd_per_mwh:g} USD/MWh; expected both, or neither")  # fmt: skip


def check_may_retire(generators: Rows, technologies: Rows, note: Note) -> None:
    """What may retire has no energy budget; MW are kept of what may retire, and no more than there are."""
    dispatch = dict(zip(technologies.frame["technology"], technologies.frame["dispatch"], strict=True))
    for at, row in _each(generators):
        if row.may_retire_from_year < 9999 and dispatch.get(row.technology) == "energy_budget":
            note(at, "may_retire_from_year", f"{row.may_retire_from_year} is not read with dispatch energy_budget; "
                 "expected blank")  # fmt: skip
        if row.kept_mw > 0 and row.may_retire_from_year == 9999:
            note(at, "kept_mw", f"{row.kept_mw:g} is not read without may_retire_from_year; expected 0 or blank")
        elif row.kept_mw > row.capacity_mw:
            note(at, "kept_mw", f"{row.kept_mw:g} is above capacity_mw, {row.capacity_mw:g} MW")


def check_in_service(standing: Rows, note: Note) -> None:
    """What stands retires after it has entered service."""
    for at, row in _each(standing):
        if row.in_service_year >= row.retirement_year:
            note(at, "retirement_year", f"{row.retirement_year} does not come after in_service_year, "
                 f"{row.in_service_year}")  # fmt: skip


def check_plant_states(standing: Rows, zones: Rows, note: Note) -> None:
    """A plant stands in one of the states of its zone."""
    states = dict(zip(zones.frame["zone"], zones.frame["states"], strict=True))
    for at, row in _each(standing):
        known = states.get(row.zone, row.state).split()
        if row.state and row.state not in known:
            expected = f"expected one of {listed(known)}, or blank for all of them" if known else "which names none"
            note(at, "state", f'"{row.state}" is not a state of the zone "{row.zone}"; {expected}')
