"""Certificate of optimality: an independent proof that a claimed optimum is one. numpy and scipy only; the solver is
not asked.

For   minimise c'x + c0   subject to   L <= A x <= U,  l <= x <= u   with row duals y, the reduced costs are
recomputed, z = c - A'y, and these hold at an optimum (Karush, Kuhn and Tucker):

    L <= A x <= U,  l <= x <= u                              primal feasibility
    y > 0 only where L is finite, y < 0 only where U is      dual feasibility (z likewise with l and u)
    y > 0 only where A x = L, y < 0 only where A x = U       complementarity (z likewise with x at l and u)
    c'x = y+'L - y-'U + z+'l - z-'u                          no gap (constants on both sides left out)

What an error is measured against: the magnitudes added up to get the number,

    a row      sum_j |a_ij x_j|            its dual      |y_i|
    a column   |x_j|                       its reduced cost  |c_j| + sum_i |a_ij y_i|

but at least 1, and of that one thousandth. So beside a zone of one GW, one MW of a campus is still held to 1e-6 of
itself, and beside prices of 1 M$/GWh one of 1 USD/MWh is. Corner solutions keep this with three digits to spare or
more; interior ones, where a dual and its slack are both merely small, do not and are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.solve.labels import label_at
from loadsite.solve.matrix import magnitudes, part_matrix, rows_matrix
from loadsite.solve.outcomes import Uncertified
from loadsite.solve.solution import Solution
from loadsite.solve.weak_duality import lower_bound

TOLERANCE = 1e-6
"""Largest relative error of any check."""

THOUSANDTH = 1e-3

GAP = "gap between the proven bounds"

BOUND_TOLD = "bound told is proven by its duals"


@dataclass(frozen=True)
class Check:
    """One kind of condition: its largest relative error, the row or column where it stands, and what is allowed."""

    name: str
    error: float
    where: str
    allowed: float = TOLERANCE

    @property
    def passed(self) -> bool:
        return self.error <= self.allowed


@dataclass(frozen=True)
class Certificate:
    """Every condition of optimality as recomputed from the program; objectives in M$."""

    primal_objective: float
    dual_objective: float
    checks: tuple[Check, ...]

    @property
    def gap(self) -> float:
        """Primal less dual objective [M$]."""
        return self.primal_objective - self.dual_objective

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that do not pass."""
        return tuple(check for check in self.checks if not check.passed)


def certify(program: LinearProgram, solution: Solution) -> Certificate:
    """The certificate, or Uncertified naming the worst row or column of every check that fails."""
    return _confirmed(program, examine(program, solution))


def _confirmed(program: LinearProgram, certificate: Certificate) -> Certificate:
    if certificate.failed:
        raise Uncertified(
            f"{program.name}: the solver's answer is not confirmed; relative errors above what is allowed:"
            + "".join(
                f"\n  {check.name}: {check.error:.3g} at {check.where} (allowed {check.allowed:g})"
                for check in certificate.failed
            )
        )
    return certificate


def certify_between(
    program: LinearProgram, solution: Solution, told_bound: float, gap_allowed: float
) -> Certificate:
    """The certificate of a feasible point and a lower bound [M$] that are no more than a gap apart.

    The bound is recomputed from the row duals of the whole program by weak duality; what the search told of it is only
    compared. `gap_allowed` is relative to the objective; cuts keep their duals to single precision, so that what they
    prove is held to it down to TOLERANCE. Uncertified where the point is not feasible, either gap is larger, or the
    search told a higher bound than its duals prove.
    """
    return _confirmed(program, examine_between(program, solution, told_bound, gap_allowed))


def examine_between(
    program: LinearProgram, solution: Solution, told_bound: float, gap_allowed: float
) -> Certificate:
    """Every check of `certify_between`, passed or not."""
    _check_vectors(program, solution)
    x = solution.primal
    missed = np.empty(program.row_count)
    for rows in program.parts():
        matrix = part_matrix(program, rows)
        row_size = _scale(magnitudes(matrix) @ np.abs(x))
        missed[rows.positions] = _outside(matrix @ x, rows.lower, rows.upper) / row_size
    primal = float(program.cost @ x) + program.offset
    bound = lower_bound(program, solution.row_dual, primal)
    size = max(1.0, abs(primal))
    checks = (
        _worst("rows satisfied", missed, program.rows),
        _worst(
            "bounds satisfied", _outside(x, program.lower, program.upper) / _scale(np.abs(x)), program.columns
        ),
        Check("objective recomputed", abs(primal - solution.objective) / (THOUSANDTH * size), program.name),
        Check("gap told by the search", abs(primal - told_bound) / size, program.name, gap_allowed),
        Check(BOUND_TOLD, max(0.0, told_bound - bound) / size, program.name),
        Check("bound not above the cost", max(0.0, bound - primal) / size, program.name),
        Check(GAP, max(0.0, primal - bound) / size, program.name, max(gap_allowed, TOLERANCE)),
    )
    return Certificate(primal, bound, checks)


def examine(program: LinearProgram, solution: Solution) -> Certificate:
    """Every check, passed or not. Uncertified where the vectors have the wrong length or are not finite."""
    _check_vectors(program, solution)
    matrix = rows_matrix(program)
    sizes = magnitudes(matrix)
    x, y = solution.primal, solution.row_dual
    activity = matrix @ x
    z = program.cost - matrix.T @ y

    row_size = _scale(sizes @ np.abs(x))
    column_size = _scale(np.abs(x))
    dual_size = _scale(np.abs(y))
    price_size = _scale(np.abs(program.cost) + sizes.T @ np.abs(y))

    of_rows = (program.row_lower, program.row_upper)
    of_columns = (program.lower, program.upper)
    # both a dual and the distance to its limit may not be more than rounding
    row_product = np.minimum(np.abs(y) / dual_size, _slack(activity, y, *of_rows) / row_size)
    column_product = np.minimum(np.abs(z) / price_size, _slack(x, z, *of_columns) / column_size)

    primal = float(program.cost @ x) + program.offset
    dual = _at_limits(y, *of_rows) + _at_limits(z, *of_columns) + program.offset
    size = max(1.0, abs(primal))
    recomputed = abs(primal - solution.objective) / (THOUSANDTH * size)

    columns, rows = program.columns, program.rows
    checks = (
        _worst("rows satisfied", _outside(activity, *of_rows) / row_size, rows),
        _worst("bounds satisfied", _outside(x, *of_columns) / column_size, columns),
        _worst("row duals signed", _unsupported(y, *of_rows) / dual_size, rows),
        _worst("reduced costs signed", _unsupported(z, *of_columns) / price_size, columns),
        _worst("reduced costs recomputed", np.abs(solution.reduced_cost - z) / price_size, columns),
        _worst("complementarity of rows", row_product, rows),
        _worst("complementarity of columns", column_product, columns),
        Check("objective recomputed", recomputed, program.name),
        Check("no gap", abs(primal - dual) / size, program.name),
    )
    return Certificate(primal_objective=primal, dual_objective=dual, checks=checks)


def _check_vectors(program: LinearProgram, solution: Solution) -> None:
    for name, vector, length in (
        ("primal", solution.primal, program.column_count),
        ("row_dual", solution.row_dual, program.row_count),
        ("reduced_cost", solution.reduced_cost, program.column_count),
    ):
        if vector.shape != (length,):
            raise Uncertified(f"{program.name}: {name} has shape {vector.shape}; expected ({length},)")
        if not np.isfinite(vector).all():
            raise Uncertified(f"{program.name}: {name} holds numbers that are not finite")
    if not np.isfinite(solution.objective):
        raise Uncertified(f"{program.name}: the objective is {solution.objective}")


def _scale(magnitude: Floats) -> Floats:
    return THOUSANDTH * np.maximum(1.0, magnitude)


def _outside(value: Floats, lower: Floats, upper: Floats) -> Floats:
    return np.maximum(0.0, np.maximum(lower - value, value - upper))


def _unsupported(dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """The part of a dual that leans on an infinite limit."""
    unsupported = ((dual > 0.0) & np.isneginf(lower)) | ((dual < 0.0) & np.isposinf(upper))
    return np.where(unsupported, np.abs(dual), 0.0)


def _slack(value: Floats, dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """Distance from the limit that the dual leans on; zero where it is infinite (`_unsupported` sees it)."""
    distance = np.where(dual > 0.0, value - lower, upper - value)
    return np.where(np.isfinite(distance) & (dual != 0.0), np.abs(distance), 0.0)


def _at_limits(dual: Floats, lower: Floats, upper: Floats) -> float:
    """Each dual times the limit it leans on, infinite limits left out [M$]."""
    limit = np.where(dual > 0.0, lower, upper)
    return float(np.sum(dual * np.where(np.isfinite(limit), limit, 0.0)))


def _worst(name: str, error: Floats, blocks: tuple[Block, ...]) -> Check:
    if not error.size:
        return Check(name, 0.0, "")
    position = int(np.argmax(error))
    return Check(name, float(error[position]), label_at(blocks, position))
