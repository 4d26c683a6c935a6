"""The published total of the ten-day brownfield case, by tables and a scenario alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from course_ten_days import write_course

from loadsite.inputs import read_case
from solved import solved

PUBLISHED_USD = 1.4196651126e10
"""Total of notebook 07 with retirement and ramps of all fleets round the day [USD a year]."""


@pytest.mark.slow
def test_the_published_total_is_found(tmp_path: Path) -> None:
    data = Path(os.environ.get("LOADSITE_VALIDATION", "")) / "course_10_days"
    if "LOADSITE_VALIDATION" not in os.environ or not data.is_dir():
        pytest.skip("LOADSITE_VALIDATION names no folder with course_10_days/ in it")
    case = read_case(write_course(tmp_path, data))
    found = solved(case)
    assert found.cost_usd == pytest.approx(PUBLISHED_USD, rel=1e-8)
    assert found.mw("kept", slice(None), 2030).sum() < case.fleet.existing_mw[2030].sum() - 1.0
