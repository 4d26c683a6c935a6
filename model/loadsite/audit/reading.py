"""What the result tables claim, read back as arrays with every label checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.errors import NoAnswer
from loadsite.inputs.case import Case
from loadsite.results.tables import Results

Within = tuple[str, list[int]]
"""What a table is told apart by within a year: a column, and its values in order."""


class AuditFailed(NoAnswer):
    """The result tables do not agree with the case: something in between is wrong."""


@dataclass(frozen=True)
class Claim:
    """A column of a table as an array: label by year, or label by year by snapshot."""

    labels: pd.Index
    values: Floats

    def on(self, labels: pd.Index) -> Floats:
        """Spread over all of `labels`; zero where the table has no row."""
        spread = np.zeros((len(labels), *self.values.shape[1:]))
        spread[labels.get_indexer(self.labels)] = self.values
        return spread


class Reading:
    """Columns of the tables, one at a time.

    Every table must hold each label, year and (if hourly) snapshot exactly once, in that order, labels must be known to
    the case, and values must be finite; AuditFailed otherwise.
    """

    def __init__(self, case: Case, results: Results) -> None:
        self.results = results
        self.years = [int(year) for year in case.horizon.years.index]
        self.snapshots = [int(snapshot) for snapshot in case.horizon.snapshots.index]
        self.boundary_numbers = sorted({int(number) for number in case.horizon.periods["opening_boundary"]})
        self._checked: dict[tuple[str, str, str], pd.Index] = {}

    def hourly(self, name: str, column: str, label: str, known: pd.Index) -> Claim:
        """Label by year by snapshot."""
        table = self._table(name)
        labels = self._labels(name, table, label, known, ("snapshot", self.snapshots), "")
        return Claim(labels, self._values(name, table, column, (len(labels), len(self.years), len(self.snapshots))))

    def boundaries(self, name: str, column: str, label: str, known: pd.Index) -> Claim:
        """Label by year by boundary between periods."""
        table = getattr(self.results, name)
        labels = self._labels(name, table, label, known, ("boundary", self.boundary_numbers), "")
        return Claim(labels, self._values(name, table, column,
            (len(labels), len(self.years), len(self.boundary_numbers))))

    def yearly(
        self, name: str, column: str, label: str, known: pd.Index, kind: str = "", limit: bool = False
    ) -> Claim:
        """Label by year; of one `kind` only where the table holds several. A `limit` may be infinite."""
        table = self._table(name)
        if kind:
            table = table[table["kind"] == kind]
        labels = self._labels(name, table, label, known, None, kind)
        return Claim(labels, self._values(name, table, column, (len(labels), len(self.years)), limit))

    def total(self, name: str, column: str) -> Floats:
        """By year alone."""
        table = getattr(self.results, name)
        if table["year"].to_list() != self.years:
            raise AuditFailed(f"{name}: years {table['year'].to_list()}; expected {self.years}")
        return self._values(name, table, column, (len(self.years),))

    def _table(self, name: str) -> pd.DataFrame:
        """A table of every result, or one of those that not every case has."""
        table = self.results.further.get(name, getattr(self.results, name, None))
        if table is None:
            raise AuditFailed(f"{name}: the table is missing")
        return pd.DataFrame(table)

    def _labels(
        self, name: str, table: pd.DataFrame, label: str, known: pd.Index, within: Within | None, kind: str
    ) -> pd.Index:
        """The labels of a table, once it is sure that they and the rows are what they should be."""
        asked = (name, label, kind)
        if asked not in self._checked:
            self._checked[asked] = self._sound(name, table, label, known, within)
        return self._checked[asked]

    def _sound(
        self, name: str, table: pd.DataFrame, label: str, known: pd.Index, within: Within | None
    ) -> pd.Index:
        labels: pd.Index = pd.Index(table[label].unique())
        unknown = labels.difference(known)
        if len(unknown):
            raise AuditFailed(f"{name}: {label} {unknown[0]!r} is not in the case")
        third, numbers = within if within else ("year", [])
        per_year = max(len(numbers), 1)
        per_label = len(self.years) * per_year
        expected = len(labels) * per_label
        if len(table) != expected:
            raise AuditFailed(f"{name}: {len(table)} rows; expected {expected}, one per {label}, year and {third}")
        in_order = (
            (table[label].to_numpy() == np.repeat(labels.to_numpy(), per_label)).all()
            and (table["year"].to_numpy() == np.tile(np.repeat(self.years, per_year), len(labels))).all()
            and (not within or (table[third].to_numpy() == np.tile(numbers, len(table) // per_year)).all())
        )
        if not in_order:
            raise AuditFailed(f"{name}: rows are not in the order {label}, year, {third}, each once")
        return labels.astype(object)

    def _values(
        self, name: str, table: pd.DataFrame, column: str, shape: tuple[int, ...], limit: bool = False
    ) -> Floats:
        values = table[column].to_numpy(dtype=float)
        sound = np.isfinite(values) | (limit & np.isposinf(values))
        if not sound.all():
            row = int(np.flatnonzero(~sound)[0])
            raise AuditFailed(f"{name}.{column}: {values[row]} in row {row}; expected a finite number")
        return np.asarray(values.reshape(shape))
