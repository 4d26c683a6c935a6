"""What a rule says of itself in its docstring, part by part.

A docstring says in one sentence what must hold, with its [unit], then the equation, then further words, and last what
the shadow price means. Nothing of it is repeated elsewhere: records, tables, screens and documents quote it from here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

_SHADOW_PRICE = re.compile(r"Shadow price[^\[]*\[(?P<unit>[^\]]*)\]: (?P<meaning>.*)\Z", re.DOTALL)
_FIRST = re.compile(r"(?P<sentence>.*?)\s*\[(?P<unit>[^\]]*)\]\Z", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """A docstring in its parts; `unit` is that of both sides [the solver's: GW, GWh, M$], `notes` may be empty, as is
    `shadow_price` for a term of the objective.
    """

    sentence: str
    unit: str
    equation: str
    notes: str
    shadow_price_unit: str
    shadow_price: str


@cache
def words_of(rule: Callable[..., Any]) -> Words:
    """The docstring of a rule in its parts; ValueError where it does not open as it must."""
    text = inspect.getdoc(rule) or ""
    first, _, rest = text.partition("\n\n")
    opening = _FIRST.match(first)
    if opening is None:
        raise ValueError(f"{rule.__name__}: the docstring must open with one sentence and its [unit], got {first!r}")
    equation, _, words = rest.partition("\n\n")
    price = _SHADOW_PRICE.search(words)
    return Words(
        sentence=_one_line(opening["sentence"]),
        unit=opening["unit"],
        equation=equation.strip(),
        notes=_one_line(words[: price.start()] if price else words),
        shadow_price_unit=price["unit"] if price else "",
        shadow_price=_one_line(price["meaning"]) if price else "",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
