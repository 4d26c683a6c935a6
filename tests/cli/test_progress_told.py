"""Progress goes to standard error, as JSON lines where asked for, and not at all where it is piped."""

from __future__ import annotations

import json

import pytest

from tiny_study import edit, write_tiny_study

DAYS = edit("resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
            "resolution: days\n  count: 4")  # fmt: skip
HOST = edit("place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000",
            "host:\n  unserved_limit_share: 0.001")  # fmt: skip


def hosting_by_periods(text: str) -> str:
    """The most MW that fit, over four days, period by period."""
    return HOST(DAYS(text)).replace("method: single", "method: decomposed").replace("margins: true", "margins: false")


def test_json_lines_tell_stages_in_order(loadsite, tiny):
    ended = loadsite("run", str(tiny), "--progress", "json", "--json")
    assert ended.status == 0 and json.loads(ended.out)["scenario"] == "tiny"
    lines = [json.loads(line) for line in ended.err.splitlines()]
    stages = [line["stage"].split(":")[0] for line in lines]
    assert stages[0] == "reading the inputs"
    assert stages.index("writing the linear program") < stages.index("solving for the least cost") < len(stages) - 1
    assert [line["elapsed_s"] for line in lines] == sorted(line["elapsed_s"] for line in lines)


def test_a_search_tells_iteration_bounds_and_gap(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, scenario=lambda text: DAYS(text).replace("method: single", "method: decomposed"))
    ended = loadsite("run", str(tiny), "--progress", "json")
    assert ended.status == 0, ended.err
    told = [line for line in map(json.loads, ended.err.splitlines()) if "iteration" in line]
    assert told and {"units_asked", "units", "lower_musd", "upper_musd", "gap", "remaining_s"} <= set(told[-1])
    assert told[-1]["lower_musd"] <= told[-1]["upper_musd"] and told[-1]["gap"] <= told[0]["gap"]


def test_a_search_for_the_most_mw_that_fit_tells_mw_and_then_what_they_cost(loadsite, tiny, tmp_path):
    """500 MW fit behind the limits of the sites; the bounds of the search hold them."""
    write_tiny_study(tmp_path, scenario=hosting_by_periods)
    ended = loadsite("run", str(tiny), "--progress", "json", "--json")
    assert ended.status == 0, ended.err
    told = [line for line in map(json.loads, ended.err.splitlines()) if "iteration" in line]
    of_mw = [line for line in told if "the most MW that fit" in line["stage"]]
    fits = sum(row["placed_mw"] for row in json.loads(ended.out)["shortfall"])
    assert of_mw and all(line["lower_mw"] <= line["upper_mw"] and "lower_musd" not in line for line in of_mw)
    assert of_mw[-1]["lower_mw"] <= fits * 1.002 and fits <= of_mw[-1]["upper_mw"] and fits > 50.0
    assert all("upper_musd" in line for line in told if "the least cost" in line["stage"])


def test_nothing_is_told_where_it_is_piped_or_unwanted(loadsite, tiny):
    assert loadsite("check", str(tiny)).err == ""
    assert loadsite("check", str(tiny), "--progress", "none").err == ""


@pytest.mark.slow
def test_a_baseline_is_solved_where_the_scenario_asks_for_it(loadsite, tiny, tmp_path):
    write_tiny_study(tmp_path, scenario=lambda text: text + "baseline: true\n")
    ended = loadsite("run", str(tiny), "--progress", "json")
    assert ended.status == 0, ended.err
    assert any("without campuses" in json.loads(line)["stage"] for line in ended.err.splitlines())
    kept = {path.stem for path in (tmp_path / "runs/tiny").glob("baseline_*.parquet")}
    assert kept == {f"baseline_{name}" for name in ("zone_years", "emissions", "costs", "built", "reliability",
                                                    "reliability_by_market")}  # fmt: skip
