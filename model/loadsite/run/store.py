"""Where results are kept: written beside their place, flushed, and put there in one move when complete.

A folder of results holds a Parquet file per table, `sites.gpkg`, `run.json`, the solver's `logs`, and `files.json`, the
list of all of them with their hashes. What stood there before is replaced only by a complete result, and only what is
on its list.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from loadsite.run.sealed import RECORD, RESULTS, seal
from loadsite.writing.flush import flush_folder
from loadsite.writing.folder import put_in_place, refuse_what_is_not_ours
from loadsite.writing.listed import read_list, write_list
from loadsite.writing.refusal import CannotWrite, cannot_write
from loadsite.writing.unfinished import Unfinished, clear_abandoned

RUNS = "LOADSITE_RUNS"
"""Environment variable that names the folder of results, in place of `runs`."""
LOGS = "logs"
POOL = "cut-pool"
"""Folder beside the results in which what was learnt of a grid is kept for the next scenario on it."""
PROOF = "proof"
"""Folder of what the answer is proven by; see `proof_vectors`."""

WITHOUT_ANSWER = "logs without an answer"


def runs_folder() -> Path:
    """The folder in which results are put that are given no place: `LOADSITE_RUNS`, or else `runs`."""
    return Path(os.environ.get(RUNS) or "runs")


class Workplace:
    """A temporary folder beside the place of the results, for as long as they are being made.

        with Workplace(Path("runs/stargate_2030")) as work:
            ...                                         # logs to work.logs, tables to work.folder
            work.finish()

    Without `finish` the folder vanishes, unless `keep_logs` moved the logs to `<place>.no_answer`. `remarks` are
    sentences about what else stood there. CannotWrite where the folder cannot be made, or where the place holds
    anything but earlier results.
    """

    def __init__(self, place: Path) -> None:
        self.remarks: list[str] = []
        self._sealed = False
        try:
            self.place = place.parent.resolve() / place.name
            if place.name.casefold() == POOL:
                raise CannotWrite(f"{place} is where the cuts of earlier runs are kept; choose another name, or --out")
            refuse_what_is_not_ours(self.place, RESULTS)
        except OSError as error:
            raise cannot_write(place, error) from error

    def __enter__(self) -> Workplace:
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            self.remarks += clear_abandoned(self.place.parent)
            self._unfinished = Unfinished(self.place)
        except OSError as error:
            raise cannot_write(self.place, error) from error
        try:
            self.folder = self._unfinished.made
            self.logs.mkdir(parents=True)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unfinished.__exit__(kind, error, trace)
        if isinstance(error, OSError):
            raise cannot_write(self.place, error) from error

    @property
    def logs(self) -> Path:
        """Where the solver's logs go."""
        return self.folder / LOGS

    def seal(self) -> None:
        """List all files of the folder and make the system write them to the disk: nothing more is added."""
        seal(self.folder)
        flush_folder(self.folder)
        self._sealed = True

    def finish(self) -> None:
        """Put the folder in its place, instead of an earlier result that stood there.

        Raises:
            CannotWrite: something else stands there now; it says where the results are instead.
        """
        if not self._sealed:
            self.seal()
        put = put_in_place(self.folder, self.place, RESULTS)
        if put.place != self.place:
            raise CannotWrite(" ".join(put.remarks))
        self.remarks += put.remarks

    def keep_logs(self) -> Path | None:
        """Move the logs, and the program that had no answer, to `<place>.no_answer`; the folder they are in then.

        None, and a remark, where they cannot be kept: why there is no answer is told all the same.
        """
        place = self.place.with_name(f"{self.place.name}.no_answer")
        try:
            (self.logs / "no_answer.txt").write_text("Logs of a run that ended without an answer.\n", encoding="utf-8")
            with Unfinished(place) as kept:
                self.logs.rename(kept.made)
                write_list(kept.made, WITHOUT_ANSWER)
                put = put_in_place(kept.made, place, WITHOUT_ANSWER)
        except (OSError, CannotWrite) as error:
            self.remarks.append(str(error if isinstance(error, CannotWrite) else cannot_write(place, error)))
            return None
        self.remarks += put.remarks
        return put.place


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
    """Every table of a folder of results, by the name it was written under; a file that is not on its list is none."""
    listed = read_list(folder)
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.parquet"))]
    return {
        name.removesuffix(".parquet"): pd.read_parquet(folder / name, engine="pyarrow")
        for name in names if not name.startswith(f"{PROOF}/") and (listed is None or name in listed.files)
    }  # fmt: skip
