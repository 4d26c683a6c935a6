"""Attributes of places as their file stores them, as text: no reader in between converts or rounds."""

from __future__ import annotations

from dataclasses import dataclass, field

LARGEST_EXACT = 2**53
"""Up to here every whole number is a floating one."""


class Wrong(Exception):
    """What is wrong with a file, at a feature (0 for none) and a column ("" for none)."""

    def __init__(self, number: int, column: str, what: str) -> None:
        super().__init__(what)
        self.number, self.column, self.what = number, column, what


@dataclass(frozen=True)
class Stored:
    """Columns of text cells, by name; and what a column holds, in words, where it is neither text nor whole numbers."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    no_text: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: object) -> None:
        """Another cell of a column."""
        self.columns.setdefault(name, []).append(as_cell(value))
        words = no_text(value)
        if words:
            self.no_text.setdefault(name, words)


def no_text(value: object) -> str:
    """What a value is, where to write it as text would be to choose a form; "" for text, whole numbers and nothing."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, float):
        return "numbers with a decimal point"
    return "" if value is None or isinstance(value, str | int) else "what is no text"


def as_cell(value: object) -> str:
    """A value as a cell would hold it; nothing is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) <= LARGEST_EXACT else repr(value)
    return value if isinstance(value, str) else str(value)
