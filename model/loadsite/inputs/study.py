"""The keys of a study file: a base scenario, and what varies. Said once."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from loadsite.inputs.scenario import FileName, Keys


class Study(Keys):
    """Many scenarios: a base scenario with keys replaced, as a grid, a list of cases or a table."""

    name: FileName = Field(description="name of the study: letters, digits, _ - and . (it names the results folder)")
    base: str = Field(description="base scenario, relative to this file; the paths in its keys stay relative to it")
    set: dict[str, Any] = Field(
        default={}, max_length=100,
        description="keys of the base scenario that are replaced in every case, dotted, such as time.load_year; null "
        "takes a key out")
    grid: dict[str, Any] | None = Field(
        default=None, min_length=1, max_length=20,
        description="every combination: for each key, dotted, a list of values, or a mapping of names to values")
    cases: list[dict[str, Any]] | None = Field(
        default=None, min_length=1, max_length=2_000,
        description="a list of cases: each a mapping of name and the keys, dotted, that are replaced in it")
    table: str | None = Field(
        default=None,
        description="CSV file, relative to this file: a row per case, a column name, and a column per key, dotted; a "
        "blank cell leaves the key as it is in the base scenario")
