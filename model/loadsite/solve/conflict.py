"""Why a program has no answer: the limits that clash, the sum that does not add up, and the cheapest repairs.

The elastic program gives a Farkas ray: multipliers under which the rows add up to a contradiction. Only rows and bounds
that carry it matter, so that HiGHS looks for an irreducible infeasible subset among few. Repairs are found by letting
one limit at a time give way, all its rows by one amount.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.solve import proof
from loadsite.solve.highs import hand_over, run_highs
from loadsite.solve.matrix import rows_matrix

CARRIES = 1e-7
"""Multipliers below this share of the largest are rounding."""
IRREDUCIBLE = 2 + 4
"""HiGHS: look for the subset with elastic programs, and make it irreducible."""

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Limit:
    """What one person set with one number: rows, or bounds of columns, that give way together.

    `eases` is by row (then by column) the change of its activity per unit of giving way: -1 where the limit is from
    above, so that one unit more fits below it, and +1 where it is from below.
    """

    name: str
    rows: Positions
    columns: Positions
    eases: Floats


@dataclass(frozen=True)
class Share:
    """What one limit contributes to the contradiction, in the unit of the sum."""

    limit: Limit
    amount: float


@dataclass(frozen=True)
class Repair:
    """Limits that, given way to by these amounts [GW, GWh, thousands], make the program feasible."""

    amounts: tuple[tuple[Limit, float], ...]


@dataclass(frozen=True)
class Conflict:
    """What is needed adds up to `gap` more than is available; `clash` is the irreducible subset; the smallest repair is
    first. `available` holds the shares of limits; `needed` is the whole, with what no limit but the load asks for."""

    needed: float
    available: tuple[Share, ...]
    gap: float
    clash: tuple[Limit, ...]
    rows: Positions
    repairs: tuple[Repair, ...]


def explain(program: LinearProgram, limits: list[Limit], folder: Path, time_limit_s: float) -> Conflict | None:
    """The conflict in an infeasible program; None where no contradiction was found and proven in the time allowed."""
    deadline = time.monotonic() + time_limit_s
    relaxed = run_highs(proof.elastic(program), "simplex", {"threads": 1, "time_limit": time_limit_s},
                        folder / "conflict.log").solution
    if relaxed is None or proof.farkas_terms(program, relaxed.row_dual) is None:
        return None
    ray = relaxed.row_dual
    carrying = _sum(program, limits, ray)[3]
    clash, rows = _irreducible(program, limits, ray, carrying)
    own = _ray_of(program, rows, folder)
    needed, available, gap, _ = _sum(program, limits, ray if own is None else own)
    repairs = _repairs(program, clash or carrying, carrying, deadline)
    return Conflict(needed, tuple(available), gap, tuple(clash or carrying), rows, tuple(repairs))


def _part(program: LinearProgram, kept: Positions) -> tuple[LinearProgram, Positions]:
    """Some rows of a program with the columns they hold, and which columns those are."""
    small = rows_matrix(program)[kept]
    used = np.unique(small.indices).astype(np.int64)
    inside = small[:, used].tocsr()
    part = replace(
        program,
        columns=(Block("column", 0, (Axis("position", used),)),),
        rows=(Block("row", 0, (Axis("position", kept),)),),
        lower=program.lower[used], upper=program.upper[used],
        row_lower=program.row_lower[kept], row_upper=program.row_upper[kept],
        starts=inside.indptr.astype(np.int32), indices=inside.indices.astype(np.int32), values=inside.data,
        cost=np.zeros(len(used)), offset=0.0, cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    return part, used


def _ray_of(program: LinearProgram, rows: Positions, folder: Path) -> Floats | None:
    """The multipliers under which these rows alone add up to a contradiction; None where they do not."""
    part, _ = _part(program, rows)
    relaxed = run_highs(proof.elastic(part), "simplex", {"threads": 1}, folder / "conflict.log").solution
    if relaxed is None or relaxed.objective <= 0.0 or not np.any(relaxed.row_dual):
        return None
    whole = np.zeros(program.row_count)
    whole[rows] = relaxed.row_dual
    return whole


def _sum(
    program: LinearProgram, limits: list[Limit], ray: Floats
) -> tuple[float, list[Share], float, list[Limit]]:
    """The contradiction, limit by limit, scaled so that the limit that carries most of it counts once."""
    y = np.where(np.abs(ray) > CARRIES * np.abs(ray).max(), ray, 0.0)
    z = -(rows_matrix(program).T @ y)
    z[np.abs(z) <= CARRIES * np.abs(z).max(initial=1e-300)] = 0.0
    with np.errstate(invalid="ignore"):
        of_rows = np.where(y > 0, y * program.row_lower, np.where(y < 0, y * program.row_upper, 0.0))
        of_columns = np.where(z > 0, z * program.lower, np.where(z < 0, z * program.upper, 0.0))
    of_rows, of_columns = (np.where(np.isfinite(each), each, 0.0) for each in (of_rows, of_columns))
    shares, carrying, weights = [], [], []
    for limit in limits:
        weight = float(np.abs(y[limit.rows]).sum() + np.abs(z[limit.columns]).sum())
        if weight == 0.0:
            continue
        carrying.append(limit)
        weights.append(float(max(np.abs(y[limit.rows]).max(initial=0), np.abs(z[limit.columns]).max(initial=0))))
        shares.append(Share(limit, float(of_rows[limit.rows].sum() + of_columns[limit.columns].sum())))
    scale = max(weights, default=1.0)
    gap = float(of_rows.sum() + of_columns.sum()) / scale
    scaled = [replace(share, amount=share.amount / scale) for share in shares]
    every = np.concatenate([of_rows, of_columns])
    needed = float(every[every > 0].sum()) / scale
    available = [replace(share, amount=-share.amount) for share in scaled if share.amount <= 0]
    return needed, sorted(available, key=lambda share: -share.amount), gap, carrying


def _irreducible(
    program: LinearProgram, limits: list[Limit], ray: Floats, carrying: list[Limit]
) -> tuple[list[Limit], Positions]:
    """The limits, and all rows, of an irreducible infeasible subset of the rows that carry the contradiction."""
    kept = np.flatnonzero(np.abs(ray) > CARRIES * np.abs(ray).max())
    part, used = _part(program, kept)
    highs = hand_over(part, {"iis_strategy": IRREDUCIBLE, "threads": 1})
    highs.run()
    ended, iis = highs.getIis()
    if ended == highspy.HighsStatus.kError or not iis.valid_:
        return carrying, kept
    rows = set(kept[np.asarray(iis.row_index_, dtype=np.int64)].tolist())
    columns = {
        int(used[position])
        for position, bound in zip(iis.col_index_, iis.col_bound_, strict=True)
        if int(bound) not in (_bound("kIisBoundStatusFree"), _bound("kIisBoundStatusNull"))
    }
    clash = [
        limit for limit in limits if rows & set(limit.rows.tolist()) or columns & set(limit.columns.tolist())
    ]
    return clash, np.array(sorted(rows), dtype=np.int64)


def _bound(name: str) -> int:
    return int(getattr(highspy.IisBoundStatus, name))


def _repairs(
    program: LinearProgram, clash: list[Limit], carrying: list[Limit], deadline: float
) -> list[Repair]:
    """Every limit of the clash that alone can give way, the smallest change first; else the smallest change of all.

    Changes are compared as shares of the limits themselves.
    """
    if not clash:
        return []
    every = list({id(limit): limit for limit in [*clash, *carrying]}.values())
    giving, scale = _giving_way(program, every)
    highs = hand_over(giving, {"threads": 1})
    first = program.column_count
    found: list[tuple[float, Repair]] = []
    for number, limit in enumerate(clash):
        if time.monotonic() > deadline:
            break
        for other in range(len(every)):
            highs.changeColBounds(first + other, 0.0, highspy.kHighsInf if other == number else 0.0)
        amount = _least(highs, deadline, first + number)
        if amount is not None:
            found.append((amount / scale[number], Repair(((limit, amount),))))
    if not found and time.monotonic() < deadline:
        for other in range(len(every)):
            highs.changeColBounds(first + other, 0.0, highspy.kHighsInf)
        if _least(highs, deadline, first) is not None:
            values = np.asarray(highs.getSolution().col_value)[first:]
            moved = [(limit, float(value)) for limit, value in zip(every, values, strict=True) if value > 1e-7]
            found.append((0.0, Repair(tuple(moved))))
    return [repair for _, repair in sorted(found, key=lambda each: each[0])]


def _least(highs: Any, deadline: float, column: int) -> float | None:
    highs.setOptionValue("time_limit", highs.getRunTime() + max(0.1, deadline - time.monotonic()))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(highs.getSolution().col_value[column])


def _giving_way(program: LinearProgram, limits: list[Limit]) -> tuple[LinearProgram, Floats]:
    """The program with a column per limit, by which all its rows and bounds give way, at a cost per share of it."""
    bounded = np.unique(np.concatenate([limit.columns for limit in limits])).astype(np.int64)
    row_of = {int(column): program.row_count + k for k, column in enumerate(bounded)}
    upper = program.upper.copy()
    upper[bounded] = np.inf
    one = sparse.csr_array(
        (np.ones(len(bounded)), (np.arange(len(bounded)), bounded)), shape=(len(bounded), program.column_count)
    )
    rows, columns, values, scale = [], [], [], []
    for number, limit in enumerate(limits):
        at = [*limit.rows.tolist(), *(row_of[int(column)] for column in limit.columns)]
        rows += at
        columns += [number] * len(at)
        values += limit.eases.tolist()
        sizes = np.concatenate([
            np.where(np.isfinite(program.row_upper[limit.rows]), program.row_upper[limit.rows],
                     program.row_lower[limit.rows]),
            program.upper[limit.columns],
        ])
        sizes = np.abs(sizes[np.isfinite(sizes)])
        scale.append(max(float(sizes.max(initial=0.0)), 0.1))
    height = program.row_count + len(bounded)
    giving = sparse.csr_array((values, (rows, columns)), shape=(height, len(limits)))
    whole = sparse.hstack([sparse.vstack([rows_matrix(program), one]), giving], format="csr")
    free = Block("gives_way", program.column_count, (Axis("limit", np.arange(len(limits))),))
    extra = Block("bound", program.row_count, (Axis("column", bounded),))
    return LinearProgram(
        name=f"{program.name}, limits giving way",
        columns=(*program.columns, free),
        rows=(*program.rows, extra),
        lower=np.concatenate([program.lower, np.zeros(len(limits))]),
        upper=np.concatenate([upper, np.zeros(len(limits))]),
        row_lower=np.concatenate([program.row_lower, np.full(len(bounded), -np.inf)]),
        row_upper=np.concatenate([program.row_upper, program.upper[bounded]]),
        starts=whole.indptr.astype(np.int32),
        indices=whole.indices.astype(np.int32),
        values=whole.data,
        cost=np.concatenate([np.zeros(program.column_count), 1.0 / np.array(scale)]),
        offset=0.0,
        cost_terms={},
        cost_term_constants={},
    ), np.array(scale)
