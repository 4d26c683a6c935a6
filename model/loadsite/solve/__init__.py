"""Certified solves: from a LinearProgram to a proven Solution, or to a proof that there is none."""

from loadsite.solve.canaries import CanaryResult, run_canaries
from loadsite.solve.certificate import Certificate, Check, certify, examine
from loadsite.solve.dispatch import CertifiedSolution, Crew, Engine, Method, ProofOptions, solve_certified
from loadsite.solve.fallbacks import SolveOptions, solve
from loadsite.solve.highs import check_solver, write_model
from loadsite.solve.numerics import Range, Ranges, check_numbers, ranges
from loadsite.solve.outcomes import (
    Infeasible,
    LimitReached,
    OutOfRange,
    SolverUnfit,
    Unbounded,
    Uncertified,
    Unsettled,
)
from loadsite.solve.solution import Attempt, Solution
from loadsite.solve.weak_duality import lower_bound

__all__ = [
    "Attempt",
    "CanaryResult",
    "Certificate",
    "CertifiedSolution",
    "Check",
    "Crew",
    "Engine",
    "Infeasible",
    "LimitReached",
    "Method",
    "OutOfRange",
    "ProofOptions",
    "Range",
    "Ranges",
    "Solution",
    "SolveOptions",
    "SolverUnfit",
    "Unbounded",
    "Uncertified",
    "Unsettled",
    "certify",
    "check_numbers",
    "check_solver",
    "examine",
    "lower_bound",
    "ranges",
    "run_canaries",
    "solve",
    "solve_certified",
    "write_model",
]
