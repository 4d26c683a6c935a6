"""A finished result as a report needs it, read from its folder alone; large tables only as far as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from loadsite.errors import LoadsiteError
from loadsite.export.map_layers import MapLayers, read_connections, read_map, read_zone_names
from loadsite.report.words import number
from loadsite.results.headline import close
from loadsite.run.run_record import AnsweredRecord
from loadsite.run.run_status import RunStatus, how_close
from loadsite.run.sealed import RECORD, sealed_record
from loadsite.run.table_size import too_large
from loadsite.solve import Method

PLACED_MW = 1.0
"""A site with less is empty."""


class NoResult(LoadsiteError):
    """A folder that should hold a finished result does not."""


@dataclass(frozen=True)
class Run:
    """The folder of a result. Tables are read when first asked for.

    Raises:
        NotAsWritten: a file of it is missing, or is not what was written.
        NoResult: it ended without an answer.
    """

    folder: Path

    def __post_init__(self) -> None:
        said, told = sorted(self.years), sorted({int(year) for year in self.shortfall["year"]})
        if said != told:
            raise NoResult(f"{self.folder / RECORD} question.years: {said}; expected those of the tables, {told}")

    @cached_property
    def record(self) -> AnsweredRecord:
        """`run.json`, once it is sure that all files are as they were written."""
        record = sealed_record(self.folder)
        if not isinstance(record, AnsweredRecord):
            raise NoResult(f"{self.folder} holds no answer to draw: it ended as {record.status}")
        return record

    @property
    def not_proven(self) -> str:
        """How close an answer whose search did not close is to the best there may be; "" where it closed."""
        if self.record.status != RunStatus.NOT_PROVEN:
            return ""
        hosting = self.record.hosting
        done = hosting if hosting is not None and hosting.ended else self.record
        if not done.ended:
            return f"the grid without campuses: {self.record.baseline_ended}"
        close = how_close(done.certificate.objective_musd, done.certificate.gap_musd, done is hosting)
        return f"{close}; {done.ended}"

    @property
    def close(self) -> str:
        """How near the cost is to the least there may be, in words."""
        certificate = self.record.certificate
        if self.not_proven:
            return f"not proven: {self.not_proven}"
        gap = certificate.gap_musd if self.record.method is Method.DECOMPOSED else None
        return close(gap, certificate.objective_musd)

    @cached_property
    def map(self) -> MapLayers:
        """Outlines and places of `sites.gpkg`."""
        return read_map(self.folder)

    def has(self, name: str) -> bool:
        """Whether the result holds a table."""
        return (self.folder / f"{name}.parquet").is_file()

    def table(self, name: str, columns: Sequence[str] | None = None, hours: tuple[int, int] | None = None,
              year: int | None = None) -> pd.DataFrame:  # fmt: skip
        """A table, or some columns of it, of the snapshots from first to last and of one year; labels as text.

        Raises:
            NoResult: the result holds no such table, or it lacks a column.
        """
        chosen: list[Any] = [] if hours is None else [("snapshot", ">=", hours[0]), ("snapshot", "<=", hours[1])]
        if year is not None:
            chosen.append(("year", "==", year))
        path = self.folder / f"{name}.parquet"
        try:
            large = too_large(path)
            if large:
                raise NoResult(f"{path} {large}")
            read = pq.read_table(path, columns=list(columns) if columns else None,
                                 filters=chosen or None)  # fmt: skip
        except (OSError, KeyError, ValueError) as error:
            raise NoResult(f"{self.folder}: {name}.parquet cannot be read: {error}") from error
        found: pd.DataFrame = read.to_pandas()
        return found

    @cached_property
    def siting(self) -> pd.DataFrame:
        """The table `siting`, labels as text."""
        table = self.table("siting")
        text = ["site", "name", "kind", "zone", "state", "market", "status"]
        return table.astype(dict.fromkeys(text, object))

    @cached_property
    def shortfall(self) -> pd.DataFrame:
        """The table `shortfall`."""
        return self.table("shortfall")

    @cached_property
    def snapshots(self) -> pd.DataFrame:
        """The table `snapshots`, by snapshot."""
        return self.table("snapshots").set_index("snapshot")

    @cached_property
    def zones(self) -> pd.DataFrame:
        """The table `zone_years`, with the MW of campus placed in each zone."""
        table = self.table("zone_years").astype({"zone": object})
        placed = self.siting.groupby(["zone", "year"])["campus_mw"].sum()
        at = pd.MultiIndex.from_frame(table[["zone", "year"]])
        return table.assign(campus_mw=placed.reindex(at).fillna(0.0).to_numpy())

    @cached_property
    def connections(self) -> dict[str, tuple[float, float]]:
        """site -> voltage [kV] and distance [km] of its connection; NaN where `sites.gpkg` does not say them."""
        return read_connections(self.folder)

    @cached_property
    def zone_names(self) -> dict[str, str]:
        """zone -> what it covers, in words"""
        return read_zone_names(self.folder)

    @property
    def name(self) -> str:
        return self.record.scenario

    @property
    def years(self) -> list[int]:
        return list(self.record.question.years)

    @property
    def last_year(self) -> int:
        return self.years[-1]

    @property
    def hosted_mw(self) -> dict[int, float]:
        """year -> the most MW that fit; empty where a target was asked for"""
        hosting = self.record.hosting
        return {} if hosting is None else dict(hosting.hosted_mw)

    @property
    def hosts(self) -> bool:
        """Whether the most MW that fit were asked for."""
        return self.record.question.kind == "hosting"

    @property
    def time(self) -> str:
        """How the year is represented, in short."""
        return self.record.time_resolution.split(";")[0]

    @cached_property
    def time_of_a_year(self) -> str:
        """What the caption of a yearly figure says."""
        hours, weight = len(self.snapshots), float(self.snapshots["weight_h"].sum())
        stand_for = f" that stand for {number(weight)}" if weight > hours + 0.5 else ""
        said = f"{number(hours)} hours"
        return self.time if said in self.time else f"{said}{stand_for} ({self.time})"

    @cached_property
    def time_by_hour(self) -> str:
        """What the caption of an hourly figure says."""
        return f"by the hour ({self.time})"

    def campuses(self, year: int) -> pd.DataFrame:
        """Rows of `siting` with at least 1 MW in the year, the largest first."""
        rows = self.siting[(self.siting["year"] == year) & (self.siting["campus_mw"] >= PLACED_MW)]
        return rows.sort_values(["campus_mw", "site"], ascending=[False, True], kind="stable").reset_index(drop=True)
