"""`compare RUN --swing`: a single run, announced, some sites only, and stopped half way."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from loadsite.batch import swing
from tiny_study import write_tiny_study


@pytest.fixture(scope="module")
def solved(tmp_path_factory) -> Path:
    """A folder with the tiny study and its run."""
    from loadsite.cli import app
    from loadsite.commands.ending import end_of

    folder = tmp_path_factory.mktemp("solved")
    scenario = write_tiny_study(folder)
    assert end_of(lambda: app(["run", str(scenario), "--out", str(folder / "runs/tiny")])) == 0
    return folder


@pytest.fixture
def there(solved, monkeypatch) -> Path:
    monkeypatch.chdir(solved)
    return solved


def rows(out: str) -> dict[str, dict[str, str]]:
    return {row["site"]: row for row in csv.DictReader(io.StringIO(out))}


@pytest.mark.parametrize("named", ["runs/tiny", "scenarios/tiny.yaml"])
def test_a_single_run_or_its_scenario_is_enough(loadsite, there, named):
    ended = loadsite("compare", named, "--swing", "1%", "--csv", "--table", "swing")
    assert ended.status == 0, ended.err
    assert ended.err.startswith("4 solves for 1 run, two for each site; about ")
    told = rows(ended.out)
    assert len(told) == 2
    for row in told.values():
        assert float(row["least_mw"]) - 1e-6 <= float(row["campus_mw"]) <= float(row["most_mw"]) + 1e-6


def test_only_some_sites_are_solved_for(loadsite, there):
    every = rows(loadsite("compare", "runs/tiny", "--swing", "1%", "--csv", "--table", "swing").out)
    for option, value in (("--site", next(iter(every))), ("--state", "BB")):
        ended = loadsite("compare", "runs/tiny", "--swing", "1%", option, value, "--csv", "--table", "swing")
        some = rows(ended.out)
        assert ended.status == 0 and 0 < len(some) < len(every), ended.err
        for site, row in some.items():
            for side in ("least_mw", "most_mw"):
                assert float(row[side]) == pytest.approx(float(every[site][side]), abs=1e-6)
        assert ended.err.startswith(f"{2 * len(some)} solves")


def test_what_is_not_there_is_told(loadsite, there, tmp_path, monkeypatch):
    ended = loadsite("compare", "runs/tiny", "--swing", "1%", "--site", "nowhere")
    assert ended.status == 1 and '"nowhere" is no site of tiny; expected one of' in ended.err
    ended = loadsite("compare", "runs/tiny", "--site", "nowhere")
    assert ended.status == 2 and "belong to --swing" in ended.err
    shutil.copytree(there / "runs/tiny", tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    ended = loadsite("compare", "moved", "--swing", "1%")
    assert ended.status == 1 and "name the scenario with --scenario FILE" in ended.err
    ended = loadsite("compare", "moved", "--swing", "1%", "--scenario", str(there / "scenarios/tiny.yaml"))
    assert ended.status == 0, ended.err


def test_another_question_is_not_taken_for_the_one_answered(loadsite, there, tmp_path):
    other = write_tiny_study(tmp_path, scenario=lambda text: text.replace("{2030: 300}", "{2030: 310}"))
    moved = tmp_path / "moved"
    shutil.copytree(there / "runs/tiny", moved)
    (there / "scenarios/tiny.yaml").rename(there / "scenarios/elsewhere.yaml")
    try:
        ended = loadsite("compare", str(moved), "--swing", "1%", "--scenario", str(other))
    finally:
        (there / "scenarios/elsewhere.yaml").rename(there / "scenarios/tiny.yaml")
    assert ended.status == 1 and "no file says the scenario that it answered" in ended.err


def test_stopped_it_keeps_what_is_done(loadsite, there, monkeypatch):
    """Ctrl-C in the second site: the first is told, exit 130."""
    whole = swing.near_optimal_ranges

    def interrupted(*arguments):
        yield next(whole(*arguments))
        raise KeyboardInterrupt

    monkeypatch.setattr(swing, "near_optimal_ranges", interrupted)
    ended = loadsite("compare", "runs/tiny", "--swing", "1%", "--csv", "--table", "swing")
    assert ended.status == 130 and "the ranges of 1 more sites were requested" in ended.err
    assert len(rows(ended.out)) == 1
