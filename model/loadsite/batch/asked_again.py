"""The case that a folder of results answered, read again from its study where that is still as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loadsite.errors import InputError, LoadsiteError
from loadsite.inputs.case import Case
from loadsite.inputs.scenario_file import ScenarioFile, open_scenario
from loadsite.inputs.study_file import is_study, open_study
from loadsite.run.record_parts import CasePart
from loadsite.run.run_record import AnsweredRecord
from loadsite.run.solved_folder import read_question

PARENTS = 4
"""How far above a folder of results its scenario is looked for."""
LISTED = 3


class OtherInputs(LoadsiteError):
    """The inputs that a result rests on are not there, or are no longer what they were."""


def asked_again(folder: Path, record: AnsweredRecord, named: Path | None) -> Case:
    """The case of a result: of the scenario or study file `named`, or else of the one it was made from, looked for
    where the record says, here, in `scenarios`, and beside the folders the result lies in.

    Raises:
        OtherInputs: saying why there is none.
    """
    opened = _opened(folder, record, named)
    keys = opened.scenario.model_dump(mode="json")
    if keys != record.keys:
        changed = sorted(key for key in keys.keys() | record.keys.keys() if record.keys.get(key) != keys.get(key))
        raise OtherInputs(f"{opened.source.shown} no longer asks the same: {_listed(changed)}")
    try:
        case = read_question(opened).case
    except InputError as error:
        raise OtherInputs(f"the inputs cannot be read any more: {str(error).splitlines()[0]}") from error
    before, now = record.inputs, dict(case.input_hashes)
    if before != now:
        changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        raise OtherInputs(f"the inputs have changed since it was solved: {_listed(changed)}")
    return case


def _opened(folder: Path, record: AnsweredRecord, named: Path | None) -> ScenarioFile:
    try:
        if record.case is not None:
            return _of_study(record.case, named)
        if named is not None:
            return open_scenario(named)
        name = Path(record.scenario_file).name
        for place in _places(folder, name):
            if place.is_file() and not is_study(place):
                opened = open_scenario(place)
                if opened.scenario.name == record.scenario:
                    return opened
    except InputError as error:
        raise OtherInputs(f"the inputs cannot be read any more: {str(error).splitlines()[0]}") from error
    raise OtherInputs(f"its scenario {name[:80]} is not here; name it with --scenario")


def _of_study(said: CasePart, named: Path | None) -> ScenarioFile:
    study = named if named is not None else Path(said.study)
    if not study.is_file():
        raise OtherInputs(f"its study {study.name[:80]} is not here; name it with --scenario")
    for case in open_study(study).cases:
        if case.name == said.name:
            return case.opened
    raise OtherInputs(f"{study} has no case {said.name[:60]} any more")


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
