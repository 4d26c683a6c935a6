"""Writes the tables of a grid as a folder that people edit and `open_grid` reads."""

from __future__ import annotations

import csv
from pathlib import Path

from loadsite.nodal.schema import GRID_TABLES, NEEDED
from loadsite.nodal.source_tables import SourceTables
from loadsite.writing.flush import flush_folder
from loadsite.writing.refusal import CannotWrite, cannot_write
from loadsite.writing.unfinished import Unfinished


def write_grid(source: SourceTables, folder: Path) -> list[Path]:
    """Write every table that has rows into a new or empty folder; columns that are blank throughout are written too.

    Raises:
        CannotWrite: the folder holds something, or cannot be written.
    """
    place = folder.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotWrite(f"{folder} is not empty; name a new folder")
    written = []
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(place) as work:
            work.made.mkdir()
            for table in GRID_TABLES:
                cells = source.cells.get(table.name)
                if cells is None or not (cells.rows or table in NEEDED):
                    continue
                with (work.made / table.file).open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow(cells.header)
                    writer.writerows(cells.rows)
                written.append(folder / table.file)
            flush_folder(work.made)
            work.made.rename(place)
    except OSError as error:
        raise cannot_write(place, error) from error
    return written
