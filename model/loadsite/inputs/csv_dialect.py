"""What other programs call CSV: columns separated by something else than commas, and lines that say so."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

SEPARATORS: Final = {
    ";": "semicolons", "\t": "tabs", "|": "vertical bars", "\uff1b": "full-width semicolons",
    "\uff0c": "full-width commas",
}  # fmt: skip
EXPORT: Final = "save the file as CSV with commas between columns and points in numbers"
SAID: Final = "sep="
_WHOLE = re.compile(r"-?[0-9]+")


def wrong_separator(row: list[str]) -> tuple[str, str] | None:
    """What is wrong with the first row of a file that was split at commas, and how to mend it; None where nothing is.

    No column of a study has a separator in its name, so a first row that holds more of one than of commas is not split
    by commas.
    """
    text = ",".join(row)
    if text.lower().startswith(SAID) and len(text.strip()) > len(SAID) and text[len(SAID)] in SEPARATORS:
        return _separated(SEPARATORS[text[len(SAID)]])
    counts = {name: sum(cell.count(mark) for cell in row) for mark, name in SEPARATORS.items()}
    most = max(counts, key=lambda name: counts[name])
    if counts[most] > len(row) - 1:
        return _separated(most)
    if len(row) == 1 and "," in row[0]:
        return "the whole line stands in quotes, as one cell; expected quotes around single cells only", EXPORT
    return None


def is_separator_line(row: list[str]) -> bool:
    """Whether a row is `sep=,`, which tells a spreadsheet what the file has: commas."""
    return ",".join(row).strip().lower().rstrip(",") == SAID


def mending_width(row: list[str], wide: bool) -> str:
    """What may make a row have another number of cells than the header."""
    for mark, name in SEPARATORS.items():
        if any(mark in cell for cell in row) and not wide:
            return f"separate columns by commas, not {name}"
    if not wide:
        return ""
    halves = any(_WHOLE.fullmatch(one.strip()) and other.strip().isdigit() for one, other in pairwise(row))
    quotes = "put text that holds commas in double quotes"
    return f"write numbers with a decimal point; {quotes}" if halves else quotes


def _separated(name: str) -> tuple[str, str]:
    return f"columns are separated by {name}; expected commas", EXPORT
