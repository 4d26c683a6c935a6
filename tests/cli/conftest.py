"""The command line, run inside the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import loadsite
from tiny_study import write_tiny_study

__all__ = ["loadsite"]


@pytest.fixture
def tiny(tmp_path, monkeypatch) -> Path:
    """The tiny study in the working folder; its scenario."""
    monkeypatch.chdir(tmp_path)
    write_tiny_study(tmp_path)
    return Path("scenarios/tiny.yaml")
