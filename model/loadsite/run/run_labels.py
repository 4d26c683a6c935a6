"""Short names of runs side by side: the parts of their names in which they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence

PARTS = re.compile(r"__+|-")
"""What stands between the parts of the name of a case."""


def run_labels(names: Sequence[str]) -> dict[str, list[str]]:
    """name -> its parts that are not the same in all; all parts where the names are built differently.

    No two names have the same parts: where leaving some out made them so, each keeps its whole name.
    """
    parts = {name: PARTS.split(name) for name in names}
    if len(names) > 1 and len({len(each) for each in parts.values()}) == 1:
        differ = [at for at, column in enumerate(zip(*parts.values(), strict=True)) if len(set(column)) > 1]
        parts = {name: [each[at] for at in differ] for name, each in parts.items()}
    if len({tuple(each) for each in parts.values()}) < len(parts):
        return {name: [name] for name in names}
    return parts
