"""Reads the files of a study: each once, measured before it is opened, and its hash kept."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from loadsite.errors import InputError, Problem
from loadsite.inputs.suggestions import did_you_mean

LARGEST_FILE_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study, named relative to the folder of its scenario.

    `folder` is that folder as the user wrote it, so that messages name files as the user would.
    """

    folder: Path
    hashes: dict[str, str] = field(default_factory=dict)

    @property
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
        """True where `name` is a relative path that stays inside the study folder."""
        if Path(name).is_absolute() or "\0" in name:
            return False
        whole = os.path.normpath((self.folder / name).absolute())
        return os.path.commonpath([whole, self.root]) == self.root

    def neighbour(self, name: str) -> str:
        """A hint at a file or folder of nearly that name in the same folder; "" where there is none."""
        path = self.folder / name
        if not path.parent.is_dir():
            return ""
        return did_you_mean(path.name, (each.name for each in path.parent.iterdir()))

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: the file is missing, is no ordinary file, may not be read or is too large.
        """
        path = self.folder / name
        try:
            if not path.exists():
                raise _wrong(self.shown(name), "no such file", self.neighbour(name))
            if not path.is_file():
                raise _wrong(self.shown(name), "is not a file")
            if path.stat().st_size > LARGEST_FILE_BYTES:
                size = path.stat().st_size // 2**20
                raise _wrong(self.shown(name), f"holds {size} MiB; expected at most {LARGEST_FILE_BYTES // 2**20} MiB")
            data = path.read_bytes()
        except OSError as error:
            raise _wrong(self.shown(name), f"cannot be read: {error.strerror or error}") from error
        self.hashes[Path(os.path.normpath(name)).as_posix()] = hashlib.sha256(data).hexdigest()
        return data


def _wrong(file: str, what: str, hint: str = "") -> InputError:
    return InputError([Problem(file, 0, 0, "", what, hint)])


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
        raise InputError([Problem(shown, line, 0, "", wrong, "save the file as UTF-8")]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError([Problem(shown, line, 0, "", "holds a zero byte; expected text")])
    return text
