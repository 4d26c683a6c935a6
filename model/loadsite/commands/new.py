"""`loadsite new DIR`: a working study, copied from what loadsite ships."""

from __future__ import annotations

import shutil
from pathlib import Path

import loadsite
from loadsite.errors import LoadsiteError
from loadsite.writing.flush import flush_folder
from loadsite.writing.refusal import cannot_write
from loadsite.writing.unfinished import Unfinished

PARTS = ("sites", "scenarios")


class CannotLayOut(LoadsiteError):
    """The folder asked for holds something, or loadsite was installed without its study."""


def shipped_study() -> Path:
    """The folder of the shipped `sites` and `scenarios`: inside the package, or, in a checkout, at its root."""
    package = Path(loadsite.__file__).resolve().parent
    for folder in (package / "study", package.parents[1]):
        if all((folder / part).is_dir() for part in PARTS):
            return folder
    raise CannotLayOut("this installation of loadsite carries no study to copy; install it from a wheel or a checkout")


def lay_out(directory: Path) -> list[Path]:
    """Copy the shipped study into a new or empty directory; the scenarios it holds.

    Raises:
        CannotLayOut: the directory holds something, or there is nothing to copy.
        CannotWrite: the directory cannot be written.
    """
    source = shipped_study()
    place = directory.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotLayOut(f"{directory} is not empty; name a new folder")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(place) as work:
            work.made.mkdir()
            for part in PARTS:
                shutil.copytree(source / part, work.made / part)
            flush_folder(work.made)
            work.made.rename(place)
    except OSError as error:
        raise cannot_write(place, error) from error
    return sorted((directory / "scenarios").glob("*.yaml"))
