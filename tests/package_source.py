"""The files of the package as they are written, each parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import loadsite

PACKAGE = Path(loadsite.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))


def place(file: Path) -> str:
    """The file as messages name it."""
    return file.relative_to(PACKAGE).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """What a file says."""
    return ast.parse(file.read_text(encoding="utf-8"))
