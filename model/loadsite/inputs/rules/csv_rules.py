"""Rules written as CSV: a rule per row."""

from __future__ import annotations

from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.files import text_of
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.keys import FIELDS, Entry, Spot
from loadsite.inputs.suggestions import did_you_mean, listed


def csv_entries(data: bytes, shown: str, problems: Problems) -> list[Entry]:
    """Every rule of a CSV file, whose columns are the keys of a rule; blank cells count as left out.

    Raises:
        InputError: the bytes are not text.
    """
    cells = split_csv(data, shown, problems)
    if cells is None:
        return []
    lines = text_of(data, shown).splitlines()
    header = cells.header
    for column in header:
        if column not in FIELDS or header.count(column) > 1:
            hint = did_you_mean(column, FIELDS) if column not in FIELDS else ""
            what = "stands twice" if column in FIELDS else f"unknown column; expected one of {listed(FIELDS)}"
            problems.add(cells.header_origin, column[:60], what, hint)
    for column in ("name", "rule"):
        if column not in header:
            problems.add(cells.header_origin, column, f"missing; expected {FIELDS[column]}")
    if not {"name", "rule"} <= set(header):
        return []
    entries = []
    for number, (row, origin) in enumerate(zip(cells.rows, cells.origins, strict=True)):
        line = origin.line
        values = {column: cell.strip() for column, cell in zip(header, row, strict=True)}
        entry = Entry(shown, line, number, {column: value for column, value in values.items() if value})
        text = lines[line - 1] if line <= len(lines) else ""
        after = 0
        for column, value in values.items():
            at = text.find(value, after) if value else -1
            entry.spots[column] = Spot(line, at + 1, value, exact=at >= 0)
            after = at + len(value) if at >= 0 else after
        entries.append(entry)
    return entries
