"""Opens a grid: a folder of tables, or a file of another program."""

from __future__ import annotations

from pathlib import Path

from loadsite.errors import InputError, Problem
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.nodal.check import checked_grid
from loadsite.nodal.from_matpower import tables_of_matpower
from loadsite.nodal.from_powermodels import tables_of_powermodels
from loadsite.nodal.from_pypsa import tables_of_pypsa
from loadsite.nodal.grid import Grid
from loadsite.nodal.schema import GRID_TABLES, NEEDED
from loadsite.nodal.source_tables import SourceTables
from loadsite.origin import Origin


def open_grid(path: Path) -> Grid:
    """The grid at a path.

    Raises:
        InputError: everything wrong with it.
    """
    problems = Problems()
    return checked_grid(read_source(path, problems), problems)


def read_source(path: Path, problems: Problems) -> SourceTables:
    """The tables at a path, not yet checked."""
    if path.is_dir():
        if (path / "network.csv").is_file():
            return tables_of_pypsa(StudyFiles(path), path.as_posix(), path.resolve().name, problems)
        return _folder(path, problems)
    files = StudyFiles(path.parent)
    if path.suffix == ".json":
        return tables_of_powermodels(files.read(path.name), files.shown(path.name), path.stem, problems)
    if path.suffix == ".m":
        return tables_of_matpower(files.read(path.name), files.shown(path.name), path.stem, problems)
    raise InputError([Problem(Origin(path.as_posix()), "", "is no grid; expected a folder of tables, a MATPOWER case "
                              "(.m), a PowerModels case (.json) or a PyPSA folder")])


def _folder(path: Path, problems: Problems) -> SourceTables:
    files = StudyFiles(path)
    cells = {}
    for table in GRID_TABLES:
        if table in NEEDED or files.holds_file(table.file):
            try:
                read = split_csv(files.read(table.file), files.shown(table.file), problems)
            except InputError as error:
                problems.take(error)
                continue
            if read is not None:
                cells[table.name] = read
    return SourceTables(path.resolve().name, cells)
