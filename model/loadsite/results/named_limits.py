"""Every limit that a person set, by the name and the unit that person knows it by, and where it is said."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Block, LinearProgram
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case, Target
from loadsite.solve.elastic_limits import Limit

THOUSAND = 1e3


@dataclass(frozen=True, eq=False)
class NamedLimit:
    """A limit in words: what it is called, the table of `Case.origins` that says it, its unit, and how it gives way."""

    limit: Limit
    what: str
    origin: str
    unit: str
    change: str
    """"raise" or "lower" """


def named_limits(case: Case, program: LinearProgram) -> list[NamedLimit]:
    """The limits of rules, scenario and tables, each as one thing that can be changed."""
    return [*_of_rules(case, program), *_of_scenario(case, program), *_of_tables(case, program)]


def _of_rules(case: Case, program: LinearProgram) -> Iterator[NamedLimit]:
    for rule in case.rules:
        block = program.row_block(PREFIX + rule.name)
        rows = block.start + np.flatnonzero(rule.kept.ravel())
        senses = {"<=": ("raise", -1.0), ">=": ("lower", 1.0), "==": ("lower", 1.0)}
        change, eases = senses[rule.sense]
        yield _rows(rule.name, f"rule {rule.name}", rows, eases, rule.origin, rule.unit or "1", change)
        if rule.sense == "==":
            yield _rows(rule.name, f"rule {rule.name}", rows, -1.0, rule.origin, rule.unit or "1", "raise")


def _of_scenario(case: Case, program: LinearProgram) -> Iterator[NamedLimit]:
    said = case.origins
    if isinstance(case.placement, Target):
        for year, row in _each(program, "target"):
            origin = said.get(("scenario", f"place.target_mw.{year}"), said.get(("scenario", "place.target_mw"), ""))
            for change, eases in (("lower", 1.0), ("raise", -1.0)):
                yield _rows(f"place.target_mw {year}", f"campus asked for in {year}", row, eases, origin, "MW", change)
    if any(block.name == "unserved_limit" for block in program.rows):
        place = "place" if isinstance(case.placement, Target) else "host"
        for year, row in _each(program, "unserved_limit"):
            origin = said.get(("scenario", f"{place}.unserved_limit_share"), "")
            yield _rows(f"unserved_limit_share {year}", f"energy that may stay unserved in {year}", row, -1.0, origin,
                        "MWh", "raise")  # fmt: skip


def _of_tables(case: Case, program: LinearProgram) -> Iterator[NamedLimit]:
    said = case.origins
    rows = (
        ("pace", "pace", "build-out pace of {}", -1.0, "raise"),
        ("queue", "queue", "interconnection queue of {}", -1.0, "raise"),
        ("corridor_limit", "corridors", "right of way of {}", -1.0, "raise"),
        ("own_supply_limit", "sites", "own supply allowed at {}", -1.0, "raise"),
        ("reserve_margin", "reserve_margins", "reserve margin of {}", 1.0, "lower"),
    )
    for family, table, what, eases, change in rows:
        for label, positions in _each(program, family):
            origin = said.get((table, label), "")
            yield _rows(f"{family} {label}", what.format(label), positions, eases, origin, "MW", change, asked=False)
    bounds = (
        ("campus", "sites", "limit of the site {}"),
        ("flow", "lines", "transfer limit of {}"),
        ("built", "generators", "lead time of {}"),
        ("storage_built", "storage", "lead time of {}"),
        ("line_built", "corridors", "right of way of {}"),
        ("generation", "generators", "capacity of {}"),
        ("drawn", "sites", "grid connection of {}"),
    )
    for family, table, what in bounds:
        block = program.column_block(family)
        for label, positions in _by_first(block):
            finite = positions[np.isfinite(program.upper[positions])]
            if len(finite):
                limit = Limit(f"{family} {label}", np.empty(0, np.int64), finite, np.full(len(finite), -1.0))
                yield NamedLimit(limit, what.format(label), _origin(case, table, label), "MW", "raise")


def _origin(case: Case, table: str, label: str) -> str:
    """file:line; of a site that a layer limits, its feature; of one with phases, its last phase."""
    if table == "sites":
        layer = case.sites.exclusion_at_limit(label, int(case.horizon.years.index[-1]))
        if layer is not None:
            return str(layer["origin"])
        phases = [place for (of, key), place in case.origins.items()
                  if of == "site_phases" and key[0] == label]
        if phases:
            return phases[-1]
    return case.origins.get((table, label), "")


def _each(program: LinearProgram, family: str) -> Iterator[tuple[str, np.ndarray]]:
    if any(block.name == family for block in program.rows):
        yield from _by_first(program.row_block(family))


def _by_first(block: Block) -> Iterator[tuple[str, np.ndarray]]:
    """Label of the first index -> positions of everything under it."""
    if not block.axes or not block.size:
        return
    positions = (block.start + np.arange(block.size)).reshape(len(block.axes[0].labels), math.prod(block.shape[1:]))
    yield from zip((str(label) for label in block.axes[0].labels), positions, strict=True)


def _rows(
    name: str, what: str, rows: np.ndarray, eases: float, origin: str, unit: str, change: str, asked: bool = True
) -> NamedLimit:
    limit = Limit(name, rows.astype(np.int64), np.empty(0, np.int64), np.full(len(rows), eases), asked)
    return NamedLimit(limit, what, origin, unit, change)
