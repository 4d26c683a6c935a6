"""An independent proof that a claimed optimum is one. numpy and scipy only; the solver is not asked.

For   minimise c'x + c0   subject to   L <= A x <= U,  l <= x <= u   with row duals y, the reduced costs are
recomputed, z = c - A'y, and these hold at an optimum (Karush, Kuhn and Tucker):

    L <= A x <= U,  l <= x <= u                              primal feasibility
    y > 0 only where L is finite, y < 0 only where U is      dual feasibility (z likewise with l and u)
    y > 0 only where A x = L, y < 0 only where A x = U       complementarity (z likewise with x at l and u)
    c'x = y+'L - y-'U + z+'l - z-'u                          no gap (constants on both sides left out)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.solve.labels import label_at
from loadsite.solve.matrix import magnitudes, rows_matrix
from loadsite.solve.no_answer import Uncertified
from loadsite.solve.solution import Solution

TOLERANCE = 1e-6
"""Every check passes when its relative error is at most this."""

SHARE = 1e-3
"""Residuals are compared with this share of the magnitudes added up, and at least with SHARE itself."""


@dataclass(frozen=True)
class Check:
    """One kind of condition: its largest relative error, and the row or column where it stands."""

    name: str
    error: float
    where: str

    @property
    def passed(self) -> bool:
        return self.error <= TOLERANCE


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


def certify(program: LinearProgram, solution: Solution) -> Certificate:
    """The certificate, or Uncertified naming the worst row or column of every check that fails."""
    certificate = examine(program, solution)
    failed = [check for check in certificate.checks if not check.passed]
    if failed:
        raise Uncertified(
            f"{program.name}: the solver's answer is not confirmed (relative error; allowed {TOLERANCE:g})\n"
            + "\n".join(f"  {check.name}: {check.error:.3g} at {check.where}" for check in failed)
        )
    return certificate


def examine(program: LinearProgram, solution: Solution) -> Certificate:
    """Every check, passed or not. Uncertified where the vectors have the wrong length or are not finite."""
    _check_shapes(program, solution)
    matrix = rows_matrix(program)
    sizes = magnitudes(matrix)
    x, y = solution.primal, solution.row_dual
    activity = matrix @ x
    z = program.cost - matrix.T @ y

    # what each residual is measured against
    row_size = _scale(sizes @ np.abs(x))
    column_size = _scale(np.abs(x))
    price_size = _scale(np.abs(program.cost) + sizes.T @ np.abs(y))
    dual_size = _scale(np.abs(y))

    primal = float(program.cost @ x) + program.offset
    dual = (
        program.offset
        + _at_limits(y, program.row_lower, program.row_upper)
        + _at_limits(z, program.lower, program.upper)
    )
    row_slack = _slack(activity, y, program.row_lower, program.row_upper)
    column_slack = _slack(x, z, program.lower, program.upper)
    row_product = np.minimum(np.abs(y) / dual_size, row_slack / row_size)
    column_product = np.minimum(np.abs(z) / price_size, column_slack / column_size)
    columns, rows = program.columns, program.rows
    checks = (
        _worst("rows satisfied", _outside(activity, program.row_lower, program.row_upper) / row_size, rows),
        _worst("bounds satisfied", _outside(x, program.lower, program.upper) / column_size, columns),
        _worst("row duals signed", _wrong_sign(y, program.row_lower, program.row_upper) / dual_size, rows),
        _worst("reduced costs signed", _wrong_sign(z, program.lower, program.upper) / price_size, columns),
        _worst("reduced costs recomputed", np.abs(solution.reduced_cost - z) / price_size, columns),
        _worst("complementarity of rows", row_product, rows),
        _worst("complementarity of columns", column_product, columns),
        Check("no gap", abs(primal - dual) / max(1.0, abs(primal)), program.name),
        Check(
            "objective recomputed",
            abs(primal - solution.objective) / (SHARE * max(1.0, abs(primal))),
            program.name,
        ),
    )
    return Certificate(primal_objective=primal, dual_objective=dual, checks=checks)


def _check_shapes(program: LinearProgram, solution: Solution) -> None:
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
        raise Uncertified(f"{program.name}: objective {solution.objective}")


def _scale(magnitude: Floats) -> Floats:
    return SHARE * np.maximum(1.0, magnitude)


def _outside(value: Floats, lower: Floats, upper: Floats) -> Floats:
    return np.maximum(0.0, np.maximum(lower - value, value - upper))


def _wrong_sign(dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """The part of a dual that leans on an infinite limit."""
    unsupported = ((dual > 0.0) & np.isneginf(lower)) | ((dual < 0.0) & np.isposinf(upper))
    return np.where(unsupported, np.abs(dual), 0.0)


def _slack(value: Floats, dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """Distance from the limit that the dual leans on; zero where it is infinite (that is a wrong sign)."""
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
