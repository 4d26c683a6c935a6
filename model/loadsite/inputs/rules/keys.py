"""What a rule may hold, in YAML and in CSV alike, and where its parts stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from loadsite.origin import Origin

FIELDS: Final = {
    "name": "a name: a letter, then letters, digits or _",
    "rule": "an inequality such as campus_mw[state=TX] <= 50% * campus_mw",
    "each": "hour, day, period or year, and labels such as site, zone or state; without it one row over everything",
    "soft": "the price of breaking it, such as 5000 USD/MWh; without it the rule is never broken",
    "when": "years, months, seasons, hours (UTC) or hour_local (by the clock of its zones) in which it holds, such as "
            "{year: [2029, 2030]}; without it always",
    "if_empty": "allow: a selector, or when, may match nothing; without it that is an error",
    "source": "where the limit comes from",
}
"""Key of a rule -> what it holds."""


@dataclass(frozen=True)
class Spot:
    """Where a text begins; `exact` where its characters stand in the file one by one."""

    line: int
    column: int
    text: str
    exact: bool = False

    def of(self, file: str) -> Origin:
        """The place in that file."""
        return Origin(file, self.line, self.column)


@dataclass(frozen=True)
class Entry:
    """One rule of a file, its values not yet understood."""

    file: str
    line: int
    number: int
    values: dict[str, Any]
    spots: dict[str, Spot] = field(default_factory=dict)

    def field(self, key: str) -> str:
        """How messages name a part of the rule: by the rule's name, or by its number where it has none."""
        name = self.values.get("name")
        return f"{name[:60] if isinstance(name, str) and name else f'rules.{self.number}'}.{key}"
