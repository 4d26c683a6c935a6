"""A study where a scenario is expected, a scenario where a study is, and a plan for either: the verb is said."""

from __future__ import annotations

from pathlib import Path

import pytest

STUDY = "scenarios/studies/prices.yaml"
TEXT = "name: prices\nbase: ../tiny.yaml\ngrid:\n  prices.co2_usd_per_t: [0, 20]\n"
OF_A_SCENARIO = [("run", STUDY), ("why", STUDY), ("headroom", STUDY, "--site", "plain"), ("time-to-power", STUDY),
                 ("sites", STUDY), ("export", STUDY), ("rules", "--show", STUDY)]
OF_A_STUDY = [("batch", "scenarios/tiny.yaml"), ("status", "scenarios/tiny.yaml"), ("verify", "scenarios/tiny.yaml")]
PARTS = {
    "scenarios/plans/tiny_plan.yaml": "is a plan; expected a {}; a scenario names it under plan",
    "scenarios/cap.yaml": "is a rule file; expected a {}; a scenario names it under rules",
}


@pytest.fixture
def folder(tiny) -> Path:
    """The tiny study with a study file and a rule file."""
    Path(STUDY).parent.mkdir()
    Path(STUDY).write_text(TEXT)
    Path("scenarios/cap.yaml").write_text("rules:\n  - {name: cap, rule: 'campus <= 10 MW', source: made up}\n")
    return Path()


@pytest.mark.parametrize("verb", OF_A_SCENARIO, ids=lambda verb: verb[0])
def test_a_verb_of_scenarios_tells_the_verb_of_studies(verb, loadsite, folder):
    ended = loadsite(*verb)
    assert ended.status == 1 and ended.out == ""
    assert ended.err == (
        f"{STUDY}:2:7: is a study; expected a scenario; loadsite batch {STUDY} solves its cases; the scenario they "
        "vary is scenarios/tiny.yaml\n1 problem in the input; nothing was written\n")


@pytest.mark.parametrize("verb", OF_A_STUDY, ids=lambda verb: verb[0])
def test_a_verb_of_studies_tells_the_verb_of_scenarios(verb, loadsite, folder):
    ended = loadsite(*verb)
    assert ended.status == 1 and ended.out == ""
    assert ended.err == (
        "scenarios/tiny.yaml: is a scenario; expected a study, which names one as its base; loadsite run "
        "scenarios/tiny.yaml solves it; loadsite verify takes the folder of its results\n"
        "1 problem in the input; nothing was written\n")


@pytest.mark.parametrize(("verb", "expected"), [("run", "scenario"), ("check", "scenario"), ("batch", "study")])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_scenario_is_told_as_such(part, verb, expected, loadsite, folder):
    ended = loadsite(verb, part)
    assert ended.status == 1
    assert ended.err == f"{part}: {PARTS[part].format(expected)}\n1 problem in the input; nothing was written\n"


def test_a_scenario_with_a_wrong_key_is_still_a_scenario(loadsite, tiny):
    """`base` for `baseline` makes no study of it, as it has the keys of a scenario."""
    tiny.write_text(tiny.read_text() + "base: true\n")
    ended = loadsite("run", str(tiny))
    assert ended.status == 1 and 'base: unknown key; did you mean "baseline"?' in ended.err


def test_a_study_without_its_base_is_still_a_study(loadsite, folder):
    Path(STUDY).write_text(TEXT.replace("base: ../tiny.yaml\n", ""))
    ended = loadsite("batch", STUDY)
    assert ended.status == 1 and f"{STUDY}:1:1 base: missing" in ended.err
