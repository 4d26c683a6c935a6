"""The error of whatever cannot be written, or must not be."""

from __future__ import annotations

from pathlib import Path

from loadsite.errors import LoadsiteError


class CannotWrite(LoadsiteError):
    """A place cannot be written, or holds something that is not ours."""


def cannot_write(place: Path, error: OSError) -> CannotWrite:
    """The error of the system, in words: the disk is full, the folder is read-only."""
    return CannotWrite(f"{place} cannot be written: {error.strerror or error}")
