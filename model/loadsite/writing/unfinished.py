"""Where something is made before it is put in its place: a hidden folder beside it, which a later run clears away."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from loadsite.writing.exchange import restored
from loadsite.writing.listed import files_below, read_list, remove_listed
from loadsite.writing.undisturbed import undisturbed

SIGN = "unfinished"
WORDS = "Half done by loadsite; a later run removes it.\n"
ABANDONED_S = 24 * 3600.0
"""Work that nobody holds any more is removed once it is a day old: until then someone may want to look at it [s]."""
LONGEST_NAME = 100
HIDDEN = re.compile(r"\..+\.[a-z0-9_]{8}")
"""Names of such folders."""


class Unfinished:
    """A hidden folder beside `place`; what is made goes to `made`, which has the name of the place.

    It is removed when the context is left, with whatever stands in it then and is ours. A process that is killed leaves
    it behind; `clear_abandoned` knows it by its sign, which the process at work holds locked.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = Path(mkdtemp(prefix=f".{place.name[:LONGEST_NAME]}.", dir=place.parent))
        try:
            self._sign = os.open(self.folder / SIGN, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            try:
                with suppress(OSError):  # a file system without locks
                    fcntl.flock(self._sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.write(self._sign, f"{WORDS}{place.name}\n".encode())
            except BaseException:
                os.close(self._sign)
                raise
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def made(self) -> Path:
        """What is being made: a file or a folder, not there at first."""
        return self.folder / self.place.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with undisturbed():
            remove(self.folder)
            os.close(self._sign)


def remove(folder: Path) -> bool:
    """Remove such a folder; whether nothing is left of it.

    Where it holds a whole folder of ours, which may be one that was replaced, what is not ours in that stays.
    """
    place = folder.parent / (_place_name(folder) or folder.name)
    restored(folder, place)
    whole = True
    for inside in [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]:
        listed = read_list(inside)
        if listed is not None:
            _remove_half_written(inside)
            remove_listed(inside, listed, files_below(place))
            whole = whole and not inside.exists()
    if whole:
        # the sign goes last: a kill before leaves what a later run knows to be ours
        for inside in [path for path in folder.iterdir() if path.name != SIGN]:
            if inside.is_dir() and not inside.is_symlink():
                shutil.rmtree(inside, ignore_errors=True)
            else:
                inside.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return whole


def _remove_half_written(inside: Path) -> None:
    """Remove what was being written into a whole folder, such as its report, and that nobody writes any more."""
    for left in [path for path in inside.iterdir() if HIDDEN.fullmatch(path.name)]:
        if _place_name(left) is None:
            _remove_if_just_begun(left, 0.0)
        elif _is_free(left):
            remove(left)


def _is_free(folder: Path) -> bool:
    """Whether no process holds the sign of such a folder."""
    handle = os.open(folder / SIGN, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def clear_abandoned(beside: Path) -> list[str]:
    """Remove what killed runs left in a folder a day ago or more; what was done, in sentences."""
    said = []
    for folder in [path for path in beside.iterdir() if path.name.startswith(".")]:
        with suppress(OSError):
            said += _cleared(folder)
    return said


def _cleared(folder: Path) -> list[str]:
    name = _place_name(folder)
    if name is None:
        _remove_if_just_begun(folder, ABANDONED_S)
        return []
    handle = os.open(folder / SIGN, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return []
        said = []
        if restored(folder, folder.parent / name):
            said.append(f"{folder.parent / name} is back in its place: a run was interrupted while it replaced it")
        if time.time() - os.fstat(handle).st_mtime >= ABANDONED_S:
            said.append(f"{folder}, left by a run that was interrupted, " + (
                "was removed" if remove(folder) else "holds files that are not ours and was kept"))  # fmt: skip
        return said
    finally:
        os.close(handle)


def _remove_if_just_begun(folder: Path, age_s: float) -> None:
    """Remove a folder of a name like ours that is so old [s] and holds nothing, or an empty sign."""
    if not HIDDEN.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return
    sign, about = folder / SIGN, folder.stat()
    empty_sign = sign.is_file() and not sign.is_symlink() and sign.stat().st_size == 0
    if time.time() - about.st_mtime >= age_s and list(folder.iterdir()) in ([], [sign] if empty_sign else []):
        sign.unlink(missing_ok=True)
        folder.rmdir()


def _place_name(folder: Path) -> str | None:
    """The name of the place that such a folder was made for; None where it is none of ours."""
    sign = folder / SIGN
    if folder.is_symlink() or sign.is_symlink() or not sign.is_file():
        return None
    with sign.open("rb") as file:
        words, name, *_ = *file.read(2000).decode("utf-8", "replace").split("\n"), "", ""
    return name if f"{words}\n" == WORDS and name and "/" not in name and name not in (".", "..") else None
