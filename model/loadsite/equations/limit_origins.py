"""Which line of which file states a limit, by label and year; NOWHERE for what no file states."""

from __future__ import annotations

from collections.abc import Callable

from loadsite.inputs.case import Case, Target
from loadsite.origin import NOWHERE, Origin

OriginOf = Callable[[Case, str, int], Origin]


def from_table(table: str) -> OriginOf:
    """The row of the label in a table."""
    return lambda case, label, year: case.origins.get((table, label), NOWHERE)


def from_key(key: str) -> OriginOf:
    """A key of the scenario, which may hold one number or one by year."""

    def origin(case: Case, label: str, year: int) -> Origin:
        keys = (("scenario", f"{key}.{year}"), ("scenario", key))
        return next((case.origins[each] for each in keys if each in case.origins), NOWHERE)

    return origin


def from_reliability_limit(case: Case, label: str, year: int) -> Origin:
    """The key of the energy that may stay unserved, beside MW that are asked for or where as many as fit are."""
    place = "place" if isinstance(case.placement, Target) else "host"
    return case.origins.get(("scenario", f"{place}.unserved_limit_share"), NOWHERE)


def from_site(case: Case, site: str, year: int) -> Origin:
    """What limits a site in the year: a layer it lies in, the phase it has reached, or its own row."""
    layer = case.sites.exclusion_at_limit(site, year)
    if layer is not None:
        origin: Origin = layer["origin"]
        return origin
    phases = [
        (int(key[1]), place)
        for (of, key), place in case.origins.items()
        if of == "site_phases" and key[0] == site
    ]
    reached = [place for start, place in sorted(phases) if start <= year]
    return reached[-1] if reached else case.origins.get(("sites", site), NOWHERE)


def reason_at_site(case: Case, site: str, year: int) -> str:
    """Why a site is limited, where a layer of the scenario limits it."""
    layer = case.sites.exclusion_at_limit(site, year)
    return "" if layer is None else f" ({layer['reason']})"


def no_reason(case: Case, label: str, year: int) -> str:
    """Nothing: the limit is a number and no more."""
    return ""
