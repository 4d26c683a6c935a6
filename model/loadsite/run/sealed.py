"""What a folder of results must still be: its list, `files.json`, has the hash of every file, the record among them.

`report.html` is a view that `loadsite report` draws anew, and has no hash. Hashes tell what was changed by accident;
whoever changes a file on purpose can write its hash too, and that is what `loadsite verify` recomputes the answer for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from loadsite.errors import LoadsiteError, Problem
from loadsite.inputs.scenario_errors import misfit
from loadsite.inputs.yaml_source import dotted
from loadsite.origin import Origin
from loadsite.run.record_fields import Part
from loadsite.run.run_record import FORMAT, AnsweredRecord, EndingOnly, ExplainedRecord
from loadsite.run.run_status import has_tables
from loadsite.writing.listed import LIST, NoList, list_of, not_as_listed, write_list

PartT = TypeVar("PartT", bound=Part)

RECORD = "run.json"
RESULTS = "results"
VIEW = "report.html"
LISTED = 5
LARGEST_RECORD = 50_000_000
"""A larger file is no record of ours [bytes]."""


class NotAsWritten(LoadsiteError):
    """A folder of results is not what was written: a file is missing, spoilt or another."""


def seal(folder: Path) -> None:
    """List all files of a folder of results with their hashes."""
    write_list(folder, RESULTS, (VIEW,))


def sealed_record(folder: Path) -> AnsweredRecord | ExplainedRecord:
    """The record of a folder whose files are all as they were written.

    Raises:
        NotAsWritten: naming the files that are not, or the keys of the record that are none.
    """
    problems = list(not_as_written(folder))
    if problems:
        raise NotAsWritten("\n".join([*_first(problems), "solve it again, or bring back the files as they were"]))
    return read_record(folder)


def not_as_written(folder: Path) -> Iterator[str]:
    """A line per file that is not as listed.

    Raises:
        NotAsWritten: there are no results, or they have no list.
    """
    if not folder.is_dir():
        raise NotAsWritten(f"{folder} is no folder of results; expected one that loadsite run or batch has written")
    if not (folder / RECORD).is_file():
        raise NotAsWritten(f"{folder} holds no finished results: {RECORD} is not there")
    try:
        listed = list_of(folder)
    except NoList as error:
        raise NotAsWritten(str(error)) from error
    if listed.kind != RESULTS or RECORD not in listed.files:
        raise NotAsWritten(f"{folder / LIST} lists no {RECORD}; expected the list of a folder of results")
    yield from not_as_listed(folder, listed)


def read_record(folder: Path) -> AnsweredRecord | ExplainedRecord:
    """The record of a folder of results that is as written.

    Raises:
        NotAsWritten: it cannot be read, is of another version, or a key of it holds something else than a run writes.
    """
    path = folder / RECORD
    try:
        size = path.stat().st_size
        if size > LARGEST_RECORD:
            raise NotAsWritten(f"{path} holds {size / 1e6:,.0f} MB; expected at most {LARGEST_RECORD / 1e6:.0f} MB")
        data = path.read_bytes()
    except OSError as error:
        raise NotAsWritten(f"{path} cannot be read: {error.strerror}") from error
    ending = _as(EndingOnly, path, data)
    if ending.format != FORMAT:
        than = "an earlier" if ending.format < FORMAT else "a later"
        raise NotAsWritten(f"{path} is of {than} version of loadsite, which names tables and columns otherwise (format "
                           f"{ending.format}; expected {FORMAT}); solve it again")
    if has_tables(ending.status):
        return _as(AnsweredRecord, path, data)
    return _as(ExplainedRecord, path, data)


def _as(model: type[PartT], path: Path, data: bytes) -> PartT:
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise NotAsWritten(_told(path, model, error)) from error


def _told(path: Path, model: type[Part], error: ValidationError) -> str:
    """Each misfit with file, key, value and what was expected."""
    lines = []
    for each in error.errors(include_url=False):
        if each["type"] == "json_invalid":
            return f"{path} cannot be read: {each['ctx']['error']}"
        if not each["loc"] and each["type"] != "value_error":
            return f"{path} is no record of loadsite: expected an object with the keys of a run"
        found = misfit(model, each)
        lines.append(str(Problem(Origin(str(path)), dotted(found.path), found.what, found.hint)))
    return "\n".join(_first(lines))


def _first(lines: list[str]) -> list[str]:
    further = len(lines) - LISTED
    return lines[:LISTED] + ([f"and {further} more"] if further > 0 else [])
