"""One thing that may be a mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd


@dataclass(frozen=True)
class Finding:
    """A value outside what is usual, or a limit without effect. It is used as it stands, and told.

    `line` counts from 1 in text files and is the row number of Parquet and GeoJSON files; 0 where there is none.
    `expected` is the usual range, `source` where that range comes from.
    """

    file: str
    line: int
    field: str
    value: str
    what: str
    expected: str = ""
    source: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        field = f" {self.field}" if self.field else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{place}{field}: {self.value} {self.what}{expected}" + (f" ({self.source})" if self.source else "")


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """file, line, field, value, what, expected, source: a row each."""
    columns = [each.name for each in fields(Finding)]
    return pd.DataFrame([[getattr(each, name) for name in columns] for each in findings], columns=columns)
