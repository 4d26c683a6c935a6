"""Records of runs, as small as a run writes them; each figure is another."""

from __future__ import annotations

from typing import Any

from loadsite.run.run_record import FORMAT

HASH = "0123456789abcdef" * 4


def explained() -> dict[str, Any]:
    """The record of a case without an answer."""
    return {
        "format": FORMAT, "scenario": "made up", "status": "infeasible", "explanation": "too much",
        "inputs": {"a.csv": HASH},
        "versions": {"loadsite": "0.1.0"}, "begun_utc": "2026-03-01T10:00:00+00:00",
        "ended_utc": "2026-03-01T10:00:07+00:00", "keys": {"name": "made up"}, "scenario_file": "made_up.yaml",
        "data": [],
    }  # fmt: skip


def answered() -> dict[str, Any]:
    """The record of an answer."""
    size = {"smallest": 0.5, "largest": 42.0}
    checks = {"checks": 3, "largest_relative_error": 2e-9, "where": "rows: a", "errors": {"rows": 2e-9, "bounds": 1e-9}}
    return {key: value for key, value in explained().items() if key != "explanation"} | {
        "status": "optimal", "result_hash": HASH[::-1], "time_resolution": "12 hours",
        "question": {"kind": "target", "unserved_limit_share": None, "target_mw": {"2030": 620.0},
                     "shortfall_usd_per_mw_year": 900_000.0, "years": [2030], "snapshots": 12, "periods": 2,
                     "cost_year": 2024},
        "limitations": ["no wind"], "caveats": [], "options": {"threads": 1}, "method": "single", "ended": None,
        "program": {"rows": 31, "columns": 41, "non_zeros": 59},
        "coefficient_ranges": {"matrix": size, "cost": size, "bounds": size, "limits": size},
        "attempts": [{"algorithm": "simplex", "options": {}, "status": "Optimal", "cpu_s": 0.25, "wall_s": 0.5,
                      "iterations": 7, "peak_memory_mb": None, "verdict": "certified", "remarks": []}],
        "certificate": {"objective_musd": 640.5, "dual_objective_musd": 640.25, "gap_musd": 0.25, "gap_allowed": None,
                        **checks},
        "audit": checks | {"checks": 5}, "hosting": None, "wall_s_by_stage": {"build": 1.5, "solve": 0.5},
        "cpu_s": 2.5, "peak_memory_mb": 330.0, "warnings": [],
    }  # fmt: skip
