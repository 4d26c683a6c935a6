"""What is offered as a repair was tried: with it there is an answer, with a little less of it there is none."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_planted_conflicts import planted

from loadsite.arrays.linear_program import LinearProgram
from loadsite.explain.conflict import foresee
from loadsite.explain.named_limits import named_limits
from loadsite.inputs.case import Case
from loadsite.results.periods import calendar
from loadsite.solve import Infeasible, SolveOptions, solve
from loadsite.solve.conflict import Conflict, Repair, explain, explain_by_propagation
from rules_of import with_rules
from small_cases import Generator, Period, Site, Zone, make_case
from solved import compiled

MUST_RUN = "rules:\n  - {name: mustrun, rule: 'generation[generator=base] >= 240 MW', each: hour}\n"


def surplus(target_mw: float) -> Case:
    """A plant of 300 MW that must give 240, a load of 100, and nowhere for the rest but a campus of the target."""
    case = make_case(
        [Zone("z", 100)], [Generator("base", "z", 300, 20)], sites=[Site("campus", "z", 500)], periods=[Period(2)],
        target_mw=target_mw, shortfall_usd_per_mw_year=np.inf,
    )
    return with_rules(case, MUST_RUN)


def has_answer(program: LinearProgram) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        try:
            solve(replace(program, cost=np.zeros(program.column_count)), SolveOptions(1), Path(folder))
        except Infeasible:
            return False
    return True


def repaired(program: LinearProgram, repair: Repair, share: float) -> LinearProgram:
    """The program with every limit of a repair changed by a share of what is offered; an equality stays one."""
    row_lower, row_upper, upper = program.row_lower.copy(), program.row_upper.copy(), program.upper.copy()
    for limit, amount in repair.amounts:
        by = -limit.eases * amount * share
        rows = len(limit.rows)
        row_lower[limit.rows] += by[:rows]
        row_upper[limit.rows] += by[:rows]
        upper[limit.columns] += by[rows:]
    return replace(program, row_lower=row_lower, row_upper=row_upper, upper=upper)


@pytest.mark.parametrize("target_mw", [60, 0, 139])
def test_a_target_that_must_be_raised(target_mw):
    """With 140 MW of campus there is an answer, and with nothing less."""
    case = surplus(target_mw)
    found = foresee(case, compiled(case))
    assert found is not None
    short = 140 - target_mw
    repairs = [line for line in found.short.splitlines() if line.startswith("Repair")]
    assert repairs == [
        f"Repair: lower rule mustrun, rules.yaml:2, by {short} MW",
        f"Repair: raise requested campus load in 2030 by {short} MW",
    ]
    assert not has_answer(compiled(surplus(139.9))) and has_answer(compiled(surplus(140)))


def conflict_of(case: Case, program: LinearProgram, folder: Path, ahead: bool) -> Conflict | None:
    limits = [each.limit for each in named_limits(case, program)]
    if ahead:
        return explain_by_propagation(program, limits, calendar(case))
    return explain(program, limits, calendar(case), folder, 60.0)


@pytest.mark.parametrize("ahead", [True, False], ids=["by arithmetic", "by a solve"])
@pytest.mark.parametrize("number", [1, 4, 6, 9, 15, 21])
def test_every_repair_of_a_planted_conflict_is_one(number, ahead, tmp_path):
    case, program, _ = planted(number)
    conflict = conflict_of(case, program, tmp_path, ahead)
    if conflict is None:
        assert ahead  # arithmetic does not show every conflict
        return
    assert conflict.repairs
    for repair in conflict.repairs:
        assert repair.enough
        assert has_answer(repaired(program, repair, 1.0001))
        assert not has_answer(repaired(program, repair, 0.98))


def test_a_sum_below_zero_is_told_as_one():
    """campus - generation >= -20 MW, where generation is at least the load of 150 MW and the campus."""
    text = (
        "rules:\n  - {name: sum, rule: 'campus_mw - generation[zone=z] >= -20 MW', each: hour}\n"
        "  - {name: served, rule: 'unserved <= 0 MW', each: hour}\n"
    )
    case = with_rules(
        make_case([Zone("z", 150)], [Generator("base", "z", 300, 20)], sites=[Site("campus", "z", 500)],
                  periods=[Period(2)], target_mw=60, shortfall_usd_per_mw_year=np.inf), text,
    )  # fmt: skip
    found = foresee(case, compiled(case))
    assert found is not None
    assert "rule sum holds a sum to at least -20 MW, and with all other limits it comes to " in found.short
    assert "at most -150 MW; 130 MW short" in found.short
    assert "Repair: lower rule sum, rules.yaml:2, by 130 MW" in found.short


def test_as_much_as_is_said_is_enough():
    """123.4 MW are told as 124, 12.34 as 12.4: rounded down, the repair would be none."""
    case = surplus(16.6)
    found = foresee(case, compiled(case))
    assert found is not None
    assert "raise requested campus load in 2030 by 124 MW" in found.short
    near = surplus(127.66)
    found = foresee(near, compiled(near))
    assert found is not None
    assert re.search(r"raise requested campus load in 2030 by 12\.4 MW", found.short)
