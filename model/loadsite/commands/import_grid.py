"""`loadsite import`: a grid of another program as tables that a person can edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from loadsite.commands.output import print_note
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.nodal.check import checked_grid
from loadsite.nodal.matpower_changes import hours_of, outages_of
from loadsite.nodal.open_grid import read_source
from loadsite.nodal.source_tables import SourceTables
from loadsite.nodal.write_grid import write_grid


@dataclass(frozen=True)
class Changes:
    """Change tables of MATPOWER: outages, and hours from a first one on."""

    outages: Path | None
    hours: Path | None
    first_hour: int
    hour_count: int


def import_grid(source: Path, to: Path, changes: Changes) -> list[Path]:
    """Check a grid, and what comes with it, and write its tables; the files written.

    Raises:
        InputError: everything wrong with it.
        CannotWrite: the folder holds something, or cannot be written.
    """
    problems = Problems()
    tables = _with_changes(read_source(source, problems), changes, problems)
    grid = checked_grid(tables, problems)
    for remark in grid.remarks:
        print_note(remark)
    return write_grid(tables, to)


def _with_changes(tables: SourceTables, changes: Changes, problems: Problems) -> SourceTables:
    cells, remarks = dict(tables.cells), tables.remarks
    if changes.outages is not None:
        files = StudyFiles(changes.outages.parent)
        cells["outages"], further = outages_of(files, changes.outages.name, cells["branches"], problems)
        remarks += further
    if changes.hours is not None:
        files = StudyFiles(changes.hours.parent)
        cells["snapshots"], cells["snapshot_areas"] = hours_of(
            files, changes.hours.name, changes.first_hour, changes.hour_count, problems)
        remarks += ("in the hours of the change table units may be off: their least output is not held",)
    return replace(tables, cells=cells, remarks=remarks)
