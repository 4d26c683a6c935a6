"""What counts as a number in a file, and how to mend what does not."""

from __future__ import annotations

import re

WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL = re.compile(r"[-+]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][-+]?[0-9]{1,5})?")
_GROUPED = re.compile(
    r"(?P<whole>[-+]?[1-9][0-9]{0,2}(?P<mark>[ _'’\u00a0\u202f,.])[0-9]{3}((?P=mark)[0-9]{3})*)"
    r"((?!(?P=mark))[.,](?P<part>[0-9]+))?"
)
"""Thousands apart, by one mark throughout; a decimal mark is another one."""
_COMMA = re.compile(r"(?P<whole>[-+]?[0-9]*),(?P<part>[0-9]+([eE][-+]?[0-9]{1,5})?)")


def rewrite_hint(text: str, named_by: str) -> str:
    """How to write a number that carries separators, a decimal comma, a unit or a per cent sign; "" where it is none.

    `named_by` is what carries the unit in its name: "key" or "column".
    """
    if DECIMAL.fullmatch(text):
        return ""
    bare = text.rstrip("% ")
    grouped, comma = _without_marks(bare), _with_point(bare)
    if text.endswith("%") and not (grouped and comma):
        share = grouped or comma or bare
        return f"write the share, {float(share) / 100:g}" if DECIMAL.fullmatch(share) else ""
    if grouped and comma:
        return f"write {grouped} for thousands, or {comma} with a decimal point"
    if grouped:
        return f"write it without separators: {grouped}"
    if comma:
        return f"write a decimal point: {comma}"
    if re.match(r"[-+]?\.?[0-9]", text):
        return f"write the number alone: its unit stands in the name of the {named_by}"
    return ""


def _without_marks(text: str) -> str:
    """The number without what sets thousands apart; "" where nothing does."""
    found = _GROUPED.fullmatch(text)
    if not found:
        return ""
    whole = found["whole"].replace(found["mark"], "")
    return f"{whole}.{found['part']}" if found["part"] else whole


def _with_point(text: str) -> str:
    """The number with its one comma as a decimal point; "" where it has none."""
    found = _COMMA.fullmatch(text)
    return f"{found['whole']}.{found['part']}" if found else ""
