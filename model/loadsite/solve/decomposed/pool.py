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
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.basis import UnitBasis, is_sound
from loadsite.solve.decomposed.cuts import Cut, Singles
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Unit

SEARCHES_KEPT = 40
"""Of each grid, the latest ones."""

TAKEN_PER_UNIT = 20
"""Duals taken of each unit, the latest first."""

POINT = "point"

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
        """What is kept, of which there may be nothing. Files that cannot be read as one of a search are passed over."""
        known = Known({}, [], [])
        for file in self._files(key):
            kept = _read(file, units, linking_count)
            if kept is None:
                continue
            for number, duals in kept.duals.items():
                room = TAKEN_PER_UNIT - len(known.duals.setdefault(number, []))
                known.duals[number] += duals[:room]
            known.points.extend(kept.points)
            begun = {basis.unit for basis in known.bases}
            known.bases.extend(basis for basis in kept.bases if basis.unit not in begun)
        return known

    def keep(self, key: str, cuts: Iterable[Cut], bases: Iterable[UnitBasis], point: Floats) -> None:
        """Keep what a search learnt: its own cuts, and the bases and the point it ended with, in one file put in its
        place in one move.
        """
        by_unit: Duals = {}
        for cut in cuts:
            by_unit.setdefault(cut.unit, []).append(cut.row_dual)
        arrays: dict[str, npt.NDArray[Any]] = {_basis(basis.unit): basis.codes for basis in bases}
        arrays |= {_name(unit): np.array(duals[::-1]) for unit, duals in by_unit.items()}
        home = self.folder / key
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home, suffix=".part", delete=False) as part:
            np.savez_compressed(part, allow_pickle=False, **{POINT: point}, **arrays)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(home / f"{time.time_ns():020d}.npz")
        for file in self._files(key)[SEARCHES_KEPT:]:
            file.unlink(missing_ok=True)

    def _files(self, key: str) -> list[Path]:
        """The latest first."""
        return sorted((self.folder / key).glob("*.npz"), reverse=True)


def key_of(program: LinearProgram, first_stage: FirstStage, units: list[Unit]) -> str:
    """SHA-256 of the operation data: every unit's program, and the names of the columns that link units."""
    digest = hashlib.sha256()
    for block in program.columns:
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


def _read(file: Path, units: list[Unit], linking_count: int) -> Known | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
    except (FileNotFoundError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    known = Known({}, [], [])
    for unit in units:
        duals, codes = arrays.get(_name(unit.number)), arrays.get(_basis(unit.number))
        if duals is not None and _is_sound(duals, np.float32, (*duals.shape[:1], unit.program.row_count)):
            known.duals[unit.number] = list(duals)
        if codes is not None and is_sound(codes):
            known.bases.append(UnitBasis(unit.number, codes))
    point = arrays.get(POINT)
    if point is not None and _is_sound(point, np.float64, (linking_count,)):
        known.points.append(point)
    return known


def _is_sound(array: npt.NDArray[Any], kind: type[np.floating[Any]], shape: tuple[int, ...]) -> bool:
    return array.dtype == kind and array.shape == shape and bool(np.isfinite(array).all())
