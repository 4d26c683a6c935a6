"""Text from files of others on its way to a terminal or a table: it is read, and does nothing."""

from __future__ import annotations

import re

_ACTING = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # control characters: escape sequences begin with one
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text around
    "\u2028\u2029\ufeff\ud800-\udfff]"  # further ends of lines, the byte order mark, halves of characters
)

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def visible(text: str) -> str:
    """The text with each character that acts on a terminal written as `\\x1b` or `\\u202e`; tabs and new lines stay."""
    return _ACTING.sub(_named, text)


def escaped_json(text: str) -> str:
    """JSON with the same characters as `\\u001b`: it says the same to whoever reads it as JSON."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def no_formula(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _named(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
