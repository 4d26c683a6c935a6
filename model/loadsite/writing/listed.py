"""The list of its own files that every folder of ours carries: what is not on it is never removed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from loadsite.writing.mark import is_ours

LIST = "files.json"
MADE_BY, FORMAT = "loadsite", 1
LARGEST_LIST = 20_000_000
"""A larger file is no list of ours [bytes]."""


@dataclass(frozen=True)
class Listed:
    """What a folder says it is, and its files: their names from the folder, and the SHA-256 of each."""

    kind: str
    files: Mapping[str, str]


def write_list(folder: Path, kind: str) -> None:
    """List every file that is in the folder now."""
    files = {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in files_below(folder)
        if path.name != LIST or path.parent != folder
    }  # fmt: skip
    told = {"made_by": MADE_BY, "format": FORMAT, "kind": kind, "files": dict(sorted(files.items()))}
    (folder / LIST).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_list(folder: Path) -> Listed | None:
    """The list of a folder; None where it has none that is ours."""
    path = folder / LIST
    try:
        about = path.lstat()
        if folder.is_symlink() or not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_LIST:
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or (told.get("made_by"), told.get("format")) != (MADE_BY, FORMAT):
        return None
    kind, files = told.get("kind"), told.get("files")
    if not isinstance(kind, str) or not isinstance(files, dict):
        return None
    sound = all(isinstance(value, str) and _inside(name) for name, value in files.items())
    return Listed(kind, files) if sound else None


def is_as_listed(folder: Path, name: str, listed: Listed) -> bool:
    """Whether a file of the folder is on its list, and unchanged or drawn anew by us."""
    path = folder / name
    if name not in listed.files:
        return False
    try:
        return stat.S_ISREG(path.lstat().st_mode) and (sha256_of(path) == listed.files[name] or is_ours(path))
    except OSError:
        return False


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
    """Whether a name stays within its folder."""
    return isinstance(name, str) and bool(name) and not PurePosixPath(name).is_absolute() and (
        ".." not in PurePosixPath(name).parts)  # fmt: skip
