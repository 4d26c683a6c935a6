"""Where something is said: a file, and a place in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath


@dataclass(frozen=True, order=True)
class Origin:
    """A place in a file; its parts count from 1 and are 0 where they do not apply.

    `line` is the line of a text file, or the row of a Parquet file of hours. `column` is the letter in the line, where
    the line alone does not tell the place. `feature` is the number of a feature in a file of places; formats other than
    GeoJSON have features and no lines.
    """

    file: str
    line: int = 0
    column: int = 0
    feature: int = 0

    def __str__(self) -> str:
        """file:line, file:line:column, or file:feature where there are no lines; the feature too if lines share it."""
        told = [self.file, *(str(each) for each in (self.position, self.column) if each)]
        return ":".join(told) + (f" feature {self.feature}" if self.feature and self.column else "")

    def __bool__(self) -> bool:
        return self != NOWHERE

    @property
    def position(self) -> int:
        """The line, or the feature where the file has no lines; 0 for the file as a whole."""
        return self.line or self.feature

    @property
    def in_file(self) -> str:
        """The place without the file: `line 3`, `feature 3` where the line does not tell it, "" for the whole file."""
        if self.feature and (self.column or not self.line):
            return f"feature {self.feature}"
        return f"line {self.line}" if self.line else ""

    @property
    def without_folder(self) -> Origin:
        """The same place, its file by name alone."""
        return replace(self, file=PurePosixPath(self.file).name)


NOWHERE = Origin("")
"""What no file says; its text is empty."""
