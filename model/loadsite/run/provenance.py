"""The record of a run, `run.json`: what went in, what it took, and the proofs."""

from __future__ import annotations

import hashlib
import math
import platform
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any

import loadsite
from loadsite.inputs.case import Case, Hosting
from loadsite.results.families import Solved
from loadsite.results.ramps_between_periods import ramps_between_periods
from loadsite.run.answer import Answer, Hosted, Solve
from loadsite.run.run_record import FORMAT
from loadsite.run.run_status import RunStatus
from loadsite.solve import Check, ProofOptions
from loadsite.solve.certificate import GAP
from loadsite.solve.early_end import NEVER
from loadsite.solve.memory import peak_memory_mb

PACKAGES = (
    "loadsite", "pyomo", "highspy", "highspy-extras", "numpy", "scipy", "pandas", "pyarrow", "geopandas",
)  # fmt: skip

PACKAGE = Path(loadsite.__file__).parent
NO_PROGRAM = ("study",)
"""Folder of the package that holds the shipped study."""

SOURCE = "loadsite_source"
"""What the hash of loadsite's own program files is called among the versions."""


def versions() -> dict[str, str]:
    """Version of Python and of every package that shapes a result; "missing" where one is not installed."""
    found = {"python": platform.python_version(), SOURCE: source_hash()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "missing"
    return found


@cache
def source_hash() -> str:
    """SHA-256 of the names and bytes of loadsite's own program files: an edited installation is another version."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE)
        program = name.parts[0] not in NO_PROGRAM and not name.name.startswith(".") and path.suffix != ".pyc"
        if program and path.is_file():
            data = path.read_bytes()
            digest.update(f"{name.as_posix()} {len(data)}\0".encode() + data)
    return digest.hexdigest()


def record(
    answer: Answer, options: ProofOptions, begun: datetime, cpu_s: float, result_hash: str
) -> dict[str, Any]:
    """Everything about a run that is not a result, ready for JSON; `begun` is when it was started [UTC]."""
    return {
        "format": FORMAT,
        "scenario": answer.asked.name,
        "status": RunStatus.OPTIMAL if answer.not_closed is None else RunStatus.NOT_PROVEN,
        "result_hash": result_hash,
        "question": question_of(answer.asked),
        "time_resolution": answer.asked.horizon.resolution,
        "limitations": list(answer.asked.limitations),
        "inputs": dict(answer.asked.input_hashes),
        "versions": versions(),
        "options": _options(options),
        **record_of_solve(answer.solve),
        "caveats": [caveat for caveat in (_ramps(answer.solve),) if caveat],
        "audit": _checks(answer.audit.checks),
        "hosting": None if answer.hosted is None else _hosting(answer.hosted),
        "begun_utc": begun.isoformat(timespec="seconds"),
        "ended_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_s_by_stage": answer.seconds,
        "cpu_s": cpu_s,
        "peak_memory_mb": peak_memory_mb(),
    }


def _ramps(done: Solve) -> str:
    return ramps_between_periods(Solved(done.case, done.program, done.solution))


def _options(options: ProofOptions) -> dict[str, Any]:
    said = asdict(replace(options, early=NEVER))
    single = said.pop("single")
    said.pop("early")  # no option, but who listens
    return {name: _json(value) for name, value in {**said, **single}.items()}


def question_of(case: Case) -> dict[str, Any]:
    """What a record says was asked."""
    placement = case.placement
    asked = {"unserved_limit_share": placement.unserved_limit_share}
    if not isinstance(placement, Hosting):
        asked["target_mw"] = {str(year): float(mw) for year, mw in placement.target_mw.items()}  # type: ignore[assignment]
        asked["shortfall_usd_per_mw_year"] = _json(placement.shortfall_usd_per_mw_year)
    return {
        "kind": "hosting" if isinstance(placement, Hosting) else "target",
        **asked,
        "years": [int(year) for year in case.horizon.years.index],
        "snapshots": len(case.horizon.snapshots),
        "periods": len(case.horizon.periods),
        "cost_year": case.cost_year,
    }


def record_of_solve(done: Solve) -> dict[str, Any]:
    """What a record says of one program, how it was solved, and its certificate."""
    program = done.program
    return {
        "method": done.method,
        "ended": done.ended or None,
        "program": {
            "rows": program.row_count,
            "columns": program.column_count,
            "non_zeros": program.nonzero_count,
        },
        "coefficient_ranges": asdict(done.ranges),
        "attempts": [
            {**asdict(attempt), "options": {name: _json(value) for name, value in attempt.options.items()}}
            for attempt in done.solution.attempts
        ],
        "certificate": {
            "objective_musd": done.certificate.primal_objective,
            "dual_objective_musd": done.certificate.dual_objective,
            "gap_musd": done.certificate.gap,
            "gap_allowed": next((check.allowed for check in done.certificate.checks if check.name == GAP), None),
            **_checks(done.certificate.checks),
        },
    }


def _hosting(hosted: Hosted) -> dict[str, Any]:
    found = record_of_solve(hosted.solve)
    found["hosted_mw"] = {str(year): float(mw) for year, mw in hosted.hosted_mw.items()}
    return found


def _checks(checks: tuple[Check, ...]) -> dict[str, Any]:
    worst = max(checks, key=lambda check: check.error)
    return {
        "checks": len(checks),
        "largest_relative_error": worst.error,
        "where": f"{worst.name}: {worst.where}",
        "errors": {check.name: check.error for check in checks},
    }


def _json(value: Any) -> Any:
    """JSON has no infinity: no limit is null."""
    if isinstance(value, PurePath):
        return str(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
