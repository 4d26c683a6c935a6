"""Nested keys as dotted ones, for comparing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile("[A-Za-z0-9_-]+")


def flattened(keys: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Nested keys as dotted ones: `place.target_mw.2030`; lists and single values as text.

    A key that has more than letters, digits, - and _ in it stands in quotes, so that no two join to the same:
    `parameters."gas.2030"`.
    """
    found: dict[str, str] = {}
    for key, value in keys.items():
        name = key if _PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        if isinstance(value, Mapping):
            found |= flattened(value, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return found
