"""The cut pool: what operation was learnt to cost, kept for the next question about the same grid.

A cut says what the grid can do, not what was asked of it. It holds for every scenario whose units are the same:
whatever its targets, site limits, plans, first-stage rules and investment costs. The pool keeps row duals under a
hash of the units; cuts are derived from them anew, so that a kept figure is never believed, only used.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, LinearProgram
from loadsite.solve.decomposed.basis import UnitBasis, is_sound
from loadsite.solve.decomposed.cuts import Cut
from loadsite.solve.decomposed.first_stage import FirstStage
from loadsite.solve.decomposed.units import Unit

KEPT = 2500
"""Duals kept in all, and at least KEPT_PER_UNIT of each unit, the latest first."""

KEPT_PER_UNIT = 6

Duals = dict[int, list[Floats]]


@dataclass(frozen=True)
class Known:
    """What is kept of a grid: row duals by unit, and the bases its units were left with."""

    duals: Duals
    bases: list[UnitBasis]

    @property
    def cut_count(self) -> int:
        return sum(map(len, self.duals.values()))


@dataclass(frozen=True)
class Pool:
    """A folder of pools, one file per grid."""

    folder: Path

    def load(self, key: str, units: list[Unit]) -> Known:
        """What is kept; nothing where nothing is kept for this grid or the file cannot be read as a pool."""
        try:
            with np.load(self._file(key), allow_pickle=False) as kept:
                duals = {unit.number: kept[_name(unit.number)] for unit in units if _name(unit.number) in kept}
                bases = {unit.number: kept[_basis(unit.number)] for unit in units if _basis(unit.number) in kept}
        except (FileNotFoundError, ValueError, EOFError, zipfile.BadZipFile):
            return Known({}, [])
        sized = {unit.number: unit.program.row_count for unit in units}
        return Known(
            {
                number: [dual.astype(np.float64) for dual in each if dual.shape == (sized[number],)]
                for number, each in duals.items()
            },
            [UnitBasis(number, codes) for number, codes in bases.items() if is_sound(codes)],
        )

    def keep(self, key: str, cuts: Iterable[Cut], bases: Iterable[UnitBasis], units: list[Unit]) -> None:
        """Keep the duals of the cuts and the bases a search ended with, and duals kept by now where there is room.

        Searches beside this one may have kept theirs since it began. Each file is put in its place in one move.
        """
        latest: Duals = {}
        earlier = self.load(key, units).duals
        for cut in cuts:
            latest.setdefault(cut.unit, []).append(cut.row_dual)
        arrays: dict[str, npt.NDArray[Any]] = {_basis(basis.unit): basis.codes for basis in bases}
        numbers = sorted({*latest, *earlier})
        share = max(KEPT_PER_UNIT, KEPT // max(1, len(numbers)))
        for number in numbers:
            both = [*latest.get(number, [])[::-1], *earlier.get(number, [])][:share]
            # Single precision is enough: a cut holds for any duals, and is nearly as good for nearly the same.
            arrays[_name(number)] = np.array(both, dtype=np.float32)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
            np.savez_compressed(part, allow_pickle=False, **arrays)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(self._file(key))

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.npz"


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
