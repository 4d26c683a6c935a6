"""Where results are kept: written beside their place, flushed, and put there in one move when complete.

A folder of results holds a Parquet file per table, `sites.gpkg`, `run.json` and the solver's `logs`. What stood there
before is replaced only by a complete result; what is not a result of loadsite is never touched.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any

import pandas as pd

from loadsite.errors import LoadsiteError

RECORD = "run.json"
LOGS = "logs"


class CannotWrite(LoadsiteError):
    """The place for the results cannot be written, or holds something else."""


class Workplace:
    """A temporary folder beside the place of the results, for as long as they are being made.

        with Workplace(Path("runs/stargate_2030")) as work:
            ...                                         # logs to work.logs, tables to work.folder
            work.finish()

    Without `finish` the folder vanishes, unless `keep_logs` moved the logs to `<place>.no_answer`. CannotWrite where
    the folder cannot be made, or where the place holds anything but earlier results.
    """

    def __init__(self, place: Path) -> None:
        self.place = place.resolve()
        _refuse_what_is_not_ours(self.place)

    def __enter__(self) -> Workplace:
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(mkdtemp(prefix=f".{self.place.name}.", dir=self.place.parent))
            self.folder.chmod(0o755)
            self.logs.mkdir()
        except OSError as error:
            raise cannot_write(self.place, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise cannot_write(self.place, error) from error

    @property
    def logs(self) -> Path:
        """Where the solver's logs go."""
        return self.folder / LOGS

    def finish(self) -> None:
        """Put the folder in its place, instead of what stood there."""
        _flush(self.folder)
        before = self.folder.with_name(f"{self.folder.name}.before")
        if self.place.exists():
            self.place.rename(before)
        try:
            self.folder.rename(self.place)
        except OSError:
            if before.exists():
                before.rename(self.place)
            raise
        _flush_one(self.place.parent)
        shutil.rmtree(before, ignore_errors=True)

    def keep_logs(self) -> Path:
        """Move the logs, and the program that had no answer, to `<place>.no_answer`; that folder."""
        kept = self.place.with_name(f"{self.place.name}.no_answer")
        if kept.exists() and not (kept / "no_answer.txt").is_file():
            raise CannotWrite(f"{kept} is not a folder of loadsite; move it away, or choose another --out")
        shutil.rmtree(kept, ignore_errors=True)
        (self.logs / "no_answer.txt").write_text("Logs of a run that ended without an answer.\n", encoding="utf-8")
        self.logs.rename(kept)
        return kept


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """A Parquet file per table; a slash in a name makes a folder."""
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def write_record(folder: Path, record: Mapping[str, Any]) -> None:
    """`run.json`; ValueError on a number that JSON cannot hold."""
    text = json.dumps(record, indent=2, allow_nan=False, ensure_ascii=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of a folder of results, by the name it was written under."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): pd.read_parquet(path, engine="pyarrow")
        for path in sorted(folder.rglob("*.parquet"))
    }


def cannot_write(place: Path, error: OSError) -> CannotWrite:
    """The error of the system, in words: the disk is full, the folder is read-only."""
    return CannotWrite(f"{place} cannot be written: {error.strerror or error}")


def _refuse_what_is_not_ours(place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise CannotWrite(f"{place} is a file; expected a folder for the results")
    if any(place.iterdir()) and not (place / RECORD).is_file():
        raise CannotWrite(f"{place} holds something else than results; choose another --out")


def _flush(folder: Path) -> None:
    """Make the system write everything to the disk."""
    for path in [*folder.rglob("*"), folder]:
        _flush_one(path)


def _flush_one(path: Path) -> None:
    """Make the system write a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
