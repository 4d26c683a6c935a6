"""`loadsite new DIR`: a working study: what loadsite ships, or a small one to write a grid of one's own over."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import loadsite
from loadsite.commands.study_readme import BLANK_NEXT, BLANK_README, NEXT, README
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


def lay_out(directory: Path) -> list[str]:
    """Copy the shipped study into a new or empty directory, with a README.md that tells what is where.

    Returns what to type next, in the folder where `loadsite new` was typed.

    Raises:
        CannotLayOut: the directory holds something, or there is nothing to copy.
        CannotWrite: the directory cannot be written.
    """
    return _lay_out(directory, shipped_study(), README, NEXT)


def lay_out_blank(directory: Path) -> list[str]:
    """Lay out a small grid, made up, whose tables are there to be replaced; see `lay_out`."""
    return _lay_out(directory, Path(loadsite.__file__).resolve().parent / "blank_study", BLANK_README, BLANK_NEXT)


def _lay_out(directory: Path, source: Path, readme: str, commands: tuple[str, ...]) -> list[str]:
    place = directory.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotLayOut(f"{directory} is not empty; name a new folder")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(place) as work:
            work.made.mkdir()
            for part in PARTS:
                shutil.copytree(source / part, work.made / part)
            (work.made / "README.md").write_text(readme, encoding="utf-8")
            flush_folder(work.made)
            work.made.rename(place)
    except OSError as error:
        raise cannot_write(place, error) from error
    return [f"cd {shlex.quote(str(directory))}", *commands]
