"""CSV bytes to cells with the line each row starts in."""

from __future__ import annotations

import csv
import io

from loadsite.errors import InputError
from loadsite.inputs.cells import MOST_COLUMNS, Cells
from loadsite.inputs.csv_dialect import is_separator_line, mending_width, wrong_separator
from loadsite.inputs.files import StudyFiles, text_of
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin

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

    Cells without a name and without a value, as spreadsheets leave them at the right, carry nothing and are left out.
    Rows with too few or too many cells and broken quoting are noted; None where there is no header, or where the
    columns are not separated by commas.
    """
    reader = csv.reader(io.StringIO(text_of(data, shown), newline=""), strict=True)
    header: tuple[str, ...] | None = None
    named: list[int] = []
    unnamed: dict[int, list[tuple[int, str]]] = {}
    header_line = 0
    rows: list[list[str]] = []
    origins: list[Origin] = []
    start = 1
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                wrong = wrong_separator(row)
                if wrong:
                    problems.add(Origin(shown, line), "", *wrong)
                    return None
                if is_separator_line(row):
                    what = f'"{",".join(row)}" is a line for spreadsheets; expected the header of column names'
                    problems.add(Origin(shown, line), "", what, "remove the line")
                    continue
                if len(row) > MOST_COLUMNS:
                    what = f"has {len(row):,} columns; expected at most {MOST_COLUMNS:,}"
                    problems.add(Origin(shown, line), "", what)
                    return None
                header, header_line = tuple(name.strip() for name in row), line
                named = [position for position, name in enumerate(header) if name]
            elif len(rows) == MOST_ROWS:
                problems.add(Origin(shown, line), "", f"has more than {MOST_ROWS} rows")
                break
            elif _fits(row, len(header), named[-1], shown, line, problems):
                rows.append([row[position] for position in named])
                origins.append(Origin(shown, line))
                for position, cell in enumerate(row[: len(header)]):
                    if cell.strip() and not header[position]:
                        unnamed.setdefault(position, []).append((line, cell.strip()))
    except csv.Error as error:
        problems.add(Origin(shown, start), "", f"is not CSV: {error}")
    if header is None:
        problems.add(Origin(shown, 1), "", "is empty; expected a header of column names")
        return None
    for position, found in unnamed.items():
        line, cell = found[0]
        more = f", as do {len(found) - 1} more rows" if len(found) > 1 else ""
        what = f'holds "{cell[:40]}" in column {position + 1}, which has no name in the header{more}'
        problems.add(Origin(shown, line), "(no name)", what)
    return Cells(shown, tuple(header[position] for position in named), rows, origins, header_line)


def _fits(row: list[str], width: int, last: int, shown: str, line: int, problems: Problems) -> bool:
    """Whether a row has a cell for each column with a name, and nothing beyond the header."""
    wide = any(cell.strip() for cell in row[width:])
    if len(row) > last and not wide:
        return True
    expected = width if wide else last + 1
    what = f"has {len(row)} cells; expected {expected} as in the header"
    problems.add(Origin(shown, line), "", what, mending_width(row, wide))
    return False
