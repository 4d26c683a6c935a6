"""Time to power: the first model year in which a site could have its MW, and what stops it before.

A site has its MW in a year when the linear program, up to that year, can place them there

- with as many MW of campus in all, in every year, as the answer places; either the others may move to make room, or
  they stay where the answer puts them and the site comes on top;
- with no hour in which more load stays unserved in a zone or campus than in the answer, and no market that misses more
  firm capacity;
- within everything else that holds: phases, lead times, annual build limits, queues, rights of way, transfer limits,
rules;
- at any cost: what it would cost is the question of `loadsite headroom`;
- and when all later model years can place them too, since a campus never shrinks.

It is found by making the MW of the site as large as they can be, one linear program per site and model year. What stops
it are the limits of which one more MW would add more of the campus (shadow prices of that program).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case
from loadsite.origin import NOWHERE, Origin
from loadsite.results.families import MW, Solved
from loadsite.results.limits import hosting_limits
from loadsite.solve.maximise import Maximised, maximise_each
from loadsite.solve.one_year import one_year
from loadsite.solve.solution import Solution

NEVER = "never"
ENOUGH = 0.999
"""Share of its MW from which on a site counts as having them."""
KEPT_GW = 1e-6
"""By how much the answer's own figures may be missed, so that its rounding leaves room."""
LEAST_LET_IN = 1e-3
"""Limits of which one more MW adds less than this are not named [MW/MW]."""
NAMED = 3
MOVE, STAY = "may move", "stay"

NOT_WORSE = ("unserved", "campus_unserved", "capacity_shortfall")
"""Decisions that may not exceed what they are in the answer."""


@dataclass(frozen=True)
class TimeToPower:
    """Two tables; `others` is "may move" or "stay".

    `sites`: site, name, state, zone, block_mw, others, first_year ("never" where no model year has them), delayed_by
    (what stops it in the last model year before; empty where nothing does).
    `years`: site, others, year, block_mw, limit_mw (of the site), most_mw (that it could have, at most block_mw),
    stopped_by.
    """

    sites: pd.DataFrame
    years: pd.DataFrame


def blocks_mw(case: Case, sites: Sequence[str], block_mw: float | None) -> dict[str, float]:
    """Site -> the MW it should have: those stated, or those announced, or where none are its limit in the last year.

    Zero where a site is blocked and no MW are announced: it never has any.
    """
    announced = case.sites.sites["announced_mw"].astype(float)
    last = case.sites.limit_mw[case.sites.limit_mw.columns[-1]].astype(float)
    own = announced.where(announced > 0, last)
    return {site: float(own[site]) if block_mw is None else block_mw for site in sites}


def time_to_power(
    answered: Solved, blocks: dict[str, float], time_limit_s: float, progress: Callable[[str], None]
) -> TimeToPower:
    """The time to power of each site of `blocks`, against an answer of least cost; see the module.

    Raises:
        NoAnswer: a linear program was not solved within the time allowed for each, or not certified.
    """
    rows = []
    for others in (MOVE, STAY):
        program = _no_worse_than(answered, blocks, others)
        for year in answered.years:
            progress(f"{year}: the most MW at each of {len(blocks)} sites, the others {others}")
            for site, most in _most(answered, program, blocks, year, others, time_limit_s):
                limit_mw = _limit_mw(answered.case, site, year)
                placed_mw = float(most.primal[_column(program, site, year)]) * MW + 0.0
                stopped_by = _stopped_by(answered, program, most, site, year, blocks[site])
                rows.append((site, others, year, blocks[site], limit_mw, placed_mw, stopped_by))
    columns = ["site", "others", "year", "block_mw", "limit_mw", "most_mw", "stopped_by"]
    told = pd.DataFrame(rows, columns=columns)
    position = {site: number for number, site in enumerate(blocks)}
    told = told.sort_values(["others", "year"], kind="stable")
    told = told.sort_values("site", key=lambda site: site.map(position), kind="stable").reset_index(drop=True)
    return TimeToPower(_by_site(answered.case, told, blocks), told)


def _most(
    answered: Solved, program: LinearProgram, blocks: dict[str, float], year: int, others: str, time_limit_s: float
) -> Iterator[tuple[str, Solution]]:
    """Each site and the solution that places most MW at it in a year."""
    part = one_year(program, year, answered.solution.primal)
    so_far = [each for each in answered.years if each <= year]
    asked = []
    for site, block_mw in blocks.items():
        own = [_column(program, site, each) for each in so_far]
        point, upper = answered.solution.primal, answered.program.upper
        limits = {each: float(max(point[each], min(upper[each], block_mw / MW))) for each in own}
        # those that stay are held by bounds, of which the site's own are lifted
        lifted = {part.position(each): (0.0, limit) for each, limit in limits.items()} if others == STAY else {}
        asked.append(Maximised(part.position(own[-1]), lifted))
    for site, found in zip(blocks, maximise_each(part.program, asked, time_limit_s), strict=True):
        yield site, part.spread(found, answered.solution.primal)


def _column(program: LinearProgram, site: str, year: int) -> int:
    """The column of the MW of a site in a year."""
    block = program.column_block("campus")
    sites, years = (axis.labels.tolist() for axis in block.axes)
    return int(block.start + sites.index(site) * len(years) + years.index(year))


def _limit_mw(case: Case, site: str, year: int) -> float:
    """Most MW that the site itself allows."""
    return float(case.sites.limit_mw[year].astype(float)[site])


def _no_worse_than(answered: Solved, blocks: dict[str, float], others: str) -> LinearProgram:
    """The program that asks no more of a site than its block, and of the rest no worse an answer than that given."""
    program, point = answered.program, answered.solution.primal
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    for family in NOT_WORSE:
        block = program.column_block(family)
        upper[block.span] = np.where(point[block.span] > 0, point[block.span] + KEPT_GW, 0.0)
    campus = program.column_block("campus").span
    for site, block_mw in blocks.items():
        for year in answered.years:
            column = _column(program, site, year)
            upper[column] = min(upper[column], max(block_mw / MW, point[column]))
    if others == STAY:
        lower[campus] = upper[campus] = np.clip(point[campus], lower[campus], upper[campus])
    target, short = program.row_block("target"), program.column_block("shortfall")
    row_lower[target.span] -= point[short.span] + KEPT_GW
    row_upper[target.span] = np.inf
    upper[short.span] = 0.0
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def _stopped_by(
    answered: Solved, program: LinearProgram, most: Solution, site: str, year: int, block_mw: float
) -> str:
    """The limits that gain most hosting capacity, by name; empty where the site has its MW."""
    placed = float(most.primal[_column(program, site, year)]) * MW
    if 0 < ENOUGH * block_mw <= placed:
        return ""
    case = answered.case
    if placed >= ENOUGH * _limit_mw(case, site, year):
        origin = next(_site_origins(case, site, year), NOWHERE)
        return f"site limit {site}" + (f" ({origin})" if origin else "")
    solved = Solved(case, program, most)
    limits = hosting_limits(solved)
    held = limits[(limits["shadow_price_mw_per_mw"] > LEAST_LET_IN) & ~limits["stands"]]
    named = [
        (shadow_price, f"{kind} {label}" + (f" ({said})" if said else ""))
        for shadow_price, kind, label, said in zip(
            held["shadow_price_mw_per_mw"].astype(float), held["kind"], held["label"], held["origin"], strict=True)
    ]  # fmt: skip
    named += list(_rules(program, most))
    if not named:
        return "what stands today and cannot be added to"
    ranked = sorted(named, key=lambda each: -each[0])
    return "; ".join(dict.fromkeys(name for _, name in ranked[:NAMED]))


def _site_origins(case: Case, site: str, year: int) -> Iterator[Origin]:
    """Where the limit of a site in a year is said: the phase begun last, else the next one, else the site's row."""
    phases = {
        int(key[1]): said
        for (table, key), said in case.origins.items()
        if table == "site_phases" and key[0] == site
    }
    begun = [each for each in sorted(phases, reverse=True) if each <= year]
    coming = [each for each in sorted(phases) if each > year]
    yield from (phases[each] for each in (*begun[:1], *coming[:1]))
    if ("sites", site) in case.origins:
        yield case.origins["sites", site]


def _rules(program: LinearProgram, most: Solution) -> Iterator[tuple[float, str]]:
    for block in program.rows:
        if block.name.startswith(PREFIX):
            shadow_price = float(np.abs(block.of(most.row_dual)).max(initial=0.0))
            if shadow_price > LEAST_LET_IN:
                yield shadow_price, f"rule {block.name.removeprefix(PREFIX)}"


def _by_site(case: Case, years: pd.DataFrame, blocks: dict[str, float]) -> pd.DataFrame:
    rows = []
    pairs = list(dict.fromkeys(zip(years["site"], years["others"], strict=True)))
    for site, others in pairs:
        own = years[(years["site"] == site) & (years["others"] == others)]
        has = ((own["block_mw"] > 0) & (own["most_mw"] >= ENOUGH * own["block_mw"])).to_numpy()
        # a campus never shrinks: a year counts only where every later one has the MW too
        lasting = np.flip(np.logical_and.accumulate(np.flip(has)))
        first = str(int(own.loc[lasting, "year"].min())) if lasting.any() else NEVER
        before = own.loc[~lasting, "stopped_by"]
        place = [case.sites.sites[column][site] for column in ("name", "state", "zone")]
        rows.append((site, *place, blocks[site], others, first, before.iloc[-1] if len(before) else ""))
    columns = ["site", "name", "state", "zone", "block_mw", "others", "first_year", "delayed_by"]
    return pd.DataFrame(rows, columns=columns)
