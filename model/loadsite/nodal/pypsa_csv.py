"""The CSV files of a PyPSA folder: components by name, and series with a row for each snapshot."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from math import isnan

from loadsite.errors import InputError
from loadsite.inputs.files import StudyFiles, text_of
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin


@dataclass(frozen=True)
class PypsaRow:
    """A component: its name, its cells by column, and where it stands."""

    name: str
    cells: dict[str, str]
    origin: Origin

    def text(self, column: str) -> str:
        """A cell; "" where the column is missing."""
        return self.cells.get(column, "")

    def number(self, column: str, default: float, problems: Problems) -> float:
        """A cell as a number; the default where it is blank. What is no number is noted."""
        said = self.text(column)
        if said == "":
            return default
        try:
            value = float(said)
        except ValueError:
            value = float("nan")
        if isnan(value):
            problems.add(self.origin, column, f'"{said[:40]}" is not a number')
            return default
        return value


@dataclass(frozen=True)
class PypsaSeries:
    """Values by snapshot and component."""

    labels: list[str]
    columns: list[str]
    rows: list[list[float]]
    origins: list[Origin]
    origin: Origin


def read_components(files: StudyFiles, name: str, problems: Problems) -> list[PypsaRow]:
    """The components of a file; none where there is no such file."""
    header, rows = _read(files, name, problems)
    made = []
    seen: dict[str, Origin] = {}
    for origin, row in rows:
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        label = row[0].strip() if row else ""
        if not label:
            problems.add(origin, "name", "blank; expected the name of a component")
        elif label in seen:
            problems.add(origin, "name", f'"{label[:60]}" stands here and in {seen[label].in_file}; expected once')
        seen[label] = origin
        made.append(PypsaRow(label, cells, origin))
    return made


def read_hourly_series(files: StudyFiles, name: str, hours: list[str], problems: Problems) -> PypsaSeries:
    """The series of a file, its rows labelled by the snapshots: PyPSA writes their labels, or numbers from 0."""
    series = read_series(files, name, problems)
    for at, (label, origin) in enumerate(zip(series.labels, series.origins, strict=True)):
        if at >= len(hours) or label not in (hours[at], str(at)):
            expected = hours[at] if at < len(hours) else "no further row"
            problems.add(origin, "snapshot", f'"{label[:40]}" is not the one of snapshots.csv; expected {expected}')
    return PypsaSeries(hours[: len(series.labels)], series.columns, series.rows[: len(hours)],
                       series.origins[: len(hours)], series.origin)  # fmt: skip


def read_series(files: StudyFiles, name: str, problems: Problems) -> PypsaSeries:
    """The series of a file; without rows where there is no such file. Of `snapshots.csv` the labels alone."""
    header, rows = _read(files, name, problems)
    labelled = 1 if "snapshot" in header[:2] and header[:1] == [""] else 0
    series = PypsaSeries([], header[labelled + 1 :], [], [], Origin(files.shown(name), 1))
    for origin, row in rows:
        series.labels.append(row[labelled].strip() if len(row) > labelled else "")
        series.origins.append(origin)
        if name == "snapshots.csv":
            continue
        values = []
        for column, cell in zip(series.columns, row[labelled + 1 :], strict=False):
            number = PypsaRow("", {column: cell.strip()}, origin).number(column, float("nan"), problems)
            if isnan(number) and not cell.strip():
                problems.add(origin, column, "blank; expected a number")
            values.append(0.0 if isnan(number) else number)
        if len(values) != len(series.columns):
            problems.add(origin, "", f"has {len(row)} cells; expected {len(header)} as in the header")
            values = (values + [0.0] * len(series.columns))[: len(series.columns)]
        series.rows.append(values)
    return series


def _read(files: StudyFiles, name: str, problems: Problems) -> tuple[list[str], list[tuple[Origin, list[str]]]]:
    if not files.holds_file(name):
        return [], []
    shown = files.shown(name)
    try:
        text = text_of(files.read(name), shown)
    except InputError as error:
        problems.take(error)
        return [], []
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] = []
    rows: list[tuple[Origin, list[str]]] = []
    for row in reader:
        if not header:
            header = [cell.strip() for cell in row]
        elif any(cell.strip() for cell in row):
            rows.append((Origin(shown, reader.line_num), row))
    return header, rows
