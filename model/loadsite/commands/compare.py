"""`loadsite compare`: finished results side by side, on a screen, as tables or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd

from loadsite.batch.batch import named as named_cases
from loadsite.batch.case_table import finished_folders
from loadsite.batch.comparison import compare
from loadsite.batch.finished import open_runs
from loadsite.batch.ledger import Ledger
from loadsite.batch.place import StudyPlace
from loadsite.batch.swing import NoSwing, stacked, swing
from loadsite.commands.compare_screen import draw_comparison
from loadsite.commands.forms import Form
from loadsite.commands.output import print_csv, print_json
from loadsite.commands.progress import stages
from loadsite.commands.study_places import place_of
from loadsite.commands.swing_screen import draw_swing
from loadsite.errors import LoadsiteError
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.sources import read_sources
from loadsite.inputs.study_file import open_study
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.report.comparison import write_comparison
from loadsite.results.progress import Progress
from loadsite.results.spreadsheet import write_spreadsheet


class NothingToCompare(LoadsiteError):
    """What was named holds no finished results, or no table of that name."""


def compare_runs(
    named: Sequence[Path],
    out: Path | None,
    form: Form,
    table: str,
    workbook: Path | None,
    share: float | None,
    page: Path | None,
    force: bool,
) -> None:
    """Compare folders of results, or the finished cases of studies; `table` is the one printed as CSV.

    With a `share`, the table `swing` tells how little and how much each site can have at a cost that much higher.

    Raises:
        CannotWrite: a file cannot be written, or (without `force`) one that is not ours stands there.
        NothingToCompare: nothing named holds finished results; or there is no such table.
        NotFinished: a folder of results cannot be read.
        NoSwing, NoAnswer: a range was asked for and cannot be told.
    """
    folders = [folder for path in named for folder in _folders(path, out)]
    if not folders:
        raise NothingToCompare("nothing is finished yet; see loadsite status")
    found = compare(folders)
    tables = found.by_name()
    if share is not None:
        with stages() as progress:
            tables["swing"] = _ranges(named, folders, share, progress)
    if table not in tables:
        hint = did_you_mean(table, tables) or f"expected one of {listed(tables)}"
        raise NothingToCompare(f'"{table[:60]}" is no table of a comparison; {hint}')
    if workbook is not None:
        write_spreadsheet(workbook, tables, force)
    if page is not None:
        _draw(page, tables, force)
    if form is Form.JSON:
        print_json(tables)
    elif form is Form.CSV:
        print_csv(tables[table])
    else:
        draw_comparison(found)
        if share is not None:
            draw_swing(tables["swing"], share)


def _draw(page: Path, tables: Mapping[str, pd.DataFrame], force: bool) -> None:
    with stages() as progress:
        progress("drawing the comparison")
        write_comparison(tables, page, force)


def _folders(path: Path, out: Path | None) -> list[Path]:
    """The folders that a path stands for: itself, or the finished cases of a study or of its results."""
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


def _ranges(named: Sequence[Path], folders: Sequence[Path], share: float, progress: Progress) -> pd.DataFrame:
    """The ranges of all answered runs; their inputs are read anew from the studies they are cases of."""
    cases = {each.hash.whole: each.case for path in named if path.is_file() for each in named_cases(open_study(path))}
    tables = []
    for run in open_runs(folders):
        said = run.record.get("case") or {}
        if not run.answered:
            continue
        if said.get("hash") not in cases:
            raise NoSwing(f"{run.name} is no case of a study named here; --swing reads the inputs from the study file")
        opened = cases[said["hash"]].opened
        progress(f"{run.name}: reading the inputs")
        case = build_case(read_sources(opened))
        tables.append(swing(run, case, share, opened.scenario.solve.time_limit_s, progress))
    return stacked(tables)
