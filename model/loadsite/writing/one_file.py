"""One file, put in its place in one move: never through a link, over a device, or over what is not ours."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loadsite.writing.flush import flush
from loadsite.writing.mark import is_ours
from loadsite.writing.refusal import CannotWrite, cannot_write
from loadsite.writing.unfinished import Unfinished, clear_abandoned


@contextmanager
def filling(path: Path, force: bool = False) -> Iterator[Path]:
    """A file elsewhere to be filled, of the same name; it is put at `path` when the context is left without an error.

        with filling(Path("answer.svg")) as made:
            made.write_text(drawing + marked("<!-- {} -->"))

    What stands there is replaced only where it ends with our mark, or with `force` where it is a file at all.

    Raises:
        CannotWrite: the folder is not there; something else stands at the place; the disk is full.
    """
    _refuse(path, force)
    try:
        clear_abandoned(path.absolute().parent)
        with Unfinished(path.absolute()) as work:
            yield work.made
            flush(work.made)
            work.made.chmod(0o644)
            _refuse(path, force)
            if os.path.lexists(path):
                work.made.replace(path)
            else:
                _put(work.made, path)
            flush(path.absolute().parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def write_file(path: Path, data: bytes, force: bool = False) -> Path:
    """Write one whole file; the file. See `filling`."""
    with filling(path, force) as made:
        made.write_bytes(data)
    return path


def _put(made: Path, path: Path) -> None:
    """Give a file a name that is free: what took the name meanwhile stays."""
    try:
        os.link(made, path, follow_symlinks=False)
    except FileExistsError:
        raise CannotWrite(f"{path} was written by something else meanwhile, and left as it is") from None
    except OSError:  # a file system without hard links
        made.replace(path)


def _refuse(path: Path, force: bool) -> None:
    try:
        about = path.lstat()
    except FileNotFoundError:
        if not path.absolute().parent.is_dir():
            raise CannotWrite(f"{path} cannot be written: the folder {path.parent} is not there") from None
        return
    except OSError as error:
        raise cannot_write(path, error) from error
    if stat.S_ISLNK(about.st_mode):
        raise CannotWrite(f"{path} is a symbolic link; expected a file, or nothing")
    if stat.S_ISDIR(about.st_mode):
        raise CannotWrite(f"{path} is a folder; expected the name of a file")
    if not stat.S_ISREG(about.st_mode):
        raise CannotWrite(f"{path} is a device or a pipe; expected a file, or nothing")
    try:
        ours = force or is_ours(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    if not ours:
        raise CannotWrite(f"{path} is there and was not made by loadsite; choose another name, or --force")
