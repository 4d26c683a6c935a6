"""What a scenario says was measured of its representative hours: told only of exactly what it was measured on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from loadsite.inputs.scenario import Scenario

LETTERS = 12
NOT_OF_THE_ANSWER = ("name", "solve", "baseline")
"""Keys that change how a scenario is called or solved, and what is told beside its answer."""
SAID = ("measured_error", "measured_on")


def measured_on(scenario: Scenario, hashes: Mapping[str, str], own_file: str) -> str:
    """A hash of all that shapes the answer: the keys of a scenario, and every file that is read but its own."""
    keys = scenario.model_dump(mode="json")
    kept: dict[str, Any] = {key: value for key, value in keys.items() if key not in NOT_OF_THE_ANSWER}
    kept["time"] = {key: value for key, value in keys["time"].items() if key not in SAID}
    files = {name: each for name, each in hashes.items() if name != own_file}
    text = json.dumps({"keys": kept, "files": files}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:LETTERS]


def measured_words(scenario: Scenario, hashes: Mapping[str, str], own_file: str) -> str:
    """`; ` and what was measured, where it was measured on this; that it was not, where the scenario says otherwise."""
    said = scenario.time.measured_error
    if not said:
        return ""
    if scenario.time.measured_on == measured_on(scenario, hashes, own_file):
        return f"; {said}"
    return "; its error was not measured on these inputs"
