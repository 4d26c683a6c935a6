"""The scenario that a finished run answered, found again; taken only where it says what the record says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from loadsite.batch.batch import named as named_cases
from loadsite.batch.finished import FinishedRun
from loadsite.batch.swing import NoSwing
from loadsite.errors import InputError
from loadsite.inputs.scenario_file import ScenarioFile, open_scenario
from loadsite.inputs.study_file import is_study, open_study

PLACES = ("", "scenarios")
"""Folders, from the working folder, in which the scenario of a run is looked for by its name."""


def question_of(run: FinishedRun, named: Sequence[Path], scenarios: Sequence[Path]) -> ScenarioFile:
    """The scenario of a run: from the studies and scenarios named, else from where it was when it was solved.

    Raises:
        NoSwing: none of them says what the run answered.
        InputError: a study or scenario that was named is wrong.
    """
    files = [path for path in (*named, *scenarios) if path.is_file()]
    for path in (*files, *_remembered(run)):
        try:
            found = _in(run, path)
        except InputError:
            if path in files:
                raise
            continue
        if found is not None:
            return found
    looked = ", ".join(str(path) for path in dict.fromkeys((*files, *_remembered(run)))) or "nowhere"
    raise NoSwing(f"{run.name}: no file says the scenario that it answered (looked in {looked}); --swing reads the "
                  "inputs anew: name the scenario with --scenario FILE, or the study it is a case of")  # fmt: skip


def _in(run: FinishedRun, path: Path) -> ScenarioFile | None:
    """The scenario of the run in a file, if it is there."""
    if not is_study(path):
        opened = open_scenario(path)
        return opened if _keys(opened) == run.record.keys else None
    said = run.record.case
    cases = named_cases(open_study(path)) if said is not None else []
    return next((each.case.opened for each in cases if said is not None and each.hash.whole == said.hash), None)


def _keys(opened: ScenarioFile) -> Any:
    """The keys of a scenario, as a record holds them."""
    return json.loads(json.dumps(opened.scenario.model_dump(mode="json")))


def _remembered(run: FinishedRun) -> Iterator[Path]:
    """Files that exist where the record of the run says its question was."""
    case = run.record.case
    if case is not None and Path(case.study).is_file():
        yield Path(case.study)
    for folder in PLACES:
        path = Path(folder) / Path(run.record.scenario_file).name
        if path.is_file():
            yield path
