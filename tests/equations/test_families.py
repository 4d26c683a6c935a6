"""Every family of every case that is shipped, and of the small ones, has a record that is right about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyomo
import pytest

from further_families import every_further_family
from loadsite.arrays import components
from loadsite.equations import build as page
from loadsite.equations.families import AT_LEAST, AT_MOST, EQUAL, Decision, Facts, Family
from loadsite.equations.rules import PREFIX
from loadsite.inputs import read_case
from loadsite.inputs.case import Case, Risk
from rich_case import rich_case
from small_cases import every_family, every_family_hosting
from solved import compiled
from two_samples import repeated
from worked_case import hosting_case, worked_case

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SMALL = {
    "every": every_family,
    "hosting": every_family_hosting,
    "rich": rich_case,
    "further": every_further_family,
    "worked": worked_case,
    "worked hosting": hosting_case,
    "at risk": lambda: replace(repeated(worked_case(), (0.4, 0.6), 1.2), risk=Risk(0.5, 0.3)),
}


def declared(case: Case, kind: type) -> dict[str, tuple[str, ...]]:
    """Name -> index sets of what the model of a case holds, but for what rules add."""
    model = page.build(case, components)
    return {
        each.local_name: tuple(part.local_name for part in each.index_set().subsets())
        for each in model.component_objects(kind)
        if not each.local_name.startswith(PREFIX)
    }


@pytest.mark.parametrize("case", [*SHIPPED, *SMALL], ids=lambda each: getattr(each, "stem", each))
def test_every_family_has_a_record_with_its_index_sets(case):
    case = read_case(case) if isinstance(case, Path) else SMALL[case]()
    assert declared(case, pyomo.Var) == {
        each.name: each.sets for each in page.decisions() if each.when(case)
    }
    assert declared(case, pyomo.Constraint) == {
        each.name: each.sets for each in page.families() if each.when(case)
    }


def test_together_the_small_cases_have_every_family():
    cases = [make() for make in SMALL.values()]
    present = {each.name for case in cases for each in page.records() if each.when(case)}
    assert present == {each.name for each in page.records()}


@pytest.mark.parametrize("name", SMALL)
def test_a_record_tells_sense_unit_and_hours_of_its_rows(name):
    program = compiled(SMALL[name]())
    rows, columns = ([block for block in blocks if not block.name.startswith(PREFIX)]
                     for blocks in (program.rows, program.columns))  # fmt: skip
    for block in (*columns, *rows):
        record = page.record(block.name)
        assert record.hourly == any(axis.name.endswith("snapshots") for axis in block.axes), block.name
        assert record.unit in ("GW", "GWh", "M$"), block.name
    for block in (each for each in rows if each.size):
        lower, upper = (np.isfinite(side[block.span]) for side in (program.row_lower, program.row_upper))
        sense = page.record(block.name).sense
        # a limit may be infinite, as that of a queue in a year that nothing waits for
        assert lower.any() == (sense in (AT_LEAST, EQUAL)), block.name
        assert upper.any() == (sense in (AT_MOST, EQUAL)), block.name


def test_every_family_of_constraints_is_audited_by_name():
    assert [each.name for each in page.families() if not each.facts.audited] == []


def test_every_limit_of_the_shipped_case_says_where_it_is_stated():
    """By the first label and the last."""
    case = read_case(next(path for path in SHIPPED if path.stem == "stargate_2030_quick"))
    year = int(case.horizon.years.index[-1])
    silent = []
    for record in page.records():
        limit = record.facts.limit
        if limit is None or not record.when(case) or limit.key:
            continue
        labels = [] if limit.mw is None else [str(label) for label in limit.mw(case).index]
        silent += [(record.name, label) for label in (*labels[:1], *labels[-1:]) if not limit.origin(case, label, year)]
    assert silent == []


def test_names_are_those_of_one_record_each():
    names = [each.name for each in page.records()]
    assert len(set(names)) == len(names)
    assert isinstance(page.record("campus"), Decision) and isinstance(page.record("balance"), Family)
    with pytest.raises(KeyError, match="no_such_family is no family of the linear program"):
        page.record("no_such_family")


def test_what_a_conflict_calls_is_a_limit():
    with pytest.raises(ValueError, match="is what a conflict calls a limit; expected a limit beside it"):
        Facts(called="ramp of {}")
