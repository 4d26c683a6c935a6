"""The least and the most of each site at nearly the best cost, for the rich case; on its screen and in the report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from marks import figures, marks, number_in

from loadsite.batch.comparison import compare
from loadsite.batch.finished import open_runs
from loadsite.batch.swing import NoSwing, Only, _verdict, question, stacked, swing
from loadsite.commands.swing_screen import draw_swing
from loadsite.report.compared import Compared
from loadsite.report.compared_sites import sites
from rich_case import rich_case

SHARE = 0.0005


@pytest.fixture(scope="module")
def ranges(run):
    (finished,) = open_runs([run.folder])
    table, whole = swing(question(finished, rich_case(), Only(), 60.0), SHARE, lambda said: None)
    assert whole
    return table


def test_ranges_are_those_found_by_hand(ranges, rich, by_hand):
    """Of 15.6 bn USD 0.05 % is 7.8 M USD."""
    told = ranges.set_index("site")
    most_usd = (1 + SHARE) * by_hand.cost_usd
    for site in ("prairie", "harbour", "mine"):
        least, most = (by_hand.extreme(("campus", site, 2035), sign, most_usd) for sign in (1.0, -1.0))
        assert (told.loc[site, "least_mw"], told.loc[site, "most_mw"]) == pytest.approx((least, most), abs=1e-3)
        assert least < told.loc[site, "campus_mw"] + 1e-6 and most > told.loc[site, "campus_mw"] - 1e-6
    last = rich.results.siting[rich.results.siting["year"] == 2035].set_index("site")
    assert told["campus_mw"].to_dict() == pytest.approx(last["campus_mw"].to_dict())
    assert told["limit_mw"].to_dict() == pytest.approx(last["limit_mw"].to_dict())
    assert (told["year"] == 2035).all() and (told["most_mw"] - told["least_mw"]).max() > 5


def test_always_swing_or_never():
    assert [_verdict(*each) for each in ((5.0, 9.0), (0.5, 9.0), (0.0, 0.9), (1.0, 1.0))] == [
        "always", "swing", "never", "always"]  # fmt: skip


def test_inputs_that_have_changed_have_no_ranges(run):
    (finished,) = open_runs([run.folder])
    with pytest.raises(NoSwing, match="inputs have changed"):
        question(finished, replace(rich_case(), input_hashes={"worked.yaml": "1" * 64}), Only(), 60.0)


def test_the_screen_and_the_report_tell_least_and_most(ranges, run, capsys):
    draw_swing(stacked([ranges]), SHARE)
    out = capsys.readouterr().out.splitlines()
    told = Compared({**compare([run.folder]).by_name(), "swing": ranges})
    drawn = [mark for mark in marks(figures(sites(told))["swing_1"].draw(1040.0)) if mark.tag == "rect" and mark.tip]
    for row in ranges.itertuples():
        line = next(line for line in out if f" {row.name} " in line)
        least, placed, most, limit = [number_in(word) for word in line.split() if word[0].isdigit()][-4:]
        assert (least, placed, most, limit) == pytest.approx(
            (row.least_mw, row.campus_mw, row.most_mw, row.limit_mw), abs=0.51
        )
        assert line.split()[-1] == row.verdict
        dark, pale = (next(mark for mark in drawn if mark.tip.startswith(f"{row.name}: {word}")) for word in
                      ("at least", "at most"))  # fmt: skip
        assert f"at most {row.most_mw:,.0f} MW; {row.campus_mw:,.0f} MW in the answer" in pale.tip
        assert pale["x"] == pytest.approx(dark["x"] + dark["width"], abs=0.2)
        assert (dark["width"] + pale["width"]) / row.most_mw == pytest.approx(dark["width"] / row.least_mw, rel=0.05)
