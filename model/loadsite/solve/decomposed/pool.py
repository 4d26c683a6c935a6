"""The cut pool: what operation was learnt to cost, kept for the next question about the same grid.

A cut says what the grid can do, not what was asked of it. It holds for every scenario whose units are the same:
whatever its targets, site limits, plans, first-stage rules and investment costs. The pool keeps row duals under a
hash of the units; cuts are derived from them anew, so that a kept figure is never believed, only used.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from loadsite.arrays.linear_program import Block, Floats
from loadsite.solve.decomposed.array_file import Array, ArrayFile, write_arrays
from loadsite.solve.decomposed.basis import UnitBasis, is_sound
from loadsite.solve.decomposed.cuts import Cut, Singles
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Unit

SEARCHES_KEPT = 40
"""Of each grid, the latest ones."""

TAKEN_PER_UNIT = 12
"""Duals taken of each unit, the latest first."""

ABANDONED_S = 24 * 3600.0
"""A file being written is changed every second: one unchanged for so long is of a run that was killed [s]."""

POINT, SUFFIX, UNFINISHED = "point", ".cuts", ".part"

Duals = dict[int, list[Singles]]


@dataclass(frozen=True)
class Known:
    """What is kept of a grid: row duals by unit, the bases its units were left with, and the points found, the latest
    first.
    """

    duals: Duals
    bases: list[UnitBasis]
    points: list[Floats]

    @property
    def cut_count(self) -> int:
        return sum(map(len, self.duals.values()))


@dataclass(frozen=True)
class Pool:
    """A folder of pools: a folder per grid, and in it one file per search, which no other search writes."""

    folder: Path

    def load(self, key: str, units: list[Unit], linking_count: int) -> Known:
        """What is kept, of which there may be nothing. Of files that cannot be read nothing is taken."""
        known = Known({unit.number: [] for unit in units}, [], [])
        begun: set[int] = set()
        for file in self._files(key):
            with ArrayFile(file) as kept:
                point = kept.array(POINT)
                if point is not None and _is_sound(point, np.float64, (linking_count,)):
                    known.points.append(point)
                for unit in units:
                    known.duals[unit.number] += _duals(kept, unit, TAKEN_PER_UNIT - len(known.duals[unit.number]))
                    if unit.number not in begun:
                        bases = _bases(kept, unit)
                        known.bases.extend(bases)
                        begun.update(basis.unit for basis in bases)
        return known

    def keep(self, key: str, cuts: Iterable[Cut], bases: Iterable[UnitBasis], point: Floats) -> None:
        """Keep what a search learnt: its own cuts, and the bases and the point it ended with, in one file put in its
        place in one move.
        """
        by_unit: Duals = {}
        for cut in cuts:
            by_unit.setdefault(cut.unit, []).append(cut.row_dual)
        arrays: Iterable[tuple[str, Array]] = chain(
            [(POINT, point)],
            ((_basis(basis.unit), basis.codes) for basis in bases),
            ((_name(unit), np.array(duals[::-1])) for unit, duals in by_unit.items()),
        )
        home = self.folder / key
        home.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(home)
        with tempfile.NamedTemporaryFile(dir=home, suffix=UNFINISHED, delete=False) as part:
            write_arrays(part, arrays)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(home / f"{time.time_ns():020d}{SUFFIX}")
        for file in self._files(key)[SEARCHES_KEPT:]:
            file.unlink(missing_ok=True)

    def _files(self, key: str) -> list[Path]:
        """The latest first."""
        return sorted((self.folder / key).glob(f"*{SUFFIX}"), reverse=True)


def _clear_abandoned(home: Path) -> None:
    for part in home.glob(f"*{UNFINISHED}"):
        with suppress(FileNotFoundError):  # another run may have finished or cleared it meanwhile
            if time.time() - part.stat().st_mtime > ABANDONED_S:
                part.unlink()


def key_of(columns: Iterable[Block], first_stage: FirstStage, units: list[Unit]) -> str:
    """SHA-256 of the operation data: every unit's program, and the names of the columns that link units."""
    digest = hashlib.sha256()
    for block in columns:
        if first_stage.holds(block):
            digest.update(block.name.encode())
            for axis in block.axes:
                digest.update(" ".join(map(str, axis.labels.tolist())).encode())
    for unit in units:
        each = unit.program
        bounds = (each.lower, each.upper, each.row_lower, each.row_upper)
        for array in (unit.linking, *bounds, each.starts, each.indices, each.values, each.cost):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _name(number: int) -> str:
    return f"unit_{number}"


def _basis(number: int) -> str:
    return f"basis_{number}"


def _duals(kept: ArrayFile, unit: Unit, room: int) -> list[Singles]:
    """The latest of a unit, as many as there is room for; a file is not read where there is none."""
    duals = kept.array(_name(unit.number)) if room else None
    if duals is None or not _is_sound(duals, np.float32, (*duals.shape[:1], unit.program.row_count)):
        return []
    return list(duals[:room])


def _bases(kept: ArrayFile, unit: Unit) -> list[UnitBasis]:
    """That of a unit, if there is one."""
    codes = kept.array(_basis(unit.number))
    return [] if codes is None or not is_sound(codes) else [UnitBasis(unit.number, codes)]


def _is_sound(array: Array, kind: type[np.floating[Any]], shape: tuple[int, ...]) -> bool:
    return array.dtype == kind and array.shape == shape and bool(np.isfinite(array).all())
