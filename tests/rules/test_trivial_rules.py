"""Rules that bounds alone settle are told with file and line; and all that is wrong in rules is told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from loadsite.origin import Origin
from tiny_study import SCENARIO, edit, write_tiny_study

Told = Callable[..., list[str]]
HEAD = "rules:\n"


def rule(name: str, text: str, further: str = "") -> str:
    return f"  - name: {name}\n    rule: {text}\n{further}"


def study_with(rules: dict[str, str], **overrides: object) -> Path:
    scenario = f"{SCENARIO}rules: [{', '.join(rules)}]\n"
    study = write_tiny_study(Path(), **{"scenario": scenario, **overrides})
    for name, text in rules.items():
        Path("scenarios", name).write_text(text, encoding="utf-8")
    return study


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What is told of one rule of the tiny study: `plain` may have 100 MW in 2030, the off_grid `cove` 200."""
    monkeypatch.chdir(tmp_path)

    def of(text: str, further: str = "    each: year\n") -> list[str]:
        return [each.what for each in read_case(study_with({"r.yaml": HEAD + rule("it", text, further)})).findings]

    return of


@pytest.mark.parametrize(("text", "each"), [
    ("campus_mw >= 10% * campus_mw", "    each: [year, state]\n"),
    ("campus_mw <= campus_mw", "    each: year\n"),
    ("campus_mw[site=plain] <= campus_mw", "    each: year\n"),
    ("generation >= 0 MWh", ""),
    ("unserved + 5 MW >= 2 MW", "    each: [hour, zone]\n"),
])  # fmt: skip
def test_a_rule_that_no_decision_can_break_is_told(told: Told, text: str, each: str):
    assert told(text, each) == ["is always true and has no effect: no decision can break it"]


def test_where_it_stands_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    rules = HEAD + rule("first", "campus_mw <= 250 MW") + rule("second", "campus_mw >= 10% * campus_mw")
    (found,) = read_case(study_with({"r.yaml": rules})).findings
    assert (found.origin, found.field) == (Origin("scenarios/r.yaml", 4), "second.rule")


def test_a_limit_above_all_that_is_possible_can_never_bind(told: Told):
    """100 and 200 MW are 300; the line from ISLE carries 100 MW, and cannot grow before 2033."""
    assert told("campus_mw <= 301 MW") == [
        "can never bind: its decisions add up to at most 300 MW, and the limit is 301"]
    assert told("campus_mw <= 299 MW") == []
    assert told("flow[line=ISLE>SOUTH] <= 100 MW", "    each: hour\n") == [
        "can never bind: its decisions add up to at most 100 MW, and the limit is 100"]
    assert told("flow[line=ISLE>SOUTH] <= 99 MW", "    each: hour\n") == []


def test_what_is_built_is_bounded_by_pace_and_queue(told: Told):
    """Wind in NORTH: 2 GW a year x 0.2 x 5 years are 2,000 MW, the queue holds 900."""
    wind = "built_mw[zone=NORTH, technology=wind]"
    assert told(f"{wind} <= 900 MW") == ["can never bind: its decisions add up to at most 900 MW, and the limit is 900"]
    assert told(f"{wind} <= 899 MW") == []


def test_a_rule_that_can_never_be_true_is_told(told: Told):
    assert told("campus_mw >= 301 MW") == [
        "can never be true, so that there is no answer: its decisions add up to at most 300 MW, and the limit is 301"]
    assert told("campus_mw >= 300 MW") == []
    assert told("campus_mw == 301 MW")[0].startswith("can never be true")
    assert told("unserved <= -1 MW", "    each: hour\n")[0] == (
        "can never be true, so that there is no answer: its decisions add up to at least 0 MW, and the limit is -1")
    soft = told("campus_mw >= 301 MW", "    each: year\n    soft: 1000 USD/MW-year\n")
    assert soft[0].startswith("can never be true, is broken whatever is decided")


def test_a_rule_that_may_bind_is_not_told(told: Told):
    for text in ("campus_mw[state=AA] <= 50% * campus_mw", "campus_mw[site=plain] >= campus_mw[site=cove]",
                 "campus_mw >= 100 MW"):  # fmt: skip
        assert told(text) == []


def test_all_mistakes_of_rule_files_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Two selectors of one rule, the text of another, a third in the next file, and a parameter of the scenario."""
    monkeypatch.chdir(tmp_path)
    one = HEAD + rule("a", "campus_mw[state=XX] <= campus_mw[zone=YY]") + rule("b", "campus_mw <")
    two = HEAD + rule("c", "flow[line=nowhere] <= 3 MW", "    each: hour\n")
    scenario = f"{SCENARIO}rules: [one.yaml, two.yaml]\nparameters: {{limit: 3 furlongs}}\n"
    with pytest.raises(InputError) as refused:
        read_case(study_with({"one.yaml": one, "two.yaml": two}, scenario=scenario))
    places = [(each.origin.file, each.origin.line, each.field) for each in refused.value.problems]
    assert places == [
        ("scenarios/one.yaml", 3, "a.rule"), ("scenarios/one.yaml", 3, "a.rule"), ("scenarios/one.yaml", 5, "b.rule"),
        ("scenarios/tiny.yaml", 35, "parameters.limit"), ("scenarios/two.yaml", 3, "c.rule"),
    ]


def test_mistakes_of_tables_and_of_rules_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        read_case(study_with({"r.yaml": HEAD + rule("b", "campus_mw <")}, fuels=edit("coal,96", "coal,lots")))
    assert [each.origin.file for each in refused.value.problems] == ["scenarios/r.yaml", "sites/tiny/fuels.csv"]


def test_mistakes_of_the_scenario_and_of_rules_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    scenario = f"{SCENARIO}rules: [r.yaml]\nparameters: {{limit: 3 GW}}\n".replace("base_year: 2025", "base_year: lots")
    rules = HEAD + rule("a", "campus_mw <= limit") + rule("b", "campus_mw <")
    with pytest.raises(InputError) as refused:
        read_case(study_with({"r.yaml": rules}, scenario=scenario))
    assert [(each.origin.file, each.origin.line) for each in refused.value.problems] == [
        ("scenarios/r.yaml", 5), ("scenarios/tiny.yaml", 5)]
