"""The rows of a table, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows(table: pd.DataFrame) -> Iterator[Any]:
    """Each row with a field per column."""
    yield from table.itertuples(index=False, name="Row")
