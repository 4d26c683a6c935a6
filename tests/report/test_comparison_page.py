"""The page of a comparison: runs side by side, differences on the map, regret, and what each site could swing."""

from __future__ import annotations

import pandas as pd
import pytest

from eighteen_runs import eighteen_runs
from loadsite.batch.comparison import compare
from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.report.comparison import write_comparison

PARTS = ["runs", "sites", "costs", "others", "basis"]
VISIBLE = "[...document.querySelectorAll('{0}')].filter(e => e.getClientRects().length)"


@pytest.fixture(scope="module")
def folders(plain_run, tmp_path_factory):
    """Eighteen results, moved copies of one."""
    return eighteen_runs(plain_run, tmp_path_factory.mktemp("eighteen"))


@pytest.fixture(scope="module")
def report(folders, tmp_path_factory):
    """Their page, with ranges for the first of them."""
    tables = compare(folders).by_name()
    of_last = tables["siting"][(tables["siting"]["run"] == "us_51__10000_mw") & (tables["siting"]["year"] == 2034)]
    ranges = of_last.assign(least_mw=of_last["campus_mw"] / 2, most_mw=of_last["campus_mw"] + 10.0, limit_mw=600.0,
                            verdict="swing")  # fmt: skip
    path = tmp_path_factory.mktemp("page") / "comparison.html"
    write_comparison({**tables, "swing": ranges}, path)
    return path


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_a_request_or_a_complaint_and_fits(page, report, width):
    page.open(report, width)
    assert page.requests == [report.resolve().as_uri()] and page.complaints == []
    assert page.run(f"{VISIBLE.format('main > section')}.map(e => e.id)") == PARTS
    assert page.run("document.documentElement.scrollWidth") <= width
    assert report.stat().st_size < 6e6


def test_every_run_but_the_first_has_a_map_of_its_differences(page, report):
    page.open(report, 1280)
    figures = page.run("[...document.querySelectorAll('figure')].map(e => e.id)")
    maps = [name.removeprefix("difference_") for name in figures if name.startswith("difference_")]
    assert maps == [str(number) for number in range(2, 19)]
    assert {"runs_by_state", "sites_by_run", "swing_1", "cost_by_run", "regret", "prices_by_run"} <= set(figures)
    assert page.run("document.querySelector('#runs .words').textContent").startswith("18 runs, 18 with an answer: ")
    tabs = page.run("[...document.querySelectorAll('#runs [role=tab]')].map(e => e.textContent)")
    assert tabs[:2] == ["us_100 10000_mw", "china_429 10000_mw"]


def test_regret_is_a_row_per_world_and_a_column_per_plan(page, report):
    """Six targets, three plans; the first plan is the cheapest of each."""
    page.open(report, 1280)
    told = page.run("[...document.querySelectorAll('#regret .wide [data-tip]')].map(e => e.dataset.tip)")
    assert len(told) == 18 and sum("plan us_51: 0.0 M USD" in each for each in told) == 6


def test_the_verb_writes_the_page(folders, tmp_path, capsys):
    page = tmp_path / "comparison.html"
    status = end_of(lambda: app(["compare", *map(str, folders[:2]), "--report", str(page)]))
    assert status == 0 and page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().err == ""


def test_runs_without_an_answer_stand_in_the_list_only(folders, tmp_path):
    tables = compare(folders[:2]).by_name()
    none = tables["runs"].tail(1).assign(run="none", status="infeasible", cost_usd=float("nan"))
    runs = pd.concat([tables["runs"], none])
    write_comparison({**tables, "runs": runs}, tmp_path / "page.html")
    assert "3 runs, 2 with an answer" in (tmp_path / "page.html").read_text(encoding="utf-8")
