"""Checks that need several cells of a row, or rows of several tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import inf
from typing import Any

import pandas as pd

from loadsite.inputs.cells import Rows
from loadsite.inputs.label_joins import check_joins
from loadsite.inputs.local_time import is_time_zone
from loadsite.inputs.optional_consistency import (
    check_committed_builds,
    check_credits_of_new,
    check_credits_of_standing,
    check_in_service,
    check_may_retire,
    check_planned_outages,
    check_plant_states,
    check_zone_builds,
)
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import NOWHERE, Origin

Note = Callable[[Origin, str, str], None]


def check_consistency(tables: Mapping[str, Rows], problems: Problems) -> None:
    """Note every row whose cells, each sound by itself, do not go together.

    A check is left out where a table it needs could not be read: that table's own problems are told first.
    """

    told = problems.places()

    def note(at: Origin, field: str, what: str) -> None:
        # a cell that could not be read holds a stand-in, of which nothing follows
        if (at, field) not in told:
            problems.add(at, field, what)

    needs: tuple[tuple[Callable[..., None], tuple[str, ...]], ...] = (
        (_states, ("zones", "states")),
        (_time_zones, ("zones",)),
        (check_joins, ("zones", "technologies")),
        (_lines, ("lines",)),
        (_corridors, ("lines", "zones")),
        (_technologies, ("technologies", "technology_costs")),
        (_generators, ("generators", "technologies")),
        (_costs, ("technology_costs", "technologies")),
        (_storage_fleet, ("storage", "technologies")),
        (_queues, ("queues", "technologies")),
        (_retirements, ("retirements", "generators")),
        (_onsite, ("sites", "technologies", "technology_costs")),
        (check_planned_outages, ("planned_outages", "technologies", "zones")),
        (check_zone_builds, ("zone_builds", "technologies")),
        (check_committed_builds, ("committed_builds", "technologies", "zone_builds")),
        (check_credits_of_new, ("technology_costs", "technologies")),
        (check_credits_of_standing, ("generators",)),
        (check_in_service, ("generators",)),
        (check_may_retire, ("generators", "technologies")),
        (check_in_service, ("storage",)),
        (check_plant_states, ("generators", "zones")),
        (check_plant_states, ("storage", "zones")),
    )
    for check, names in needs:
        if all(name in tables for name in names):
            check(*(tables[name] for name in names), note)


def _each(rows: Rows) -> Iterator[tuple[Origin, Any]]:
    return zip(rows.origins, rows.frame.itertuples(index=False), strict=True)


def _by_technology(technologies: Rows, column: str) -> dict[str, Any]:
    return dict(zip(technologies.frame["technology"], technologies.frame[column], strict=True))


def _states(zones: Rows, states: Rows, note: Note) -> None:
    known = set(states.frame["state"])
    for at, row in _each(zones):
        for state in row.states.split():
            if state not in known:
                note(at, "states", f'"{state}" is not a state of {states.table.file}')


def _time_zones(zones: Rows, note: Note) -> None:
    for at, row in _each(zones):
        if row.time_zone and not is_time_zone(row.time_zone):
            what = f'"{row.time_zone[:60]}" is no time zone; expected an IANA name such as America/Chicago'
            note(at, "time_zone", what)


def _lines(lines: Rows, note: Note) -> None:
    for at, row in _each(lines):
        if row.from_zone == row.to_zone:
            note(at, "to_zone", f'"{row.to_zone}" is also from_zone; expected another zone')
        if row.capacity_low_mw > row.capacity_high_mw:
            note(at, "capacity_low_mw",
                 f"{row.capacity_low_mw:g} is above capacity_high_mw, {row.capacity_high_mw:g} MW")
        elif not row.capacity_low_mw <= row.capacity_mw <= row.capacity_high_mw:
            note(at, "capacity_mw", f"{row.capacity_mw:g} is not between capacity_low_mw and capacity_high_mw, "
                 f"{row.capacity_low_mw:g} and {row.capacity_high_mw:g} MW")  # fmt: skip


def _corridors(lines: Rows, zones: Rows, note: Note) -> None:
    """A corridor is one pair of zones: that of its name where it is named by both, or else that of its first line."""
    known = zones.frame["zone"].to_list()
    named: dict[str, list[set[str]]] = {}
    for one, other in product(known, known):
        named.setdefault(f"{one}-{other}", []).append({one, other})
    first: dict[str, tuple[set[str], Origin]] = {}
    for at, row in _each(lines):
        ends = {row.from_zone, row.to_zone}
        pairs = named.get(row.corridor, [])
        pair, by = (pairs[0], NOWHERE) if pairs and ends not in pairs else first.setdefault(row.corridor, (ends, at))
        if ends != pair and len(ends) == 2 and ends <= set(known):
            said = f", as {by.in_file} says" if by else ""
            note(at, "corridor", f'"{row.corridor}" joins {" and ".join(sorted(pair))}{said}; the line joins '
                 f"{row.from_zone} and {row.to_zone}")  # fmt: skip


def _technologies(technologies: Rows, costs: Rows, note: Note) -> None:
    buildable = set(costs.frame["technology"])
    for at, row in _each(technologies):
        weather = row.dispatch in ("profile", "energy_budget")
        if weather and not row.profile:
            note(at, "profile", f"blank; expected a profile, since dispatch is {row.dispatch}")
        if row.profile and not weather:
            note(at, "profile",
                 f'"{row.profile}" is not read with dispatch {row.dispatch}; expected blank')
        for name in ("duration_h", "round_trip_efficiency"):
            value = getattr(row, name)
            if row.dispatch == "storage" and not value > 0:
                note(at, name, "is blank or zero; expected more than 0 for storage")
            if row.dispatch != "storage" and not pd.isna(value):
                note(at, name, f"{value:g} is not read with dispatch {row.dispatch}; expected blank")
        _outage(at, row, row.dispatch, note)
        for name, blank in (("ramp_share_per_h", inf), ("fuel", ""), ("water_m3_per_mwh", 0.0)):
            value = getattr(row, name)
            if row.dispatch == "storage" and value != blank:
                note(at, name, f"{value} is not read with dispatch storage; expected "
                     + ("0" if blank == 0.0 else "blank"))
        for name in ("lead_time_years", "life_years"):
            if row.technology in buildable and getattr(row, name) < 0:
                note(at, name, "blank; expected years, since technology_costs.csv says it can be built")
            if row.technology not in buildable and getattr(row, name) >= 0:
                note(at, name, f"{getattr(row, name)} is not read; it has no row in technology_costs.csv")
        if row.technology not in buildable and not pd.isna(row.real_rate):
            note(at, "real_rate", f"{row.real_rate:g} is not read; it has no row in technology_costs.csv")
        if row.technology in buildable and row.dispatch == "energy_budget":
            note(at, "dispatch", "energy_budget cannot be built; expected no row in technology_costs.csv")


def _outage(at: Origin, row: Any, dispatch: str, note: Note) -> None:
    if dispatch == "profile" and row.outage_share > 0:
        note(at, "outage_share", f"{row.outage_share:g} is not read with dispatch profile, as profiles include "
             "outages; expected 0")


def _heat_rate(at: Origin, row: Any, fuel: str, note: Note) -> None:
    rate = row.heat_rate_mmbtu_per_mwh
    if fuel and not rate > 0:
        note(at, "heat_rate_mmbtu_per_mwh", f"is blank or zero; expected more than 0, since it burns {fuel}")
    if not fuel and rate > 0:
        note(at, "heat_rate_mmbtu_per_mwh",
             f"{rate:g} is not read; {row.technology} has no fuel in technologies.csv")


def _generators(generators: Rows, technologies: Rows, note: Note) -> None:
    dispatch, fuel = _by_technology(technologies, "dispatch"), _by_technology(technologies, "fuel")
    for at, row in _each(generators):
        if dispatch.get(row.technology) == "storage":
            note(at, "technology", f'"{row.technology}" is storage; expected in storage.csv')
        elif row.technology in fuel:
            _heat_rate(at, row, fuel[row.technology], note)
            _outage(at, row, dispatch[row.technology], note)
        if row.generator.endswith(".new"):
            note(at, "generator", f'"{row.generator}" ends in .new, which names what is built')


def _costs(costs: Rows, technologies: Rows, note: Note) -> None:
    fuel = _by_technology(technologies, "fuel")
    for at, row in _each(costs):
        if row.technology in fuel:
            _heat_rate(at, row, fuel[row.technology], note)


def _storage_fleet(storage: Rows, technologies: Rows, note: Note) -> None:
    dispatch = _by_technology(technologies, "dispatch")
    for at, row in _each(storage):
        if dispatch.get(row.technology, "storage") != "storage":
            note(at, "technology", f'"{row.technology}" is not storage; expected in generators.csv')
        if not row.round_trip_efficiency > 0:
            note(at, "round_trip_efficiency", "is zero; expected more than 0")
        if row.storage.endswith(".new"):
            note(at, "storage", f'"{row.storage}" ends in .new, which names what is built')


def _queues(queues: Rows, technologies: Rows, note: Note) -> None:
    known = sorted(set(technologies.frame["plan_technology"]) - {""})
    for at, row in _each(queues):
        if row.plan_technology and row.plan_technology not in known:
            hint = did_you_mean(row.plan_technology, known) or f"expected one of {listed(known)}"
            note(at, "plan_technology",
                 f'"{row.plan_technology}" is not a plan_technology of technologies.csv; {hint}')


def _retirements(retirements: Rows, generators: Rows, note: Note) -> None:
    capacity_mw = dict(zip(generators.frame["generator"], generators.frame["capacity_mw"], strict=True))
    gone_mw: dict[str, float] = {}
    for at, row in _each(retirements):
        before = gone_mw.get(row.generator, 0.0)
        gone_mw[row.generator] = before + row.retired_mw
        has = capacity_mw.get(row.generator, inf) + 1e-6
        if before <= has < gone_mw[row.generator]:
            note(at, "retired_mw",
                 f'"{row.generator}" retires {gone_mw[row.generator]:g} MW in all; it has {has:g} MW')


def _onsite(sites: Rows, technologies: Rows, costs: Rows, note: Note) -> None:
    dispatch = _by_technology(technologies, "dispatch")
    ramp = _by_technology(technologies, "ramp_share_per_h")
    buildable = set(costs.frame["technology"])
    for at, row in _each(sites):
        if row.onsite_mw > row.onsite_limit_mw:
            note(at, "onsite_mw",
                 f"{row.onsite_mw:g} is above onsite_limit_mw, {row.onsite_limit_mw:g} MW")
        technology = row.onsite_technology
        if row.onsite_limit_mw > 0 and not technology:
            note(at, "onsite_technology",
                 "blank; expected a technology, since onsite_limit_mw is above 0")
        if dispatch.get(technology, "firm") != "firm":
            note(at, "onsite_technology", f'"{technology}" is not firm; expected a firm technology')
        elif technology in dispatch and technology not in buildable:
            note(at, "onsite_technology", f'"{technology}" has no row in technology_costs.csv')
        elif ramp.get(technology, inf) < 1:
            note(at, "onsite_technology",
                 f'"{technology}" changes its output by no more than {ramp[technology]:g} of its MW in an hour, which '
                 "is not modelled behind the meter; expected a technology whose ramp_share_per_h is blank")
        if row.off_grid and not row.onsite_limit_mw > 0:
            note(at, "off_grid", "true, but onsite_limit_mw is 0: nothing could supply it")
        if not row.off_grid and row.grid_year != 9999:
            note(at, "grid_year", f"{row.grid_year} is not read where off_grid is false; expected blank")
