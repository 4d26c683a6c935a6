"""From a LinearProgram to a proven Solution, or to a proof that there is none."""

from loadsite.solve.bounds import lower_bound
from loadsite.solve.canaries import CanaryResult, run_canaries
from loadsite.solve.certificate import Certificate, Check, certify, examine
from loadsite.solve.highs import check_solver, write_model
from loadsite.solve.ladder import SolveOptions, solve
from loadsite.solve.no_answer import (
    Infeasible,
    LimitReached,
    OutOfRange,
    SolverUnfit,
    Unbounded,
    Uncertified,
    Unsettled,
)
from loadsite.solve.numerics import Range, Ranges, check_numbers, ranges
from loadsite.solve.proven import Crew, Engine, Method, ProofOptions, Proven, prove
from loadsite.solve.solution import Attempt, Solution

__all__ = [
    "Attempt",
    "CanaryResult",
    "Certificate",
    "Check",
    "Crew",
    "Engine",
    "Infeasible",
    "LimitReached",
    "Method",
    "OutOfRange",
    "ProofOptions",
    "Proven",
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
    "prove",
    "ranges",
    "run_canaries",
    "solve",
    "write_model",
]
