"""Studies that are wrong, and what is said of them: file, line, column, what stands there, what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadsite.errors import InputError
from loadsite.inputs.study_file import is_study, open_study

S = "scenarios/studies/study.yaml"
HEAD = "name: s\nbase: ../tiny.yaml\n"

WRONG = {
    "neither grid nor cases nor table": (HEAD, [f"{S}:1:1 grid: missing; expected one of grid, cases, table"]),
    "two ways at once": (
        HEAD + "grid: {finance.discount_rate: [0.1]}\ntable: t.csv\n",
        [f"{S}:4:8 table: stands beside grid; expected one of grid, cases, table"],
    ),
    "a blank grid": (HEAD + "grid:\n", [f"{S}:3:1 grid: blank"]),
    "a list": ("- name: s\n", [f"{S}:1:1: is a list; expected a mapping of keys"]),
    "a misspelt key": (
        HEAD + "gird: {}\ncases: [{name: a}]\n", [f'{S}:3:1 gird: unknown key; did you mean "grid"?'],
    ),
    "no name": (
        "base: ../tiny.yaml\ncases: [{name: a}]\n",
        [f"{S}:1:1 name: missing; expected name of the study: letters, digits, _ - and . (it names the results "
         "folder)"],
    ),
    "a base that is not there": (
        "name: s\nbase: ../tyni.yaml\ncases: [{name: a}]\n",
        [f'{S}:2:7 base: "../tyni.yaml" is not a file; did you mean "tiny.yaml"?'],
    ),
    "a base outside": (
        "name: s\nbase: ../../../tiny.yaml\ncases: [{name: a}]\n",
        [f'{S}:2:7 base: "../../../tiny.yaml" leaves the study folder; expected a relative path inside it'],
    ),
    "a study as base": (
        "name: s\nbase: study.yaml\ncases: [{name: a}]\n",
        [f'{S}:2:7 base: "study.yaml" is a study; expected a scenario'],
    ),
    "an unknown key of the scenario": (
        HEAD + "grid: {campus.interruption_usd_per_mw: [100]}\n",
        [f'{S}:3:41 campus.interruption_usd_per_mw: unknown key; did you mean "interruption_usd_per_mwh"?'],
    ),
    "an unknown key in every case, told once": (
        HEAD + "set: {planet: mars}\ngrid: {finance.discount_rate: [0.1, 0.2, 0.3]}\n",
        [f'{S}:3:15 planet: unknown key; did you mean "plan"?'],
    ),
    "a value of another kind": (
        HEAD + 'grid:\n  place.target_mw: {low: {2030: "7 GW"}}\n',
        [f'{S}:4:33 place.target_mw.2030: "7 GW" is text; expected a number: for each of `years`, the MW of '
         "requested campus load, all sites together [MW]; write the number alone: its unit stands in the name of the "
         "key"],
    ),
    "a value out of bounds": (
        HEAD + "cases:\n  - {name: a, campus.load_factor: 0.5}\n  - {name: b, campus.load_factor: 1.5}\n",
        [f"{S}:5:35 campus.load_factor: 1.5 is above 1; expected average draw of a campus as a share of its MW [1]"],
    ),
    "years that do not fit the target": (
        HEAD + "grid: {years: [[2031]]}\n",
        ["scenarios/tiny.yaml:8:14 place.target_mw: has no MW for the model year 2031; in the case only",
         "scenarios/tiny.yaml:8:21 place.target_mw.2030: 2030 is not a model year; expected 2031; in the case only"],
    ),
    "a plan that is not there": (
        HEAD + "grid: {plan: [plans/tiny_plan.yaml, plans/tiny_plam.yaml]}\n",
        [f'{S}:3:37 plan: "plans/tiny_plam.yaml" is not a file; did you mean "tiny_plan.yaml"?'],
    ),
    "no key at all": (
        HEAD + "grid: {load growth: [1]}\n",
        [f"{S}:3:8 grid.load growth: is no key of a scenario; expected one such as time.load_year"],
    ),
    "a number as key": (HEAD + "set: {2030: 1}\ncases: [{name: a}]\n", None),
    "the name, which is the study's": (
        HEAD + "grid: {name: [a, b]}\n", [f"{S}:3:8 grid.name: is given by the study; expected another key"],
    ),
    "values that are no list": (
        HEAD + "grid: {finance.discount_rate: 0.1}\n",
        [f"{S}:3:31 grid.finance.discount_rate: is a number; expected a list of values, or a mapping of names to "
         "values"],
    ),
    "an empty list of values": (
        HEAD + "grid: {finance.discount_rate: []}\n",
        [f"{S}:3:31 grid.finance.discount_rate: is empty; expected a list of values, or a mapping of names to values"],
    ),
    "values without a name of their own": (
        HEAD + "grid:\n  place.target_mw: [{2030: 100}, {2030: 200}]\n",
        [f"{S}:4:21 grid.place.target_mw.0: a mapping of 1 keys has no name of its own; expected a mapping of names to "
         "values",
         f"{S}:4:34 grid.place.target_mw.1: a mapping of 1 keys has no name of its own; expected a mapping of names to "
         "values"],
    ),
    "two values of one name": (
        HEAD + "grid: {finance.discount_rate: [0.1, 0.10]}\n",
        [f'{S}:3:37 grid.finance.discount_rate.1: has the name "0.1" of another value; expected a mapping of names to '
         "values"],
    ),
    "a name that cannot name a folder": (
        HEAD + "grid: {finance.discount_rate: {ten %: 0.1, five: 0.05}}\n",
        [f'{S}:3:39 grid.finance.discount_rate.ten %: "ten %" does not fit; expected a name of letters, digits, _ - '
         "and ."],
    ),
    "too many cases": (
        HEAD + "grid:\n" + "".join(f"  parameters.p{k}: {list(range(30))}\n" for k in range(4)),
        [f"{S}:4:3 grid: makes 810,000 cases; expected at most 2,000"],
    ),
    "keys inside each other": (
        HEAD + "set: {place.target_mw.2030: 100}\ngrid: {place: {big: {target_mw: {2030: 9}}}}\n",
        [f"{S}:3:29 place.target_mw.2030: is also said by place in line 4; expected one of the two"],
    ),
    "a key inside what is no mapping": (
        HEAD + "grid: {base_year.first: [2024]}\n",
        [f"{S}:3:26 base_year.first: base_year is no mapping; expected base_year itself, with a whole value"],
    ),
    "a case without a name": (HEAD + "cases:\n  - {campus.load_factor: 0.5}\n", [f"{S}:4:5 cases.0: has no name"]),
    "a case whose name is a number": (
        HEAD + "cases:\n  - {name: 7}\n", [f"{S}:4:12 cases.0.name: 7 is a number; expected text"],
    ),
    "two cases of one name": (
        HEAD + "cases:\n  - {name: a}\n  - {name: a, campus.load_factor: 0.5}\n",
        [f'{S}:5:5 name: "a" stands here and in line 4; expected once'],
    ),
    "two cases that ask the same": (
        HEAD + "cases:\n  - {name: a}\n  - {name: b, campus.load_factor: 0.8}\n",
        [f"{S}:5:5: the case b asks the same as the case a"],
    ),
    "names that become too long": (
        HEAD + "grid:\n" + "".join(f"  parameters.p{k}: {{{'n' * 30}{k}a: 1, b: 2}}\n" for k in range(3)), None,
    ),
    "a tag": (HEAD + "grid: !!python/object:os.system {a: [1]}\n", None),
    "a merge key": (HEAD + "grid: {<<: {a: [1]}}\n", None),
    "a table that is not there": (HEAD + "table: t.csv\n", ["scenarios/studies/t.csv: no such file"]),
    "a table outside": (
        HEAD + "table: ../../../t.csv\n",
        [f'{S}:3:8 table: "../../../t.csv" leaves the study folder; expected a relative path inside it'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda name: name.replace(" ", "_"))
def test_a_malformed_study_is_told_with_its_place(wrong, write_study):
    text, expected = WRONG[wrong]
    with pytest.raises(InputError) as told:
        open_study(write_study(text))
    problems = [str(problem) for problem in told.value.problems]
    assert all(problem.startswith("scenarios/") and "Traceback" not in problem for problem in problems)
    if expected is not None:
        assert problems == expected


T = "scenarios/studies/t.csv"
TABLES = {
    "no column of names": ("case,campus.load_factor\na,0.5\n", [f"{T}:1 name: no such column; expected one with the "
                                                               "names of the cases"]),
    "a column twice": ("name,plan,plan\na,x,y\n", [f"{T}:1 plan: stands twice in the header"]),
    "a column that is no key": (
        "name,load factor\na,1\n",
        [f"{T}:1 load factor: is no key of a scenario; expected one such as time.load_year"],
    ),
    "no rows": ("name,plan\n", [f"{T}:1: has no rows; expected a case in each"]),
    "a row too short": ("name,campus.load_factor\na\n", [f"{T}:2: has 1 cells; expected 2 as in the header"]),
    "a cell that is no value": (
        "name,campus.load_factor\na,0.5\nb,half\n",
        [f'{T}:3 campus.load_factor: "half" is text; expected a number: average draw of a campus as a share of its MW '
         "[1]"],
    ),
    "a cell that is no YAML": ("name,place.target_mw\na,{2030: 100\n", None),
    "two rows of one name": (
        "name,campus.load_factor\na,0.5\na,0.6\n", [f'{T}:3 name: "a" stands here and in line 2; expected once'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", TABLES, ids=lambda name: name.replace(" ", "_"))
def test_a_malformed_table_of_cases_is_told_with_its_line(wrong, write_study):
    text, expected = TABLES[wrong]
    study = write_study(HEAD + "table: t.csv\n")
    Path(T).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        open_study(study)
    problems = [str(problem) for problem in told.value.problems]
    assert all(problem.startswith(T) for problem in problems)
    if expected is not None:
        assert problems == expected


def test_a_grid_is_every_combination_in_order(write_study):
    study = open_study(write_study(HEAD + """\
set: {time.until_utc: 2024-08-12T06:00}
grid:
  plan: [plans/tiny_plan.yaml, plans/twice.yaml]
  place.target_mw: {low: {2030: 100}, high: {2030: 300}}
  only_sites: [[plain], null]
  campus.interruption_usd_per_mwh: [250]
"""))
    assert [case.name for case in study.cases] == [
        f"{plan}-{target}-{sites}" for plan in ("tiny_plan", "twice") for target in ("low", "high")
        for sites in ("plain", "no_only_sites")
    ]  # fmt: skip
    last = study.cases[-1].opened.scenario
    assert last.plan == "plans/twice.yaml" and last.place is not None and last.place.target_mw == {2030: 300}
    assert last.only_sites is None and last.campus.interruption_usd_per_mwh == 250
    assert {case.opened.scenario.time.until_utc for case in study.cases} == {"2024-08-12T06:00"}
    assert study.cases[0].labels == {
        "plan": "tiny_plan", "place.target_mw": "low", "only_sites": "plain", "campus.interruption_usd_per_mwh": "250",
    }  # fmt: skip


def test_a_table_is_a_case_a_row_and_a_blank_cell_leaves_the_key(write_study):
    study = write_study(HEAD + "table: t.csv\n")
    Path(T).write_text('name,place.target_mw,host,place\nten,{2030: 10},,\nmost,,{unserved_limit_share: 0},null\n')
    ten, most = (case.opened.scenario for case in open_study(study).cases)
    assert ten.place is not None and ten.place.target_mw == {2030: 10} and ten.host is None
    assert most.place is None and most.host is not None and most.host.unserved_limit_share == 0


def test_a_study_is_told_from_a_scenario_by_its_base(write_study):
    assert is_study(write_study(HEAD))
    assert not is_study(Path("scenarios/tiny.yaml"))
