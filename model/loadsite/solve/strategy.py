"""Solver strategies: which are tried for a program, and in what order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.highs import Options

SIMPLEX_UP_TO_NONZEROS = 2_000_000
"""Measured on the four-state grid, dual simplex against HiPO with crossover, CPU seconds: 0.1 million non-zeros 3 and
30, 0.3 million 16 and 60, 0.45 million 39 and 106; at 0.9 and 1.1 million simplex took 125 and 135 and HiPO stopped
without progress. Other programs turn earlier (long storage with yearly budgets at 0.1 million), which is why no
strategy may take all the time there is.
"""

TIGHT: Options = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
"""What the certificate asks for. HiGHS's default of 1e-7 took as long on every program measured."""


@dataclass(frozen=True)
class Strategy:
    """Solver strategy: "simplex" or "hipo", and HiGHS options that differ from their defaults."""

    algorithm: str
    options: Options


def fallback_sequence(program: LinearProgram) -> tuple[Strategy, ...]:
    """Fallback sequence: dual simplex first for small programs, HiPO for large ones; then the other; no presolve;
    rescaled.

    HiPO always crosses over to a vertex: that adds a tenth to its time, and an interior answer fails the
    certificate.
    """
    simplex = Strategy("simplex", TIGHT)
    hipo = Strategy("hipo", {**TIGHT, "run_crossover": "on"})
    usual = (simplex, hipo) if program.nonzero_count <= SIMPLEX_UP_TO_NONZEROS else (hipo, simplex)
    variants: tuple[Options, ...] = ({}, {"presolve": "off"}, scaling(program))
    return tuple(Strategy(each.algorithm, {**each.options, **variant}) for variant in variants for each in usual)


def scaling(program: LinearProgram) -> Options:
    """Powers of two that bring the median cost and the median limit to about one."""
    limits = np.concatenate([program.lower, program.upper, program.row_lower, program.row_upper])
    return {"user_objective_scale": -_exponent(program.cost), "user_bound_scale": -_exponent(limits)}


def _exponent(numbers: Floats) -> int:
    sizes = np.abs(numbers[np.isfinite(numbers) & (numbers != 0.0)])
    return round(math.log2(float(np.median(sizes)))) if sizes.size else 0
