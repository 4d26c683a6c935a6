"""What a rule's text says, before any label is looked up: quantities, selectors, and a linear inequality."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from loadsite.inputs.rules.units import Measure

_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:+>-]*")


@dataclass(frozen=True)
class Condition:
    """One `key=value|value` (or `key!=...`) of a selector; `start` is where it stands in the text."""

    key: str
    equal: bool
    values: tuple[str, ...]
    start: int = 0

    def __str__(self) -> str:
        values = "|".join(value if _BARE.fullmatch(value) else f'"{value}"' for value in self.values)
        return f"{self.key}{'=' if self.equal else '!='}{values}"


class Taken(Enum):
    """What of a quantity counts in a row; its value is the word that says so in a rule."""

    ITSELF = ""
    """what the row's group and time have of it"""
    TOTAL = "total"
    """all that its selector matches, whatever the group of the row"""
    PREVIOUS = "previous"
    """what the hour before has of it"""


@dataclass(frozen=True)
class QuantityText:
    """A quantity as it is written, with its selector, and how it is taken."""

    name: str
    conditions: tuple[Condition, ...]
    start: int = 0
    taken: Taken = Taken.ITSELF

    def __str__(self) -> str:
        inside = ", ".join(str(condition) for condition in self.conditions)
        said = f"{self.name}[{inside}]" if inside else self.name
        return said if self.taken is Taken.ITSELF else f"{self.taken.value}({said})"


@dataclass(frozen=True)
class LinearTerm:
    """A number with its unit, times a quantity or alone; `start` is where it stands in the text."""

    factor: Measure
    quantity: QuantityText | None
    start: int = 0

    def __str__(self) -> str:
        value = f"{abs(self.factor.value):.15g}"
        number = f"{value} {self.factor.unit}" if self.factor.unit else value
        if self.quantity is None:
            return number
        return str(self.quantity) if number == "1" else f"{number} * {self.quantity}"


@dataclass(frozen=True)
class Inequality:
    """left `sense` right, both sums of terms; at least one holds a quantity."""

    left: tuple[LinearTerm, ...]
    sense: str
    right: tuple[LinearTerm, ...]

    def __str__(self) -> str:
        return f"{_side(self.left)} {self.sense} {_side(self.right)}"


def _side(terms: tuple[LinearTerm, ...]) -> str:
    text = ""
    for term in terms:
        minus = term.factor.value < 0
        sign = (" - " if minus else " + ") if text else ("-" if minus else "")
        text += f"{sign}{term}"
    return text or "0"
