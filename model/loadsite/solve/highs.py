"""HiGHS: hand a LinearProgram over, run it once, say how it ended. Threads never share a model."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.interrupt import run_interruptibly
from loadsite.solve.memory import peak_memory_mb
from loadsite.solve.names import file_names
from loadsite.solve.outcomes import SolverUnfit
from loadsite.solve.solution import Attempt, Basis, Solution

OLDEST_HIGHS = (1, 15, 1)
"""1.14.0 returned wrong answers as optimal."""

_OLDEST = ".".join(str(part) for part in OLDEST_HIGHS)
_INSTALL = f'pip install "highspy[extras]>={_OLDEST}"'

Options = dict[str, str | int | float | bool]


class Status(StrEnum):
    """How one run ended, in the solver's own view."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible or unbounded"
    TIME_LIMIT = "time limit"
    MEMORY_LIMIT = "memory limit"
    UNKNOWN = "unknown"
    FAILED = "failed"


_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE_OR_UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Status.TIME_LIMIT,
    highspy.HighsModelStatus.kMemoryLimit: Status.MEMORY_LIMIT,
    highspy.HighsModelStatus.kLoadError: Status.FAILED,
    highspy.HighsModelStatus.kModelError: Status.FAILED,
    highspy.HighsModelStatus.kPresolveError: Status.FAILED,
    highspy.HighsModelStatus.kSolveError: Status.FAILED,
    highspy.HighsModelStatus.kPostsolveError: Status.FAILED,
}


@dataclass(frozen=True)
class Run:
    """One run: how it ended, what it took, the claimed optimum or the dual ray of an infeasible program."""

    status: Status
    attempt: Attempt
    solution: Solution | None
    dual_ray: Floats | None


def check_solver() -> None:
    """SolverUnfit where HiGHS is older than 1.15.1 or came without HiPO."""
    highs = _new()
    check_version(highs.version())
    if highs.setOptionValue("solver", "hipo") != highspy.HighsStatus.kOk:
        raise SolverUnfit(f"HiGHS is installed without HiPO, its interior point solver. {_INSTALL}")


def check_version(version: str) -> None:
    """SolverUnfit where `version` ("1.15.1") is older than what loadsite was proven with."""
    if tuple(int(part) for part in version.split(".")[:3]) < OLDEST_HIGHS:
        raise SolverUnfit(f"HiGHS {version} is too old: older ones than {_OLDEST} gave wrong answers. {_INSTALL}")


def run_highs(program: LinearProgram, algorithm: str, options: Options, log_file: Path) -> Run:
    """Solve once. `algorithm` is HiGHS's `solver` option: "simplex" or "hipo"; the log goes to `log_file`."""
    all_options: Options = {"solver": algorithm, **options}
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        highs = hand_over(program, all_options, log_file)
        failed = run_interruptibly(highs) == highspy.HighsStatus.kError
        model_status = highs.getModelStatus()
        status = _STATUS.get(model_status, Status.UNKNOWN)
        if failed and status is Status.OPTIMAL:
            status = Status.FAILED
        said = highs.modelStatusToString(model_status)
        info = highs.getInfo()
        counts = (info.simplex_iteration_count, info.ipm_iteration_count, info.crossover_iteration_count)
        iterations = sum(count for count in counts if count > 0)
        claimed = claimed_by(highs) if status is Status.OPTIMAL else None
        basis = basis_of(highs) if status is Status.OPTIMAL else None
        dual_ray = _dual_ray(highs) if status is Status.INFEASIBLE else None
    except MemoryError:
        status, said, iterations = Status.MEMORY_LIMIT, "out of memory", 0
        claimed, basis, dual_ray = None, None, None
    attempt = Attempt(
        algorithm=algorithm,
        options=options,
        status=said,
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - wall,
        iterations=iterations,
        peak_memory_mb=peak_memory_mb(),
    )
    solution = None if claimed is None else Solution(*claimed, attempts=(attempt,), basis=basis)
    return Run(status=status, attempt=attempt, solution=solution, dual_ray=dual_ray)


def write_model(program: LinearProgram, path: Path) -> None:
    """Write the program as MPS or LP, by the suffix of `path` (`.mps` or `.lp`), rows and columns by name."""
    if path.suffix not in (".mps", ".lp"):
        raise ValueError(f"{path}: expected a name ending in .mps or .lp")
    highs = hand_over(program, {})
    for position, name in enumerate(file_names(program.columns)):
        highs.passColName(position, name)
    for position, name in enumerate(file_names(program.rows)):
        highs.passRowName(position, name)
    if highs.writeModel(str(path)) == highspy.HighsStatus.kError:
        raise OSError(f"{path}: could not be written")


def _new() -> Any:
    # typed as anything: highspy's stubs leave out part of the class
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    return highs


def hand_over(program: LinearProgram, options: Options, log_file: Path | None = None) -> Any:
    """A HiGHS object that holds the program, silent but for the log file; ValueError where it takes neither."""
    highs = _new()
    if log_file is not None:
        highs.setOptionValue("log_to_console", False)
        highs.setOptionValue("log_file", str(log_file))
        highs.setOptionValue("output_flag", True)
    if "threads" in options:
        # The pool of threads is one per process and keeps its first size until it is reset.
        highspy.Highs.resetGlobalScheduler(True)
    for name, value in options.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS does not take {name} = {value!r}")
    program = program.whole()
    columns, rows = program.column_count, program.row_count
    passed = highs.passModel(
        columns,
        rows,
        program.nonzero_count,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        program.offset,
        program.cost,
        program.lower,
        program.upper,
        program.row_lower,
        program.row_upper,
        program.starts,
        program.indices,
        program.values,
        np.zeros(columns, np.int32),  # all continuous; an empty array here is read out of bounds
    )
    if passed == highspy.HighsStatus.kError:
        raise ValueError(f"HiGHS does not take the arrays of {program.name}; its log: {log_file}")
    return highs


def ray_of_infeasible(program: LinearProgram) -> Floats | None:
    """Multipliers of the rows by which the simplex method found a program infeasible, of either sign; None if it did
    not. Nothing is proven by them until they are checked.
    """
    options: Options = {"solver": "simplex", "threads": 1, "presolve": "off", "simplex_strategy": 1}
    highs = hand_over(program, options)
    highs.run()
    infeasible = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    return _dual_ray(highs) if infeasible else None


def claimed_by(highs: Any) -> tuple[float, Floats, Floats, Floats]:
    """Objective, primal, row duals and reduced costs of the optimum that a HiGHS object claims to have found."""
    found = highs.getSolution()
    return (
        float(highs.getInfo().objective_function_value),
        np.asarray(found.col_value, dtype=np.float64),
        np.asarray(found.row_dual, dtype=np.float64),
        np.asarray(found.col_dual, dtype=np.float64),
    )


def basis_of(highs: Any) -> Basis | None:
    """Simplex basis that a HiGHS object ended at; None after an interior point."""
    basis = highs.getBasis()
    if not basis.valid:
        return None
    columns, rows = (np.array([int(each) for each in part], dtype=np.int8)
                     for part in (basis.col_status, basis.row_status))  # fmt: skip
    return Basis(columns, rows)


def _dual_ray(highs: Any) -> Floats | None:
    # asked for only where it is at hand: getDualRay alone would start another solve
    _, at_hand = highs.getDualRayExist()
    return np.asarray(highs.getDualRay()[2], dtype=np.float64) if at_hand else None
