"""Which sites serve equally well, and in what order they are filled.

Sites of one zone with the same cost and the same load are interchangeable: the model cannot tell which of them has the
campus. They are filled in a stated order, so that the same question has the same answer: committed campuses, then those
under construction, then announced ones, then the cheaper connection, then by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations.build import record
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule
from loadsite.solve.ties import Ties

CAMPUS_KINDS = frozenset({"announced_campus", "ai_campus"})
"""Kinds of site that are campuses somebody plans; the others are places where one could stand."""

STANDS = ("committed", "operating", "built")
BUILDS = ("under construction",)
"""How statuses begin of campuses that stand, and of those that are being built."""

SETS_OF_SITES = frozenset({"sites", "supplied_sites"})


class Stage(IntEnum):
    """How far the campus of a site is, the farthest first."""

    COMMITTED = 0
    UNDER_CONSTRUCTION = 1
    ANNOUNCED = 2
    POSSIBLE = 3


def stage(kind: str, status: str) -> Stage:
    """How far a site is, by its kind and the first words of its status in the table of sites."""
    begins = status.strip().lower()
    if begins.startswith("committed"):
        return Stage.COMMITTED
    if begins.startswith("announced"):
        return Stage.ANNOUNCED
    if kind not in CAMPUS_KINDS:
        return Stage.UNDER_CONSTRUCTION if begins.startswith(BUILDS) else Stage.POSSIBLE
    if begins.startswith(STANDS):
        return Stage.COMMITTED
    return Stage.UNDER_CONSTRUCTION if begins.startswith(BUILDS) else Stage.ANNOUNCED


def in_order(case: Case) -> list[str]:
    """All sites, those to be filled first in front."""
    table, connection = case.sites.sites, case.sites.connection_usd_per_mw_year
    key = {
        str(site): (stage(str(kind), str(status)), float(connection.loc[site]), str(name), str(site))
        for site, kind, status, name in zip(table.index, table["kind"], table["status"], table["name"], strict=True)
    }
    return sorted(key, key=key.__getitem__)


def interchangeable(case: Case) -> list[tuple[str, ...]]:
    """Groups of two or more sites that neither operation, costs nor rules tell apart, each in the order of filling."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for site in in_order(case):
        groups.setdefault(_signature(case, site), []).append(site)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def ties(case: Case, program: LinearProgram) -> Ties:
    """How the program chooses among answers of the same cost, and the zones whose range is told, those of `open_zones`.
    """
    at = _Columns(program)
    order = np.array([column for site in in_order(case) for column in at.of(site)], dtype=np.int64)
    groups = tuple(
        np.array([at.of(site)[year] for site in group]) for group in interchangeable(case) for year in range(at.years)
    )
    zones = case.sites.sites["zone"].astype(str)
    sums = tuple(
        np.array([at.of(str(site))[-1] for site in zones.index[zones == zone]]) for zone in open_zones(case)
    )
    return Ties(order, groups, sums)


def open_zones(case: Case) -> list[str]:
    """Zones with a site that may have a campus in the last model year."""
    open_sites = case.sites.limit_mw.index[case.sites.limit_mw.iloc[:, -1] > 0]
    return sorted(set(case.sites.sites.loc[open_sites, "zone"].astype(str)))


class _Columns:
    """Where the campuses stand among the columns of a program."""

    def __init__(self, program: LinearProgram) -> None:
        block = program.column_block("campus")
        self._start = block.start
        self._number = {str(site): number for number, site in enumerate(block.axes[0].labels)}
        self.years = len(block.axes[1].labels)

    def of(self, site: str) -> list[int]:
        """Of a site, by model year."""
        first = self._start + self._number[site] * self.years
        return list(range(first, first + self.years))


def _signature(case: Case, site: str) -> tuple[object, ...]:
    """What the program knows of a campus at a site but for how large it may be; its own name where it has supply of its
    own, or is off the grid.
    """
    sites = case.sites
    alone = site if site in sites.with_onsite else ""
    return (
        alone,
        str(sites.sites.loc[site, "zone"]),
        float(sites.connection_usd_per_mw_year.loc[site]),
        float(sites.charge_usd_per_mw_year.loc[site]),
        sites.load_shape.loc[site].to_numpy(dtype=float).tobytes(),
        *(said for rule in case.rules for said in _said_by(rule, site)),
    )


def _said_by(rule: CaseRule, site: str) -> Iterator[object]:
    """What a rule says of a site: with whom it is counted, and for how much."""
    for term in rule.terms:
        if record(term.family).sets[0] not in SETS_OF_SITES:
            continue
        counted = term.coefficient.loc[site].to_numpy(dtype=float).tobytes()
        for group, members in term.members.items():
            if site in members:
                at = rule.groups.index(group) if rule.groups else ()
                together = frozenset(members) if len(members) > 1 else frozenset()
                yield (rule.name, term.family, term.kind, term.years, term.hours, term.hours_before, together, counted,
                       rule.limit[at].tobytes(), rule.kept[at].tobytes())
