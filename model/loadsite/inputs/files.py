"""Reads the files of a study: each once, measured before it is opened, and its hash kept."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from loadsite.errors import InputError, Problem
from loadsite.inputs.suggestions import did_you_mean
from loadsite.origin import Origin

LARGEST_FILE_BYTES = 512 * 1024 * 1024
NO_PATH = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of a letter of UTF-16."""
LONGEST_PART = 255
"""Most bytes of a name between two slashes, as file systems have it."""


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study, named relative to the folder of its scenario.

    `folder` is that folder as the user wrote it, so that messages name files as the user would.
    """

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def root(self) -> str:
        """The study folder, absolute: what holds `scenarios/`, or else the parent of the scenario's folder."""
        here = Path(os.path.normpath(self.folder.absolute()))
        for folder in (here, *here.parents):
            if folder.name == "scenarios":
                return str(folder.parent)
        return str(here.parent)

    def shown(self, name: str) -> str:
        """The file as messages name it."""
        return Path(os.path.normpath(self.folder / name)).as_posix()

    def inside(self, name: str) -> bool:
        """True where `name` is a relative path that stays inside the study folder, links followed."""
        return not self.wrong_path(name)

    def wrong_path(self, name: str) -> str:
        """Why `name` is no path of this study; "" where it is one.

        A path is relative, names something else than the folder of the scenario itself, and stays inside the study
        folder; so does every link on its way, which may lead anywhere inside the study folder.
        """
        if NO_PATH.search(name):
            return f'"{name[:80]}" holds letters that no path holds; expected a relative path inside the study folder'
        if any(len(part.encode()) > LONGEST_PART for part in name.split("/")):
            return f'"{name[:80]}..." has a part of more than {LONGEST_PART} bytes; expected a shorter name'
        if os.path.normpath(name) == "." or not name.strip():
            return f'"{name}" names no file or folder; expected a relative path inside the study folder'
        whole = os.path.normpath((self.folder / name).absolute())
        if Path(name).is_absolute() or not _within(whole, self.root):
            return f'"{name[:80]}" leaves the study folder; expected a relative path inside it'
        leads_to = self._leads_outside(name)
        return f'"{name[:80]}" leads out of the study folder, to {leads_to}; expected it inside' if leads_to else ""

    def _leads_outside(self, name: str) -> str:
        """Where a link leads that leaves the study folder; "" where none does."""
        at = os.path.realpath(self.folder / name)
        return "" if _within(at, os.path.realpath(self.root)) else at

    def holds_file(self, name: str) -> bool:
        """Whether there is an ordinary file of that name."""
        return _kind(self.folder / name) == stat.S_IFREG

    def holds(self, name: str) -> bool:
        """Whether there is anything of that name."""
        return os.path.lexists(self.folder / name)

    def holds_folder(self, name: str) -> bool:
        """Whether there is a folder of that name."""
        return _kind(self.folder / name) == stat.S_IFDIR

    def neighbour(self, name: str) -> str:
        """A hint at a file or folder of nearly that name in the same folder; "" where there is none."""
        path = self.folder / name
        try:
            return did_you_mean(path.name, (each.name for each in path.parent.iterdir()))
        except OSError:
            return ""

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: the file is missing, is no ordinary file, may not be read, is too large, or is a link that
                leads out of the study folder.
        """
        path = self.folder / name
        try:
            about = path.stat()
            if not stat.S_ISREG(about.st_mode):
                raise _wrong(self.shown(name), "is not a file")
            leads_to = self._leads_outside(name)
            if leads_to:
                raise _wrong(self.shown(name), f"leads out of the study folder, to {leads_to}; expected it inside")
            if about.st_size > LARGEST_FILE_BYTES:
                size = about.st_size // 2**20
                raise _wrong(self.shown(name), f"holds {size} MiB; expected at most {LARGEST_FILE_BYTES // 2**20} MiB")
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise _wrong(self.shown(name), "no such file", self.neighbour(name)) from None
        except ValueError as error:
            raise _wrong(self.shown(name), "is no name of a file") from error
        except OSError as error:
            raise _wrong(self.shown(name), f"cannot be read: {error.strerror or error}") from error
        self.hashes[Path(os.path.normpath(name)).as_posix()] = hashlib.sha256(data).hexdigest()
        return data


def _kind(path: Path) -> int:
    """What stands there, as the system has it; 0 for nothing."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except (OSError, ValueError):
        return 0


def _within(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def _wrong(file: str, what: str, hint: str = "") -> InputError:
    return InputError([Problem(Origin(file), "", what, hint)])


def text_of(data: bytes, shown: str) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Raises:
        InputError: naming the line of the first byte that is not UTF-8, or of a zero byte.
    """
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise InputError([Problem(Origin(shown, line), "", wrong, "save the file as UTF-8")]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError([Problem(Origin(shown, line), "", "holds a zero byte; expected text")])
    return text
