"""All that is wrong is told at once, in order, and never without end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loadsite.errors import InputError, Problem
from loadsite.inputs import read_case
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin
from tiny_study import LINES, edit, write_tiny_study


def test_problems_of_all_files_are_told_at_once(complaints: Callable[..., str]) -> None:
    said = complaints(
        lines=edit("AC,400", "AC,-400"), fuels=edit("coal,96", "coal,"), plan=edit("gas: 1", "gas: -1"),
        sites=edit('"limit_mw": 600', '"limit_mw": -1'))
    assert [line.split(" ")[0] for line in said.splitlines()] == [
        "scenarios/plans/tiny_plan.yaml:4:8", "sites/tiny/fuels.csv:3", "sites/tiny/lines.csv:2",
        "sites/tiny/sites.geojson:4"]


def test_a_long_list_is_cut_short_and_counted(complaints: Callable[..., str]) -> None:
    row = LINES.splitlines()[1].replace("400", "x")
    said = complaints(lines=lambda text: text + "".join(f"L{n}{row[11:]}\n" for n in range(2500)))
    assert len(said.splitlines()) == 201
    assert said.splitlines()[-1] == "and 2300 more"


def test_the_same_problem_is_told_once() -> None:
    problems = Problems()
    problems.add(Origin("a.csv", 1), "x", "is wrong")
    problems.add(Origin("a.csv", 1), "x", "is wrong")
    assert str(problems.error()) == "a.csv:1 x: is wrong"


def test_a_problem_reads_as_file_line_column_key_what_hint() -> None:
    problem = Problem(Origin("a.yaml", 14, 9), "sites.limit_mw", '"1.2 GWh" is text', "write 1200")
    assert str(problem) == 'a.yaml:14:9 sites.limit_mw: "1.2 GWh" is text; write 1200'
    assert str(InputError([problem])) == str(problem)


def test_the_nearest_name_is_suggested() -> None:
    assert did_you_mean("ERCOT_n", ["ERCOT_N", "ERCOT_S"]) == 'did you mean "ERCOT_N"?'
    assert did_you_mean("quite another", ["ERCOT_N", "ERCOT_S"]) == ""
    assert listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"


def test_a_scenario_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path)
    with pytest.raises(InputError) as caught:
        read_case(Path("scenarios/tny.yaml"))
    assert str(caught.value) == 'scenarios/tny.yaml: no such file; did you mean "tiny.yaml"?'
    with pytest.raises(InputError) as caught:
        read_case(Path("scenarios/plans"))
    assert str(caught.value) == "scenarios/plans: is not a file"


def test_a_table_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path)
    Path("sites/tiny/lines.csv").rename("sites/tiny/line.csv")
    with pytest.raises(InputError) as caught:
        read_case(Path("scenarios/tiny.yaml"))
    assert str(caught.value) == ('sites/tiny/line.csv: is read by nothing, and there is no table "lines"; expected '
                                 "lines as its name, or no name so close to it")  # fmt: skip
    Path("sites/tiny/line.csv").rename("sites/tiny/lines.csv")
    Path("sites/tiny/technologies.csv").rename("sites/tiny/technology.csv")
    with pytest.raises(InputError) as caught:
        read_case(Path("scenarios/tiny.yaml"))
    assert str(caught.value) == 'sites/tiny/technologies.csv: no such file; did you mean "technology.csv"?'
