"""Cut pool: duals, bases and points of earlier searches, a warm start for the next question about the same grid.

A cut says what the grid can do, not what was asked of it. It holds for every scenario whose subproblems are the same:
whatever its targets, site limits, plans, first-stage rules and investment costs. The pool keeps row duals under a hash
of the subproblems; cuts are derived from them anew, so that a kept figure is never believed, only used.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from loadsite.arrays.linear_program import Block, Floats
from loadsite.solve.benders.array_file import Array, ArrayFile, Spoilt, write_arrays
from loadsite.solve.benders.cut_pool_size import evict
from loadsite.solve.benders.cuts import Cut
from loadsite.solve.benders.first_stage import FirstStage
from loadsite.solve.benders.packed_duals import Singles
from loadsite.solve.benders.subproblem import Subproblem
from loadsite.solve.benders.subproblem_basis import SubproblemBasis, is_sound

SEARCHES_KEPT = 40
"""Searches kept of each grid, the latest ones."""

TAKEN_PER_SUBPROBLEM = 12
"""Duals taken of each subproblem, the latest first."""

ABANDONED_S = 24 * 3600.0
"""A file being written is changed every second: one unchanged for so long is of a run that was killed [s]."""

LARGEST = 1e15
"""No dual [M$/GW] and no decision [GW] of a search is larger: a file with such a number is spoilt."""

VERSION = 2
"""Of the format of a file, which docs/cut_pool.md describes; a file of another one is told and ignored."""

POINT, SUFFIX, UNFINISHED, QUARANTINED = "point", ".cuts", ".part", ".spoilt"
VERSION_OF_FILE = "version"
MOST_DUALS = 1000
"""Duals of one subproblem in one file: no search learns so many cuts of one."""
TRIES = 3
"""Another run may remove the folder of a grid just before a file is put into it."""

Duals = dict[int, list[Singles]]


@dataclass(frozen=True)
class WarmStart:
    """Warm start: row duals by subproblem, the bases its subproblems were left with, and the points found, the latest
    first.
    """

    duals: Duals
    bases: list[SubproblemBasis]
    points: list[Floats]

    @property
    def cut_count(self) -> int:
        return sum(map(len, self.duals.values()))


@dataclass(frozen=True)
class CutPool:
    """A folder of pools: a folder per grid, and in it one file per search, which no other search writes.

    No answer hangs on it: what cannot be read is set aside, what cannot be written is not kept, and `remarks` says so.
    """

    folder: Path
    remarks: list[str] = field(default_factory=list)

    def load(self, key: str, subproblems: list[Subproblem], coupling_count: int) -> WarmStart:
        """Warm start of a grid, which may be empty. Of files that are spoilt, or of another version, nothing is taken.
        """
        warm_start = WarmStart({subproblem.number: [] for subproblem in subproblems}, [], [])
        with_basis: set[int] = set()
        for file in self._files(key):
            try:
                part = _read(file, subproblems, coupling_count, warm_start, with_basis)
            except FileNotFoundError:  # another run made room meanwhile
                continue
            except _OtherVersion as other:
                self.remarks.append(f"{file} is of {other}; the answer does without it")
                continue
            except (Spoilt, OSError) as error:
                self._quarantine_file(file, str(error))
                continue
            warm_start.points.extend(part.points)
            for number, duals in part.duals.items():
                warm_start.duals[number] += duals
            warm_start.bases.extend(part.bases)
            with_basis.update(basis.subproblem for basis in part.bases)
        return warm_start

    def quarantine(self, key: str, why: str) -> None:
        """Set aside all that is kept of a grid: a search that began from it came to no end."""
        for file in self._files(key):
            self._quarantine_file(file, why)

    def keep(self, key: str, cuts: Iterable[Cut], bases: Iterable[SubproblemBasis], point: Floats) -> None:
        """Keep what a search learnt: its own cuts, and the bases and the point it ended with, in one file put in its
        place in one move.
        """
        by_subproblem: dict[int, list[Cut]] = {}
        for cut in cuts:
            by_subproblem.setdefault(cut.subproblem, []).append(cut)
        arrays: Iterable[tuple[str, Array]] = chain(
            [(VERSION_OF_FILE, np.array(VERSION)), (POINT, point)],
            ((_basis(basis.subproblem), basis.codes) for basis in bases),
            (
                (_name(subproblem), np.array([cut.row_dual for cut in reversed(learnt)]))
                for subproblem, learnt in by_subproblem.items()
            ),
        )
        home = self.folder / key
        try:
            part = self._new_part(home)
            try:
                with part.open("wb") as file:
                    write_arrays(file, arrays)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(part.with_suffix(SUFFIX))
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            _clear_abandoned(home)
            for file_ in self._files(key)[SEARCHES_KEPT:]:
                file_.unlink(missing_ok=True)
            evict(self.folder, spared=part.with_suffix(SUFFIX))
        except OSError as error:
            said = f"{home} cannot be written: {error.strerror or error}"
            self.remarks.append(f"{said}; the answer is whole, but what was learnt of the grid is not kept")

    def _new_part(self, home: Path) -> Path:
        """A new file in the folder of a grid, of a name that no other search has, and the later the higher."""
        for left in reversed(range(TRIES)):
            home.mkdir(parents=True, exist_ok=True)
            part = home / f"{time.time_ns():020d}-{secrets.token_hex(8)}{UNFINISHED}"
            try:
                part.touch(exist_ok=False)
            except FileNotFoundError:
                if not left:
                    raise
            else:
                break
        return part

    def _files(self, key: str) -> list[Path]:
        """The latest first."""
        try:
            return sorted((self.folder / key).glob(f"*{SUFFIX}"), reverse=True)
        except OSError:
            return []

    def _quarantine_file(self, file: Path, why: str) -> None:
        aside = file.with_name(file.name + QUARANTINED)
        try:
            file.rename(aside)
            said = f"set aside as {aside.name}"
        except OSError as error:
            said = f"passed over, and cannot be set aside: {error.strerror or error}"
        reason = (why.splitlines() or ["it cannot be read"])[0][:200]
        self.remarks.append(f"{file} is spoilt ({reason}); it was {said}, and the answer does without it")


def _read(
    file: Path, subproblems: list[Subproblem], coupling_count: int, warm_start: WarmStart, with_basis: set[int]
) -> WarmStart:
    """What a file adds to what is known; Spoilt where any of it is not as it was written."""
    found = WarmStart({}, [], [])
    with ArrayFile(file) as kept:
        _check_version(kept)
        point = kept.array(POINT, 8 * coupling_count)
        if point is not None:
            found.points.append(_checked(point, POINT, np.float64, (coupling_count,)))
        for subproblem in subproblems:
            room = TAKEN_PER_SUBPROBLEM - len(warm_start.duals[subproblem.number])
            if room:
                found.duals[subproblem.number] = _duals(kept, subproblem, room)
            if subproblem.number not in with_basis:
                found.bases.extend(_bases(kept, subproblem))
    return found


class _OtherVersion(Exception):
    """A file is sound, and of another version of the format."""


def _check_version(kept: ArrayFile) -> None:
    """Nothing where a file is of this version; _OtherVersion or Spoilt where it is not."""
    version = kept.array(VERSION_OF_FILE, 8)
    if version is None:
        raise _OtherVersion(f"an earlier version of cut pools; expected {VERSION}")
    if version.shape != () or version.dtype.kind != "i":
        raise Spoilt(f"{VERSION_OF_FILE} holds other numbers than were kept")
    if int(version) != VERSION:
        raise _OtherVersion(f"version {int(version)} of cut pools; expected {VERSION}")


def _clear_abandoned(home: Path) -> None:
    for part in home.glob(f"*{UNFINISHED}"):
        with suppress(FileNotFoundError):  # another run may have finished or cleared it meanwhile
            about = part.lstat()
            if stat.S_ISREG(about.st_mode) and time.time() - about.st_mtime > ABANDONED_S:
                part.unlink()


def key_of(columns: Iterable[Block], first_stage: FirstStage, subproblems: list[Subproblem]) -> str:
    """SHA-256 of the operation data: every subproblem's program, and the names of the columns that link subproblems."""
    digest = hashlib.sha256()
    for block in columns:
        if first_stage.holds(block):
            digest.update(block.name.encode())
            for axis in block.axes:
                digest.update(" ".join(map(str, axis.labels.tolist())).encode())
    for subproblem in subproblems:
        each = subproblem.program
        bounds = (each.lower, each.upper, each.row_lower, each.row_upper)
        for array in (subproblem.coupling, *bounds, each.starts, each.indices, each.values, each.cost):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _name(number: int) -> str:
    return f"unit_{number}"


def _basis(number: int) -> str:
    return f"basis_{number}"


def _duals(kept: ArrayFile, subproblem: Subproblem, room: int) -> list[Singles]:
    """The latest of a subproblem, as many as there is room for."""
    name, rows = _name(subproblem.number), subproblem.program.row_count
    duals = kept.array(name, MOST_DUALS * 4 * rows)
    return [] if duals is None else list(_checked(duals, name, np.float32, (*duals.shape[:1], rows))[:room])


def _bases(kept: ArrayFile, subproblem: Subproblem) -> list[SubproblemBasis]:
    """That of a subproblem, if there is one."""
    name = _basis(subproblem.number)
    codes = kept.array(name, subproblem.program.row_count + subproblem.program.column_count)
    if codes is None:
        return []
    if not is_sound(codes):
        raise Spoilt(f"{name} holds no basis")
    return [SubproblemBasis(subproblem.number, codes)]


def _checked(array: Array, name: str, kind: type[np.floating[Any]], shape: tuple[int, ...]) -> Array:
    if array.dtype != kind or array.shape != shape or not bool((np.abs(array) <= LARGEST).all()):
        raise Spoilt(f"{name} holds other numbers than were kept")
    return array
