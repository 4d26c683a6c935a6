"""Size limits of cut pools: so many grids and bytes, the oldest evicted first."""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_GRIDS = 100
MOST_BYTES = 4_000_000_000
"""All grids together. One search over 8 days of the four states keeps 0.42 MB, so one over a year of days some 20 MB:
this is the 40 searches that are kept of each of five such grids.
"""

GRID = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    changed_ns: int


def evict(folder: Path, spared: Path, most_grids: int = MOST_GRIDS, most_bytes: int = MOST_BYTES) -> None:
    """Evict the grids that were left alone longest, and then the oldest files, until the rest is within both limits.

    `spared`, and the grid it is of, stay whatever they take. Another run may do the same at the same time.
    """
    by_grid = {home: _files(home) for home in folder.iterdir() if GRID.fullmatch(home.name) and home.is_dir()}
    latest = {home: max((file.changed_ns for file in files), default=0) for home, files in by_grid.items()}
    for home in sorted(by_grid, key=lambda each: latest[each])[: max(0, len(by_grid) - most_grids)]:
        if home != spared.parent:
            for file in by_grid.pop(home):
                file.path.unlink(missing_ok=True)
            with suppress(OSError):
                home.rmdir()
    taken = sum(file.size for files in by_grid.values() for file in files)
    for file in sorted((file for files in by_grid.values() for file in files), key=lambda each: each.changed_ns):
        if taken <= most_bytes:
            return
        if file.path != spared:
            file.path.unlink(missing_ok=True)
            taken -= file.size


def _files(home: Path) -> list[_File]:
    """The files that are kept, and those set aside; not those that are being written."""
    found = []
    for path in home.iterdir():
        with suppress(FileNotFoundError):
            about = path.lstat()
            if stat.S_ISREG(about.st_mode) and path.name.endswith((".cuts", ".spoilt")):
                found.append(_File(path, about.st_size, about.st_mtime_ns))
    return found
