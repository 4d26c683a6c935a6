"""CSV bytes to cells with the line each row starts in."""

from __future__ import annotations

import csv
import io

from loadsite.errors import InputError
from loadsite.inputs.cells import Cells
from loadsite.inputs.files import StudyFiles, text_of
from loadsite.inputs.problems import Problems

MOST_ROWS = 1_000_000


def read_csv(files: StudyFiles, name: str, problems: Problems) -> Cells | None:
    """The cells of a CSV file of a study; a file that cannot be read is noted, and None returned."""
    try:
        return split_csv(files.read(name), files.shown(name), problems)
    except InputError as error:
        problems.take(error)
        return None


def split_csv(data: bytes, shown: str, problems: Problems) -> Cells | None:
    """Split comma-separated text (RFC 4180) into cells. Lines without any text are skipped.

    Rows with too few or too many cells and broken quoting are noted; None where there is no header.
    """
    reader = csv.reader(io.StringIO(text_of(data, shown), newline=""), strict=True)
    header: tuple[str, ...] | None = None
    header_line = 0
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header, header_line = tuple(name.strip() for name in row), line
            elif len(row) != len(header):
                hint = "put text that holds commas in double quotes" if len(row) > len(header) else ""
                problems.add(shown, line, "", f"has {len(row)} cells; expected {len(header)} as in the header", hint)
            elif len(rows) == MOST_ROWS:
                problems.add(shown, line, "", f"has more than {MOST_ROWS} rows")
                break
            else:
                rows.append(row)
                lines.append(line)
    except csv.Error as error:
        problems.add(shown, start, "", f"is not CSV: {error}")
    if header is None:
        problems.add(shown, 1, "", "is empty; expected a header of column names")
        return None
    return Cells(shown, header, rows, lines, header_line)
