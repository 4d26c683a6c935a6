"""A scenario copied and edited by one key: every sentence told with its result follows from the edited scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadsite.inputs.case_builder import build_case
from loadsite.inputs.measured import measured_on
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from tiny_study import edit, write_tiny_study

MEASURED = "cost +0.4 %, 16 % of the MW in another state"
WHOLE = "  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00\n"


def told(scenario: Path) -> str:
    """Every sentence of a case that a result repeats."""
    case = build_case(read_sources(open_scenario(scenario)))
    return " ".join((case.horizon.resolution, *case.limitations))


EDITS = {
    "a window to the whole year": (WHOLE, "", "24 consecutive hours of 2024", "all 8,784 hours of 2024"),
    "hours to days": ("  resolution: hours\n" + WHOLE, "  resolution: days\n  count: 3\n",
                      "Perfect foresight within each week", "Perfect foresight within each representative day"),
    "periods of a day": ("  resolution: hours\n", "  resolution: hours\n  period: day\n",
                         "storage begins and ends every week", "storage begins and ends every day"),
    "one period": ("  resolution: hours\n", "  resolution: hours\n  period: all\n",
                   "Perfect foresight within each week", "Perfect foresight over all hours"),
    "chained storage": ("  resolution: hours\n", "  resolution: hours\n  state_of_charge: inter_period\n",
                        "at one state of charge", "storage carries energy through all of them"),
    "low transfer limits": ("{limits: published}", "{limits: low}",
                            "Transfer limits are planning estimates;", "planning estimates, here the low ones"),
    "no reserve margins": ("reserve_margins: true", "reserve_margins: false", "", "Reserve margins are switched off"),
}  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> str:
    """What is told of the tiny study as it is."""
    return told(write_tiny_study(tmp_path_factory.mktemp("first")))


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_key_changes_what_is_told(first, tmp_path, what):
    """Sentence before, which is gone; sentence after, which was not there."""
    old, new, before, after = EDITS[what]
    second = told(write_tiny_study(tmp_path / "second", scenario=edit(old, new)))
    assert before in first and after not in first
    assert after in second and (not before or before not in second)


def measured(text: str, on: str = "") -> str:
    line = f"  measured_error: {MEASURED}\n" + (f"  measured_on: {on}\n" if on else "")
    return edit("  resolution: hours\n", f"  resolution: hours\n{line}")(text)


@pytest.fixture
def hashed(tmp_path) -> str:
    """The hash of the tiny study as it is."""
    opened = open_scenario(write_tiny_study(tmp_path / "plain", scenario=measured))
    read_sources(opened)
    return measured_on(opened.scenario, opened.files.hashes, "tiny.yaml")


def test_a_measured_error_is_told_of_what_it_was_measured_on(tmp_path, hashed):
    """The name does not change the answer."""
    renamed = edit("name: tiny", "name: other")
    assert MEASURED in told(write_tiny_study(tmp_path, scenario=lambda text: renamed(measured(text, hashed))))


@pytest.mark.parametrize("old, new",
    [("{2030: 300}", "{2030: 310}"), ("interruptible_share: 0.25", "interruptible_share: 0.3")])
def test_of_anything_else_it_is_not_told(tmp_path, hashed, old, new):
    changed = edit(old, new)
    words = told(write_tiny_study(tmp_path, scenario=lambda text: changed(measured(text, hashed))))
    assert MEASURED not in words and "its error was not measured on these inputs" in words


def test_nor_where_a_table_has_changed(tmp_path, hashed):
    study = write_tiny_study(tmp_path, scenario=lambda text: measured(text, hashed),
                             reserve_margins=lambda text: text.replace("0.1", "0.12", 1))  # fmt: skip
    assert MEASURED not in told(study)


def test_nor_where_nothing_says_what_it_was_measured_on(tmp_path):
    assert MEASURED not in told(write_tiny_study(tmp_path, scenario=measured))
