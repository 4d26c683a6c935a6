"""The folder of a study: its ledger, its cut pool, a folder per case, and the lock that one batch holds."""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from loadsite.batch.case_hash import LETTERS
from loadsite.batch.ledger import FILE
from loadsite.errors import LoadsiteError
from loadsite.run.store import POOL
from loadsite.writing.refusal import CannotWrite, cannot_write
from loadsite.writing.unfinished import remove

LOCK = "lock"
HOLDER = b"process "
"""How the lock of a batch begins."""
LEFT_OVER = re.compile(r"\.(?:.+\.)?[0-9a-f]{16}\..*")
"""Temporary folders of cases: hidden, and named after the case."""


class Busy(LoadsiteError):
    """Another batch works on the same study."""


class StudyPlace:
    """`runs/<study>/`. Nothing is made before `locked`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def pool(self) -> Path:
        return self.folder / POOL

    @property
    def exists(self) -> bool:
        """Whether a batch has been here."""
        return (self.folder / FILE).is_file()

    def case_of(self, hash_: str, name: str) -> Path:
        """The folder of a case, `<name>.<hash>`: its name when it was begun, and letters of its whole hash.

        A case that an earlier version has solved stays in a folder named by the hash alone.
        """
        short = hash_[:LETTERS]
        earlier = self.folder / short
        return earlier if earlier.is_dir() else self.folder / f"{name}.{short}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the study. The lock ends with the process that holds it, however that ends.

        Raises:
            Busy: another batch holds it.
            CannotWrite: the folder cannot be made or written, or is something else.
        """
        try:
            self._refuse_what_is_not_ours()
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(
                self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644
            )
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(handle, 200).decode("utf-8", "replace").strip() or "another batch"
                raise Busy(f"{self.folder} is being worked on by {holder}; wait for it to end, or choose another "
                           "--out") from None  # fmt: skip
            except OSError as error:
                raise cannot_write(self.folder, error) from error
            try:
                self._refuse_another_lock(handle)
                os.ftruncate(handle, 0)
                os.pwrite(handle, HOLDER + f"{os.getpid()} on {os.uname().nodename}\n".encode(), 0)
                self._clear_left_over()
            except OSError as error:
                raise cannot_write(self.folder, error) from error
            yield
        finally:
            os.close(handle)

    def holder(self) -> str:
        """Who holds the study now, in words; "" where nobody does."""
        try:
            handle = os.open(self.folder / LOCK, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return ""
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return os.read(handle, 200).decode("utf-8", "replace").strip()
        except OSError:
            return ""
        finally:
            os.close(handle)
        return ""

    def clear(self, hash_: str) -> None:
        """Remove the temporary folders of a case whose worker has gone."""
        for path in self.folder.glob(f".*{hash_[:LETTERS]}.*"):
            with suppress(OSError):
                remove(path)

    def _clear_left_over(self) -> None:
        """Remove what a batch that was interrupted left half done."""
        for path in self.folder.iterdir():
            if LEFT_OVER.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                remove(path)

    def _refuse_another_lock(self, handle: int) -> None:
        """A file that is called like our lock, and says something else, is somebody's."""
        said = os.pread(handle, len(HOLDER), 0)
        if not stat.S_ISREG(os.fstat(handle).st_mode) or said not in (b"", HOLDER):
            raise CannotWrite(f"{self.folder / LOCK} is not the lock of a batch; move it away, or choose another --out")

    def _refuse_what_is_not_ours(self) -> None:
        if self.folder.name.casefold() == POOL:
            raise CannotWrite(f"{self.folder} is where cuts of earlier runs are kept; choose another name, or --out")
        if not self.folder.exists() or self.exists:
            return
        if not self.folder.is_dir():
            raise CannotWrite(f"{self.folder} is a file; expected a folder for the study's results")
        if any(path.name != LOCK for path in self.folder.iterdir()):
            raise CannotWrite(f"{self.folder} holds something else than a study's results; choose another --out")
