"""The list of its own files that every folder of ours carries: what is not on it is never removed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from loadsite.errors import LoadsiteError
from loadsite.writing.mark import is_ours

LIST = "files.json"
MADE_BY, FORMAT = "loadsite", 1
LARGEST_LIST = 20_000_000
"""A larger file is no list of ours [bytes]."""

LONGEST_NAME, LONGEST_PART = 1000, 255
"""A longer text, or part of one between slashes, is no name of a file [bytes]."""


class NoList(LoadsiteError):
    """A folder has no list of its files, or one that is not ours."""


@dataclass(frozen=True)
class Listed:
    """What a folder says it is, and its files: their names from the folder, and the SHA-256 of each.

    `views` are names of files that may be drawn from the others at any time, and need not be there: one that ends with
    our mark is ours.
    """

    kind: str
    files: Mapping[str, str]
    views: tuple[str, ...] = ()


def write_list(folder: Path, kind: str, views: tuple[str, ...] = ()) -> None:
    """List every file that is in the folder now, but views, which are only named."""
    files = {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in files_below(folder)
        if path.relative_to(folder).as_posix() not in (LIST, *views)
    }  # fmt: skip
    told = {"made_by": MADE_BY, "format": FORMAT, "kind": kind, "files": dict(sorted(files.items())), "views": views}
    (folder / LIST).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_list(folder: Path) -> Listed | None:
    """The list of a folder; None where it has none that is ours, or where the folder is a link."""
    try:
        return None if folder.is_symlink() else list_of(folder)
    except NoList:
        return None


def list_of(folder: Path) -> Listed:
    """The list of a folder.

    Raises:
        NoList: saying what is wrong with it.
    """
    path = folder / LIST
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise NoList(f"{path} is no file; expected the list of the files of the folder")
        if about.st_size > LARGEST_LIST:
            raise NoList(f"{path} holds {about.st_size / 1e6:,.0f} MB; expected at most {LARGEST_LIST / 1e6:.0f} MB")
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoList(f"{path} is not there; expected the list of the files of the folder, with their hashes") from None
    except (OSError, ValueError, RecursionError) as error:
        raise NoList(f"{path} cannot be read: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(told, dict) or (told.get("made_by"), told.get("format")) != (MADE_BY, FORMAT):
        raise NoList(f"{path} is no list of loadsite: expected made_by {MADE_BY} and format {FORMAT}")
    kind, files, views = told.get("kind"), told.get("files"), told.get("views", [])
    if not isinstance(kind, str) or not isinstance(files, dict) or not isinstance(views, list):
        raise NoList(f"{path} is no list of loadsite: expected kind (text), files (a mapping) and views (a list)")
    for name in (*files, *views):
        if not _inside(name):
            raise NoList(f"{path}: {str(name)[:60]} lies outside the folder, or is no name; expected one inside")
    for name, hash_ in files.items():
        if not isinstance(hash_, str):
            raise NoList(f"{path} files.{name[:60]}: is no text; expected a SHA-256")
    return Listed(kind, files, tuple(views))


def is_as_listed(folder: Path, name: str, listed: Listed) -> bool:
    """Whether a file of the folder is on its list and unchanged, or is a view that was drawn by us."""
    path = folder / name
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        return is_ours(path) if name in listed.views else sha256_of(path) == listed.files.get(name)
    except OSError:
        return False


def not_as_listed(folder: Path, listed: Listed) -> Iterator[str]:
    """A line per file that is missing, is no file, lies elsewhere behind a link, or was changed."""
    home = Path(os.path.realpath(folder))
    for name in listed.files:
        path = folder / name
        if not Path(os.path.realpath(path)).is_relative_to(home):
            yield f"{path} lies outside the folder"
        elif path.is_symlink() or not path.is_file():
            yield f"{path} is missing, or is no file"
        else:
            try:
                hash_ = sha256_of(path)
            except OSError as error:
                yield f"{path} cannot be read: {error.strerror}"
                continue
            if hash_ != listed.files[name]:
                yield f"{path} was changed after it was written: its hash is not the one in {LIST}"


def remove_listed(folder: Path, listed: Listed, elsewhere: Iterable[Path]) -> None:
    """Remove the files that are as listed, and what also has another name among `elsewhere`; then the
    folders that are empty. Whatever else there is stays.
    """
    kept_elsewhere = set()
    for path in elsewhere:
        with suppress(OSError):
            kept_elsewhere.add(_identity(path))
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        if name != LIST and (is_as_listed(folder, name, listed) or _identity(path) in kept_elsewhere):
            path.unlink()
    if files_below(folder) in ([folder / LIST], []):
        (folder / LIST).unlink(missing_ok=True)
    for path in [*sorted(folders_below(folder), reverse=True), folder]:
        with suppress(OSError):
            path.rmdir()


def files_below(folder: Path) -> list[Path]:
    """Everything below a folder that is no folder, links among them; links are not followed."""
    return sorted(Path(home) / name for home, inside, names in os.walk(folder)
                  for name in [*names, *(each for each in inside if (Path(home) / each).is_symlink())])  # fmt: skip


def folders_below(folder: Path) -> list[Path]:
    """Every folder below a folder; links are none."""
    return sorted(Path(home) / name for home, inside, _ in os.walk(folder)
                  for name in inside if not (Path(home) / name).is_symlink())  # fmt: skip


def sha256_of(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _identity(path: Path) -> tuple[int, int]:
    about = path.lstat()
    return about.st_dev, about.st_ino


def _inside(name: object) -> bool:
    """Whether something is a name that a file can have, and stays within its folder."""
    if not isinstance(name, str) or not name or "\0" in name or any("\ud800" <= each <= "\udfff" for each in name):
        return False
    path = PurePosixPath(name)
    short = len(name.encode()) <= LONGEST_NAME and all(len(part.encode()) <= LONGEST_PART for part in path.parts)
    return short and not path.is_absolute() and ".." not in path.parts
