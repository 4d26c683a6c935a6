"""Rules for tests: a rule file as text, against a case, without a study on disk but for the file itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from loadsite.errors import InputError
from loadsite.inputs.case import Case
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.resolve import resolve_rules
from loadsite.inputs.rules.rule_file import RuleText, read_rules
from loadsite.inputs.rules.units import Measure


def texts_of(text: str | bytes, name: str = "rules.yaml", parameters: Mapping[str, Measure] = {}) -> list[RuleText]:
    """The rules of one file; InputError with everything wrong in it, the file named without its folder."""
    data = text.encode() if isinstance(text, str) else text
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        problems = Problems()
        try:
            texts = read_rules(StudyFiles(Path(folder)), [name], parameters, problems)
            problems.raise_if_any()
        except InputError as error:
            plain = [replace(each, origin=each.origin.without_folder) for each in error.problems]
            raise InputError(plain, error.further) from None
    return [replace(each, file=name) for each in texts]


def with_rules(case: Case, text: str, name: str = "rules.yaml", parameters: Mapping[str, Measure] = {}) -> Case:
    """The case under the rules of one file; InputError with everything that does not fit."""
    problems = Problems()
    rules = resolve_rules(texts_of(text, name, parameters), case, problems)
    problems.raise_if_any()
    return replace(case, rules=rules, origins={**case.origins, **{("rules", rule.name): rule.origin for rule in rules}})


def one_rule(rule: str, **more: str) -> str:
    """A rule file of one rule called `it`; further keys as YAML text."""
    lines = [f"  - name: it\n    rule: {rule}\n"] + [f"    {key}: {value}\n" for key, value in more.items()]
    return "rules:\n" + "".join(lines)


def complaint(text: str, case: Case | None = None, name: str = "rules.yaml") -> str:
    """All that is said of a file, and of its rules against a case where one is given; "" where nothing is."""
    try:
        if case is None:
            texts_of(text, name, {"share": Measure(0.5)})
        else:
            with_rules(case, text, name, {"share": Measure(0.5)})
    except InputError as error:
        return str(error)
    return ""
