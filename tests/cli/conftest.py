"""The command line, run inside the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from loadsite.cli import app
from loadsite.commands.ending import end_of
from tiny_study import write_tiny_study


@dataclass(frozen=True)
class Ended:
    """How a verb ended, and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def loadsite(capsys) -> Callable[..., Ended]:
    """Run `loadsite` with these arguments."""

    def run(*arguments: str) -> Ended:
        status = end_of(lambda: app(list(arguments)))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@pytest.fixture
def tiny(tmp_path, monkeypatch) -> Path:
    """The tiny study in the working folder; its scenario."""
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path)
    return Path("scenarios/tiny.yaml")
