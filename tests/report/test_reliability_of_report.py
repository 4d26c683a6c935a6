"""Reserve margins, unserved load, costs and penalties as the report and a comparison tell them; no browser needed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from loadsite.batch.comparison import compare
from loadsite.commands.compare_screen import draw_comparison
from loadsite.report.compared import Compared
from loadsite.report.comparison import comparison_parts
from loadsite.report.part_answer import headlines
from loadsite.report.part_cost import terms
from loadsite.report.part_reliability import margins, reliability_sentences
from loadsite.report.run import Run
from loadsite.results.reliability_words import carried
from loadsite.run.sealed import seal


@pytest.fixture(scope="module")
def short_run(plain_run: Path, tmp_path_factory) -> Run:
    """The tiny run with 1,234 MW missing in M1, 50 MWh unserved in 3 hours there, and both at their price."""
    folder = tmp_path_factory.mktemp("short") / "tiny"
    shutil.copytree(plain_run, folder)
    run = Run(folder)
    by_market = run.table("reliability_by_market").astype({"market": object})
    at = by_market["market"] == "M1"
    by_market.loc[at, ["shortfall_mw", "shortfall_same_plants_mw", "least_shortfall_mw"]] = [1234.0, 987.0, 55.0]
    by_market.loc[at, ["unserved_mwh", "unserved_h"]] = [50.0, 3.0]
    by_market.to_parquet(folder / "reliability_by_market.parquet", index=False)
    by_year = run.table("reliability")
    for column, value in {"shortfall_mw": 1234.0, "shortfall_same_plants_mw": 987.0, "least_shortfall_mw": 55.0,
                          "unserved_mwh": 50.0, "unserved_h": 3.0, "unserved_share": 1e-5,
                          "margins_missed": 1}.items():  # fmt: skip
        by_year[column] = value
    by_year.to_parquet(folder / "reliability.parquet", index=False)
    costs = run.table("costs")
    costs.loc[costs["term"] == "capacity_shortfall", "usd"] = 185_100_000.0
    costs.to_parquet(folder / "costs.parquet", index=False)
    (folder / "baseline_reliability.parquet").unlink()
    seal(folder)
    return Run(folder)


def test_the_line_below_the_headline_tells_what_is_missing(short_run, plain_run):
    assert reliability_sentences(short_run)[0] == (
        "In 2030 reserve margins missed by 1.2 GW in 1 of 2 markets (M1 1.2 GW); without campuses the same plants miss "
        "them by 987 MW, and whatever is built by at least 55 MW. 50 MWh of load unserved in 3 hours of the year "
        "(0.001 % of requested load)."
    )  # fmt: skip
    plain = Run(plain_run)
    for year, short, whole in zip(plain.years, headlines(short_run), headlines(plain), strict=True):
        assert "target met in full" not in short
        assert ("target met in full" in whole) == carried(plain.table("reliability"), year)


def test_where_the_grid_without_campuses_was_solved_its_shortfall_is_told(short_run, plain_run, tmp_path):
    shutil.copytree(short_run.folder, tmp_path / "run")
    bare = pd.read_parquet(plain_run / "baseline_reliability.parquet").assign(shortfall_mw=321.0)
    bare.to_parquet(tmp_path / "run/baseline_reliability.parquet", index=False)
    seal(tmp_path / "run")
    assert "; without campuses by 321 MW, and whatever is built by at least 55 MW" in reliability_sentences(
        Run(tmp_path / "run"))[0]  # fmt: skip


def test_the_chart_and_its_table_hold_the_figures_of_each_market(short_run):
    figure = margins(short_run, 2030)
    table = figure.listing.frame.set_index("market")
    assert table.loc["M1", "shortfall_mw"] == 1234.0 and table.loc["M1", "unserved_h"] == 3.0
    assert {column.name for column in figure.listing.columns} <= set(figure.listing.frame.columns)
    drawn = str(figure.draw(1040.0).on_page("margins"))
    assert "1,234 MW missing" in drawn and "M2: " in drawn


def test_penalties_are_not_added_to_the_cost(short_run):
    figure = terms(short_run)
    table = figure.listing.frame
    paid = table.loc[table["kind"] == "cost", "musd"].sum()
    assert f"Total system cost by term: {paid:,.1f} M USD" in figure.title
    penalties = table.loc[table["kind"] == "penalty", "musd"].sum()
    assert penalties >= 185.1 and figure.title.endswith(f"penalties beside it: {penalties:,.1f}")
    assert f"{paid + penalties:,.1f} M USD" in figure.note


def test_a_comparison_tells_every_run(short_run, plain_run, capsys):
    found = compare([plain_run, short_run.folder])
    runs = found.runs.reset_index(drop=True)
    plain = Run(plain_run).table("reliability")
    before = float(plain["shortfall_mw"].iloc[-1])
    assert runs["shortfall_mw"].to_list() == [before, 1234.0] and runs["unserved_h"].iloc[1] == 3.0
    penalties = short_run.table("costs").query("kind == 'penalty'")["usd"].sum()
    assert runs["penalties_usd"].iloc[1] == pytest.approx(penalties) and penalties >= 185_100_000
    assert found.reliability["change_mw"].to_list() == pytest.approx(
        [0.0, 0.0, *(1234.0 - plain["shortfall_mw"])])  # fmt: skip
    draw_comparison(found)
    screen = capsys.readouterr().out
    assert "Reliability" in screen and "missing firm MW" in screen and "1,234" in screen and "GW missing" in screen
    (first, *_) = comparison_parts(Compared(found.by_name()))
    figure = next(block for block in first.blocks if getattr(block, "name", "") == "runs_reliability")
    assert figure.listing.frame["shortfall_mw"].to_list()[-2:] == [1234.0, 1234.0]
    assert "1,234 MW" in str(figure.draw(1040.0).on_page("reliability"))
