"""Irreducible infeasible subset (IIS) and repair: the limits that clash, the sum that does not add up, and the cheapest
repairs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve import farkas
from loadsite.solve.benders.block_structure import Calendar
from loadsite.solve.bound_propagation import propagated_ray
from loadsite.solve.elastic_limits import ElasticLimits, Limit, Positions
from loadsite.solve.farkas_search import (
    SUPPORT_TOLERANCE,
    WHOLE_UP_TO_NONZEROS,
    find_farkas_ray,
    irreducible,
    support_rows,
)
from loadsite.solve.matrix import rows_matrix

PROPAGATED_S = 2.0
"""What making the set of a conflict that was foreseen irreducible may take, and as much trying its repairs [s]."""

PROPAGATED_UP_TO_NONZEROS = 300_000
"""Up to here repairs of a conflict that was foreseen are tried: the first try of the four states with 8 days (0.3
million) fills PROPAGATED_S."""

LEAST_REPAIR_S, REPAIR_SHARE = 5.0, 1.5
"""Looking for repairs may take so long, or so many times as long as finding the conflict."""

ASKED_TRIED, TABLES_TRIED = 8, 3
"""How many limits of each kind are tried as the only one to give way."""


@dataclass(frozen=True)
class Share:
    """Farkas contribution of one limit to the contradiction.

    `number` is what it says and `least` by how much at least it must give way if no other does, both in its own unit;
    `part` is what it allows (less than zero: asks for) in the unit of the limit that the sum is told by.
    """

    limit: Limit
    number: float
    least: float
    part: float


@dataclass(frozen=True)
class Repair:
    """Limits that, given way to by these amounts [GW, GWh, thousands], end the conflict; `enough` where that was
    proven for the whole program."""

    amounts: tuple[tuple[Limit, float], ...]
    enough: bool


@dataclass(frozen=True)
class Conflict:
    """Irreducible infeasible subset: limits that clash, and the rows of theirs and of the equations that prove it.

    `shares` are in the order of `clash`; the first is the one that the sum is told by. The smallest repair, as a share
    of the limit itself, is first.
    """

    shares: tuple[Share, ...]
    rows: Positions
    repairs: tuple[Repair, ...]

    @property
    def clash(self) -> tuple[Limit, ...]:
        return tuple(share.limit for share in self.shares)


def explain(
    program: LinearProgram, limits: list[Limit], calendar: Calendar, folder: Path, time_limit_s: float
) -> Conflict | None:
    """Explain an infeasible program by its conflict; None where no contradiction was found and proven in the time
    allowed.
    """
    begun, program = time.monotonic(), program.whole()
    found = find_farkas_ray(program, limits, calendar, folder, begun + time_limit_s)
    if found is None:
        return None
    # what is left is for the set and, after it, for the repairs
    now = time.monotonic()
    ray = irreducible(program, found.ray, now + 0.4 * (begun + time_limit_s - now))
    shares = _shares(program, limits, ray)
    if program.nonzero_count <= WHOLE_UP_TO_NONZEROS:
        now = time.monotonic()
        ends = min(begun + time_limit_s, now + max(LEAST_REPAIR_S, REPAIR_SHARE * (now - begun)))
        elastic = found.elastic or ElasticLimits(program, _givers(limits, shares))
        repairs = _repairs(program, elastic, shares, _givers(limits, shares), ends)
    else:
        repairs = _from_the_ray(shares)
    return Conflict(tuple(shares), support_rows(ray), tuple(repairs))


def explain_by_propagation(program: LinearProgram, limits: list[Limit], calendar: Calendar) -> Conflict | None:
    """Explain an infeasible program by bound propagation alone; None where it shows no conflict.

    Its repairs are tried in PROPAGATED_S; what was not tried by then says what is needed at least.
    """
    ray = propagated_ray(program, calendar)
    if ray is None:
        return None
    program = program.whole()
    ray = irreducible(program, ray, time.monotonic() + PROPAGATED_S)
    shares = _shares(program, limits, ray)
    if program.nonzero_count > PROPAGATED_UP_TO_NONZEROS:
        return Conflict(tuple(shares), support_rows(ray), tuple(_from_the_ray(shares)))
    givers = _givers(limits, shares)
    repairs = _repairs(program, ElasticLimits(program, givers), shares, givers, time.monotonic() + PROPAGATED_S)
    return Conflict(tuple(shares), support_rows(ray), tuple(repairs))


def _givers(limits: list[Limit], shares: list[Share]) -> list[Limit]:
    """The limits that may give way together: what was asked for; where nothing was, what the tables hold."""
    return [limit for limit in limits if limit.asked] or [share.limit for share in shares]


def _shares(program: LinearProgram, limits: list[Limit], ray: Floats) -> list[Share]:
    """The contradiction, limit by limit; first the limit it is told by, then what was asked for, then the largest."""
    y = np.where(np.abs(ray) > SUPPORT_TOLERANCE * np.abs(ray).max(), ray, 0.0)
    terms = farkas.farkas_terms(program, y)
    if terms is None:
        y, terms = ray, farkas.farkas_terms(program, ray)
    assert terms is not None  # the ray was proven before
    z = -(rows_matrix(program).T @ y)
    z[np.abs(z) <= SUPPORT_TOLERANCE * np.abs(z).max(initial=1e-300)] = 0.0
    scale = np.abs(y).max()
    y, z = y / scale, z / scale
    gap = float(terms.sum())
    found = []
    for limit in limits:
        # a row that is limited on both sides clashes on one of them, and giving way on the other is no help
        weights = np.maximum(0.0, np.concatenate([y[limit.rows], z[limit.columns]]) * limit.eases)
        weight = float(weights.sum())
        if weight > 0.0:
            part = terms[np.concatenate([limit.rows, program.row_count + limit.columns])][weights > 0.0]
            found.append((limit, weight, float(part.sum())))
    if not found:
        return []
    first = min(range(len(found)), key=lambda k: _last_to_tell(found[k]))
    unit = found[first][1]
    shares = [Share(limit, (part if _from_below(limit) else -part) / weight, gap / weight, -part / unit)
              for limit, weight, part in found]  # fmt: skip
    order = sorted(range(len(found)), key=lambda k: (k != first, not found[k][0].asked, -abs(shares[k].part)))
    return [shares[k] for k in order]


def _last_to_tell(found: tuple[Limit, float, float]) -> tuple[bool, bool, bool]:
    """What the sum is told by: rather what someone asked for, a number that is not zero, and a limit from below."""
    limit, _, part = found
    return (not limit.asked, part == 0.0, not _from_below(limit))


def _from_below(limit: Limit) -> bool:
    return bool((limit.eases > 0).all())


def _from_the_ray(shares: list[Share]) -> list[Repair]:
    """By how much each limit must give way at least: less is no repair, as much may not be enough."""
    asked = [share for share in shares if share.limit.asked] or shares
    return [Repair(((share.limit, share.least),), enough=False) for share in asked]


def _repairs(
    program: LinearProgram, elastic: ElasticLimits, shares: list[Share], together: list[Limit], deadline: float
) -> list[Repair]:
    """Every limit tried that alone can give way, the smallest change first; else the smallest change of several.

    What was not found in time comes last, as what is needed at least; of that what was asked for is first. Changes are
    compared as shares of the limits themselves.
    """
    of_tables = [share for share in shares if not share.limit.asked]
    by_share = sorted(of_tables, key=lambda share: share.least / share.limit.scale(program))
    tried = [share for share in shares if share.limit.asked][:ASKED_TRIED] + by_share[:TABLES_TRIED]
    found: list[tuple[bool, bool, float, Limit, float]] = []
    for number, share in enumerate(tried):
        elastic.add(share.limit)
        now = time.monotonic()
        try:
            amounts = elastic.least([share.limit], now + (deadline - now) / (len(tried) - number))
        except TimeoutError:
            amounts, enough = [share.least], False
        else:
            enough = True
        for amount in amounts or []:
            found.append((not enough, not enough and not share.limit.asked, amount / share.limit.scale(program),
                          share.limit, amount))  # fmt: skip
    if not found:
        return _joint(elastic, together, deadline)
    ranked = sorted(found, key=lambda each: each[:3])
    return [Repair(((limit, amount),), enough=not least) for least, _, _, limit, amount in ranked]


def _joint(elastic: ElasticLimits, together: list[Limit], deadline: float) -> list[Repair]:
    try:
        amounts = elastic.least(together, deadline)
    except TimeoutError:
        return []
    pairs = zip(together, amounts or [], strict=False)
    moved = [(limit, amount) for limit, amount in pairs if amount > SUPPORT_TOLERANCE]
    return [Repair(tuple(moved), enough=True)] if moved else []
