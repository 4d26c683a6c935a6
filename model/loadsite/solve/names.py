"""Names of rows and columns for MPS and LP files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from loadsite.arrays.linear_program import Axis, Block

# Letters, digits and these survive in MPS (free format) and in LP files of every common solver.
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.]")
# In an LP file these would be read as part of a number.
_NUMBER_LIKE = re.compile(r"^[0-9.]|^[eE][0-9]")


def file_names(blocks: tuple[Block, ...]) -> list[str]:
    """One unique name per position of the blocks: `balance[ERCOT_W, 2030, 17]` is `balance(ERCOT_W,2030,17)`.

    The brackets stand even where there is no index, so that no name is a word of the LP format (`st`, `end`).
    Two labels of an axis that would read the same after cleaning get their position appended.
    """
    heads = _distinct(_plain_head(block.name) for block in blocks)
    names: list[str] = []
    for head, block in zip(heads, blocks, strict=True):
        inside = product(*(_axis_names(axis) for axis in block.axes))
        names.extend(f"{head}({','.join(labels)})" for labels in inside)
    return names


def _axis_names(axis: Axis) -> list[str]:
    return _distinct(_FORBIDDEN.sub("_", str(label)) for label in axis.labels)


def _plain_head(name: str) -> str:
    clean = _FORBIDDEN.sub("_", name)
    return f"_{clean}" if _NUMBER_LIKE.match(clean) else clean


def _distinct(names: Iterable[str]) -> list[str]:
    """The names, each repeated one made distinct by appending its position as often as it takes."""
    listed = list(names)
    taken = set(listed)
    if len(taken) == len(listed):
        return listed
    seen: set[str] = set()
    for position, name in enumerate(listed):
        fresh = name
        while fresh in seen or (fresh != name and fresh in taken):
            fresh = f"{fresh}_{position}"
        seen.add(fresh)
        listed[position] = fresh
    return listed
