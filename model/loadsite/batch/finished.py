"""A finished folder of results, as far as comparing needs it: its record, and its tables when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from loadsite.batch.flattened import flattened
from loadsite.errors import LoadsiteError
from loadsite.inputs.parquet_size import too_large
from loadsite.run.run_record import AnsweredRecord, ExplainedRecord
from loadsite.run.sealed import sealed_record


class NotFinished(LoadsiteError):
    """A folder holds no finished results of loadsite, or a table of them cannot be read."""


@dataclass(frozen=True)
class FinishedRun:
    """One folder of results. `name` tells it from the others it is compared with."""

    name: str
    folder: Path
    record: AnsweredRecord | ExplainedRecord

    @property
    def answer(self) -> AnsweredRecord | None:
        """The record where there are tables; an infeasible case has none."""
        return self.record if isinstance(self.record, AnsweredRecord) else None

    @property
    def keys(self) -> dict[str, str]:
        """The keys of the scenario, defaults among them, dotted, their values as text."""
        return flattened(self.record.keys)

    def table(self, name: str) -> pd.DataFrame:
        """One table; NotFinished where it is missing, cannot be read, or would fill the memory."""
        path = self.folder / f"{name}.parquet"
        try:
            large = too_large(pq.ParquetFile(path))
            if large:
                raise NotFinished(f"{path} {large}")
            return pd.read_parquet(path, engine="pyarrow")
        except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
            raise NotFinished(f"{path} cannot be read: {_first_line(error)}; solve the case again") from error


def open_runs(folders: Sequence[Path]) -> list[FinishedRun]:
    """The runs in these folders, each under a name of its own.

    Raises:
        NotAsWritten: a folder without `run.json`, or with a file that is not what was written.
    """
    records = [(folder, sealed_record(folder)) for folder in folders]
    names = [record.name for _, record in records]
    return [
        FinishedRun(name if names.count(name) == 1 else f"{name} ({folder})", folder, record)
        for name, (folder, record) in zip(names, records, strict=True)
    ]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
