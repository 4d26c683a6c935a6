"""Every limit that a person set, by the name and the unit that person knows it by, and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations.families import AT_LEAST, AT_MOST, EQUAL
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case
from loadsite.origin import Origin
from loadsite.results.formulation import in_megawatts
from loadsite.results.limit_parts import Part, parts
from loadsite.solve.elastic_limits import Limit

THOUSAND = 1e3
RAISE, LOWER = ("raise", -1.0), ("lower", 1.0)
GIVES_WAY = {AT_MOST: (RAISE,), AT_LEAST: (LOWER,), EQUAL: (LOWER, RAISE)}
"""By the sense of a row: how its limit may give way, and the change of the activity that it then allows."""


@dataclass(frozen=True, eq=False)
class NamedLimit:
    """A limit in words: what it is called, where it is stated, its unit, and how it gives way."""

    limit: Limit
    what: str
    origin: Origin
    unit: str
    change: str
    """"raise" or "lower" """


def named_limits(case: Case, program: LinearProgram) -> list[NamedLimit]:
    """The limits of rules, scenario and tables, each as one thing that can be changed."""
    called = [part for part in parts(program) if part.record.facts.called]
    asked = [part for part in called if part.limit.key]
    of_tables = [part for part in called if not part.limit.key]
    rows, bounds = ([part for part in of_tables if part.of_rows is kind] for kind in (True, False))
    return [
        *_of_rules(case, program),
        *(named for part in asked for year in part.years for named in _of_year(case, part, year)),
        *(named for part in rows for label in part.labels for named in _of_rows(case, part, label)),
        *(named for part in bounds for label in part.labels for named in _of_bounds(case, program, part, label)),
    ]


def _of_rules(case: Case, program: LinearProgram) -> Iterator[NamedLimit]:
    for rule in case.rules:
        block = program.row_block(PREFIX + rule.name)
        rows = block.start + np.flatnonzero(rule.kept.ravel())
        for change, eases in GIVES_WAY[rule.sense]:
            limit = _limit(rule.name, rows, eases, asked=True)
            yield NamedLimit(limit, f"rule {rule.name}", rule.origin, rule.unit or "1", change)


def _of_year(case: Case, part: Part, year: int) -> Iterator[NamedLimit]:
    """What a key of the scenario asks for in a year."""
    rows = part.at[:, part.years.index(year)].ravel()
    for change, eases in GIVES_WAY[part.sense]:
        limit = _limit(f"{part.limit.key} {year}", rows, eases, asked=True)
        what, origin = part.record.facts.called.format(year), part.limit.origin(case, "", year)
        yield NamedLimit(limit, what, origin, in_megawatts(part.record.unit), change)


def _of_rows(case: Case, part: Part, label: str) -> Iterator[NamedLimit]:
    rows = part.at_label(label).ravel()
    for change, eases in GIVES_WAY[part.sense]:
        limit = _limit(f"{part.record.name} {label}", rows, eases, asked=False)
        yield _of_table(case, part, label, limit, change)


def _of_bounds(case: Case, program: LinearProgram, part: Part, label: str) -> Iterator[NamedLimit]:
    columns = part.at_label(label).ravel()
    finite = columns[np.isfinite(program.upper[columns])]
    if len(finite):
        change, eases = RAISE
        limit = Limit(f"{part.record.name} {label}", np.empty(0, np.int64), finite, np.full(len(finite), eases))
        yield _of_table(case, part, label, limit, change)


def _of_table(case: Case, part: Part, label: str, limit: Limit, change: str) -> NamedLimit:
    """A limit of all model years, told by where the last of them is stated."""
    origin = part.limit.origin(case, label, int(case.horizon.years.index[-1]))
    return NamedLimit(limit, part.record.facts.called.format(label), origin, in_megawatts(part.record.unit), change)


def _limit(name: str, rows: np.ndarray, eases: float, asked: bool) -> Limit:
    return Limit(name, rows.astype(np.int64), np.empty(0, np.int64), np.full(len(rows), eases), asked)
