"""What stands near the end of every file that loadsite writes on its own, so that it may be replaced later."""

from __future__ import annotations

import os
from pathlib import Path

MARK = "made by loadsite"
NEAR_THE_END = 64
"""Bytes at the end of a file among which the mark is looked for: in a PNG picture its last chunk comes after it."""


def marked(comment: str) -> str:
    """The mark as the last line of a text, in a comment such as `<!-- {} -->`."""
    return comment.format(MARK) + "\n"


def is_ours(path: Path) -> bool:
    """Whether a file ends with our mark; one that is no regular file does not."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - NEAR_THE_END))
        return MARK.encode() in file.read()
