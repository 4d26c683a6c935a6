"""Every numeric column of a result moved by a tenth: the audit notices, or the column is on its stated list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from loadsite.audit import AuditFailed, examine
from loadsite.audit.checks import TOLERANCE
from loadsite.audit.not_audited import NOT_AUDITED, why_not_audited
from loadsite.results.tables import HOURLY, Results
from loadsite.run.answer import Answer

DUST = 1e-6
"""A column that holds nothing larger than this is zero but for rounding."""


def numeric_columns(results: Results) -> Iterator[tuple[str, str]]:
    """Every (table, column) of numbers, some of them not zero."""
    for name, table in results.by_name().items():
        for column, kind in table.dtypes.items():
            if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
                values = table[column].to_numpy(dtype=float)
                if (np.abs(values[np.isfinite(values)]) > DUST).any():
                    yield name, str(column)


def moved(results: Results, name: str, column: str) -> Results:
    """The results with one column a tenth larger."""
    table = results.by_name()[name]
    changed = table.assign(**{column: table[column].to_numpy(dtype=float) * 1.1})
    family = name.removeprefix(f"{HOURLY}/")
    if family == name:
        return replace(results, **{name: changed})
    hourly = {key: changed if key.replace(" ", "_") == family else each
              for key, each in results.hourly_shadow_prices.items()}  # fmt: skip
    return replace(results, hourly_shadow_prices=MappingProxyType(hourly))


def is_noticed(answer: Answer, results: Results) -> bool:
    try:
        return any(not check.error <= TOLERANCE for check in examine(answer.solve.case, results).checks)
    except AuditFailed:
        return True


def unlike_their_list(answer: Answer, columns: list[tuple[str, str]]) -> list[str]:
    """Columns that are audited though listed, or the other way round."""
    return [
        f"{name}.{column}" for name, column in columns
        if is_noticed(answer, moved(answer.results, name, column)) == bool(why_not_audited(f"{name}.{column}"))
        and name != "zone_ranges"  # a range that is one point is noticed
    ]  # fmt: skip


@pytest.mark.slow
def test_a_sample_of_the_columns(worked: Answer) -> None:
    columns = list(numeric_columns(worked.results))
    assert len(columns) > 200
    assert unlike_their_list(worked, columns[3::8]) == []


@pytest.mark.slow
def test_every_column(worked: Answer, hosted: Answer) -> None:
    for answer in (worked, hosted):
        assert unlike_their_list(answer, list(numeric_columns(answer.results))) == []


def test_the_list_is_short_and_says_why() -> None:
    assert len(NOT_AUDITED) <= 14 and all(len(why) > 20 for why in NOT_AUDITED.values())


def test_the_document_has_the_list() -> None:
    text = (Path(__file__).parents[2] / "docs/verify.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(.*?)` \|", text, re.M) == list(NOT_AUDITED)
    assert all(why in text for why in NOT_AUDITED.values())
