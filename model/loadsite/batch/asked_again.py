"""The case that a folder of results answered, read again from its study where that is still as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loadsite.errors import InputError, LoadsiteError
from loadsite.inputs.case import Case
from loadsite.inputs.scenario_file import ScenarioFile, open_scenario
from loadsite.inputs.study_file import is_study, open_study
from loadsite.results.solved_folder import read_question

PARENTS = 4
"""How far above a folder of results its scenario is looked for."""
LISTED = 3


class OtherInputs(LoadsiteError):
    """The inputs that a result rests on are not there, or are no longer what they were."""


def asked_again(folder: Path, record: Mapping[str, Any], named: Path | None) -> Case:
    """The case of a result: of the scenario or study file `named`, or else of the one it was made from, looked for
    where the record says, here, in `scenarios`, and beside the folders the result lies in.

    Raises:
        OtherInputs: saying why there is none.
    """
    opened = _opened(folder, record, named)
    keys = opened.scenario.model_dump(mode="json")
    said = record.get("keys")
    if not isinstance(said, Mapping) or keys != dict(said):
        changed = sorted(key for key in keys if not isinstance(said, Mapping) or said.get(key) != keys[key])
        raise OtherInputs(f"{opened.source.shown} no longer asks the same: {_listed(changed)}")
    try:
        case = read_question(opened).case
    except InputError as error:
        raise OtherInputs(f"the inputs cannot be read any more: {str(error).splitlines()[0]}") from error
    inputs, now = record.get("inputs"), dict(case.input_hashes)
    if not isinstance(inputs, Mapping) or dict(inputs) != now:
        before = dict(inputs) if isinstance(inputs, Mapping) else {}
        changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        raise OtherInputs(f"the inputs have changed since it was solved: {_listed(changed)}")
    return case


def _opened(folder: Path, record: Mapping[str, Any], named: Path | None) -> ScenarioFile:
    of_study = record.get("case")
    try:
        if isinstance(of_study, Mapping):
            return _of_study(of_study, named)
        if named is not None:
            return open_scenario(named)
        name = Path(str(record.get("scenario_file", ""))).name
        for place in _places(folder, name):
            if place.is_file() and not is_study(place):
                opened = open_scenario(place)
                if opened.scenario.name == record.get("scenario"):
                    return opened
    except InputError as error:
        raise OtherInputs(f"the inputs cannot be read any more: {str(error).splitlines()[0]}") from error
    raise OtherInputs(f"its scenario {name} is not here; name it with --scenario")


def _of_study(said: Mapping[str, Any], named: Path | None) -> ScenarioFile:
    study = named if named is not None else Path(str(said.get("study", "")))
    if not study.is_file():
        raise OtherInputs(f"its study {study.name} is not here; name it with --scenario")
    for case in open_study(study).cases:
        if case.name == said.get("name"):
            return case.opened
    raise OtherInputs(f"{study} has no case {str(said.get('name'))[:60]} any more")


def _places(folder: Path, name: str) -> Iterator[Path]:
    """Where a scenario of that name may be."""
    if not name:
        return
    for above in (Path(), *folder.resolve().parents[:PARENTS]):
        yield above / "scenarios" / name
        yield above / name


def _listed(names: list[str]) -> str:
    further = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(name[:80] for name in names[:LISTED]) + further
