"""What a run of the solver claims, or the error that says why there is nothing to claim, proven."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.nodal.no_dispatch import contradiction
from loadsite.solve.farkas import crossed_limits, elastic, farkas_terms
from loadsite.solve.highs import Run, Status
from loadsite.solve.outcomes import Infeasible, Unsettled
from loadsite.solve.solution import Basis, Solution
from loadsite.solve.warm_start import Simplex, run_from, with_more_rows

ROUNDING = 1e-9
"""Multipliers below this share of the largest are rounding."""


def optimum(program: LinearProgram, basis: Basis | None = None, simplex: Simplex = Simplex.DUAL) -> Solution:
    """The optimum that the solver claims, begun from a basis, which may be of fewer rows; from none where that fails.

    Raises:
        Infeasible: there is none, proven, and the limits that contradict each other.
        Unsettled: the solver ends without either, from wherever it begins.
    """
    begun = [] if basis is None else [(with_more_rows(basis, program.row_count), simplex)]
    for start, way in (*begun, (None, Simplex.DUAL), (None, Simplex.PRIMAL)):
        run = run_from(program, start, way)
        if run.solution is not None:
            return run.solution
        try:
            _raise_infeasible(program, run)
        except Unsettled as error:
            last = error
    raise last


def _proof(program: LinearProgram, ray: Floats | None) -> Floats | None:
    """Farkas terms of the solver's ray, or of the duals of the elastic program; None where neither proves anything."""
    terms = None if ray is None else farkas_terms(program, ray)
    if terms is None:
        least = run_from(elastic(program), None).solution
        terms = None if least is None else farkas_terms(program, _without_rounding(least.row_dual))
    return terms


def _without_rounding(ray: Floats) -> Floats:
    return np.where(np.abs(ray) > ROUNDING * np.abs(ray).max(initial=0.0), ray, 0.0)


def _raise_infeasible(program: LinearProgram, run: Run) -> None:
    crossed = crossed_limits(program)
    if crossed:
        raise Infeasible(f"{program.name} has no answer, proven: {crossed}")
    if run.status is Status.INFEASIBLE:
        terms = _proof(program, run.dual_ray)
        if terms is not None:
            raise Infeasible(f"{program.name} has no answer, proven: {contradiction(program, terms)}")
    raise Unsettled(f"{program.name}: HiGHS ends with: {run.attempt.status}, which could not be proven", (run.attempt,))
