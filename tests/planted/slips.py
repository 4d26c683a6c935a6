"""Slips: changes of one token or line in the model's code that some test must notice, kept by room as data.

A room is a file `rooms/<room>.toml`: the `tests` that are run for its slips, in that order; under `[of]`, for some of
its files, those that are run instead; and any number of

    [[slip]]
    file = "equations/storage.py"    # in model/loadsite
    old = '''exact text that stands once in the file'''
    new = '''what stands there instead'''
    what = "what is wrong then, in a line"
    tests = [...]                    # run instead of those of the room, where given
    survives = "why no fast test can notice it"   # only where that is so
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGE = Path("model/loadsite")
ROOMS = Path(__file__).parent / "rooms"


@dataclass(frozen=True)
class Slip:
    """One change, and the tests that should notice it."""

    room: str
    number: int
    file: Path
    old: str
    new: str
    what: str
    tests: tuple[str, ...]
    survives: str = ""

    @property
    def name(self) -> str:
        """Room and number within it, from 1."""
        return f"{self.room}-{self.number}"

    def planted_in(self, text: str) -> str:
        """The text of the file with the slip in it; ValueError where the old text does not stand there once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} holds {self.old!r} {text.count(self.old)} times; expected once")
        return text.replace(self.old, self.new)


def slips_of(file: Path) -> list[Slip]:
    """The slips of one room."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        Slip(
            room=file.stem,
            number=number,
            file=PACKAGE / slip["file"],
            old=slip["old"],
            new=slip["new"],
            what=slip["what"],
            tests=tuple(slip.get("tests", data.get("of", {}).get(slip["file"], data["tests"]))),
            survives=slip.get("survives", ""),
        )
        for number, slip in enumerate(data["slip"], start=1)
    ]


def every_slip() -> list[Slip]:
    """The slips of all rooms."""
    return [slip for file in sorted(ROOMS.glob("*.toml")) for slip in slips_of(file)]
