"""One thing that may be a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from loadsite.origin import Origin


@dataclass(frozen=True)
class Finding:
    """A value outside what is usual, or a limit without effect. It is used as it stands, and told.

    `expected` is the usual range, `source` where that range comes from.
    """

    origin: Origin
    field: str
    value: str
    what: str
    expected: str = ""
    source: str = ""

    def __str__(self) -> str:
        field = f" {self.field}" if self.field else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        source = f" ({self.source})" if self.source else ""
        return f"{self.origin}{field}: {self.value} {self.what}{expected}{source}"


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """file, line, field, value, what, expected, source: a row each."""
    columns = [each.name for each in fields(Finding)[1:]]
    rows = [[each.origin.file, each.origin.position, *(getattr(each, name) for name in columns)] for each in findings]
    return pd.DataFrame(rows, columns=["file", "line", *columns])


def finding_of(row: Mapping[str, Any]) -> Finding:
    """A row of that table as a finding."""
    return Finding(Origin(row["file"], row["line"]), *(row[each.name] for each in fields(Finding)[1:]))
