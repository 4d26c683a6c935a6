"""The known name nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from loadsite.inputs.renamed import renamed_to

NOW_CALLED = "now "
"""What the hint for a name that was replaced begins with."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The hint `did you mean "x"?` for the known name most like `name`, `now x` for one that has a new name; "" where
    none is like it.
    """
    known = list(known)
    if renamed_to(name) in known:
        return f"{NOW_CALLED}{renamed_to(name)}"
    by_folded = {each.casefold(): each for each in sorted(set(known), reverse=True)}
    nearest = get_close_matches(name.casefold()[:200], by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[nearest[0]]}"?' if nearest else ""


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names in a row for a message, cut short after `most`."""
    all_names = list(names)
    further = f" and {len(all_names) - most} more" if len(all_names) > most else ""
    return ", ".join(all_names[:most]) + further
