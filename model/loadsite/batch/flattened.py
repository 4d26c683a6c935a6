"""Nested keys as dotted ones, for comparing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def flattened(keys: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Nested keys as dotted ones: `place.target_mw.2030`; lists and single values as text."""
    found: dict[str, str] = {}
    for name, value in keys.items():
        if isinstance(value, Mapping):
            found |= flattened(value, f"{above}{name}.")
        else:
            found[f"{above}{name}"] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return found
