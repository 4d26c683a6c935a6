"""What kinds of values the record of a run holds: whatever reads one may rely on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

NUMBER: Final = (int, float)
KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "scenario": (str,), "status": (str,), "result_hash": (str,), "question": (dict,), "limitations": (list,),
    "inputs": (dict,), "versions": (dict,), "options": (dict,), "program": (dict, type(None)), "attempts": (list,),
    "certificate": (dict, type(None)), "caveats": (list,), "audit": (dict, type(None)), "begun_utc": (str,),
    "ended_utc": (str,), "wall_s_by_stage": (dict,), "cpu_s": NUMBER, "keys": (dict,),
    "scenario_file": (str, type(None)), "data": (list,), "warnings": (list,),
}  # fmt: skip
"""Key -> what may stand under it, where it is there."""
VALUES: Final[Mapping[str, tuple[type, ...]]] = {
    "inputs": (str,), "versions": (str,), "wall_s_by_stage": NUMBER, "limitations": (str,), "caveats": (str,),
    "attempts": (dict,), "data": (dict,), "warnings": (dict,),
}  # fmt: skip
"""Key -> what each value under it is."""
WORDS: Final = {str: "text", dict: "an object", list: "a list", int: "a number", float: "a number", type(None): "null"}


def misshapen(record: Mapping[str, Any]) -> str:
    """The first key that holds another kind of value than a run writes, and what was expected; "" for none."""
    for key, kinds in KINDS.items():
        if key in record and not _is(record[key], kinds):
            return f"{key} is {_words(type(record[key]))}; expected {_words(*kinds)}"
    for key, kinds in VALUES.items():
        within = record.get(key) or ()
        for value in within.values() if isinstance(within, dict) else within:
            if not _is(value, kinds):
                return f"{key} holds {_words(type(value))}; expected {_words(*kinds)}"
    for key in ("begun_utc", "ended_utc"):
        if key in record and not _is_time(record[key]):
            return f"{key} is no date and time"
    return ""


def _is(value: object, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _words(*kinds: type) -> str:
    return " or ".join(dict.fromkeys(WORDS.get(kind, "true or false") for kind in kinds))
