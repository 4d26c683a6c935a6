"""Rule files of a scenario that cannot be read itself: what is wrong in their text is told with what is wrong in it."""

from __future__ import annotations

from typing import Any

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.grammar import read_price
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.rule_file import read_rules
from loadsite.inputs.rules.units import Measure


def note_rule_mistakes(scenario: Any, files: StudyFiles, problems: Problems) -> None:
    """Note what is wrong in the rule files that a scenario's data name; `scenario` is as YAML has it, unchecked.

    Files that are not there are left to the check of the scenario.
    """
    data = scenario if isinstance(scenario, dict) else {}
    named = data.get("rules")
    names = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    there = [name for name in dict.fromkeys(names) if files.inside(name) and files.holds_file(name)]
    said = data.get("parameters")
    parameters = said if isinstance(said, dict) else {}
    read_rules(files, there, {str(name): _number(value) for name, value in parameters.items()}, problems)


def _number(value: Any) -> Measure:
    """A parameter as far as it can be read; what is wrong with it is told elsewhere."""
    try:
        return read_price(value) if isinstance(value, str) else Measure(float(value))
    except (Misfit, TypeError, ValueError):
        return Measure(0.0)
