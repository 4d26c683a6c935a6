"""What a folder of results must still be: the hash of its record, and in the record the hash of every other file.

`report.html` is a view that `loadsite report` draws anew, and is left out. Hashes tell what was changed by accident;
whoever changes a file on purpose can write its hash too, and that is what `loadsite verify` recomputes the answer for.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loadsite.errors import LoadsiteError
from loadsite.results.record_shape import misshapen
from loadsite.results.store import RECORD, write_record

FILES = "files"
SEAL = "record_hash"
VIEW = "report.html"
LISTED = 5


class NotAsWritten(LoadsiteError):
    """A folder of results is not what was written: a file is missing, spoilt or another."""


def seal(folder: Path) -> None:
    """Write the hash of every file into the record, and into the record its own."""
    record = dict(read_record(folder))
    record[FILES] = {
        path.relative_to(folder).as_posix(): _hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != RECORD and path.name != VIEW
    }
    record.pop(SEAL, None)
    write_record(folder, record | {SEAL: _of_record(record)})


def read_record(folder: Path) -> Mapping[str, Any]:
    """The record of a folder of results, whatever it says.

    Raises:
        NotAsWritten: there is none, or it is no record of loadsite.
    """
    path = folder / RECORD
    if not folder.is_dir():
        raise NotAsWritten(f"{folder} is no folder of results; expected one that loadsite run or batch has written")
    if not _is_file(path):
        raise NotAsWritten(f"{folder} holds no finished results: {RECORD} is not there")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise NotAsWritten(f"{path} cannot be read: {_first_line(error)}") from error
    if not isinstance(record, dict) or "scenario" not in record:
        raise NotAsWritten(f"{path} is no record of loadsite: expected an object with the key scenario")
    return record


def sealed_record(folder: Path) -> Mapping[str, Any]:
    """The record of a folder whose files are all as they were written.

    Raises:
        NotAsWritten: naming the files that are not.
    """
    record = read_record(folder)
    problems = list(not_as_written(folder, record))
    if problems:
        further = len(problems) - LISTED
        more = [f"and {further} more"] if further > 0 else []
        advice = "solve it again, or bring back the files as they were"
        raise NotAsWritten("\n".join([*problems[:LISTED], *more, advice]))
    wrong = misshapen(record)
    if wrong:
        raise NotAsWritten(f"{folder / RECORD} is no record of loadsite: {wrong}")
    return record


def not_as_written(folder: Path, record: Mapping[str, Any]) -> Iterator[str]:
    """A line per file that is not as its record says, the record first."""
    without = {key: value for key, value in record.items() if key != SEAL}
    said, files = record.get(SEAL), record.get(FILES)
    if said is None or not isinstance(files, dict):
        yield f"{folder / RECORD} states no hashes of the files beside it; expected the keys {FILES} and {SEAL}"
        return
    if said != _of_record(without):
        yield f"{folder / RECORD} was changed after it was written: its hash is not the one it states"
    for name, hash_ in files.items():
        path = folder / name
        if not _within(folder, name):
            yield f"{folder / RECORD}: files.{name[:60]} lies outside the folder"
        elif not _is_file(path):
            yield f"{path} is missing, or is no file"
        else:
            try:
                same = _hash(path) == hash_
            except OSError as error:
                yield f"{path} cannot be read: {_first_line(error)}"
                continue
            if not same:
                yield f"{path} was changed after it was written: its hash is not the one in {RECORD}"


def _within(folder: Path, name: str) -> bool:
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    """A file itself: no link, no device, no pipe that nobody writes to."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _of_record(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
