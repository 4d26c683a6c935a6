"""`loadsite time-to-power` on the tiny study: its screen, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json

from tiny_study import edit, write_tiny_study


def years(text: str) -> str:
    return edit("{2030: 300}", "{2028: 50, 2031: 100}")(edit("years: [2030]", "years: [2028, 2031]")(text))


def test_a_site_and_what_delays_it(loadsite, tiny, tmp_path):
    """plain may have 100 MW from 2028 on and 400 from 2031 on: 300 MW wait for the second phase."""
    write_tiny_study(tmp_path, scenario=years)
    ended = loadsite("time-to-power", str(tiny), "--site", "plain", "--mw", "300", "--json")
    told = json.loads(ended.out)
    assert [row["others"] for row in told["sites"]] == ["may move", "stay"]
    for row in told["sites"]:
        assert row["first_year"] == "2031" and row["block_mw"] == 300
        assert row["delayed_by"] == "site limit plain (site_phases.csv:2)"
    assert [row["limit_mw"] for row in told["years"]] == [100, 400] * 2


def test_the_screen_and_the_table(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, scenario=years)
    screen = loadsite("time-to-power", str(tiny)).out
    assert "plain" in screen and "cove" in screen and "2031" in screen
    rows = list(csv.DictReader(io.StringIO(loadsite("time-to-power", str(tiny), "--csv").out)))
    assert len(rows) == 2 * 2 * 2, "two sites, others may move or stay, two years"


def test_a_site_that_there_is_not(loadsite, tiny):
    ended = loadsite("time-to-power", str(tiny), "--site", "plane")
    assert ended.status == 1 and '"plane" is no site of tiny' in ended.err and "plain" in ended.err
