"""Where the features of a GeoJSON text begin."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from loadsite.origin import Origin

BLANK = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder()


def feature_origins(text: str, shown: str) -> list[Origin]:
    """The line on which each feature begins, and the column where another begins on that line too.

    `text` is an object of sound JSON in which `features` is a list.
    """
    places = list(_lines_and_columns(text, _features(text)))
    count = Counter(line for line, _ in places)
    return [Origin(shown, line, column if count[line] > 1 else 0, feature)
            for feature, (line, column) in enumerate(places, 1)]  # fmt: skip


def _features(text: str) -> Iterator[int]:
    """Position of each element of the list `features` of the outermost object."""
    at = _past_blanks(text, 0) + 1
    while text[at := _past_blanks(text, at)] != "}":
        name, at = DECODER.raw_decode(text, at)
        at = _past_blanks(text, _past_blanks(text, at) + 1)
        if name == "features":
            yield from _elements(text, at)
            return
        at = _past_blanks(text, _end(text, at))
        at += text[at] == ","


def _elements(text: str, at: int) -> Iterator[int]:
    at += 1
    while text[at := _past_blanks(text, at)] != "]":
        yield at
        at = _past_blanks(text, _end(text, at))
        at += text[at] == ","


def _past_blanks(text: str, at: int) -> int:
    """The next position that is no blank."""
    blank = BLANK.match(text, at)
    assert blank is not None
    return blank.end()


def _end(text: str, at: int) -> int:
    """Where the value that begins there ends."""
    return DECODER.raw_decode(text, at)[1]


def _lines_and_columns(text: str, positions: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Line and column of each of some rising positions; both count from 1, as those of the reader of JSON do."""
    line, start, before = 1, 0, 0
    for at in positions:
        line += text.count("\n", before, at)
        start = max(start, text.rfind("\n", before, at) + 1)
        before = at
        yield line, at - start + 1
