"""Whether results are still what was proven: hashes, and the proof, the tables and the audit recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd

from loadsite.batch.asked_again import OtherInputs, asked_again
from loadsite.batch.batch import NamedCase, named
from loadsite.batch.case_table import table_of
from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.ledger import Ledger
from loadsite.batch.order import Ending
from loadsite.batch.place import StudyPlace
from loadsite.errors import InputError
from loadsite.inputs.case import Case
from loadsite.inputs.study_file import StudyFile
from loadsite.run.recheck import Found, recheck
from loadsite.run.run_record import AnsweredRecord, ExplainedRecord
from loadsite.run.sealed import NotAsWritten, not_as_written, read_record
from loadsite.run.solved_folder import read_question

COLUMNS = ["case", "check", "passed", "said"]
WRITTEN = "files as written"
COMMITTED = "bytes as committed"
READABLE = "record can be read"
LISTED = 5
Tell = Callable[[str], None]
Asked = Callable[[AnsweredRecord], Case]
"""The case that a record answers; OtherInputs where it cannot be had."""


def verify(study: StudyFile, place: StudyPlace, tell: Tell = lambda stage: None) -> pd.DataFrame:
    """case, check, passed, said: a row per check of every case that was committed, in the order of the study.

    Bytes against the ledger; files against the hashes in their record; and, from the inputs read anew, the certificate,
    the tables and the audit.
    """
    table = table_of(study, place).set_index("case")
    rows: list[tuple[str, str, bool, str]] = []
    for each in named(study):
        name, status = each.case.name, str(table.loc[each.case.name, "status"])
        if status in ("optimal", "infeasible", "not proven", "changed on disk"):
            same = status != "changed on disk"
            folder = Path(str(table.loc[name, "folder"]))
            checks = [_committed(same), *_folder(folder, _case_of(each), False, tell)]
            rows += [(name, *check) for check in checks]
    return pd.DataFrame(rows, columns=COLUMNS)


def verify_folder(folder: Path, scenario: Path | None, tell: Tell = lambda stage: None) -> pd.DataFrame:
    """The same of one folder of results, or of all results of a study in a folder; the inputs are those of `scenario`,
    a scenario or study file, or else looked for (see `asked_again`).

    Raises:
        OtherInputs: a scenario was named, and the results do not rest on it.
    """
    rows: list[tuple[str, str, bool, str]] = []
    place = StudyPlace(folder)
    if not place.exists:
        checks = _folder(folder, _looked_for(folder, scenario), scenario is not None, tell)
        rows = [(folder.name, *check) for check in checks]
        return pd.DataFrame(rows, columns=COLUMNS)
    with closing(Ledger(folder)) as ledger:
        entries = list(ledger.last().values())
    for entry in entries:
        outcome = entry.outcome
        if outcome is not None and Ending(outcome.ending).settled:
            of_case = place.case_of(entry.hash, entry.name)
            same = folder_hash(of_case) == outcome.content_hash
            checks = _folder(of_case, _looked_for(of_case, scenario), scenario is not None, tell)
            rows += [(entry.name, *check) for check in (_committed(same), *checks)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _committed(same: bool) -> Found:
    return COMMITTED, same, "" if same else "the folder is not what was committed, or is gone"


def _folder(folder: Path, asked: Asked, required: bool, tell: Tell) -> Iterator[Found]:
    """Every check of one folder; where files are not as written, nothing that rests on them is looked at. The case is
    `required` where the user named its inputs.
    """
    tell("checking hashes")
    try:
        problems = list(not_as_written(folder))
        further = f"; and {len(problems) - LISTED} more" if len(problems) > LISTED else ""
        yield WRITTEN, not problems, "; ".join(problems[:LISTED]) + further
        if problems:
            return
        record = read_record(folder)
    except NotAsWritten as error:
        yield READABLE, False, "; ".join(str(error).splitlines())
        return
    if isinstance(record, ExplainedRecord):
        explained = bool(record.explanation)
        yield "explanation is there", explained, "" if explained else "the record explains nothing"
        return
    case, why_not = None, ""
    tell("reading the inputs")
    try:
        case = asked(record)
    except OtherInputs as error:
        if required:
            raise
        why_not = str(error)
    yield from recheck(folder, record, case, why_not, tell)


def _case_of(each: NamedCase) -> Asked:
    def asked(record: AnsweredRecord) -> Case:
        try:
            return read_question(each.case.opened).case
        except InputError as error:
            raise OtherInputs(str(error).splitlines()[0]) from error

    return asked


def _looked_for(folder: Path, scenario: Path | None) -> Asked:
    return lambda record: asked_again(folder, record, scenario)
