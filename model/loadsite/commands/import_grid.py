"""`loadsite import`: a grid of another program as tables that a person can edit."""

from __future__ import annotations

from pathlib import Path

from loadsite.commands.output import print_note
from loadsite.inputs.problems import Problems
from loadsite.nodal.check import checked_grid
from loadsite.nodal.open_grid import read_source
from loadsite.nodal.write_grid import write_grid


def import_grid(source: Path, to: Path) -> list[Path]:
    """Check a grid and write its tables; the files written.

    Raises:
        InputError: everything wrong with it.
        CannotWrite: the folder holds something, or cannot be written.
    """
    problems = Problems()
    tables = read_source(source, problems)
    grid = checked_grid(tables, problems)
    for remark in grid.remarks:
        print_note(remark)
    return write_grid(tables, to)
