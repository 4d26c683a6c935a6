"""Parameters of a scenario: names that stand for numbers in its rules."""

from __future__ import annotations

from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.grammar import WORDS_OF_GRAMMAR, read_price
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.quantities import BY_NAME
from loadsite.inputs.rules.units import Measure
from loadsite.inputs.scenario_file import ScenarioFile

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")


def parameters_of(opened: ScenarioFile, problems: Problems) -> dict[str, Measure]:
    """Every parameter as a number with its unit; what does not fit is noted."""
    found: dict[str, Measure] = {}
    source = opened.source
    for name, value in opened.scenario.parameters.items():
        key = source.keys["parameters", name]
        field = f"parameters.{name[:60]}"
        if not name or name[0] not in _FIRST or not set(name) <= _FIRST | set("0123456789") or len(name) > 60:
            problems.add(key.of(source.shown), field, "is not a name; expected letters, digits and _")
        elif name in BY_NAME:
            problems.add(key.of(source.shown), field, "is the name of a quantity; expected another")
        elif name in WORDS_OF_GRAMMAR:
            problems.add(key.of(source.shown), field, "is a word of rules; expected another name")
        else:
            found[name] = Measure(0.0)
            try:
                found[name] = read_price(value) if isinstance(value, str) else Measure(float(value))
            except Misfit as misfit:
                place = source.place(("parameters", name))
                problems.add(place.of(source.shown), field, misfit.what, misfit.hint)
    return found
