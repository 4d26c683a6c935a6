"""What counts as a number in a file, and how to mend what does not."""

from __future__ import annotations

import re

WHOLE = re.compile(r"[-+]?\d{1,18}")
DECIMAL = re.compile(r"[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,5})?")


def rewrite_hint(text: str, named_by: str) -> str:
    """How to write a number that carries separators, a unit or a per cent sign; "" where it is none.

    `named_by` is what carries the unit in its name: "key" or "column".
    """
    bare = text.replace(",", "").replace("_", "").replace(" ", "")
    if DECIMAL.fullmatch(text):
        return ""
    if DECIMAL.fullmatch(bare):
        return "write it without separators"
    if bare.endswith("%") and DECIMAL.fullmatch(bare[:-1]):
        return f"write the share, {float(bare[:-1]) / 100:g}"
    if re.match(r"[-+]?\.?\d", text):
        return f"write the number alone: its unit stands in the name of the {named_by}"
    return ""
