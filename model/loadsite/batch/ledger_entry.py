"""One row of a ledger, as it is read: an attempt at a case, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pydantic.dataclasses
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from loadsite.batch.order import Outcome
from loadsite.inputs.scenario_errors import misfit
from loadsite.inputs.yaml_source import dotted
from loadsite.run.record_fields import Count, Hash, Part, Text

STRICT = ConfigDict(strict=True, allow_inf_nan=False, extra="ignore")


class NoEntry(ValueError):
    """A row is no attempt that a batch has written."""


@dataclass(frozen=True)
class Entry:
    """What the ledger knows of an attempt at a case; `outcome` is None while it runs, or where it was interrupted."""

    attempt: int
    hash: str
    name: str
    grid: str
    begun_utc: str
    ended_utc: str | None
    outcome: Outcome | None


class _Row(Part):
    """The columns of a row."""

    attempt: Count = Field(description="number of the attempt")
    hash: Hash = Field(description="SHA-256 that names the case")
    name: Text = Field(description="name of the case")
    grid: Text = Field(description="hash of the grid")
    begun_utc: Text = Field(description="when it was begun [UTC]")
    ended_utc: Text | None = Field(description="when it ended [UTC]")
    outcome: Text | None = Field(description="how it ended, as JSON")


@pydantic.dataclasses.dataclass(frozen=True, config=STRICT)
class _Outcome(Outcome):
    """An outcome whose types are checked."""


_OUTCOME = TypeAdapter(_Outcome)


def entry_of(*row: object) -> Entry:
    """The attempt in a row of the ledger: attempt, hash, name, grid, begun_utc, ended_utc, outcome.

    Raises:
        NoEntry: with the attempt, the column or key, its value and what was expected.
    """
    at = f"attempt {row[0]}"
    try:
        read = _Row.model_validate(dict(zip(_Row.model_fields, row, strict=True)))
        for name in ("begun_utc", "ended_utc"):
            _refuse_no_time(at, name, getattr(read, name))
    except ValidationError as error:
        raise NoEntry(_told(at, "", _Row, error)) from error
    try:
        outcome = None if read.outcome is None else _OUTCOME.validate_json(read.outcome)
    except ValidationError as error:
        raise NoEntry(_told(at, "outcome", _Outcome, error)) from error
    return Entry(read.attempt, read.hash, read.name, read.grid, read.begun_utc, read.ended_utc, outcome)


def _refuse_no_time(at: str, name: str, text: str | None) -> None:
    try:
        datetime.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise NoEntry(f'{at} {name}: "{(text or "")[:60]}" is no time; expected a date and time') from None


def _told(at: str, above: str, model: type[Any], error: ValidationError) -> str:
    """The first misfit."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"{at} {above}: is no JSON: {first['ctx']['error']}"
    found = misfit(model, first)
    return f"{at} {dotted((above, *found.path) if above else found.path)}: {found.what}"
