"""A table may have a header only, a study nothing to build, to store or to send: every verb answers all the same."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from tiny_study import SCENARIO, TABLES, TECHNOLOGIES, Override, write_tiny_study

SCENARIO_FILE = "scenarios/tiny.yaml"


def header(text: str) -> str:
    """The table without its rows."""
    return text.splitlines()[0] + "\n"


def no_supply(text: str) -> str:
    """The sites, all on the grid and without on-site generation."""
    sites = json.loads(text)
    for feature in sites["features"]:
        feature["properties"] |= {"onsite_mw": 0, "onsite_limit_mw": 0, "onsite_technology": None,
                                  "off_grid": False, "grid_year": None}  # fmt: skip
    return json.dumps(sites)


def not_built(text: str) -> str:
    """The technologies without what only those have that can be built."""
    first, *rows = text.splitlines()
    cut = [",".join([*row.split(",")[:12], "", "", ""]) for row in rows]
    return "\n".join([first, *cut]) + "\n"


def half(load: pd.DataFrame) -> pd.DataFrame:
    return load.assign(**{zone: load[zone] / 2 for zone in ("NORTH", "SOUTH", "ISLE")})


WITHOUT: dict[str, dict[str, Override]] = {
    "anything to build": {"technology_costs": header, "technologies": not_built, "sites": no_supply, "queues": header},
    "storage": {"storage": header},
    "lines": {"lines": header},
    "corridors": {"lines": header, "corridors": header},
    "generators": {"generators": header, "retirements": header},
    "retirements": {"retirements": header},
    "queues": {"queues": header},
    "phases": {"site_phases": header},
    "margins": {"reserve_margins": header},
}
"""What is missing -> the tables that say so."""

HOSTING = SCENARIO.replace(
    "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000", "host:\n  unserved_limit_share: 0.9"
).replace("reserve_margins: true", "reserve_margins: false")
QUESTIONS = {
    "target": SCENARIO,
    "nothing asked for": SCENARIO.replace("{2030: 300}", "{2030: 0}"),
    "hosting": HOSTING,
    "by periods": SCENARIO.replace("method: single", "method: decomposed").replace("2024-08-13", "2024-08-14"),
}
SOLVES = (("why", SCENARIO_FILE), ("why", SCENARIO_FILE, "--zone", "NORTH"),
          ("why", SCENARIO_FILE, "--site", "plain"),
          ("headroom", SCENARIO_FILE, "--site", "plain", "--points", "2"),
          ("time-to-power", SCENARIO_FILE))  # fmt: skip
READS = (("check", SCENARIO_FILE), ("sites", SCENARIO_FILE),
         ("export", SCENARIO_FILE, "--to", "tiny.mps"))  # fmt: skip
OF_RESULTS = (("report", "runs/tiny"), ("compare", "runs/tiny", "runs/tiny"))


def answers(loadsite, folder: Path, missing: tuple[str, ...], question: str, verbs) -> None:
    tables = {table: how for what in missing for table, how in WITHOUT[what].items()}
    write_tiny_study(folder, scenario=QUESTIONS[question], **tables)
    for verb in verbs:
        ended = loadsite(*verb)
        refused = question == "hosting" and verb[0] == "headroom"  # has no cost to show, and says so
        assert ended.status == (1 if refused else 0), f"{' '.join(verb)} without {missing}: {ended.err}"


@pytest.mark.slow
def test_a_study_of_dispatch_alone(loadsite, tmp_path, monkeypatch):
    """No generator, nothing to build, to store or to send: all load of the zones stays unserved."""
    monkeypatch.chdir(tmp_path)
    missing = ("anything to build", "storage", "corridors", "generators")
    run = ("run", SCENARIO_FILE)
    answers(loadsite, tmp_path, missing, "target", (*READS, run, *OF_RESULTS, ("why", SCENARIO_FILE, "--zone", "ISLE")))


def test_a_corridor_without_lines(loadsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers(loadsite, tmp_path, ("lines",), "target", [("run", SCENARIO_FILE)])


def test_why_of_a_zone_where_no_rule_is(loadsite, tmp_path, monkeypatch):
    """The limits of the zone, without any of a rule."""
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path)
    ended = loadsite("why", SCENARIO_FILE, "--zone", "SOUTH", "--json")
    assert ended.status == 0
    parts = json.loads(ended.out)["parts"]
    assert {"existing fleet", "annual build limit"} <= {part["kind"] for part in parts}
    assert "rule" not in {part["kind"] for part in parts}


def test_what_is_built_in_a_study_in_which_nothing_can_be(loadsite, tmp_path, monkeypatch):
    """With half of the load there is room for campuses, and lines are all that is built."""
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path, load=half, **WITHOUT["anything to build"])
    ended = loadsite("run", SCENARIO_FILE, "--json")
    assert ended.status == 0
    told = json.loads(ended.out)
    assert sum(site["campus_mw"] for site in told["siting"]) > 0
    assert {each["kind"] for each in told["built"]} == {"line"}


@pytest.mark.slow
@pytest.mark.parametrize("missing", list(combinations(WITHOUT, 2)), ids=" and ".join)
def test_a_run_answers_whatever_two_are_missing(missing, loadsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers(loadsite, tmp_path, missing, "target", [("run", SCENARIO_FILE)])


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("missing", [*((each,) for each in WITHOUT), tuple(WITHOUT)], ids=" and ".join)
def test_every_verb_answers_whatever_is_missing(missing, question, loadsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    verbs = (*READS, ("run", SCENARIO_FILE), *OF_RESULTS, *SOLVES)
    without_plant = question == "hosting" and missing == tuple(WITHOUT)
    answers(loadsite, tmp_path, missing, question, READS if without_plant else verbs)
    if without_plant:  # all of the load stays unserved, and nine tenths may
        ended = loadsite("run", SCENARIO_FILE)
        assert ended.status == 3 and "has no answer" in ended.err


@pytest.mark.parametrize("table", [name for name in TABLES if name.endswith(".csv")])
def test_a_header_alone_is_never_a_defect(table, loadsite, tmp_path, monkeypatch):
    """Each table in turn, the others as they are: the inputs are sound, or the error says what is missing where."""
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path, **{table.partition(".")[0]: header})
    ended = loadsite("check", SCENARIO_FILE)
    assert ended.status in (0, 1) and "defect" not in ended.err
    if ended.status == 1:
        assert "problem" in ended.err and ".csv" in ended.err


assert TECHNOLOGIES.splitlines()[0].split(",")[12:] == ["lead_time_years", "life_years", "real_rate"]
