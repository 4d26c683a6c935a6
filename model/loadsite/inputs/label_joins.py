"""Labels made of two names joined by a point: two pairs of names must not make the same label.

Candidates are named zone.technology, annual build limits and queues plan_technology.zone, weather profile.zone; so they
stand in tables and files. With points inside names, "A.b" and "c" would be taken for "A" and "b.c".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from loadsite.inputs.cells import Rows
from loadsite.origin import Origin

Note = Callable[[Origin, str, str], None]
COLUMNS = (("technology", True), ("plan_technology", False), ("profile", False))
"""Column of technologies.csv that is joined to zones, and whether the zone comes first."""


def check_joins(zones: Rows, technologies: Rows, note: Note) -> None:
    """Note every technology of which a name, joined to that of a zone, reads as another pair of names does."""
    names = list(zones.frame["zone"])
    if not any("." in name for name in names) and not _with_points(technologies):
        return
    for column, zone_first in COLUMNS:
        pairs: dict[str, tuple[str, str]] = {}
        for at, name in zip(technologies.origins, technologies.frame[column], strict=True):
            for zone in names if name else ():
                label = f"{zone}.{name}" if zone_first else f"{name}.{zone}"
                other = pairs.setdefault(label, (zone, name))
                if other != (zone, name):
                    note(at, column, f'"{name}" in the zone "{zone}" and "{other[1]}" in the zone '
                         f'"{other[0]}" are both named "{label}"; expected names that differ when joined')
    _check_vintages(technologies, note)


def _with_points(technologies: Rows) -> bool:
    return any("." in name for column, _ in COLUMNS for name in technologies.frame[column])


def _check_vintages(technologies: Rows, note: Note) -> None:
    """A technology whose costs of running change is named technology.year by the year in which it enters service."""
    known: Iterable[str] = set(technologies.frame["technology"])
    for at, name in zip(technologies.origins, technologies.frame["technology"], strict=True):
        stem, point, year = name.rpartition(".")
        if point and re.fullmatch(r"[0-9]{4}", year) and stem in known:
            note(at, "technology", f'"{name}" is what "{stem}" of the year {year} is named; expected '
                 "another name")
