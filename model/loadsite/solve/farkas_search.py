"""Farkas certificate search: multipliers under which the rows of an infeasible program add up to the impossible.

They are looked for in the smallest part that may hold them. A part keeps some of the columns; the others stand in each
row at whichever bound helps most, so that what contradicts itself in the part does so in the whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.solve import farkas
from loadsite.solve.benders.block_structure import FIRST_STAGE, Calendar, Owners, block_structure
from loadsite.solve.elastic_limits import ElasticLimits, Limit, Positions
from loadsite.solve.highs import hand_over, run_highs
from loadsite.solve.matrix import rows_matrix

SUPPORT_TOLERANCE = 1e-7
"""Multipliers below this share of the largest are rounding."""
WHOLE_UP_TO_NONZEROS = 1_500_000
"""Up to here a program is looked at as a whole, beyond it only by some of its subproblems."""
SUBPROBLEM_COUNTS = (1, 4, 16, 64)
"""How many subproblems, the busiest first, are looked at together where the whole is too large."""
LEAST_SHARE = 1e-9
"""Giving way by less than this share of a limit is rounding."""


@dataclass(frozen=True)
class Part:
    """Some columns and rows of a program, and their positions in it."""

    program: LinearProgram
    rows: Positions


@dataclass(frozen=True)
class FarkasRay:
    """Farkas ray: multipliers by row that prove a program infeasible, and, where it was looked at as a whole, what gave
    way.
    """

    ray: Floats
    elastic: ElasticLimits | None


def find_farkas_ray(
    program: LinearProgram, limits: list[Limit], calendar: Calendar, folder: Path, deadline: float
) -> FarkasRay | None:
    """Farkas ray of a program; None where none was found, and proven, before the deadline."""
    for part in _parts(program, calendar):
        inside = _inside(part, limits, folder, deadline)
        if inside is not None:
            lifted = lift(program, part, inside.ray)
            if lifted is not None:
                return replace(inside, ray=lifted)
        if time.monotonic() > deadline:
            break
    return None


def lift(program: LinearProgram, part: Part, inside: Floats) -> Floats | None:
    """The multipliers of a part, for the whole program; None where they prove nothing."""
    ray = np.zeros(program.row_count)
    ray[part.rows] = inside
    return None if farkas.farkas_terms(program, ray) is None else ray


def support_rows(ray: Floats) -> Positions:
    """Support of a ray: rows whose multiplier is more than rounding."""
    return np.flatnonzero(np.abs(ray) > SUPPORT_TOLERANCE * np.abs(ray).max()).astype(np.int64)


def irreducible(program: LinearProgram, ray: Floats, deadline: float) -> Floats:
    """Irreducible ray: multipliers over as few rows as their contradiction needs, where the solver ends in time; else
    as they were.

    The simplex method ends at a row of its tableau that no values can satisfy. It is one relation between columns and
    rows that are otherwise free, so none of their limits can be left out: the set is irreducible.
    """
    count = program.row_count + 1
    while len(support_rows(ray)) < count:
        rows = support_rows(ray)
        count = len(rows)
        left = max(0.1, deadline - time.monotonic())
        highs = hand_over(of_rows(program, rows).program,
                          {"threads": 1, "solver": "simplex", "presolve": "off", "time_limit": left})  # fmt: skip
        highs.run()
        if not highs.getDualRayExist()[1]:
            break
        fewer = np.zeros(program.row_count)
        fewer[rows] = np.asarray(highs.getDualRay()[2], dtype=np.float64)
        if farkas.farkas_terms(program, fewer) is None:
            break
        ray = fewer
    return ray


def of_rows(program: LinearProgram, rows: Positions) -> Part:
    """These rows alone, with every column they hold, at no cost."""
    small = rows_matrix(program)[rows]
    used = np.unique(small.indices).astype(np.int64)
    return _part(program, small[:, used].tocsr(), used, rows, program.row_lower[rows], program.row_upper[rows])


def _parts(program: LinearProgram, calendar: Calendar) -> Iterator[Part]:
    """Parts to search: the first stage, then the whole; of a large program instead the first stage with more and more
    of its subproblems.
    """
    structure = block_structure(program, calendar)
    owner = structure.column_owner
    yield narrowed(program, owner == FIRST_STAGE)
    if program.nonzero_count <= WHOLE_UP_TO_NONZEROS:
        yield Part(program, np.arange(program.row_count))
        return
    busiest = _busiest(program, structure.row_owner, calendar)
    for count in SUBPROBLEM_COUNTS:
        part = narrowed(program, (owner == FIRST_STAGE) | np.isin(owner, busiest[:count]))
        if part.program.nonzero_count > WHOLE_UP_TO_NONZEROS:
            return
        yield part


def _busiest(program: LinearProgram, subproblem: Owners, calendar: Calendar) -> npt.NDArray[np.intp]:
    """Subproblems by how much their rows ask for, the most first."""
    asked = np.where(np.isfinite(program.row_lower), np.maximum(program.row_lower, 0.0), 0.0)
    inside = subproblem >= 0
    return np.argsort(-np.bincount(subproblem[inside], asked[inside], calendar.subproblem_count), kind="stable")


def narrowed(program: LinearProgram, kept: npt.NDArray[np.bool_]) -> Part:
    """The kept columns, and the rows that still say something about them."""
    matrix = rows_matrix(program)
    gone = np.flatnonzero(~kept)
    outside = matrix[:, gone]
    row = np.repeat(np.arange(program.row_count), np.diff(outside.indptr))
    value, column = outside.data, gone[outside.indices]
    with np.errstate(invalid="ignore"):
        ends = np.stack([value * program.lower[column], value * program.upper[column]])
    least = np.bincount(row, ends.min(axis=0), program.row_count)
    most = np.bincount(row, ends.max(axis=0), program.row_count)
    lower, upper = program.row_lower - most, program.row_upper - least
    used = np.flatnonzero(kept)
    inside = matrix[:, used].tocsr()
    rows = np.flatnonzero((np.isfinite(lower) | np.isfinite(upper)) & (np.diff(inside.indptr) > 0))
    return _part(program, inside[rows].tocsr(), used, rows, lower[rows], upper[rows])


def _part(
    program: LinearProgram, matrix: object, columns: Positions, rows: Positions, lower: Floats, upper: Floats
) -> Part:
    inside: LinearProgram = replace(
        program,
        columns=(Block("column", 0, (Axis("position", columns),)),),
        rows=(Block("row", 0, (Axis("position", rows),)),),
        lower=program.lower[columns], upper=program.upper[columns], row_lower=lower, row_upper=upper,
        starts=matrix.indptr.astype(np.int32), indices=matrix.indices.astype(np.int32), values=matrix.data,  # type: ignore[attr-defined]
        cost=np.zeros(len(columns)), offset=0.0, cost_terms={}, cost_term_constants={},
    )  # fmt: skip
    return Part(inside, rows)


def _inside(part: Part, limits: list[Limit], folder: Path, deadline: float) -> FarkasRay | None:
    """Farkas ray inside a part: first what was asked for gives way, and only if that is no help any row.

    The former takes a fifth of the time, and lays the blame where it can be changed.
    """
    asked = [held for limit in limits if limit.asked and (held := _within(limit, part)) is not None]
    if asked:
        elastic = ElasticLimits(part.program, asked)
        try:
            amounts = elastic.least(asked, deadline)
        except TimeoutError:
            return None
        if amounts is not None:
            shares = [amount / limit.scale(part.program) for amount, limit in zip(amounts, asked, strict=True)]
            if sum(shares) <= LEAST_SHARE:
                return None
            return FarkasRay(elastic.ray(), elastic if _is_whole(asked, limits) else None)
    left = max(0.1, deadline - time.monotonic())
    relaxed = run_highs(farkas.elastic(part.program), "simplex", {"threads": 1, "time_limit": left},
                        folder / "conflict.log").solution  # fmt: skip
    return None if relaxed is None or not np.any(relaxed.row_dual) else FarkasRay(relaxed.row_dual, None)


def _within(limit: Limit, part: Part) -> Limit | None:
    """The rows of a limit that a part holds; the limit itself where the part is the whole."""
    at = np.searchsorted(part.rows, limit.rows)
    held = at < len(part.rows)
    held[held] = part.rows[at[held]] == limit.rows[held]
    if np.array_equal(at, limit.rows) and held.all():
        return limit
    return Limit(limit.name, at[held], np.empty(0, np.int64), limit.eases[: len(held)][held]) if held.any() else None


def _is_whole(held: list[Limit], limits: list[Limit]) -> bool:
    return all(limit in held for limit in limits if limit.asked)
