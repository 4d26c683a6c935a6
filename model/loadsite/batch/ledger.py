"""The ledger of a study: every attempt at a case, when it began, and, once committed, how it ended (SQLite, WAL)."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from loadsite.batch.ledger_entry import Entry, NoEntry, entry_of
from loadsite.batch.order import Ending, Outcome
from loadsite.errors import LoadsiteError
from loadsite.writing.refusal import CannotWrite, cannot_write

FILE = "ledger.sqlite"
FORMAT = 1
PATIENCE_S = 30.0
OF_THE_DISK = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
               sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)  # fmt: skip

MOST_ATTEMPTS = 100_000

TABLES = """
create table if not exists attempts (
    attempt integer primary key,
    hash text not null,
    name text not null,
    grid text not null,
    labels text not null,
    begun_utc text not null,
    ended_utc text,
    ending text,
    outcome text
)
"""
INDEX = "create index if not exists by_hash on attempts (hash, attempt)"


class LedgerUnreadable(LoadsiteError):
    """The ledger is damaged, or of another version of loadsite."""


class Ledger:
    """One study's ledger. A row with an ending is committed: it is on the disk before `commit` returns."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        _refuse_what_is_no_file(self.path)
        with self._told():
            self._connection = sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None)
            (written,) = self._connection.execute("pragma user_version").fetchone()
            if written not in (0, FORMAT):
                raise LedgerUnreadable(f"{self.path} is of another version of loadsite; choose another --out")
            if written == 0 and self._connection.execute("select 1 from sqlite_master").fetchone():
                raise LedgerUnreadable(f"{self.path} is a database of something else; choose another --out")
            if written == 0:
                self._connection.execute("pragma journal_mode = wal")
                self._connection.executescript(f"begin; {TABLES}; {INDEX}; pragma user_version = {FORMAT}; commit;")
            elif self._other_tables():
                raise LedgerUnreadable(f"{self.path} is a database of something else; choose another --out")
            self._connection.execute("pragma synchronous = full")

    def _other_tables(self) -> bool:
        """Whether it holds anything but our table and index: a view can have rows without end."""
        found = self._connection.execute("select sql from sqlite_master where sql is not null").fetchmany(3)
        return sorted(_plain(sql) for (sql,) in found) != sorted(_plain(sql) for sql in (TABLES, INDEX))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def begin(self, hash_: str, name: str, grid: str, labels: Mapping[str, str]) -> int:
        """Note that a case is begun; the number of the attempt."""
        with self._told():
            cursor = self._connection.execute(
                "insert into attempts (hash, name, grid, labels, begun_utc) values (?, ?, ?, ?, ?)",
                (hash_, name, grid, json.dumps(dict(labels)), _now()),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def commit(self, attempt: int, outcome: Outcome) -> None:
        """Note how an attempt ended; it is committed when this returns."""
        with self._told():
            self._connection.execute(
                "update attempts set ended_utc = ?, ending = ?, outcome = ? where attempt = ?",
                (_now(), outcome.ending.value, json.dumps(asdict(outcome)), attempt),
            )

    def last(self) -> dict[str, Entry]:
        """The last attempt at every case, by hash; where a committed one was followed by one interrupted, the
        committed."""
        found: dict[str, Entry] = {}
        for entry in self.attempts():
            before = found.get(entry.hash)
            if entry.outcome is not None or before is None or before.outcome is None:
                found[entry.hash] = entry
        return found

    def interrupted(self) -> set[str]:
        """Hashes of the cases whose last attempt has not ended: they run, or were interrupted."""
        last = {entry.hash: entry for entry in self.attempts()}
        return {hash_ for hash_, entry in last.items() if entry.outcome is None}

    def learnt_grids(self) -> set[str]:
        """Grids of which a case has ended."""
        return {entry.grid for entry in self.attempts() if entry.outcome is not None}

    def attempts(self) -> list[Entry]:
        """Every attempt there was, in order.

        Raises:
            LedgerUnreadable: with the attempt, the column or key, its value and what was expected.
        """
        with self._told():
            rows = self._connection.execute(
                "select attempt, hash, name, grid, begun_utc, ended_utc, outcome from attempts order by attempt"
            ).fetchmany(MOST_ATTEMPTS + 1)
        if len(rows) > MOST_ATTEMPTS:
            raise LedgerUnreadable(f"{self.path} holds more than {MOST_ATTEMPTS:,} attempts; choose another --out")
        try:
            return [entry_of(*row) for row in rows]
        except NoEntry as error:
            raise LedgerUnreadable(f"{self.path} {error}; move it away to begin anew") from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says, in words."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if _cannot_write(error):
                raise CannotWrite(f"{self.path} cannot be written: {error}") from error
            raise LedgerUnreadable(f"{self.path} cannot be read: {error}; move it away to begin anew") from error


def _refuse_what_is_no_file(path: Path) -> None:
    """A pipe would make us wait, a link would lead elsewhere."""
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot_write(path, error) from error
    if not regular:
        raise CannotWrite(f"{path} is no file; move it away, or choose another --out")


def _plain(sql: object) -> str:
    """A statement as SQLite keeps it and as it is written here, alike."""
    return " ".join(str(sql).lower().replace("if not exists ", "").split())


def _cannot_write(error: sqlite3.DatabaseError) -> bool:
    """Whether the disk or another program is in the way, not what the file holds. What Python itself refuses, as text
    that is no UTF-8, has no code.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return isinstance(error, sqlite3.OperationalError) and code & 0xFF in OF_THE_DISK


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def is_done(entry: Entry | None, content_hash: str) -> bool:
    """Whether a case needs no work: its committed row says it is settled, and its folder still is what was committed.

    Raises nothing; `content_hash` is that of the folder as it stands, "" where there is none.
    """
    outcome = entry.outcome if entry is not None else None
    return outcome is not None and Ending(outcome.ending).settled and outcome.content_hash == content_hash != ""
