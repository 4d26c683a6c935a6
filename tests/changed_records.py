"""Ways of spoiling the record of a run, or what a ledger says of a case: every key, each in every way."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path_ = tuple[str | int, ...]
REMOVED = object()
OF_EACH_MAPPING = 3
"""Keys of a mapping from names to values that are tried; the others are of the same kind."""
PLAIN = ("errors", "inputs", "versions", "options", "labels", "keys", "wall_s_by_stage")
"""Mappings from names to values."""


@dataclass(frozen=True)
class Spoilt:
    """Where a record was changed, how, and the record."""

    path: Path_
    how: str
    record: dict[str, Any]

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))} {self.how}"


def places(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Every key of a record, recursively."""
    if isinstance(value, dict):
        few = at and at[-1] in PLAIN
        for key in list(value)[: OF_EACH_MAPPING if few else None]:
            yield (*at, key)
            yield from places(value[key], (*at, key))
    if isinstance(value, list) and value:
        yield (*at, 0)
        yield from places(value[0], (*at, 0))


def instead(value: Any) -> dict[str, Any]:
    """What may stand in place of a value."""
    found = {
        "removed": REMOVED, "null": None, "text": "yes", "true": True, "negative": -1, "with a fraction": 0.5,
        "huge": 1e300, "of 400 digits": 10**400, "long": "x" * 100_000, "an empty list": [], "a list": [[]],
        "an empty mapping": {}, "a mapping": {"a": {"b": None}}, "half of a letter": "\ud800", "NaN": float("nan"),
        "infinite": float("inf"), "an escape": "\x1b[31m\u202e", "deep": nested(150),
    }  # fmt: skip
    if isinstance(value, int | float) and not isinstance(value, bool):
        found["another"] = value + 1
    elif isinstance(value, str):
        found["another"] = value + "x"
    elif isinstance(value, list | dict) and value:
        found["twice"] = value * 2 if isinstance(value, list) else {**value, "z": next(iter(value.values()))}
    return found


def nested(depth: int) -> Any:
    """A mapping in a mapping in a mapping."""
    found: Any = 1
    for _ in range(depth):
        found = {"a": found}
    return found


def spoilt(record: dict[str, Any]) -> Iterator[Spoilt]:
    """The record with each of its keys spoilt in each way."""
    for path in places(record):
        for how, value in instead(_at(record, path)).items():
            changed = copy.deepcopy(record)
            above = _at(changed, path[:-1])
            if value is REMOVED:
                del above[path[-1]]
            else:
                above[path[-1]] = value
            yield Spoilt(path, how, changed)


def written(record: dict[str, Any]) -> str:
    """The record as JSON; halves of letters as escapes."""
    return json.dumps(record)


def _at(record: Any, path: Path_) -> Any:
    for part in path:
        record = record[part]
    return record
