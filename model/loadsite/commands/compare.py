"""`loadsite compare`: finished results side by side, on a screen, as tables or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd

from loadsite.batch.case_table import finished_folders
from loadsite.batch.comparison import compare
from loadsite.batch.ledger import Ledger
from loadsite.batch.place import StudyPlace
from loadsite.commands.compare_screen import draw_comparison
from loadsite.commands.compared_workbook import comparison_summary
from loadsite.commands.forms import Form
from loadsite.commands.output import print_csv, print_json
from loadsite.commands.progress import stages
from loadsite.commands.study_places import place_of
from loadsite.commands.swing_ranges import Swing, SwingStopped, ranges
from loadsite.commands.swing_screen import draw_swing
from loadsite.commands.tables import expect_table, print_table
from loadsite.errors import LoadsiteError
from loadsite.export.spreadsheet import write_spreadsheet
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.study_file import is_study, open_study
from loadsite.report.comparison import write_comparison
from loadsite.run.store import runs_folder


class NothingToCompare(LoadsiteError):
    """What was named holds no finished results."""


def compare_runs(
    named: Sequence[Path],
    out: Path | None,
    form: Form,
    table: str | None,
    workbook: Path | None,
    page: Path | None,
    force: bool,
    swing: Swing | None,
) -> None:
    """Compare folders of results, or the finished cases of studies; `table` is the one printed, alone.

    With `swing`, the table of that name tells how little and how much each site can have at a cost that much higher.

    Raises:
        CannotWrite: a file cannot be written, or (without `force`) one that is not ours stands there.
        NothingToCompare: nothing named holds finished results.
        NoSuchTable: there is no such table.
        NotFinished: a folder of results cannot be read.
        NoSwing, NoAnswer: a range was asked for and cannot be told.
        SwingStopped: Ctrl-C; what was solved until then is shown.
    """
    folders = [folder for path in named for folder in _folders(path, out)]
    if not folders:
        raise NothingToCompare("nothing is finished yet; see loadsite status")
    found = compare(folders)
    tables = found.by_name()
    left = 0
    if swing is not None:
        tables["swing"], left = ranges(swing, named, folders)
    if table is not None:
        expect_table(table, tables, "a comparison")
    if workbook is not None:
        write_spreadsheet(workbook, comparison_summary(tables), tables, force)
    if page is not None:
        _draw(page, tables, force)
    if table is not None:
        print_table(tables[table], form)
    elif form is Form.JSON:
        print_json(tables)
    elif form is Form.CSV:
        print_csv(tables["siting"])
    else:
        draw_comparison(found)
        if swing is not None:
            draw_swing(tables["swing"], swing.share)
    if left:
        raise SwingStopped(f"stopped: the ranges of {left} more sites were requested; those that are done are shown")


def _draw(page: Path, tables: Mapping[str, pd.DataFrame], force: bool) -> None:
    with stages() as progress:
        progress("drawing the comparison")
        write_comparison(tables, page, force)


def _folders(path: Path, out: Path | None) -> list[Path]:
    """The folders that a path stands for: itself, the finished cases of a study or of its results, or the run of a
    scenario."""
    if path.is_file() and not is_study(path):
        return [runs_folder() / open_scenario(path).scenario.name]
    if path.is_file():
        study = open_study(path)
        return finished_folders(study, place_of(study, out))
    place = StudyPlace(path)
    if not place.exists:
        return [path]
    with closing(Ledger(path)) as ledger:
        entries = ledger.last().values()
    settled = [entry for entry in entries if entry.outcome is not None and entry.outcome.ending.settled]
    return [place.case_of(entry.hash) for entry in settled if place.case_of(entry.hash).is_dir()]
