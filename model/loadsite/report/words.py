"""Numbers and names as people read them; every number has its unit beside it."""

from __future__ import annotations

import math
import re

_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")
_ONSITE = re.compile(r"\bonsite(?![a-z])")
FIRST_STRONG, END = "\u2068", "\u2069"


def shown(name: object) -> str:
    """A name from a table that cannot do anything to what stands beside it.

    Control characters are left out; text that runs, or turns, from right to left is kept within itself.
    """
    text = _INVISIBLE.sub("", str(name))
    if not _TURNING.search(text):
        return text
    opened = len(re.findall("[\u2066-\u2068]", text)) - text.count(END)
    return f"{FIRST_STRONG}{text}{END * max(0, opened)}{END}"


def shortened(name: object, longest: int) -> str:
    """The name, cut to at most so many characters."""
    text = " ".join(str(name).split())
    return shown(text if len(text) <= longest else text[: max(1, longest - 1)].rstrip() + "…")


def title_of(label: str) -> str:
    """A label of a table in words: `gas_cc` is "gas cc", `onsite` "on-site generation"."""
    return shown(_ONSITE.sub("on-site generation", label).replace("_", " "))


def number(value: float, digits: int = 0) -> str:
    """1234.5 as "1,234"; a minus sign that is one; no "-0"."""
    if not math.isfinite(value):
        return "no limit" if value > 0 else "–"
    text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) != 0 else text.replace("-", "")


def signed(value: float, digits: int = 0) -> str:
    """A change, with its sign."""
    text = number(value, digits)
    return text if text.startswith("−") or float(text.replace(",", "")) == 0 else f"+{text}"


def digits_for(step: float) -> int:
    """Digits behind the point that tell a step and its multiples."""
    return next(digits for digits in range(7) if digits == 6 or abs(step - round(step, digits)) <= 1e-4 * abs(step))


def mw(value: float) -> str:
    """[MW]"""
    return f"{number(value)} MW"


def plural(count: int, one: str, many: str) -> str:
    """A count and its word."""
    return f"{count:,} {one if count == 1 else many}"
