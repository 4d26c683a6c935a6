"""The data of a page, as JSON inside it: read as data, never as markup or program."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from markupsafe import Markup

from loadsite.report.figure import Card, Listing
from loadsite.report.words import shown


class Island:
    """Tables are kept in the order they are asked for; `json` tells all of them."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = {}
        self._cards: dict[str, Any] = {}
        self._names = 0

    def keep(self, listing: Listing) -> str:
        """Keep a table; the name by which the page finds it."""
        name = self.name("table")
        columns = [column for column in listing.columns]
        cells = [[_cell(value, column.digits) for value in listing.frame[column.name].tolist()] for column in columns]
        self._tables[name] = {
            "columns": [{"heading": shown(c.heading), "unit": c.unit, "digits": c.digits} for c in columns],
            "rows": [list(row) for row in zip(*cells, strict=True)],
            "sites": list(listing.sites),
            "title": shown(listing.title),
        }
        return name

    def keep_card(self, card: Card) -> str:
        """Keep the card of a site; nothing to write."""
        self._cards[card.site] = {
            "title": shown(card.title), "place": shown(card.place), "lines": [list(line) for line in card.lines],
            "costs": [list(line) for line in card.costs], "binding": list(card.binding),
        }  # fmt: skip
        return ""

    def name(self, kind: str) -> str:
        """A name that no other element of the page has."""
        self._names += 1
        return f"{kind}_{self._names}"

    def json(self) -> Markup:
        """Nothing in it can end the element it stands in: `<`, `>` and `&` are written as escapes."""
        held = {"tables": self._tables, "cards": self._cards}
        text = json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for sign in "<>&\u2028\u2029":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return Markup(text)


def _cell(value: Any, digits: int | None) -> str | float | int | bool | None:
    """A number to the digits that are shown, everything else as text; what is not finite is told in words."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, int | float | np.number):
        number = float(value)
        if math.isinf(number):
            return "no limit"
        if digits is None:
            return int(number) if number.is_integer() else shown(number)
        return round(number, digits) + 0.0 if digits else round(number)
    return shown(value)
