"""One solve of a small program by the simplex method, begun from a basis of a program like it."""

from __future__ import annotations

import time
from enum import IntEnum

import highspy
import numpy as np

from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve.highs import Options, Run, Status, basis_of, claimed_by, hand_over, ray_of_infeasible
from loadsite.solve.solution import Attempt, Basis, Solution
from loadsite.solve.strategy import TIGHT

SMALLEST_COEFFICIENT = 1e-12
"""HiGHS leaves out what is smaller; its default of 1e-9 would move flows by more than the certificate allows."""

_OPTIONS: Options = {"solver": "simplex", "threads": 1, "small_matrix_value": SMALLEST_COEFFICIENT, **TIGHT}
_STATUSES = np.array([highspy.HighsBasisStatus(code) for code in range(5)], dtype=object)
BASIC = 1
"""Code of a basic column or row in a `Basis`."""


def with_more_rows(basis: Basis, rows: int) -> Basis:
    """The basis of a program to which rows were added at the end, all of them basic; that many rows then."""
    added = np.full(rows - len(basis.rows), BASIC, dtype=np.int8)
    return Basis(basis.columns, np.concatenate([basis.rows, added]))


class Simplex(IntEnum):
    """Which bases a solve goes through, by HiGHS's number: those that are optimal but for their limits, or feasible."""

    DUAL = 1
    PRIMAL = 4


def run_from(program: LinearProgram, basis: Basis | None, simplex: Simplex = Simplex.DUAL) -> Run:
    """Solve once, from a basis where there is one; the claimed optimum, or the ray of an infeasible program.

    Nothing of it is believed until it is certified.
    """
    options: Options = {**_OPTIONS, "simplex_strategy": int(simplex)}
    if basis is not None:
        options["presolve"] = "off"
    wall, cpu = time.perf_counter(), time.process_time()
    highs = hand_over(program, options)
    if basis is not None:
        highs.setBasis(_highs_basis(basis))
    highs.run()
    status = {
        highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
        highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
        highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
    }.get(highs.getModelStatus(), Status.UNKNOWN)
    attempt = Attempt(
        "simplex", options, highs.modelStatusToString(highs.getModelStatus()), time.process_time() - cpu,
        time.perf_counter() - wall, max(0, highs.getInfo().simplex_iteration_count),
    )  # fmt: skip
    if status is Status.OPTIMAL:
        return Run(status, attempt, Solution(*claimed_by(highs), (attempt,), basis_of(highs)), None)
    ray = ray_of_infeasible(program) if status is Status.INFEASIBLE else None
    return Run(status, attempt, None, ray)


def _highs_basis(basis: Basis) -> highspy.HighsBasis:
    made = highspy.HighsBasis()
    made.col_status, made.row_status = _STATUSES[basis.columns].tolist(), _STATUSES[basis.rows].tolist()
    made.valid = True
    return made
