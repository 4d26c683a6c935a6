"""A program too large to be held is compiled in parts, each of some periods; the answer, its proof and its tables are
those of the program held whole.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.arrays.in_parts import ProgramInParts
from loadsite.run import answer as answering
from loadsite.run.answer import Answer, answer, compiled
from loadsite.solve import Method, ProofOptions, SolveOptions
from loadsite.solve.certificate import examine, examine_between
from loadsite.solve.numerics import ranges
from loadsite.solve.weak_duality import lower_bound
from rules_of import with_rules
from small_cases import every_family
from solved import compiled as whole

RULES = """rules:
  - {name: carbon, rule: "emissions <= 5.2 Mt", each: year, soft: 30 USD/t}
  - {name: thermal, rule: "generation[generator=west.gas] <= 60% * load[zone=west]", each: day, soft: 10 USD/MWh}
"""


@pytest.fixture
def in_parts(monkeypatch):
    monkeypatch.setattr(answering, "HELD_UP_TO", 0)
    monkeypatch.setattr(answering, "PART_SIZE", 300)


def found(folder: Path) -> Answer:
    options = ProofOptions(Method.DECOMPOSED, SolveOptions(1), relative_gap=1e-5)
    return answer(with_rules(every_family(), RULES), options, folder)


def test_the_answer_is_that_of_the_program_held_whole(tmp_path, in_parts, monkeypatch):
    parts = found(tmp_path / "parts")
    assert isinstance(parts.solve.program, ProgramInParts)
    monkeypatch.setattr(answering, "HELD_UP_TO", 10_000)
    held = found(tmp_path / "whole")
    assert not isinstance(held.solve.program, ProgramInParts)
    assert parts.solve.certificate.dual_objective == pytest.approx(held.solve.certificate.dual_objective, rel=1e-8)
    for (name, table), expected in zip(parts.results.by_name().items(), held.results.by_name().values(), strict=True):
        pd.testing.assert_frame_equal(table, expected, obj=name, rtol=1e-7, atol=1e-6)


def test_bounds_and_checks_add_up_over_parts(tmp_path, in_parts):
    """Of a point and its duals: the same bound, and the same worst rows. Of duals that are far off a bound as good
    but for a hundredth: bounds of columns are implied by part after part, and one that is closed stays as it is.
    """
    done = found(tmp_path)
    case, random = done.solve.case, np.random.default_rng(3)
    parts, held, solution = compiled(case), whole(case), done.solve.solution
    assert isinstance(parts, ProgramInParts)
    assert parts.nonzero_count == held.nonzero_count
    assert ranges(parts) == ranges(held)
    duals = solution.row_dual * random.uniform(0.9, 1.1, len(solution.row_dual))
    most = solution.objective * 1.01
    bound = lower_bound(held, duals, most)
    assert np.isfinite(bound)
    assert bound < held.cost @ solution.primal + held.offset
    assert lower_bound(parts, duals, most) == pytest.approx(bound, rel=1e-2)
    assert lower_bound(parts, solution.row_dual) == pytest.approx(lower_bound(held, solution.row_dual), rel=1e-8)
    by_part, at_once = (examine_between(each, solution, bound, 1.0).checks[:2] for each in (parts, held))
    assert by_part == at_once
    assert examine(parts, solution).failed == examine(held, solution).failed
