"""Sixty cases with one to three planted conflicts: a planted limit is named, in the words of whoever wrote it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations.build import build
from loadsite.equations.rules import PREFIX
from loadsite.explain.conflict import Explanation, explain_case, foresee
from loadsite.inputs.case import Case, Target
from loadsite.origin import Origin
from loadsite.solve import Infeasible, SolveOptions, conflict, farkas_search, solve
from rules_of import with_rules
from small_cases import every_family

# rules with a number to fill in, the range of that number, and the limits of which any may be blamed
PLANTS = [
    (["floor_a: campus_mw[site=dallas] >= {} MW; year"], (360, 900), {"floor_a", "campus dallas"}),
    (["floor_b: campus_mw[zone=west] >= {} MW; year"], (900, 2000), {"floor_b", "campus abilene", "campus island"}),
    (["low: campus_mw[site=tulsa] >= {} MW; year", "high: campus_mw[site=tulsa] <= 40 MW; year"], (50, 90),
     {"low", "high"}),
    (["dark: unserved <= 0 MWh; year", "wall: import[zone=north] <= {} MW; hour"], (0, 5), {"dark", "wall"}),
    (["most: emissions <= {} t; year", "dark_c: unserved <= 0 MWh; year"], (1, 9), {"most", "dark_c"}),
    (["build: built_mw[zone=north] >= {} MW; year"], (650, 900),
     {"build", "pace gas.north", "built north.new_gas"}),
    (["solar: generation[generator=west.new_solar] >= {} TWh; year"], (20, 40),
     {"solar", "pace solar.west", "queue solar.west", "built west.new_solar"}),
    (["send: flow[line=north_plains] >= {} MW; hour"], (95, 200), {"send", "flow north_plains"}),
    (["store: storage_mw[zone=north] >= {} MW; year"], (400, 700),
     {"store", "annual_build battery.north", "queue battery.north"}),
    (["half: campus_mw[zone=plains] >= 60% * campus_mw; year", "whole: campus_mw >= {} MW; year"], (450, 600),
     {"half", "whole", "campus tulsa"}),
]


@cache
def all_planted() -> tuple[Case, LinearProgram]:
    """The case under every plant at once, each number one unit, and its program."""
    lines = []
    for texts, _, _ in PLANTS:
        for text in texts:
            name, _, rest = text.partition(": ")
            rule, _, each = rest.format(1).partition("; ")
            lines.append(f"  - {{name: {name}, rule: '{rule}', each: {each}}}")
    case = with_rules(every_family(), "rules:\n" + "\n".join(lines) + "\n")
    return case, compile_model(build(case, components), case.name)


def planted(number: int) -> tuple[Case, LinearProgram, set[str]]:
    """Case `number`: one to three plants, their numbers drawn at random; the names that may be blamed."""
    random = np.random.default_rng(number)
    case, program = all_planted()
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    kept: set[str] = set()
    blamed: set[str] = set()
    for plant in random.choice(len(PLANTS), size=1 + number % 3, replace=False):
        texts, (low, high), names = PLANTS[plant]
        value = round(float(random.uniform(low, high)), 1)
        for text in texts:
            name = text.partition(":")[0]
            kept.add(name)
            if "{}" in text:
                rows = program.row_block(PREFIX + name).span
                lower[rows], upper[rows] = (
                    np.multiply(limit[rows], value, out=limit[rows], where=np.isfinite(limit[rows]))
                    for limit in (lower, upper)
                )
        blamed |= names
    for rule in case.rules:
        if rule.name not in kept:
            rows = program.row_block(PREFIX + rule.name).span
            lower[rows], upper[rows] = -inf, inf
    rules = tuple(rule for rule in case.rules if rule.name in kept)
    return replace(case, rules=rules), replace(program, row_lower=lower, row_upper=upper), blamed


def explained(case: Case, program: LinearProgram | None = None) -> Explanation:
    """Why a case that has no answer has none."""
    program = program or compile_model(build(case, components), case.name)
    with tempfile.TemporaryDirectory() as folder:
        with pytest.raises(Infeasible):
            solve(program, SolveOptions(1), Path(folder))
        found = explain_case(case, program, Path(folder), 60.0)
    assert found is not None
    return found


@pytest.mark.parametrize("cases", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_planted_limits_are_named_in_nearly_every_case(cases):
    named = 0
    for number in range(cases):
        case, program, blamed = planted(number)
        found = explained(case, program)
        named += bool(blamed & set(found.named))
        assert found.short.count("\n") < 4
    assert named >= 0.95 * cases


def test_what_adds_up_in_no_way_is_told_before_any_solve():
    """Floors above limits, two rules about one number, a zone that cannot be fed; nothing where there is an answer."""
    foreseen = set()
    for plant, (texts, _, names) in enumerate(PLANTS):
        number = next(n for n in range(1000) if n % 3 == 0 and drawn(n) == [plant])
        case, program, _ = planted(number)
        found = foresee(case, program)
        if found is not None:
            foreseen.add(texts[0].partition(":")[0])
            assert names & set(found.named)
    assert foreseen >= {"floor_a", "floor_b", "low", "build", "solar", "send", "dark"}
    sound = every_family()
    assert foresee(sound, compile_model(build(sound, components), sound.name)) is None


def test_a_program_too_large_to_be_looked_at_as_a_whole_is_explained_by_parts(monkeypatch):
    """The first stage, then one period after another; what is told is what is needed at least."""
    monkeypatch.setattr(farkas_search, "WHOLE_UP_TO_NONZEROS", 3000)
    monkeypatch.setattr(conflict, "WHOLE_UP_TO_NONZEROS", 0)
    for number in (0, 3, 6, 9, 12, 15):
        case, program, blamed = planted(number)
        found = explained(case, program)
        assert blamed & set(found.named)
        assert "Needed at least, and not tried: " in found.short and "Repair" not in found.short


def drawn(number: int) -> list[int]:
    """The plants of a case."""
    return list(np.random.default_rng(number).choice(len(PLANTS), size=1 + number % 3, replace=False))


def test_two_rules_that_clash_are_told_with_their_repairs():
    """At least 80 MW and at most 40 MW at one site: short by 40 MW, whichever of the two gives way."""
    rules = ("rules:\n  - {name: low, rule: 'campus_mw[site=tulsa] >= 80 MW', each: year}\n"
             "  - {name: high, rule: 'campus_mw[site=tulsa] <= 40 MW', each: year}\n")
    found = explained(with_rules(every_family(), rules))
    assert found.named == ("low", "high")
    assert found.short.split("\n") == [
        "These cannot hold together: rule low (rules.yaml:2); rule high (rules.yaml:3)",
        "The sum: rule low requires 80 MW, at most 40 MW can be had (40 by rule high); 40 MW short",
        "Repair: lower rule low, rules.yaml:2, by 40 MW",
        "Repair: raise rule high, rules.yaml:3, by 40 MW",
    ]


def test_a_rule_against_a_table():
    """900 MW asked for at a site that takes 350."""
    rules = "rules:\n  - {name: big, rule: 'campus_mw[site=dallas] >= 900 MW', each: year, when: {year: 2035}}\n"
    case = with_rules(every_family(), rules)
    case = replace(case, origins={**case.origins, ("sites", "dallas"): Origin("sites.geojson", 7)})
    found = explained(case)
    assert set(found.named) == {"big", "campus dallas"}
    assert "Repair: raise limit of the site dallas, sites.geojson:7, by 550 MW" in found.short
    assert "Repair: lower rule big, rules.yaml:2, by 550 MW" in found.short


def test_a_target_that_may_not_fall_short():
    """3000 MW must be placed; all sites together take 1480."""
    case = every_family()
    case = replace(case, placement=Target(pd.Series({2030: 0.0, 2035: 3000.0}), inf))
    found = explained(case)
    assert "place.target_mw 2035" in found.named
    assert "lower requested campus load in 2035 by" in found.whole
