"""The command line, run inside the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from loadsite.cli import app
from loadsite.commands.ending import end_of


@dataclass(frozen=True)
class Ended:
    """How a verb ended, and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def loadsite(capsys) -> Callable[..., Ended]:
    """Run `loadsite` with these arguments."""

    def run(*arguments: object) -> Ended:
        status = end_of(lambda: app([str(each) for each in arguments]))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run
